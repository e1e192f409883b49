import type { Actor } from '#model/index.ts';

/** Where a request comes from. */
export type Client = {
  readonly address: string;
  readonly agent: string;
  /** A browser in which somebody has logged in before; nothing or `null` for any other. */
  readonly known?: KnownBrowser | null;
};

/** Which browser it is, and whose. */
export type KnownBrowser = { readonly account: string; readonly id: string };

/** Somebody who is logged in. */
export type LoggedIn = {
  readonly kind: 'session';
  readonly actor: Actor;
  readonly userId: number;
  readonly sessionId: string;
};

/** A script with a key. */
export type KeyHolder = {
  readonly kind: 'key';
  readonly actor: Actor;
  readonly userId: number;
  readonly keyId: number;
};

/** Somebody whose word was believed, and by what. */
export type Identity = LoggedIn | KeyHolder;
