import { answerOf, api, ProblemError } from '../api/client.ts';
import type {
  ApiKeyOrder,
  LoginOrder,
  Me,
  PasswordChangeOrder,
  Role,
  SetupOrder,
  UserChangeOrder,
  UserOrder,
} from '../api/types.ts';

/** Roles, the least first; each may do what the ones before may. */
export const roles = ['viewer', 'operator', 'admin'] as const satisfies readonly Role[];

/** The calls about access (docs/api.md). */
export const accessApi = {
  state: () => answerOf(api.GET('/api/auth')),
  /** Who one is; `null` where the server asks nobody. Error: `NOT_LOGGED_IN`. */
  me: (): Promise<Me | null> => answerOf<Me>(api.GET('/api/auth/me')).catch(unlessMissing),
  logIn: (body: LoginOrder) => answerOf(api.POST('/api/auth/login', { body })),
  logOut: () => answerOf(api.POST('/api/auth/logout')),
  setUp: (body: SetupOrder) => answerOf(api.POST('/api/auth/setup', { body })),
  changePassword: (body: PasswordChangeOrder) => answerOf(api.PUT('/api/auth/password', { body })),
  sessions: () => answerOf(api.GET('/api/auth/sessions')),
  endSession: (id: string) => answerOf(api.DELETE('/api/auth/sessions/{id}', { params: { path: { id } } })),
  beginSecondFactor: (password: string) =>
    answerOf(api.POST('/api/auth/second-factor', { body: { password } })),
  confirmSecondFactor: (code: string) => answerOf(api.PUT('/api/auth/second-factor', { body: { code } })),
  removeSecondFactor: (password: string) =>
    answerOf(api.POST('/api/auth/second-factor/remove', { body: { password } })),
  users: () => answerOf(api.GET('/api/users')),
  addUser: (body: UserOrder) => answerOf(api.POST('/api/users', { body })),
  changeUser: (id: number, body: UserChangeOrder) =>
    answerOf(api.PUT('/api/users/{id}', { params: { path: { id } }, body })),
  resetPassword: (id: number, password: string) =>
    answerOf(api.PUT('/api/users/{id}/password', { params: { path: { id } }, body: { password } })),
  resetSecondFactor: (id: number) =>
    answerOf(api.DELETE('/api/users/{id}/second-factor', { params: { path: { id } } })),
  removeUser: (id: number) => answerOf(api.DELETE('/api/users/{id}', { params: { path: { id } } })),
  keys: () => answerOf(api.GET('/api/keys')),
  addKey: (body: ApiKeyOrder) => answerOf(api.POST('/api/keys', { body })),
  removeKey: (id: number) => answerOf(api.DELETE('/api/keys/{id}', { params: { path: { id } } })),
};

/** Whether a role may do what needs another. */
export function isAllowed(role: Role, needed: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(needed);
}

/** A server without log-in may not have the call. */
function unlessMissing(error: unknown): null {
  if (error instanceof ProblemError && error.problem.status === 404) return null;
  throw error;
}
