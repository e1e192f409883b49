import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { invalidFields } from '#model/index.ts';
import type { HttpRooms } from '../rooms.ts';
import { addRoute } from '../route.ts';
import type { LiveHub } from '../sse/live-hub.ts';

const tag = 'events';
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const maxJobs = 200;
const lastEventId = Type.Optional(Type.String({ maxLength: 100 }));

/** Live events (Server-Sent Events). */
export function addEventRoutes(app: FastifyInstance, { jobRoom }: HttpRooms, hub: LiveHub): void {
  addRoute(app, {
    method: 'GET',
    url: '/events/jobs/:uuid',
    access: 'viewer',
    tag,
    summary: 'What happens to a job: status, progress, map, log',
    params: Type.Object({ uuid: Type.String({ format: 'uuid' }) }),
    query: Type.Object({ lastEventId }, { additionalProperties: false }),
    answer: null,
    media: 'text/event-stream',
    handler: ({ params, query, request, reply }) => {
      jobRoom.jobs.get(params.uuid);
      return hub.connect(request, reply, {
        isSystem: false,
        jobs: [params.uuid],
        lastEventId: query.lastEventId,
      });
    },
  });
  addRoute(app, {
    method: 'GET',
    url: '/events/system',
    access: 'viewer',
    tag,
    summary:
      'What happens anywhere: drives, jobs, images, figures, notices; with jobs= also what happens to those',
    query: Type.Object(
      { jobs: Type.Optional(Type.String({ maxLength: 40 * maxJobs })), lastEventId },
      { additionalProperties: false },
    ),
    answer: null,
    media: 'text/event-stream',
    handler: ({ query, request, reply }) => {
      const jobs = (query.jobs ?? '').split(',').filter((part) => part !== '');
      if (jobs.length > maxJobs || !jobs.every((part) => uuid.test(part))) {
        throw invalidFields([
          { field: 'jobs', message: `must be at most ${maxJobs} uuids, separated by commas.` },
        ]);
      }
      return hub.connect(request, reply, { isSystem: true, jobs, lastEventId: query.lastEventId });
    },
  });
}
