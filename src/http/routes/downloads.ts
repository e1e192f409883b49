import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { nullable, pageOf } from '#model/index.ts';
import type { Downloads } from '../downloads.ts';
import { addRoute } from '../route.ts';

const Download = Type.Object({
  id: Type.String(),
  /** `null`: several images at once. */
  isoId: nullable(Type.Integer()),
  fileName: Type.String(),
  to: Type.String(),
  startedAt: Type.String(),
  sizeBytes: Type.Integer(),
  sentBytes: Type.Integer(),
});

/** Downloads that run now. */
export function addDownloadRoutes(app: FastifyInstance, downloads: Downloads): void {
  addRoute(app, {
    method: 'GET',
    url: '/api/downloads',
    access: 'operator',
    tag: 'images',
    summary: 'Downloads that run now',
    answer: pageOf(Download),
    handler: () => {
      const items = downloads.list();
      return { items, nextCursor: null, total: items.length, totalIsExact: true };
    },
  });
  addRoute(app, {
    method: 'DELETE',
    url: '/api/downloads/:id',
    access: 'operator',
    tag: 'images',
    summary: 'Cut a download off',
    params: Type.Object({ id: Type.String({ maxLength: 100 }) }),
    status: 204,
    answer: null,
    handler: ({ params: { id } }) => downloads.cancel(id),
  });
}
