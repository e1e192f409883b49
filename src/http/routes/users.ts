import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Auth, Doer } from '#auth/index.ts';
import { type Actor, PasswordOrder, pageOf, UserChangeOrder, UserOrder, UserView } from '#model/index.ts';
import { present } from '../query.ts';
import { addRoute } from '../route.ts';

const params = Type.Object({ id: Type.Integer({ minimum: 1 }) });
const common = { access: 'admin', tag: 'access', audit: 'itself' } as const;
const nothing = { status: 204, answer: null } as const;

/** Who may come in. */
export function addUserRoutes(app: FastifyInstance, { users, account }: Auth): void {
  addRoute(app, {
    ...common,
    method: 'GET',
    url: '/api/users',
    summary: 'All users, by name',
    answer: pageOf(UserView),
    handler: ({ actor }) => {
      const items = [...users.list(actor)];
      return { items, nextCursor: null, total: items.length, totalIsExact: true };
    },
  });
  addRoute(app, {
    ...common,
    method: 'POST',
    url: '/api/users',
    summary: 'Add a user',
    body: UserOrder,
    status: 201,
    answer: UserView,
    handler: ({ actor, request, body: { displayName, ...user } }) =>
      users.create(doerOf(actor, request), { ...user, displayName: displayName ?? user.name }),
  });
  addRoute(app, {
    ...common,
    method: 'PUT',
    url: '/api/users/:id',
    summary: 'Change name to be shown, role, or whether somebody may log in; holds at once in live sessions',
    params,
    body: UserChangeOrder,
    answer: UserView,
    handler: ({ actor, request, params: { id }, body }) =>
      users.change(doerOf(actor, request), id, present(body)),
  });
  addRoute(app, {
    ...common,
    ...nothing,
    method: 'DELETE',
    url: '/api/users/:id',
    summary: 'Remove a user with all sessions and keys',
    params,
    handler: ({ actor, request, params: { id } }) => users.delete(doerOf(actor, request), id),
  });
  addRoute(app, {
    ...common,
    ...nothing,
    method: 'PUT',
    url: '/api/users/:id/password',
    summary: 'Set a new password; ends all sessions of this user',
    params,
    body: PasswordOrder,
    handler: ({ actor, request, params: { id }, body }) =>
      users.resetPassword(doerOf(actor, request), id, body.password),
  });
  addRoute(app, {
    ...common,
    ...nothing,
    method: 'DELETE',
    url: '/api/users/:id/sessions',
    summary: 'Log a user out everywhere',
    params,
    handler: ({ actor, request, params: { id } }) => users.endSessions(doerOf(actor, request), id),
  });
  addRoute(app, {
    ...common,
    ...nothing,
    method: 'DELETE',
    url: '/api/users/:id/second-factor',
    summary: 'Take the second factor of a user away who has lost it',
    params,
    handler: ({ actor, request, params: { id } }) => account.resetSecondFactor(doerOf(actor, request), id),
  });
}

/** Who does something, and from where. */
export function doerOf(actor: Actor, { ip }: FastifyRequest): Doer {
  return { ...actor, address: ip };
}
