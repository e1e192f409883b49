import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import {
  BulkOrder,
  BulkResult,
  discKinds,
  GoOnOrder,
  Job,
  JobChangeOrder,
  JobDetail,
  JobOrder,
  jobKinds,
  jobStatuses,
  literals,
  PageQuery,
  pageOf,
} from '#model/index.ts';
import { newJobOf, patchOf } from '../job-order.ts';
import { pageRequest, present, spanOf } from '../query.ts';
import type { HttpRooms } from '../rooms.ts';
import { addRoute } from '../route.ts';

const params = Type.Object({ uuid: Type.String({ format: 'uuid' }) });
const tag = 'jobs';
const time = Type.String({ format: 'date-time' });

/** Jobs: list, make, steer. */
export function addJobRoutes(app: FastifyInstance, { jobRoom, drives, system }: HttpRooms): void {
  const { jobs } = jobRoom;
  addRoute(app, {
    method: 'GET',
    url: '/api/jobs',
    access: 'viewer',
    tag,
    summary: 'Jobs, filtered and sorted; words look in label, device, path and uuid',
    query: Type.Object(
      {
        ...PageQuery,
        status: Type.Optional(Type.Array(literals(jobStatuses), { maxItems: 6 })),
        kind: Type.Optional(literals(jobKinds)),
        diskType: Type.Optional(literals(discKinds)),
        device: Type.Optional(Type.String({ maxLength: 200 })),
        from: Type.Optional(time),
        to: Type.Optional(time),
        q: Type.Optional(Type.String({ maxLength: 200 })),
        sort: Type.Optional(literals(['createdAt', 'status', 'priority'])),
        order: Type.Optional(literals(['asc', 'desc'])),
      },
      { additionalProperties: false },
    ),
    answer: pageOf(Job),
    handler: ({ query }) => {
      const { status, kind, diskType, device, q, sort = 'createdAt', order = 'desc' } = query;
      const filter = present({ statuses: status, kind, discKind: diskType, device, ...spanOf(query), q });
      return jobs.list(filter, { by: sort, order }, pageRequest(query));
    },
  });
  addRoute(app, {
    method: 'POST',
    url: '/api/jobs',
    access: 'operator',
    tag,
    summary: 'Read the disc in a drive',
    body: JobOrder,
    status: 201,
    answer: Job,
    handler: async ({ actor, body, reply }) => {
      const { profile } = drives.get(body.device);
      const job = await jobs.create(actor, newJobOf(body, { settings: system.settings.current(), profile }));
      reply.header('location', `/api/jobs/${job.uuid}`);
      return job;
    },
  });
  addRoute(app, {
    method: 'POST',
    url: '/api/jobs/bulk',
    access: 'operator',
    tag,
    summary: 'One thing to many jobs; each succeeds or fails for itself',
    body: BulkOrder,
    answer: BulkResult,
    audit: ({ action, uuids }) => `${action}: ${uuids.join(' ')}`,
    handler: async ({ actor, body: { action, uuids } }) => {
      const outcomes = await jobs.bulk(actor, action, uuids);
      return {
        results: outcomes.map(({ uuid, error }) => ({
          uuid,
          isOk: error === null,
          code: error?.code ?? null,
          message: error?.message ?? null,
        })),
      };
    },
  });
  addRoute(app, {
    method: 'GET',
    url: '/api/jobs/:uuid',
    access: 'viewer',
    tag,
    summary: 'One job, with its timeline and sector map',
    params,
    answer: JobDetail,
    handler: async ({ params: { uuid } }) => ({
      job: jobs.get(uuid),
      timeline: jobs.timeline(uuid, { limit: 200, cursor: null }).items,
      ...(await jobs.progress(uuid)),
    }),
  });
  addRoute(app, {
    method: 'PUT',
    url: '/api/jobs/:uuid',
    access: 'operator',
    tag,
    summary: 'Change options while it does not run; priority and place in the queue always',
    params,
    body: JobChangeOrder,
    answer: Job,
    handler: ({ actor, params: { uuid }, body }) =>
      jobs.change(actor, uuid, patchOf(body, jobs.get(uuid).options)),
  });
  addRoute(app, {
    method: 'DELETE',
    url: '/api/jobs/:uuid',
    access: 'operator',
    tag,
    summary:
      'Cancel a live job (its files stay in the trash for a day), or delete a finished one from the history',
    params,
    answer: Type.Object({ job: Type.Union([Job, Type.Null()]) }),
    handler: async ({ actor, params: { uuid } }) => {
      const { status } = jobs.get(uuid);
      if (status === 'queued' || status === 'running' || status === 'paused') {
        return { job: await jobs.cancel(actor, uuid) };
      }
      await jobs.delete(actor, uuid);
      return { job: null };
    },
  });
  addRoute(app, {
    method: 'POST',
    url: '/api/jobs/:uuid/pause',
    access: 'operator',
    tag,
    summary: 'Pause; everything that was read is kept',
    params,
    answer: Job,
    handler: ({ actor, params: { uuid } }) => jobs.pause(actor, uuid),
  });
  for (const action of ['resume', 'retry'] as const) {
    addRoute(app, {
      method: 'POST',
      url: `/api/jobs/:uuid/${action}`,
      access: 'operator',
      tag,
      summary: `${action === 'resume' ? 'Go on' : 'Try a failed job again'} from what it has, perhaps in another drive or as rescue`,
      params,
      body: GoOnOrder,
      answer: Job,
      handler: ({ actor, params: { uuid }, body }) => jobs[action](actor, uuid, present(body)),
    });
  }
}
