import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import {
  FolderListing,
  LogLineView,
  literals,
  logLevels,
  MetricsSample,
  PageQuery,
  pageOf,
  Settings,
  SystemStatus,
} from '#model/index.ts';
import { pageRequest, present, spanOf } from '../query.ts';
import type { HttpRooms } from '../rooms.ts';
import { addRoute } from '../route.ts';
import { statusOf } from '../system-status.ts';

const tag = 'system';
/** A group of settings, or a part of it. */
const anything = Type.Object({}, { additionalProperties: true });
const time = Type.String({ format: 'date-time' });

/** The machine, its log, the settings. */
export function addSystemRoutes(app: FastifyInstance, rooms: HttpRooms): void {
  const { system, jobRoom } = rooms;
  addRoute(app, {
    method: 'GET',
    url: '/api/system/status',
    access: 'viewer',
    tag,
    summary: 'Processor, memory, disks, space, drives, workers, programs',
    answer: SystemStatus,
    handler: () => statusOf(rooms),
  });
  addRoute(app, {
    method: 'GET',
    url: '/api/system/metrics',
    access: 'viewer',
    tag,
    summary: 'The last hour, a sample every five seconds',
    answer: Type.Object({ samples: Type.Array(MetricsSample) }),
    handler: () => ({ samples: [...system.metrics.history()] }),
  });
  addRoute(app, {
    method: 'GET',
    url: '/api/system/logs',
    access: 'viewer',
    tag,
    summary: 'Lines of the log, newest first',
    query: Type.Object(
      {
        ...PageQuery,
        level: Type.Optional(Type.Array(literals(logLevels), { maxItems: 4 })),
        job: Type.Optional(Type.String({ format: 'uuid' })),
        from: Type.Optional(time),
        to: Type.Optional(time),
        q: Type.Optional(Type.String({ maxLength: 200 })),
      },
      { additionalProperties: false },
    ),
    answer: pageOf(LogLineView),
    handler: ({ query }) => {
      const { level, job, q } = query;
      return jobRoom.jobs.logs(
        present({ levels: level, jobUuid: job, ...spanOf(query), q }),
        pageRequest(query),
      );
    },
  });
  addRoute(app, {
    method: 'GET',
    url: '/api/system/config',
    access: 'viewer',
    tag,
    summary: 'The settings',
    answer: Settings,
    handler: () => system.settings.current(),
  });
  addRoute(app, {
    method: 'PUT',
    url: '/api/system/config',
    access: 'admin',
    tag,
    summary: 'Change settings: what is given, all or nothing, at once',
    // Any part of the settings; the use case checks the whole that comes of it, and names every field.
    body: Type.Partial(
      Type.Object(Object.fromEntries(Object.keys(Settings.properties).map((group) => [group, anything]))),
      { additionalProperties: false },
    ),
    answer: Settings,
    audit: (body) => fieldsOf(body).join(', '),
    handler: ({ actor, body }) => system.settings.change(actor, body),
  });
  addRoute(app, {
    method: 'GET',
    url: '/api/system/folders',
    access: 'operator',
    tag,
    summary: 'Look into a folder below the allowed ones, to choose it or an image in it',
    query: Type.Object(
      { path: Type.Optional(Type.String({ minLength: 1, maxLength: 4096 })) },
      { additionalProperties: false },
    ),
    answer: Type.Object({ ...FolderListing.properties, roots: Type.Array(Type.String()) }),
    handler: async ({ actor, query: { path } }) => ({
      ...(await system.browse(actor, path ?? null)),
      roots: [...system.roots],
    }),
  });
}

/** Names of the settings in a patch, as deep as it goes: not their values, which may be secret. */
function fieldsOf(patch: object, base = ''): readonly string[] {
  return Object.entries(patch).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? fieldsOf(value, `${base}${key}.`)
      : [`${base}${key}`],
  );
}
