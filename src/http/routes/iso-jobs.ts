import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { CompressOrder, Job, MoveOrder } from '#model/index.ts';
import type { HttpRooms } from '../rooms.ts';
import { addRoute } from '../route.ts';

const params = Type.Object({ id: Type.Integer({ minimum: 1 }) });
const tag = 'images';

/** Changes of the form of an image, and of its place, each a job. */
export function addIsoJobRoutes(app: FastifyInstance, { jobRoom: { jobs } }: HttpRooms): void {
  addRoute(app, {
    method: 'POST',
    url: '/api/isos/:id/compress',
    access: 'operator',
    tag,
    summary:
      'Compress the image into seekable zstd frames, as a job; browsing and Range downloads go on working',
    params,
    body: CompressOrder,
    status: 202,
    answer: Job,
    handler: async ({ actor, params: { id }, body: { level, priority }, reply }) => {
      const job = await jobs.compressImage(actor, id, { level, priority });
      reply.header('location', `/api/jobs/${job.uuid}`);
      return job;
    },
  });
  addRoute(app, {
    method: 'POST',
    url: '/api/isos/:id/decompress',
    access: 'operator',
    tag,
    summary: 'Make a compressed image what it was, as a job',
    params,
    status: 202,
    answer: Job,
    handler: async ({ actor, params: { id }, reply }) => {
      const job = await jobs.expandImage(actor, id);
      reply.header('location', `/api/jobs/${job.uuid}`);
      return job;
    },
  });
  addRoute(app, {
    method: 'POST',
    url: '/api/isos/:id/move',
    access: 'operator',
    tag,
    summary:
      'Move the image with its papers to another folder, as a job: compared there before the original goes',
    params,
    body: MoveOrder,
    status: 202,
    answer: Job,
    handler: async ({ actor, params: { id }, body, reply }) => {
      const job = await jobs.moveImage(actor, id, body);
      reply.header('location', `/api/jobs/${job.uuid}`);
      return job;
    },
  });
}
