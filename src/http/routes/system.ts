import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { type Static, type TObject, Type } from 'typebox';
import {
  type Actor,
  FolderListing,
  type LogLine,
  LogLineView,
  literals,
  logLevels,
  MetricsSample,
  PageQuery,
  pageOf,
  Settings,
  SettingsFile,
  SettingsImport,
  SystemStatus,
} from '#model/index.ts';
import { pageRequest, present, spanOf } from '../query.ts';
import type { HttpRooms } from '../rooms.ts';
import { addRoute } from '../route.ts';
import { exportSettings, importSettings } from '../settings-transfer.ts';
import { statusOf } from '../system-status.ts';

const tag = 'system';
/** A group of settings, or a part of it. */
const anything = Type.Object({}, { additionalProperties: true });
const time = Type.String({ format: 'date-time' });

const logFilter = {
  level: Type.Optional(Type.Array(literals(logLevels), { maxItems: 4 })),
  job: Type.Optional(Type.String({ format: 'uuid' })),
  from: Type.Optional(time),
  to: Type.Optional(time),
  q: Type.Optional(Type.String({ maxLength: 200 })),
};

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
    query: Type.Object({ ...PageQuery, ...logFilter }, { additionalProperties: false }),
    answer: pageOf(LogLineView),
    handler: ({ query }) => jobRoom.jobs.logs(logFilterOf(query), pageRequest(query)),
  });
  addRoute(app, {
    method: 'GET',
    url: '/api/system/logs/export',
    access: 'viewer',
    tag,
    summary: 'The same, all of it, oldest first: a JSON object a line, or plain text',
    query: Type.Object(
      { ...logFilter, format: Type.Optional(literals(['jsonl', 'text'])) },
      { additionalProperties: false },
    ),
    answer: null,
    media: 'application/x-ndjson, or text/plain',
    handler: ({ query: { format = 'jsonl', ...query }, reply }) => {
      const lines = function* () {
        for (const line of jobRoom.jobs.allLogs(logFilterOf(query))) {
          yield format === 'jsonl' ? `${JSON.stringify(line)}\n` : plainLine(line);
        }
      };
      return reply
        .type(format === 'jsonl' ? 'application/x-ndjson' : 'text/plain; charset=utf-8')
        .header(
          'content-disposition',
          `attachment; filename="disk2iso-log.${format === 'jsonl' ? 'jsonl' : 'txt'}"`,
        )
        .send(Readable.from(lines()));
    },
  });
  addRoute(app, {
    method: 'GET',
    url: '/api/system/config',
    access: 'viewer',
    tag,
    summary: 'The settings',
    answer: Settings,
    handler: ({ actor }) => settingsFor(actor, system.settings.current()),
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
    url: '/api/system/config/export',
    access: 'admin',
    tag,
    summary: 'Settings and drive profiles as a file; secrets are not among them',
    answer: SettingsFile,
    handler: async ({ reply }) => {
      reply.header('content-disposition', 'attachment; filename="disk2iso-settings.json"');
      return exportSettings(rooms, (await system.report()).version);
    },
  });
  addRoute(app, {
    method: 'POST',
    url: '/api/system/config/import',
    access: 'admin',
    tag,
    summary: 'Take over such a file, all or nothing; with dryRun only say what would change',
    query: Type.Object({ dryRun: Type.Optional(Type.Boolean()) }, { additionalProperties: false }),
    body: SettingsFile,
    answer: SettingsImport,
    audit: ({ createdAt }) => `file of ${createdAt}`,
    handler: ({ actor, body, query }) =>
      importSettings(rooms, actor, { file: body, isDryRun: query.dryRun === true }),
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

/** What a call asks of the log, as the use case takes it. */
function logFilterOf(query: Static<TObject<typeof logFilter>>) {
  const { level, job, q } = query;
  return present({ levels: level, jobUuid: job, ...spanOf(query), q });
}

/** A line for people; a message of several lines stays one. */
function plainLine({ at, level, jobUuid, message }: LogLine): string {
  const words = message.replaceAll(/\s*[\r\n]+\s*/g, ' | ');
  return `${at} ${level.padEnd(7)} ${jobUuid === null ? '' : `[${jobUuid}] `}${words}\n`;
}

/** Names of the settings in a patch, as deep as it goes: not their values, which may be secret. */
function fieldsOf(patch: object, base = ''): readonly string[] {
  return Object.entries(patch).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? fieldsOf(value, `${base}${key}.`)
      : [`${base}${key}`],
  );
}

/** What somebody may see of the settings: an address that holds a key is for administrators. */
function settingsFor({ role }: Actor, settings: Settings): Settings {
  if (role === 'admin') return settings;
  return { ...settings, logging: { ...settings.logging, sentryDsn: null } };
}
