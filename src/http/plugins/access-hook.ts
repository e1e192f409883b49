import type { FastifyInstance } from 'fastify';
import type { Access } from '../access.ts';
import { requireAccess } from '../route.ts';

/** Finds out who sends a request, and refuses it before its body is read if it is not for them. */
export function addAccess(app: FastifyInstance, access: Access): void {
  app.addHook('onRequest', async (request, reply) => {
    const needed = request.routeOptions.config.access;
    // What has no route is answered with 404, pages and documents of the API are for everybody.
    if (request.is404 || needed === 'public') return;
    // Whoever it is for, it is for nobody else: no proxy on the way may keep it.
    reply.header('cache-control', 'private, no-cache');
    request.principal = await access.authenticate(request);
    requireAccess(needed, request.principal);
  });
}
