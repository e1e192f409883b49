import type { FastifyRequest } from 'fastify';
import type { Identity } from '#auth/index.ts';
import type { Actor } from '#model/index.ts';

/** Somebody whose word was believed, and by what. */
export type Principal = {
  readonly actor: Actor;
  /** The session or key; `null` where nobody is asked. */
  readonly identity: Identity | null;
};

/** Who may come in. */
export type Access = {
  /** `none`: nobody is asked. */
  readonly mode: 'users' | 'none';
  /** Who sends a request; `null` for nobody known. Errors: `ORIGIN_REFUSED`, `DATABASE_BUSY`. */
  authenticate(request: FastifyRequest): Promise<Principal | null>;
  /** Whether what was believed still holds, with the same role: streams and downloads are cut when it does not. */
  isStillValid(principal: Principal): boolean;
  /** Called when that may be otherwise than before. Returns a function that ends the listening. */
  listen(listener: () => void): () => void;
  /** Somebody was refused (rights, origin, rate, path): for the audit log. */
  onRefusal(request: FastifyRequest, refusal: { readonly code: string; readonly actor: Actor | null }): void;
};

/** Everybody is an administrator: `--auth none`, for a loopback address. */
export const noneAccess: Access = {
  mode: 'none',
  authenticate: async () => ({ actor: { name: 'local', role: 'admin' }, identity: null }),
  isStillValid: () => true,
  listen: () => () => undefined,
  onRefusal: () => undefined,
};
