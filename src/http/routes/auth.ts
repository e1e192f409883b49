import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Auth, Begun } from '#auth/index.ts';
import { AccessState, LoginOrder, Me, SetupOrder } from '#model/index.ts';
import type { Access } from '../access.ts';
import { clientOf, giveToken, sessionOf, takeToken, tokenOf } from '../plugins/sessions.ts';
import { addRoute } from '../route.ts';

const tag = 'access';

/** Coming in and going out. */
export function addAuthRoutes(app: FastifyInstance, auth: Auth, access: Access): void {
  const welcome = (begun: Begun, request: FastifyRequest, reply: FastifyReply) => {
    giveToken(request, reply, { begun, auth });
    return auth.account.describe(begun.session.actor, begun.session);
  };
  addRoute(app, {
    method: 'GET',
    url: '/api/auth',
    access: 'public',
    tag,
    summary: 'How one may come in',
    answer: AccessState,
    handler: () => ({
      auth: access.mode,
      needsSetup: access.mode === 'users' && auth.setup.isNeeded(),
      openId: access.mode === 'users' ? (auth.openId?.name ?? null) : null,
    }),
  });
  addRoute(app, {
    method: 'POST',
    url: '/api/auth/setup',
    access: 'public',
    tag,
    summary: 'Make the first administrator, with the token of the link that the start of the server prints',
    body: SetupOrder,
    status: 201,
    answer: Me,
    audit: 'itself',
    handler: async ({ body, request, reply }) => {
      const { token, name, displayName = name, password } = body;
      const user = await auth.setup.use(token, { name, displayName, password }, request.ip);
      return welcome(auth.sessions.begin(user, clientOf(request, auth), tokenOf(request)), request, reply);
    },
  });
  addRoute(app, {
    method: 'POST',
    url: '/api/auth/login',
    access: 'public',
    tag,
    summary: 'Log in: begins a session, with a cookie',
    body: LoginOrder,
    answer: Me,
    audit: 'itself',
    handler: async ({ body, request, reply }) =>
      welcome(await auth.sessions.logIn(body, clientOf(request, auth), tokenOf(request)), request, reply),
  });
  addRoute(app, {
    method: 'POST',
    url: '/api/auth/logout',
    access: 'viewer',
    tag,
    summary: 'End this session',
    status: 204,
    answer: null,
    audit: 'itself',
    handler: ({ request, reply }) => {
      const session = sessionOf(request);
      auth.sessions.end(session, session.sessionId, request.ip);
      takeToken(request, reply);
    },
  });
  addRoute(app, {
    method: 'GET',
    url: '/api/auth/me',
    access: 'viewer',
    tag,
    summary: 'Who one is',
    answer: Me,
    handler: ({ actor, request }) => auth.account.describe(actor, request.principal?.identity ?? null),
  });
}
