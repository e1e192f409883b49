import { ProblemError, UnreachableError } from '../api/client.ts';
import type { Problem } from '../api/types.ts';

/** Roles, the least first; each may do what the ones before may. */
export const roles = ['viewer', 'operator', 'admin'] as const;
export type Role = (typeof roles)[number];

/** Who is logged in, and by what. */
export type Me = {
  readonly name: string;
  readonly displayName: string;
  readonly role: Role;
  readonly by: 'session' | 'key' | 'none';
  readonly hasPassword: boolean;
  readonly hasSecondFactor: boolean;
};

/** How one may come in. */
export type AccessState = { readonly needsSetup: boolean; readonly openId: string | null };

/** Somebody who can log in. */
export type User = {
  readonly id: number;
  readonly name: string;
  readonly displayName: string;
  readonly role: Role;
  readonly isDisabled: boolean;
  readonly createdAt: string;
  readonly hasSecondFactor: boolean;
};

/** A key for scripts. */
export type ApiKey = {
  readonly id: number;
  readonly name: string;
  readonly prefix: string;
  readonly owner: string;
  readonly role: Role;
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
};

/** A log-in of one's own. */
export type OwnSession = {
  readonly id: string;
  readonly lastSeenAt: string;
  readonly address: string;
  readonly agent: string;
  readonly isCurrent: boolean;
};

type List<T> = { readonly items: readonly T[] };

/** The calls about access (docs/api.md). */
export const accessApi = {
  state: () => call<AccessState>('GET', '/api/auth'),
  /** Who one is; `null` where the server asks nobody. Error: `NOT_LOGGED_IN`. */
  me: () => call<Me>('GET', '/api/auth/me').catch(unlessMissing),
  logIn: (order: { name: string; password: string; code?: string }) =>
    call<Me>('POST', '/api/auth/login', order),
  logOut: () => call<void>('POST', '/api/auth/logout'),
  setUp: (order: { token: string; name: string; password: string }) =>
    call<Me>('POST', '/api/auth/setup', order),
  changePassword: (order: { current: string; next: string }) =>
    call<void>('PUT', '/api/auth/password', order),
  sessions: () => call<List<OwnSession>>('GET', '/api/auth/sessions'),
  endSession: (id: string) => call<void>('DELETE', `/api/auth/sessions/${id}`),
  beginSecondFactor: (password: string) =>
    call<{ secret: string; uri: string }>('POST', '/api/auth/second-factor', { password }),
  confirmSecondFactor: (code: string) =>
    call<{ recoveryCodes: readonly string[] }>('PUT', '/api/auth/second-factor', { code }),
  removeSecondFactor: (password: string) =>
    call<void>('POST', '/api/auth/second-factor/remove', { password }),
  users: () => call<List<User>>('GET', '/api/users'),
  addUser: (order: { name: string; role: Role; password: string }) => call<User>('POST', '/api/users', order),
  changeUser: (id: number, order: { role?: Role; isDisabled?: boolean }) =>
    call<User>('PUT', `/api/users/${id}`, order),
  removeUser: (id: number) => call<void>('DELETE', `/api/users/${id}`),
  resetPassword: (id: number, password: string) =>
    call<void>('PUT', `/api/users/${id}/password`, { password }),
  keys: () => call<List<ApiKey>>('GET', '/api/keys'),
  addKey: (order: { name: string; role: Role; days?: number }) =>
    call<ApiKey & { readonly key: string }>('POST', '/api/keys', order),
  removeKey: (id: number) => call<void>('DELETE', `/api/keys/${id}`),
};

/** Whether a role may do what needs another. */
export function isAllowed(role: Role, needed: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(needed);
}

/** A server without log-in does not have the call. */
function unlessMissing(error: unknown): null {
  if (error instanceof ProblemError && error.problem.status === 404) return null;
  throw error;
}

async function call<T>(method: string, path: string, body?: object): Promise<T> {
  const response = await fetch(path, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  }).catch((cause: unknown) => {
    throw new UnreachableError(cause);
  });
  if (response.status === 204) return undefined as T;
  const answer: unknown = await response.json().catch((cause: unknown) => {
    throw new UnreachableError(cause);
  });
  if (response.ok) return answer as T;
  throw new ProblemError(answer as Problem);
}
