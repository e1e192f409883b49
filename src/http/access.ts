import type { FastifyRequest } from 'fastify';
import type { Actor } from '#model/index.ts';

/** Somebody whose word was believed, and by what. */
export type Principal = {
  readonly actor: Actor;
  /** What to look at to learn whether it still holds; unique to a session or key. */
  readonly id: string;
};

/** Who may come in. */
export type Access = {
  /** Who sends a request; `null` for nobody known. Errors: `RATE_LIMITED`, `DATABASE_BUSY`. */
  authenticate(request: FastifyRequest): Promise<Principal | null>;
  /** Whether what was believed still holds, with the same role: streams are cut when it does not. */
  isStillValid(principal: Principal): boolean;
  /** Somebody was refused (rights, origin, rate, path): for the audit log. */
  onRefusal(request: FastifyRequest, refusal: { readonly code: string; readonly actor: Actor | null }): void;
};

/** Everybody is an administrator: `--auth none`, for a loopback address. */
export const noneAccess: Access = {
  authenticate: async () => ({ actor: { name: 'local', role: 'admin' }, id: 'none' }),
  isStillValid: () => true,
  onRefusal: () => undefined,
};
