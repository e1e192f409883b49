import { type Static, Type } from 'typebox';
import {
  Cells,
  Disc,
  type ErrorCode,
  errorCatalogue,
  Fingerprint,
  literals,
  nullable,
  Progress,
  Provenance,
  pauseReasons,
  ReadJobOptions,
  readModes,
  SectorRange,
  VerifyReport,
} from '#model/index.ts';

const codes = Object.keys(errorCatalogue) as [ErrorCode, ...ErrorCode[]];
const bytes = Type.Integer({ minimum: 0 });

/** A drive as a runner finds it again: by its hardware, or the file in a slot. */
export const DriveOrder = Type.Union([
  Type.Object({ kind: Type.Literal('optical'), driveKey: Type.String(), devicePath: Type.String() }),
  Type.Object({
    kind: Type.Literal('image'),
    id: Type.String(),
    /** What is in the slot; `null` is empty. */
    path: nullable(Type.String()),
    rateKBps: nullable(Type.Integer({ minimum: 1 })),
    badSectors: Type.Array(SectorRange),
  }),
]);
export type DriveOrder = Static<typeof DriveOrder>;

/** What a runner is to do; it does one task and ends. */
export const RunnerTask = Type.Union([
  Type.Object({
    type: Type.Literal('read'),
    jobUuid: Type.String(),
    drive: DriveOrder,
    mode: literals(readModes),
    options: ReadJobOptions,
    /** The disc that the job belongs to; another one is `WRONG_DISC`. `null`: whatever is in. */
    fingerprint: nullable(Fingerprint),
    outputFolder: Type.String(),
    workFolder: Type.String(),
    /** Where to note the `completed` ending durably (`onPublished` of `rip`), before the working folder goes. */
    resultFile: Type.String(),
    mapIntervalSeconds: Type.Integer({ minimum: 1 }),
  }),
  Type.Object({ type: Type.Literal('identify'), drive: DriveOrder }),
  /** Compare an image with everything that is said about it (`verifyImage`). */
  Type.Object({ type: Type.Literal('verify'), jobUuid: Type.String(), imagePath: Type.String() }),
]);
export type RunnerTask = Static<typeof RunnerTask>;

/** From the server to a runner. */
export const ToRunner = Type.Union([
  Type.Object({ type: Type.Literal('task'), task: RunnerTask }),
  /** Stop, with everything kept. What becomes of the job is the server's affair. */
  Type.Object({ type: Type.Literal('stop') }),
  /** Another file, or none, is now in the slot of the image drive. */
  Type.Object({ type: Type.Literal('medium'), path: nullable(Type.String()) }),
]);
export type ToRunner = Static<typeof ToRunner>;

const Failure = Type.Object({
  code: literals(codes),
  message: Type.String(),
  details: Type.Record(Type.String(), Type.Unknown()),
});

/** How a task ended. A runner that ends without one of these is lost. */
export const RunnerEnding = Type.Union([
  Type.Object({
    type: Type.Literal('completed'),
    imagePath: Type.String(),
    companions: Type.Array(Type.String()),
    sidecars: Type.Array(Type.String()),
    provenance: Provenance,
  }),
  Type.Object({ type: Type.Literal('verified'), report: VerifyReport }),
  Type.Object({ type: Type.Literal('identified'), disc: Disc, sequence: nullable(Type.String()) }),
  Type.Object({ type: Type.Literal('paused'), reason: literals(pauseReasons), message: Type.String() }),
  Type.Object({ type: Type.Literal('failed'), failure: Failure }),
]);
export type RunnerEnding = Static<typeof RunnerEnding>;

/** What a runner tells on the way. */
export const RunnerEvent = Type.Union([
  Type.Object({ type: Type.Literal('disc'), disc: Disc }),
  Type.Object({
    type: Type.Literal('started'),
    isResumed: Type.Boolean(),
    sizeBytes: bytes,
    rescuedBytes: bytes,
  }),
  Type.Object({ type: Type.Literal('progress'), progress: Progress }),
  Type.Object({ type: Type.Literal('map'), ...Cells.properties }),
  Type.Object({ type: Type.Literal('rescue-begins'), firstBadLba: Type.Integer() }),
  Type.Object({ type: Type.Literal('reading-done') }),
  Type.Object({ type: Type.Literal('log'), level: literals(['info', 'warning']), message: Type.String() }),
]);
export type RunnerEvent = Static<typeof RunnerEvent>;

/** From a runner to the server. */
export const FromRunner = Type.Union([
  /** It listens; the answer is the task. */
  Type.Object({ type: Type.Literal('ready'), pid: Type.Integer({ minimum: 1 }), startTicks: bytes }),
  /** Every second, whatever it does. */
  Type.Object({ type: Type.Literal('heartbeat') }),
  Type.Object({ type: Type.Literal('event'), event: RunnerEvent }),
  Type.Object({ type: Type.Literal('ending'), ending: RunnerEnding }),
]);
export type FromRunner = Static<typeof FromRunner>;
