import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { Auth } from '#auth/index.ts';
import { ApiKeyOrder, ApiKeyView, pageOf } from '#model/index.ts';
import { sessionOf } from '../plugins/sessions.ts';
import { addRoute } from '../route.ts';
import { doerOf } from './users.ts';

const common = { access: 'viewer', tag: 'access', audit: 'itself' } as const;

/** Keys for scripts: everybody has their own, administrators see and end all. */
export function addKeyRoutes(app: FastifyInstance, { keys }: Auth): void {
  addRoute(app, {
    ...common,
    method: 'GET',
    url: '/api/keys',
    summary: 'Your API keys; administrators see all',
    answer: pageOf(ApiKeyView),
    handler: ({ actor, request }) => {
      const items = [...keys.list(actor, request.principal?.identity?.userId ?? null)];
      return { items, nextCursor: null, total: items.length, totalIsExact: true };
    },
  });
  addRoute(app, {
    ...common,
    method: 'POST',
    url: '/api/keys',
    summary: 'Make an API key of at most your role; the answer is the only place where it is ever seen',
    body: ApiKeyOrder,
    status: 201,
    answer: Type.Object({ ...ApiKeyView.properties, key: Type.String() }),
    handler: ({ request, body: { name, role, days = null } }) => {
      const { key, view } = keys.create(sessionOf(request), request.ip, { name, role, days });
      return { ...view, key };
    },
  });
  addRoute(app, {
    ...common,
    method: 'DELETE',
    url: '/api/keys/:id',
    summary: 'End a key of yours at once; administrators any',
    params: Type.Object({ id: Type.Integer({ minimum: 1 }) }),
    status: 204,
    answer: null,
    handler: ({ actor, request, params: { id } }) => {
      // A key ends no other keys of its owner, unless it is one of an administrator.
      const userId = actor.role === 'admin' ? null : sessionOf(request).userId;
      keys.revoke(doerOf(actor, request), userId, id);
    },
  });
}
