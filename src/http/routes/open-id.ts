import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Auth, OpenId } from '#auth/index.ts';
import { AppError, isAppError } from '#model/index.ts';
import { clientOf, giveToken, tokenOf } from '../plugins/sessions.ts';
import { addRoute } from '../route.ts';

const path = '/api/auth/openid';
const common = { method: 'GET', access: 'public', tag: 'access', answer: null } as const;
const journeySeconds = 600;

/**
 * Log-in by an OpenID provider: pages that a browser goes to. `publicUrl`: under which address it comes back; `null`: under
 * that at which it is.
 */
export function addOpenIdRoutes(app: FastifyInstance, auth: Auth, publicUrl: string | null): void {
  addRoute(app, {
    ...common,
    url: path,
    summary: 'Go to the OpenID provider to log in',
    media: 'A redirection.',
    handler: async ({ request, reply }) => {
      const { url, sealed } = await providerOf(auth).begin(`${baseOf(request, publicUrl)}${path}/callback`);
      // Lax: the provider sends the browser back from another site.
      reply.setCookie(journeyCookie, sealed, { ...cookieOptions(request), maxAge: journeySeconds });
      return reply.header('cache-control', 'no-store').redirect(url);
    },
  });
  addRoute(app, {
    ...common,
    url: `${path}/callback`,
    summary: 'Come back from the OpenID provider: begins a session',
    media: 'A redirection to the browser interface; with ?error= to its log-in page, if it failed.',
    handler: async ({ request, reply }) => {
      const sealed = request.cookies[journeyCookie] ?? null;
      reply.clearCookie(journeyCookie, cookieOptions(request)).header('cache-control', 'no-store');
      try {
        const user = await providerOf(auth).finish(new URL(request.url, 'http://a').search, sealed);
        const begun = auth.sessions.begin(user, clientOf(request, auth), tokenOf(request));
        giveToken(request, reply, { begun, auth });
        return reply.redirect('/');
      } catch (error) {
        if (!isAppError(error) || error.code === 'ROUTE_NOT_FOUND') throw error;
        request.log.warn({ err: error }, 'a log-in by the OpenID provider failed');
        auth.audit.refusedSoon({
          ...{ actor: null, address: request.ip, action: 'login', target: 'OpenID', code: error.code },
        });
        return reply.redirect(`/login?error=${error.code}`);
      }
    },
  });
}

const journeyCookie = 'disk2iso-openid';

function cookieOptions({ protocol }: FastifyRequest) {
  return { path, httpOnly: true, sameSite: 'lax', secure: protocol === 'https' } as const;
}

function providerOf({ openId }: Auth): OpenId {
  if (openId !== null) return openId;
  throw new AppError('ROUTE_NOT_FOUND', 'No OpenID provider is configured.');
}

function baseOf({ protocol, host }: FastifyRequest, publicUrl: string | null): string {
  return publicUrl?.replace(/\/+$/, '') ?? `${protocol}://${host}`;
}
