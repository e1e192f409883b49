import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { Auth } from '#auth/index.ts';
import { CodeOrder, PasswordChangeOrder, PasswordOrder, SessionView } from '#model/index.ts';
import { sessionOf } from '../plugins/sessions.ts';
import { addRoute } from '../route.ts';

const common = { access: 'viewer', tag: 'access', audit: 'itself' } as const;
const nothing = { status: 204, answer: null } as const;

/** One's own password, sessions and second factor. */
export function addOwnAccountRoutes(app: FastifyInstance, { sessions, account }: Auth): void {
  addRoute(app, {
    ...common,
    ...nothing,
    method: 'PUT',
    url: '/api/auth/password',
    summary: 'Change your password; all your other sessions end',
    body: PasswordChangeOrder,
    handler: ({ request, body }) => account.changePassword(sessionOf(request), request.ip, body),
  });
  addRoute(app, {
    ...common,
    method: 'GET',
    url: '/api/auth/sessions',
    summary: 'Your sessions, newest first',
    answer: Type.Object({ items: Type.Array(SessionView) }),
    handler: ({ request }) => {
      const session = sessionOf(request);
      const items = sessions.list(session);
      return { items: items.map((item) => ({ ...item, isCurrent: item.id === session.sessionId })) };
    },
  });
  addRoute(app, {
    ...common,
    ...nothing,
    method: 'DELETE',
    url: '/api/auth/sessions',
    summary: 'End all your sessions but this one',
    handler: ({ request }) => sessions.endOthers(sessionOf(request), request.ip),
  });
  addRoute(app, {
    ...common,
    ...nothing,
    method: 'DELETE',
    url: '/api/auth/sessions/:id',
    summary: 'End one of your sessions',
    params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
    handler: ({ request, params: { id } }) => sessions.end(sessionOf(request), id, request.ip),
  });
  addRoute(app, {
    ...common,
    method: 'POST',
    url: '/api/auth/second-factor',
    summary: 'Begin a second factor: a secret for your app (TOTP), not needed until a code confirms it',
    body: PasswordOrder,
    answer: Type.Object({ secret: Type.String(), uri: Type.String() }),
    handler: ({ request, body }) => account.beginSecondFactor(sessionOf(request), request.ip, body.password),
  });
  addRoute(app, {
    ...common,
    method: 'PUT',
    url: '/api/auth/second-factor',
    summary: 'Confirm it with a code; answers the recovery codes, once',
    body: CodeOrder,
    answer: Type.Object({ recoveryCodes: Type.Array(Type.String()) }),
    handler: ({ request, body }) => {
      const codes = account.confirmSecondFactor(sessionOf(request), request.ip, body.code);
      return { recoveryCodes: [...codes] };
    },
  });
  addRoute(app, {
    ...common,
    ...nothing,
    method: 'POST',
    url: '/api/auth/second-factor/remove',
    summary: 'Do without a second factor',
    body: PasswordOrder,
    handler: ({ request, body }) => account.removeSecondFactor(sessionOf(request), request.ip, body.password),
  });
}
