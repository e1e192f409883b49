import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { BuildOrder, ImportOrder, Job, MergeOrder, RescueOrder } from '#model/index.ts';
import { newJobOf } from '../job-order.ts';
import type { HttpRooms } from '../rooms.ts';
import { addRoute } from '../route.ts';

const params = Type.Object({ id: Type.Integer({ minimum: 1 }) });
const tag = 'images';

/** New images of earlier ones, of folders, and of trees that are there already. The earlier ones stay as they are. */
export function addReworkRoutes(app: FastifyInstance, { jobRoom, drives, system }: HttpRooms): void {
  const { jobs } = jobRoom;
  addRoute(app, {
    method: 'POST',
    url: '/api/isos/:id/rescue',
    access: 'operator',
    tag,
    summary: 'Go on reading the disc from this damaged image, into a new one; only what is missing is read',
    params,
    body: RescueOrder,
    status: 201,
    answer: Job,
    handler: async ({ actor, params: { id: from }, body, reply }) => {
      const { profile } = drives.get(body.device);
      const settings = system.settings.current();
      const order = newJobOf({ ...body, mode: 'rescue' }, { settings, profile });
      const job = await jobs.create(actor, { ...order, from });
      reply.header('location', `/api/jobs/${job.uuid}`);
      return job;
    },
  });
  addRoute(app, {
    method: 'POST',
    url: '/api/isos/merge',
    access: 'operator',
    tag,
    summary: 'Make one image of several of the same disc, as a job: each sector from a copy that has it',
    body: MergeOrder,
    status: 202,
    answer: Job,
    audit: ({ ids }) => `images ${ids.join(', ')}`,
    handler: async ({ actor, body, reply }) => {
      const job = await jobs.mergeImages(actor, body);
      reply.header('location', `/api/jobs/${job.uuid}`);
      return job;
    },
  });
  addRoute(app, {
    method: 'POST',
    url: '/api/isos/build',
    access: 'operator',
    tag,
    summary:
      'Make an image of a folder, as a job: ISO 9660 with Rock Ridge and Joliet, read back and compared',
    body: BuildOrder,
    status: 202,
    answer: Job,
    audit: ({ folder, label }) => `${label}: ${folder}`,
    handler: async ({ actor, body, reply }) => {
      const job = await jobs.buildImage(actor, body);
      reply.header('location', `/api/jobs/${job.uuid}`);
      return job;
    },
  });
  addRoute(app, {
    method: 'POST',
    url: '/api/isos/import',
    access: 'operator',
    tag,
    summary:
      'Take the images of a folder and all below it into the library, as a job; or only tell what would be taken',
    body: ImportOrder,
    status: 202,
    answer: Job,
    audit: ({ path, dryRun }) => `${path}${dryRun === true ? ' (dry run)' : ''}`,
    handler: async ({ actor, body, reply }) => {
      const job = await jobs.importTree(actor, body);
      reply.header('location', `/api/jobs/${job.uuid}`);
      return job;
    },
  });
}
