import type { TSchema } from 'typebox';
import {
  AccessState,
  ApiKeyOrder,
  ApiKeyView,
  AuditEntry,
  BackupView,
  BuildOrder,
  BulkOrder,
  BulkResult,
  Cells,
  DatFile,
  Disc,
  DriveError,
  DriveInfo,
  DriveProfile,
  DriveView,
  Fingerprint,
  FolderListing,
  GoOnOrder,
  ImageDamage,
  ImageDriveSlot,
  InsideDamage,
  InsideEntry,
  InsideListing,
  Iso,
  IsoDetail,
  IsoFile,
  Job,
  JobChangeOrder,
  JobDetail,
  JobEventSchema,
  JobOrder,
  LoginOrder,
  LogLineView,
  Me,
  MergeOrder,
  MetricsSample,
  MusicTags,
  Origin,
  Problem,
  Progress,
  Provenance,
  ReadJobOptions,
  ReadOptions,
  RescueOrder,
  SessionView,
  Settings,
  SettingsFile,
  SettingsImport,
  SetupOrder,
  SpaceReport,
  SystemStatus,
  ToolReport,
  UserChangeOrder,
  UserOrder,
  UserView,
  Verification,
  VerifyReport,
  WorkerReport,
} from '#model/index.ts';

/** What schemas are called in the OpenAPI document. */
const named: Readonly<Record<string, TSchema>> = {
  AccessState,
  ApiKey: ApiKeyView,
  ApiKeyOrder,
  AuditEntry,
  BackupView,
  BulkOrder,
  BulkResult,
  BuildOrder,
  Cells,
  DatFile,
  Disc,
  DriveError,
  DriveInfo,
  DriveProfile,
  DriveView,
  Fingerprint,
  FolderListing,
  GoOnOrder,
  ImageDamage,
  ImageDriveSlot,
  InsideDamage,
  InsideEntry,
  InsideListing,
  Iso,
  IsoDetail,
  IsoFile,
  Job,
  JobChangeOrder,
  JobDetail,
  JobEvent: JobEventSchema,
  JobOrder,
  LoginOrder,
  LogLine: LogLineView,
  Me,
  MergeOrder,
  MetricsSample,
  MusicTags,
  Origin,
  Problem,
  Progress,
  Provenance,
  ReadJobOptions,
  ReadOptions,
  RescueOrder,
  Session: SessionView,
  Settings,
  SettingsFile,
  SettingsImport,
  SetupOrder,
  SpaceReport,
  SystemStatus,
  ToolReport,
  User: UserView,
  UserChangeOrder,
  UserOrder,
  Verification,
  VerifyReport,
  WorkerReport,
};

const nameOf = new Map(Object.entries(named).map(([name, schema]) => [JSON.stringify(plain(schema)), name]));
const problemResponse = {
  description: 'What went wrong (RFC 9457).',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

/** Gives every schema that has a name that name, wherever it stands, and every call the answer for errors. */
export function nameSchemas<T extends { paths?: unknown; components?: unknown }>(document: T): T {
  const schemas = Object.fromEntries(
    Object.entries(named).map(([name, schema]) => [name, replaceInside(plain(schema))]),
  );
  return {
    ...document,
    paths: addProblemResponses(replace(JSON.parse(JSON.stringify(document.paths ?? {})))),
    components: { schemas },
  };
}

/** The schema as the document has it: @fastify/swagger writes a `const` as an `enum` of one. */
function plain(schema: TSchema): object {
  return JSON.parse(JSON.stringify(schema), (_key, value) => {
    if (typeof value !== 'object' || value === null || typeof value.const !== 'string') return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => (key === 'const' ? ['enum', [inner]] : [key, inner])),
    );
  });
}

/** The value with every named schema in it replaced by a reference. */
function replace(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const name = nameOf.get(JSON.stringify(value));
  return name === undefined ? replaceInside(value) : { $ref: `#/components/schemas/${name}` };
}

function replaceInside(value: object): unknown {
  if (Array.isArray(value)) return value.map(replace);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replace(inner)]));
}

function addProblemResponses(paths: unknown): unknown {
  for (const calls of Object.values(paths as Record<string, Record<string, { responses?: object }>>)) {
    for (const call of Object.values(calls)) call.responses = { ...call.responses, default: problemResponse };
  }
  return paths;
}
