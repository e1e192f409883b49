import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AuditLog } from '#auth/index.ts';

const safeMethods = ['GET', 'HEAD', 'OPTIONS'];
const maxTarget = 1000;

/** Notes every call that changed something, or failed inside while it tried: nobody has to think of it. */
export function addAudit(app: FastifyInstance, log: AuditLog): void {
  app.addHook('onResponse', async (request, reply) => {
    const { access, audit } = request.routeOptions.config;
    const { statusCode } = reply;
    const isRefused = statusCode >= 400 && statusCode < 500;
    if (safeMethods.includes(request.method) || access === undefined || isRefused) return;
    if (audit === 'itself' && statusCode < 400) return;
    log.noteSoon({
      actor: request.principal?.actor.name ?? null,
      address: request.ip,
      action: actionOf(request),
      target: targetOf(request, reply),
      result: statusCode < 400 ? 'done' : 'failed',
    });
  });
}

/** What somebody wanted, in the words of the API: `POST /api/jobs/:uuid/pause`. */
export function actionOf({ method, routeOptions }: FastifyRequest): string {
  return `${method} ${routeOptions.url ?? 'nothing'}`;
}

function targetOf(request: FastifyRequest, reply: FastifyReply): string | null {
  const { audit } = request.routeOptions.config;
  const location = reply.getHeader('location');
  const said =
    typeof audit === 'function' && request.body !== undefined && reply.statusCode < 400
      ? audit(request.body as never)
      : typeof location === 'string'
        ? location
        : idsOf(request);
  return said === '' ? null : said.slice(0, maxTarget);
}

/** The variable parts of the address. */
export function idsOf({ params }: FastifyRequest): string {
  return typeof params === 'object' && params !== null ? Object.values(params).join(' ') : '';
}
