/** One task in one process: the server's side of it. */
export { createRunnerHost } from './host.ts';
export { RunnerEnding, type RunnerTask } from './messages.ts';
export { DriveOrder } from './open-drive.ts';
export type {
  RunnerHost,
  RunningTask,
  TaskEnding,
} from './runner-host.ts';
export type { RunnerEvent } from './task-context.ts';
