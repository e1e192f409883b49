import { type Static, Type } from 'typebox';
import { logLevels } from './job.ts';
import { bytes, literals, nullable, text } from './schema.ts';

const ratio = Type.Number({ minimum: 0, maximum: 1 });
const rate = Type.Number({ minimum: 0 });

/** The machine at one moment. Unknown is `null`. */
export const MetricsSample = Type.Object({
  at: Type.String(),
  /** Busy share of all cores together, 0–1. */
  cpu: nullable(ratio),
  /** Load average of the last minute. */
  load: nullable(rate),
  memoryUsedBytes: nullable(bytes),
  memoryTotalBytes: nullable(bytes),
  /** All disks together. */
  diskReadBytesPerSecond: nullable(rate),
  diskWriteBytesPerSecond: nullable(rate),
  /** Of the processor, °C. */
  temperatureCelsius: nullable(Type.Number()),
  /** Of this server's own process. */
  processMemoryBytes: nullable(bytes),
});
export type MetricsSample = Static<typeof MetricsSample>;

/** Free space where disk2iso writes. */
export const SpaceReport = Type.Object({
  purpose: literals(['library', 'temp', 'data']),
  path: Type.String(),
  freeBytes: nullable(bytes),
  totalBytes: nullable(bytes),
});
export type SpaceReport = Static<typeof SpaceReport>;

/** A program that disk2iso runs. */
export const ToolReport = Type.Object({
  program: Type.String(),
  /** Debian package that brings it. */
  package: Type.String(),
  purpose: Type.String(),
  isRequired: Type.Boolean(),
  path: text,
  version: text,
  /** Command that installs it; `null` if it is there. */
  installCommand: text,
});
export type ToolReport = Static<typeof ToolReport>;

/** A process that works on a job. */
export const WorkerReport = Type.Object({
  jobUuid: Type.String(),
  pid: Type.Integer({ minimum: 1 }),
  device: text,
  phase: text,
  memoryBytes: nullable(bytes),
  startedAt: text,
});
export type WorkerReport = Static<typeof WorkerReport>;

/** Answer of `GET /api/system/status`. */
export const SystemStatus = Type.Object({
  version: Type.String(),
  nodeVersion: Type.String(),
  hostname: Type.String(),
  startedAt: Type.String(),
  now: Type.String(),
  uptimeSeconds: rate,
  cores: Type.Integer({ minimum: 1 }),
  metrics: nullable(MetricsSample),
  space: Type.Array(SpaceReport),
  jobs: Type.Object({
    queued: Type.Integer(),
    running: Type.Integer(),
    paused: Type.Integer(),
    completed: Type.Integer(),
    failed: Type.Integer(),
    cancelled: Type.Integer(),
    completedToday: Type.Integer(),
    slots: Type.Integer({ minimum: 1 }),
  }),
  drives: Type.Object({ connected: Type.Integer(), ready: Type.Integer(), reading: Type.Integer() }),
  workers: Type.Array(WorkerReport),
  tools: Type.Array(ToolReport),
});
export type SystemStatus = Static<typeof SystemStatus>;

/** A folder that can be chosen as output path, and what is in it. */
export const FolderListing = Type.Object({
  path: Type.String(),
  /** `null` at an allowed root. */
  parent: text,
  isWritable: Type.Boolean(),
  freeBytes: nullable(bytes),
  folders: Type.Array(Type.Object({ name: Type.String(), path: Type.String() })),
  /** Image files (`.iso`, `.cue`, `.toc`), for image drives. */
  images: Type.Array(Type.Object({ name: Type.String(), path: Type.String(), sizeBytes: bytes })),
  /** More was there than is listed (1,000). */
  isCut: Type.Boolean(),
});
export type FolderListing = Static<typeof FolderListing>;

/** A line of the log, as the API shows it. */
export const LogLineView = Type.Object({
  id: Type.Integer(),
  jobUuid: text,
  level: literals(logLevels),
  message: Type.String(),
  details: nullable(Type.Record(Type.String(), Type.Unknown())),
  at: Type.String(),
});
