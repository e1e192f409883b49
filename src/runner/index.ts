/** One task in one process: the server's side of it. */
export { createRunnerHost } from './host.ts';
export {
  DriveOrder,
  RunnerEnding,
  type RunnerEvent,
  type RunnerTask,
} from './messages.ts';
export type {
  RunnerHost,
  RunningTask,
  TaskEnding,
} from './runner-host.ts';
