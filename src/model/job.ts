import { type Static, Type } from 'typebox';
import { MusicTags } from './cd.ts';
import { DiscKind, Fingerprint } from './disc.ts';
import type { ErrorCode } from './errors.ts';
import { checksumAlgorithms } from './image.ts';
import { JobWork } from './job-work.ts';
import { type Phase, phases, ReadOptions, readModes } from './reading.ts';
import { bytes, literals, nullable, text } from './schema.ts';

/**
 * Where a job is in its life. `queued` waits for its drive, a slot or its turn · `running` a runner works · `paused`
 * stopped, everything kept, `pauseReason` says why · `completed` an image is in the library (`badBytes` may be > 0) ·
 * `failed` no image, what was read is kept for a retry · `cancelled` stopped for good, files stay in the trash for a day.
 */
export const jobStatuses = ['queued', 'running', 'paused', 'completed', 'failed', 'cancelled'] as const;
export type JobStatus = (typeof jobStatuses)[number];

/** What a job does. One queue, one runner, one history for all long work; only `read` needs a drive. */
export const jobKinds = [
  'read',
  'verify',
  'compress',
  'expand',
  'move',
  'import',
  'build',
  'merge',
  'upload',
] as const;
export type JobKind = (typeof jobKinds)[number];

/**
 * Why a job is paused. All but `user` end by themselves, as soon as what is missing is back: space, the disc, the
 * drive, the folder that the image goes to, or the storage that it is sent to.
 */
export const pauseReasons = [
  'user',
  'no_space',
  'disc_missing',
  'drive_missing',
  'output_missing',
  'target_missing',
] as const;
export type PauseReason = (typeof pauseReasons)[number];

/** What a person asked of a running job that its runner has not answered yet. */
export const jobWishes = ['pause', 'cancel'] as const;
export type JobWish = (typeof jobWishes)[number];

/** When the tray opens by itself after a job: `success` only if every sector was read. */
export const ejectRules = ['never', 'success', 'always'] as const;

/** What a person can choose about a job that reads a disc. */
export const ReadJobOptions = Type.Object({
  reading: ReadOptions,
  /** Kind told by a person, for discs that are recognised wrongly. */
  kind: nullable(DiscKind),
  domain: nullable(literals(['fs', 'cap'])),
  /** File name without extension; `null` makes a safe one from the label. */
  baseName: text,
  sortByKind: Type.Boolean(),
  checksums: Type.Array(literals(checksumAlgorithms)),
  tags: nullable(MusicTags),
  musicBrainz: nullable(Type.Object({ baseUrl: text, timeoutMs: Type.Integer({ minimum: 1 }) })),
  eject: literals(ejectRules),
  /** A job that compresses the image is made when it is in the library; jobs of earlier versions have nothing here. */
  compress: Type.Optional(Type.Boolean()),
});
export type ReadJobOptions = Static<typeof ReadJobOptions>;

/** A job as everybody sees it. Times are UTC ISO 8601. */
export const Job = Type.Object({
  uuid: Type.String({ format: 'uuid' }),
  kind: literals(jobKinds),
  /** `driveKey` of the drive that it runs on; `null` for work that needs none. */
  driveKey: text,
  /** What the drive was called when the job was made (`sr0`). */
  device: text,
  /** The disc it belongs to, so that no other is read instead; `null` if it was not identified yet. */
  fingerprint: nullable(Fingerprint),
  discLabel: text,
  discKind: nullable(DiscKind),
  /** Folder that receives the image, or holds it. */
  outputPath: Type.String(),
  /** How a disc is read, and what was chosen about it; `null` for other work. */
  mode: nullable(literals(readModes)),
  options: nullable(ReadJobOptions),
  /** What is done, and what was chosen about it; `null` for reading, and for verifications of the first version. */
  work: nullable(JobWork),
  /** The image that it works on, or that it has made. */
  isoId: nullable(Type.Integer({ minimum: 1 })),
  status: literals(jobStatuses),
  pauseReason: nullable(literals(pauseReasons)),
  wish: nullable(literals(jobWishes)),
  phase: nullable(literals(phases)),
  /** Higher goes first. */
  priority: Type.Integer({ minimum: -100, maximum: 100 }),
  /** Place among jobs of the same priority, by dragging; lower goes first. */
  position: Type.Number(),
  /** 0–1 over the whole job. */
  fraction: Type.Number({ minimum: 0, maximum: 1 }),
  sizeBytes: nullable(bytes),
  bytesDone: bytes,
  bytesPerSecond: nullable(Type.Number({ minimum: 0 })),
  badBytes: bytes,
  readErrors: Type.Integer({ minimum: 0 }),
  /** Why it failed, or what it waits for; `null` while all is well. */
  errorCode: text,
  errorMessage: text,
  /** Times a runner was lost since the last progress. */
  restarts: Type.Integer({ minimum: 0 }),
  /** The image that it made. */
  imagePath: text,
  /** Who made it: a user name, `automatic` or `command line`. */
  createdBy: Type.String(),
  createdAt: Type.String(),
  startedAt: text,
  endedAt: text,
  updatedAt: Type.String(),
  /** Cancelled jobs: from then on the working files may be removed. `null` if they are removed, or were never there. */
  trashedUntil: text,
});
export type Job = Omit<Static<typeof Job>, 'errorCode'> & {
  readonly errorCode: ErrorCode | null;
  readonly phase: Phase | null;
};

export const jobEventTypes = [
  'created',
  'changed',
  'started',
  'paused',
  'resumed',
  'retried',
  'interrupted',
  'recovered',
  'rescue-begins',
  'disc',
  'reading-done',
  'ejected',
  'completed',
  'failed',
  'cancelled',
] as const;
export type JobEventType = (typeof jobEventTypes)[number];

/** A point in the life of a job, for its timeline. */
export const JobEventSchema = Type.Object({
  id: Type.Integer(),
  jobUuid: Type.String(),
  at: Type.String(),
  type: literals(jobEventTypes),
  /** Who caused it; `null` if nobody did. */
  actor: text,
  /** One English sentence. */
  message: Type.String(),
});
export type JobEvent = Readonly<Static<typeof JobEventSchema>>;

export const logLevels = ['debug', 'info', 'warning', 'error'] as const;
export type LogLevel = (typeof logLevels)[number];

/** A line of the log. `jobUuid` is `null` for lines about the system. */
export type LogLine = {
  readonly id: number;
  readonly jobUuid: string | null;
  readonly level: LogLevel;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>> | null;
  readonly at: string;
};
