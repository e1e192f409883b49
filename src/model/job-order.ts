import { type Static, Type } from 'typebox';
import { MusicTags } from './cd.ts';
import { DiscKind } from './disc.ts';
import { checksumAlgorithms } from './image.ts';
import { ejectRules, Job, JobEventSchema } from './job.ts';
import { Cells, Progress, ReadOptions, readModes } from './reading.ts';
import { literals, nullable, text } from './schema.ts';

const { retries, clusterSectors, readSpeedKBps, onReadError, verify, ...reading } = ReadOptions.properties;

/** What can be chosen about a job that reads a disc. What is left out is as the drive's profile and the settings say. */
export const JobChoices = {
  mode: Type.Optional(literals(readModes)),
  /** Name of the image without extension; `null` or nothing: made from the label. */
  filename: Type.Optional(nullable(Type.String({ minLength: 1, maxLength: 200 }))),
  /** Absolute, below one of the allowed roots. */
  outputPath: Type.Optional(Type.String({ minLength: 1, maxLength: 4096 })),
  /** Higher goes first. */
  priority: Type.Optional(Type.Integer({ minimum: -100, maximum: 100 })),
  /** A second, direct read of everything, compared with the first. */
  verify: Type.Optional(verify),
  retries: Type.Optional(retries),
  /** ddrescue's cluster, in sectors of 2048 bytes; `null`: 32 (64 KiB). */
  blockSize: Type.Optional(clusterSectors),
  onReadError: Type.Optional(onReadError),
  /** kB/s (1000 bytes); `null` leaves it to the drive. */
  readSpeed: Type.Optional(readSpeedKBps),
  eject: Type.Optional(literals(ejectRules)),
  /** Kind of the disc, told by a person. */
  kind: Type.Optional(nullable(DiscKind)),
  domain: Type.Optional(nullable(literals(['fs', 'cap']))),
  checksums: Type.Optional(Type.Array(literals(checksumAlgorithms), { uniqueItems: true })),
  /** A folder for each kind of disc below the output folder. */
  sortByKind: Type.Optional(Type.Boolean()),
  /** Compress the image afterwards, as a job of its own (zstd, seekable). */
  compress: Type.Optional(Type.Boolean()),
  /** What is written into music files; `null`: what the disc says. */
  tags: Type.Optional(nullable(MusicTags)),
  reversePass: Type.Optional(reading.reversePass),
  excluded: Type.Optional(reading.excluded),
  giveUpAfterSeconds: Type.Optional(reading.giveUpAfterSeconds),
  readOffsetSamples: Type.Optional(reading.readOffsetSamples),
  subChannels: Type.Optional(reading.subChannels),
};

/** Body of `POST /api/jobs`. */
export const JobOrder = Type.Object(
  { device: Type.String({ minLength: 1, maxLength: 200 }), ...JobChoices },
  { additionalProperties: false },
);
export type JobOrder = Static<typeof JobOrder>;

/** Body of `POST /api/isos/:id/rescue`: in which drive, and how hard to try. What is left out is as the settings say. */
export const RescueOrder = Type.Object(
  {
    device: Type.String({ minLength: 1, maxLength: 200 }),
    filename: JobChoices.filename,
    outputPath: JobChoices.outputPath,
    priority: JobChoices.priority,
    verify: JobChoices.verify,
    retries: JobChoices.retries,
    blockSize: JobChoices.blockSize,
    readSpeed: JobChoices.readSpeed,
    eject: JobChoices.eject,
    checksums: JobChoices.checksums,
    compress: JobChoices.compress,
    reversePass: JobChoices.reversePass,
    excluded: JobChoices.excluded,
    giveUpAfterSeconds: JobChoices.giveUpAfterSeconds,
  },
  { additionalProperties: false },
);
export type RescueOrder = Static<typeof RescueOrder>;

/** Body of `POST /api/isos/merge`. */
export const MergeOrder = Type.Object(
  {
    /** Images of the same disc; where several have a sector the first is named as its source. */
    ids: Type.Array(Type.Integer({ minimum: 1 }), { minItems: 2, maxItems: 16, uniqueItems: true }),
    /** Without extension; that of the first image unless told. */
    filename: JobChoices.filename,
    /** Absolute, below one of the allowed roots; beside the first image unless told. */
    outputPath: JobChoices.outputPath,
    priority: JobChoices.priority,
  },
  { additionalProperties: false },
);
export type MergeOrder = Static<typeof MergeOrder>;

/** Body of `POST /api/isos/build`. */
export const BuildOrder = Type.Object(
  {
    /** Absolute, below one of the allowed roots. */
    folder: Type.String({ minLength: 1, maxLength: 4096 }),
    /** What the disc is called: 1 to 32 of A-Z, 0-9 and _. */
    label: Type.String({ minLength: 1, maxLength: 200 }),
    /** Without extension; made from the label unless told. */
    filename: JobChoices.filename,
    outputPath: JobChoices.outputPath,
    priority: JobChoices.priority,
  },
  { additionalProperties: false },
);
export type BuildOrder = Static<typeof BuildOrder>;

/** Body of `PUT /api/jobs/:uuid`: options while it does not run; `priority` and `before` always. */
export const JobChangeOrder = Type.Object(
  {
    ...JobChoices,
    /** Directly before that job in the queue; `null`: to its end. */
    before: Type.Optional(nullable(Type.String({ format: 'uuid' }))),
  },
  { additionalProperties: false },
);
export type JobChangeOrder = Static<typeof JobChangeOrder>;

/** Body of `resume` and `retry`: in another drive, in another mode. */
export const GoOnOrder = Type.Object(
  {
    device: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    mode: Type.Optional(literals(readModes)),
  },
  { additionalProperties: false },
);
export type GoOnOrder = Static<typeof GoOnOrder>;

/** Body of `POST /api/jobs/bulk`. */
export const BulkOrder = Type.Object(
  {
    action: literals(['pause', 'resume', 'retry', 'cancel', 'delete']),
    uuids: Type.Array(Type.String({ format: 'uuid' }), { minItems: 1, maxItems: 200, uniqueItems: true }),
  },
  { additionalProperties: false },
);
export type BulkOrder = Static<typeof BulkOrder>;

/** How it went with each job of many. */
export const BulkResult = Type.Object({
  results: Type.Array(Type.Object({ uuid: Type.String(), isOk: Type.Boolean(), code: text, message: text })),
});
export type BulkResult = Static<typeof BulkResult>;

/** A job with all that its page shows. */
export const JobDetail = Type.Object({
  job: Job,
  /** Oldest first; the first 200. */
  timeline: Type.Array(JobEventSchema),
  /** Finer figures than the job has; `null` while it does not run. */
  progress: nullable(Progress),
  /** The sector map; `null` if nothing was read yet, or for work that has none. */
  map: nullable(Cells),
});
export type JobDetail = Static<typeof JobDetail>;
