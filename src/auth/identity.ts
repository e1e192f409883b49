import type { Actor } from '#model/index.ts';

/** Where a request comes from. */
export type Client = { readonly address: string; readonly agent: string };

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
