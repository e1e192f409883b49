import { randomUUID } from 'node:crypto';
import type { SecureContextOptions } from 'node:tls';
import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
import etag from '@fastify/etag';
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import type { Access } from './access.ts';
import { addChecking } from './checking.ts';
import { Downloads } from './downloads.ts';
import { addAccess } from './plugins/access-hook.ts';
import { addApiDocs } from './plugins/api-docs.ts';
import { addAudit } from './plugins/audit.ts';
import { addSecurity } from './plugins/security.ts';
import { addWebPages } from './plugins/web-pages.ts';
import { addProblems, refuseUnreadable, sendProblem, toAppError } from './problems.ts';
import type { HttpRooms } from './rooms.ts';
import { addAuditRoutes } from './routes/audit.ts';
import { addAuthRoutes } from './routes/auth.ts';
import { addBackupRoutes } from './routes/backups.ts';
import { addDatRoutes } from './routes/dats.ts';
import { addDriveRoutes } from './routes/disks.ts';
import { addDownloadRoutes } from './routes/downloads.ts';
import { addEventRoutes } from './routes/events.ts';
import { addHealthRoutes } from './routes/health.ts';
import { addImageDriveRoutes } from './routes/image-drives.ts';
import { addInsideRoutes } from './routes/inside.ts';
import { addIsoJobRoutes } from './routes/iso-jobs.ts';
import { addIsoRoutes } from './routes/isos.ts';
import { addJobRoutes } from './routes/jobs.ts';
import { addKeyRoutes } from './routes/keys.ts';
import { addMetricsRoute } from './routes/metrics.ts';
import { addNotificationRoutes } from './routes/notifications.ts';
import { addOpenIdRoutes } from './routes/open-id.ts';
import { addOwnAccountRoutes } from './routes/own-account.ts';
import { addOwnNotificationRoutes } from './routes/own-notifications.ts';
import { addReworkRoutes } from './routes/rework.ts';
import { addSystemRoutes } from './routes/system.ts';
import { addTargetRoutes } from './routes/targets.ts';
import { addUserRoutes } from './routes/users.ts';
import { LiveHub } from './sse/live-hub.ts';

/** What the server is put together from. */
export type HttpOptions = {
  readonly rooms: HttpRooms;
  readonly access: Access;
  readonly log: FastifyBaseLogger;
  readonly version: string;
  /** Host names under which it may be called; `null`: any (then `access` must ask who comes). */
  readonly hosts: readonly string[] | null;
  /** Believe X-Forwarded-For and -Proto: only behind a proxy. Addresses of proxies, or all. */
  readonly trustProxy?: boolean | string;
  readonly tls?: Pick<SecureContextOptions, 'cert' | 'key'> | null;
  /** Under which address browsers come back from other sites; `null`: that of their requests. */
  readonly publicUrl?: string | null;
  /** Requests of one address a minute. */
  readonly requestsPerMinute: number;
  /** Folder of the built browser interface; `null` without one. */
  readonly webRoot?: string | null;
  /** Hears of every address that is answered, however it came about. */
  readonly onRoute?: (method: string, url: string) => void;
  /** More calls, of rooms that not every server has. */
  readonly addMore?: (app: FastifyInstance) => void;
};

/** What a request may have as its body, in bytes; nothing that disk2iso takes is larger. */
const bodyLimit = 256 * 1024;

const checkRightsEveryMs = 5000;

/** The web server, not listening yet. `close()` ends all streams. */
export async function buildHttp(options: HttpOptions): Promise<FastifyInstance> {
  const { rooms, access, tls = null } = options;
  const app = fastify({
    loggerInstance: options.log,
    genReqId: () => randomUUID(),
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: options.trustProxy ?? false,
    bodyLimit,
    routerOptions: { maxParamLength: 300, ignoreTrailingSlash: true },
    forceCloseConnections: true,
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
      sendProblem(reply, request, toAppError(error));
    },
    clientErrorHandler: refuseUnreadable,
    requestTimeout: 60_000,
    // Longer than a proxy keeps connections, so that none is closed under its hands.
    keepAliveTimeout: 75_000,
    ...(tls === null ? {} : { https: tls }),
  } as Parameters<typeof fastify>[0]) as unknown as FastifyInstance;
  app.decorateRequest('principal', null);
  app.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) options.onRoute?.(one, url);
  });
  addChecking(app);
  addProblems(app, access);
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  app.addHook('onResponse', async (request, reply) => {
    const { method, url, ip } = request;
    const user = request.principal?.actor.name ?? null;
    request.log.debug(
      { method, url, ip, user, status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
      'answered',
    );
  });
  await addSecurity(app, { ...options, isTls: tls !== null });
  await app.register(cookie);
  addAccess(app, access);
  addAudit(app, rooms.auth.audit);
  await app.register(compress, { threshold: 1024, encodings: ['br', 'gzip'] });
  await app.register(etag);
  await addApiDocs(app, options.version);

  const hub = new LiveHub(rooms, access);
  const downloads = new Downloads(() => rooms.system.settings.current().downloads);
  const cutInvalid = () => {
    try {
      hub.cutInvalid();
      downloads.cutInvalid((principal) => access.isStillValid(principal));
    } catch (error) {
      // The database is not there just now: it is asked again soon.
      options.log.error({ err: error }, 'whether open streams may go on could not be found out');
    }
  };
  // At once when somebody's rights are changed here; soon when they run out, or another process changes them.
  const endListening = access.listen(cutInvalid);
  const timer = setInterval(cutInvalid, checkRightsEveryMs).unref();
  app.addHook('preClose', async () => {
    endListening();
    clearInterval(timer);
    hub.stop();
    downloads.cancelAll();
  });
  await app.register((calls, _options, done) => {
    addHealthRoutes(calls, rooms);
    addDriveRoutes(calls, rooms);
    addImageDriveRoutes(calls, rooms);
    addJobRoutes(calls, rooms);
    addIsoRoutes(calls, rooms, downloads);
    addDatRoutes(calls, rooms);
    addReworkRoutes(calls, rooms);
    addTargetRoutes(calls, rooms);
    addIsoJobRoutes(calls, rooms);
    addInsideRoutes(calls, rooms, downloads);
    addDownloadRoutes(calls, downloads);
    addSystemRoutes(calls, rooms);
    addBackupRoutes(calls, rooms);
    addMetricsRoute(calls, { rooms, hub, downloads, version: options.version });
    addEventRoutes(calls, rooms, hub);
    addAuthRoutes(calls, rooms.auth, access);
    addOpenIdRoutes(calls, rooms.auth, options.publicUrl ?? null);
    addOwnAccountRoutes(calls, rooms.auth);
    addUserRoutes(calls, rooms.auth);
    addKeyRoutes(calls, rooms.auth);
    addAuditRoutes(calls, rooms.auth);
    addNotificationRoutes(calls, rooms.notify);
    addOwnNotificationRoutes(calls, rooms.notify);
    options.addMore?.(calls);
    done();
  });
  await addWebPages(app, options.webRoot ?? null);
  hub.start();
  return app;
}
