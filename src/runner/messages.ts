import { type Static, Type } from 'typebox';
import {
  bytes,
  Disc,
  type ErrorCode,
  errorCatalogue,
  literals,
  nullable,
  pauseReasons,
  VerifyReport,
} from '#model/index.ts';
import { RunnerEvent } from './task-context.ts';
import { BuildTask } from './tasks/build.ts';
import { CompressTask, ExpandTask } from './tasks/change-form.ts';
import { IdentifyTask } from './tasks/identify.ts';
import { ImportResult, ImportTask } from './tasks/import.ts';
import { MergeTask } from './tasks/merge.ts';
import { MovedResult, MoveTask } from './tasks/move.ts';
import { PlacedResult } from './tasks/placed-result.ts';
import { CompletedEnding, ReadTask } from './tasks/read.ts';
import { UploadResult, UploadTask } from './tasks/upload.ts';
import { VerifyTask } from './tasks/verify.ts';

const codes = Object.keys(errorCatalogue) as [ErrorCode, ...ErrorCode[]];

/** What a runner is to do; it does one task and ends. */
export const RunnerTask = Type.Union([
  ReadTask,
  IdentifyTask,
  VerifyTask,
  MergeTask,
  BuildTask,
  CompressTask,
  ExpandTask,
  MoveTask,
  ImportTask,
  UploadTask,
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

/** What has come of a task, by kind. */
const TaskResult = Type.Union([PlacedResult, MovedResult, ImportResult, UploadResult]);

/** How a task ended. A runner that ends without one of these is lost. */
export const RunnerEnding = Type.Union([
  CompletedEnding,
  /** Work that reads no disc is done; what became of it is for its kind to note. */
  Type.Object({
    type: Type.Literal('done'),
    /** One sentence for the timeline. */
    message: Type.String(),
    /** Of all that was worked on; `null` where that says nothing. */
    sizeBytes: nullable(bytes),
    result: TaskResult,
  }),
  Type.Object({ type: Type.Literal('verified'), report: VerifyReport }),
  Type.Object({ type: Type.Literal('identified'), disc: Disc, sequence: nullable(Type.String()) }),
  Type.Object({ type: Type.Literal('paused'), reason: literals(pauseReasons), message: Type.String() }),
  Type.Object({ type: Type.Literal('failed'), failure: Failure }),
]);
export type RunnerEnding = Static<typeof RunnerEnding>;

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
