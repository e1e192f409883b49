import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Auth, Begun, Client, LoggedIn } from '#auth/index.ts';
import { AppError } from '#model/index.ts';
import type { Access, Principal } from '../access.ts';
import { actionOf, idsOf } from './audit.ts';

const safeMethods = ['GET', 'HEAD', 'OPTIONS'];
/** What a log-in notes itself, with the name that was tried. */
const notedByLogin = ['LOGIN_REFUSED', 'RATE_LIMITED'];
const loginUrl = '/api/auth/login';
const maxAgeSeconds = 30 * 24 * 60 * 60;
const knownCookie = 'disk2iso-known';
const knownSeconds = 365 * 24 * 60 * 60;

/** People come in with the cookie of a session, scripts with a key. */
export function userAccess(auth: Auth): Access {
  return {
    mode: 'users',
    authenticate: async (request) => principalOf(auth, request),
    isStillValid: ({ identity }) => identity !== null && auth.isStillValid(identity),
    listen: (listener) => auth.changes.listen(listener),
    onRefusal: (request, { code, actor }) => {
      if (actor === null && request.routeOptions.url === loginUrl && notedByLogin.includes(code)) return;
      const target = idsOf(request).slice(0, 300);
      auth.audit.refusedSoon({
        actor: actor?.name ?? null,
        address: request.ip,
        action: actionOf(request),
        target: target === '' ? null : target,
        code,
      });
    },
  };
}

/** Where a request comes from. */
export function clientOf({ ip, headers, cookies }: FastifyRequest, { browsers }: Auth): Client {
  const mark = cookies[knownCookie];
  const known = mark === undefined ? null : browsers.read(mark);
  return { address: ip, agent: headers['user-agent'] ?? '', known };
}

/** The session of a request. Error: `SESSION_REQUIRED` for keys, and where nobody is asked who they are. */
export function sessionOf({ principal }: FastifyRequest): LoggedIn {
  const identity = principal?.identity ?? null;
  if (identity?.kind === 'session') return identity;
  throw new AppError('SESSION_REQUIRED', 'This is for people who logged in with name and password.');
}

/** The token that a browser has; `null` without one. */
export function tokenOf(request: FastifyRequest): string | null {
  return request.cookies[cookieName(request)] ?? null;
}

/**
 * Gives the browser the token of a session: no script sees it, and no other site's page makes the browser send it. And a
 * mark, by which it is known at the next log-in.
 */
export function giveToken(
  request: FastifyRequest,
  reply: FastifyReply,
  { begun, auth }: { readonly begun: Begun; readonly auth: Auth },
): void {
  const options = cookieOptions(request);
  const mark = auth.browsers.mark(begun.session.actor.name);
  reply
    .setCookie(cookieName(request), begun.token, { ...options, maxAge: maxAgeSeconds })
    .setCookie(knownCookie, mark, { ...options, path: '/api/auth', maxAge: knownSeconds });
}

export function takeToken(request: FastifyRequest, reply: FastifyReply): void {
  reply.clearCookie(cookieName(request), cookieOptions(request));
}

function principalOf(auth: Auth, request: FastifyRequest): Principal | null {
  const { authorization } = request.headers;
  // Other schemes are between the browser and a proxy in front of us.
  if (authorization !== undefined && /^Bearer\b/i.test(authorization)) {
    // A key that is wrong is not made good by a cookie.
    const holder = auth.keys.authenticate(authorization.slice('Bearer'.length).trim());
    return holder === null ? null : { actor: holder.actor, identity: holder };
  }
  const token = tokenOf(request);
  const session = token === null ? null : auth.sessions.authenticate(token, clientOf(request, auth));
  if (session === null) return null;
  if (!safeMethods.includes(request.method)) requireOrigin(request);
  return { actor: session.actor, identity: session };
}

/**
 * Browsers send a cookie by themselves, also for a page that is not ours; and they say whose page it was (Fetch standard,
 * 3.2, for every method but GET and HEAD). `plugins/security.ts` has compared it; here it must be there.
 */
function requireOrigin({ headers }: FastifyRequest): void {
  if (headers.origin !== undefined || headers['sec-fetch-site'] === 'same-origin') return;
  throw new AppError(
    'ORIGIN_REFUSED',
    'A change in a session must say where it comes from: send the header Origin, or use an API key.',
  );
}

/** `__Host-`: no other host, and no page without TLS, can set it (RFC 6265bis, 4.1.3.2). */
function cookieName({ protocol }: FastifyRequest): string {
  return protocol === 'https' ? '__Host-disk2iso' : 'disk2iso';
}

function cookieOptions({ protocol }: FastifyRequest) {
  return { path: '/', httpOnly: true, sameSite: 'strict', secure: protocol === 'https' } as const;
}
