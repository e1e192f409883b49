import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '#model/index.ts';

const safeMethods = ['GET', 'HEAD', 'OPTIONS'];

/** Headers, limits, and the refusal of what other web sites make a browser send. */
export async function addSecurity(
  app: FastifyInstance,
  options: {
    readonly isTls: boolean;
    readonly hosts: readonly string[] | null;
    readonly requestsPerMinute: number;
  },
): Promise<void> {
  const { isTls, hosts } = options;
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        objectSrc: ["'none'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        mediaSrc: ["'self'", 'blob:'],
        fontSrc: ["'self'", 'data:'],
        scriptSrc: ["'self'"],
        scriptSrcAttr: ["'none'"],
        // Charts and drag-and-drop set styles on elements; no markup from outside ever gets that far.
        styleSrc: ["'self'", "'unsafe-inline'"],
        connectSrc: ["'self'"],
        workerSrc: ["'self'", 'blob:'],
        // On plain HTTP in a LAN these would make the browser ask for TLS that is not there: a blank page.
        ...(isTls ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    strictTransportSecurity: isTls ? { maxAge: 15_552_000, includeSubDomains: false } : false,
    crossOriginEmbedderPolicy: false,
    crossOriginOpenerPolicy: isTls,
    originAgentCluster: isTls,
    referrerPolicy: { policy: 'same-origin' },
  });
  await app.register(rateLimit, {
    global: true,
    max: options.requestsPerMinute,
    timeWindow: 60_000,
    errorResponseBuilder: (_request, { after }) =>
      new AppError('RATE_LIMITED', `Too many requests from this address; the next is taken in ${after}.`),
  });
  app.addHook('onRequest', async (request) => {
    requireOwnHost(request, hosts);
    if (!safeMethods.includes(request.method)) requireOwnOrigin(request);
  });
}

/**
 * A name of somebody else's that leads to this address (DNS rebinding) makes a browser believe that we are their web
 * site: where nobody is asked who they are, only our own names are answered.
 */
function requireOwnHost(request: FastifyRequest, hosts: readonly string[] | null): void {
  if (hosts === null) return;
  const name = request.hostname.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  if (hosts.includes(name)) return;
  throw new AppError('ORIGIN_REFUSED', `Without log-in disk2iso answers only under ${hosts.join(', ')}.`);
}

/** A browser says which site a request comes from (Fetch standard, Origin; Fetch Metadata, Sec-Fetch-Site). */
function requireOwnOrigin(request: FastifyRequest): void {
  const { origin } = request.headers;
  const site = request.headers['sec-fetch-site'];
  const isForeignSite = site !== undefined && site !== 'same-origin' && site !== 'none';
  if (!isForeignSite && (origin === undefined || hostOf(origin) === request.host.toLowerCase())) return;
  throw new AppError('ORIGIN_REFUSED', 'The request was sent by the page of another web site.');
}

function hostOf(origin: string): string | null {
  try {
    return new URL(origin).host.toLowerCase();
  } catch (error) {
    if (error instanceof TypeError) return null; // "null", as sandboxed pages send.
    throw error;
  }
}
