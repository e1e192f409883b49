import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { AppError } from '#model/index.ts';
import { sendProblem } from '../problems.ts';

/**
 * The browser interface: files with a hash in their name never change, all else is asked for anew. An address that is no
 * file is one of its pages. Without a built interface the root says where the API is described.
 */
export async function addWebPages(app: FastifyInstance, webRoot: string | null): Promise<void> {
  if (webRoot === null || !existsSync(join(webRoot, 'index.html'))) {
    app.get('/', { config: { access: 'public' }, schema: { hide: true } }, async (_request, reply) =>
      reply.redirect('/api/docs'),
    );
    return;
  }
  app.addHook('onRoute', (route) => {
    if (route.config?.access === undefined) route.config = { ...route.config, access: 'public' };
  });
  await app.register(fastifyStatic, {
    root: webRoot,
    wildcard: true,
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply, path) => {
      const isHashed = path.includes('/assets/');
      reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  app.setNotFoundHandler((request, reply) => {
    const isPage = request.method === 'GET' && !/^\/(api|events|assets)\b/.test(request.url);
    if (isPage) return reply.header('cache-control', 'no-cache').sendFile('index.html');
    const path = request.url.split('?')[0]?.slice(0, 200);
    return sendProblem(
      reply,
      request,
      new AppError('ROUTE_NOT_FOUND', `There is no call ${request.method} ${path}.`),
    );
  });
}
