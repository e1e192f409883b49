import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '#model/index.ts';
import { sendProblem } from '../problems.ts';

/**
 * The browser interface, and the answer to addresses that nothing is at. Files with a hash in their name never change, all
 * else is asked for anew. An address that is no file is one of its pages. Without a built interface the root says where
 * the API is described.
 */
export async function addWebPages(app: FastifyInstance, webRoot: string | null): Promise<void> {
  const isBuilt = webRoot !== null && existsSync(join(webRoot, 'index.html'));
  if (isBuilt) await addFiles(app, webRoot);
  else {
    app.get('/', { config: { access: 'public' }, schema: { hide: true } }, async (_request, reply) =>
      reply.redirect('/api/docs'),
    );
  }
  // Asking for what is not there counts as a request like any other.
  app.setNotFoundHandler({ preHandler: app.rateLimit() }, (request, reply) => {
    if (isBuilt && isPage(request)) return reply.header('cache-control', 'no-cache').sendFile('index.html');
    return sendNotFound(request, reply);
  });
}

async function addFiles(app: FastifyInstance, root: string): Promise<void> {
  app.addHook('onRoute', (route) => {
    if (route.config?.access === undefined) route.config = { ...route.config, access: 'public' };
  });
  await app.register(fastifyStatic, {
    root,
    wildcard: true,
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply, path) => {
      const isHashed = path.includes('/assets/');
      reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
}

function isPage({ method, url }: FastifyRequest): boolean {
  return method === 'GET' && !/^\/(api|events|assets)\b/.test(url);
}

function sendNotFound(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const path = request.url.split('?')[0]?.slice(0, 200) ?? '/';
  return sendProblem(
    reply,
    request,
    new AppError('ROUTE_NOT_FOUND', `There is no call ${request.method} ${path}.`),
  );
}
