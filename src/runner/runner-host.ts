import type { RunnerEnding, RunnerTask } from './messages.ts';
import type { RunnerEvent } from './task-context.ts';

/** How a task ended, from outside. `lost`: the process ended, or was ended, without a word. */
export type TaskEnding = RunnerEnding | { readonly type: 'lost'; readonly message: string };

/** A process that one can find again after a restart. */
export type RunnerProcess = { readonly pid: number; readonly startTicks: number; readonly bootId: string };

/** One task in one process. */
export type RunningTask = {
  /**
   * Resolves when the process is gone and nothing holds the medium any more (no tool of it is left); never rejects.
   * `isMediumFree` is false if something still holds the medium's lock after 30 s: a tool that hangs in the kernel.
   */
  readonly ending: Promise<{ readonly ending: TaskEnding; readonly isMediumFree: boolean }>;
  /** Asks it to stop with everything kept. After 30 s it is killed. Idempotent. */
  stop(): void;
  /** The slot of an image drive holds another file now, or none. */
  setMedium(path: string | null): void;
};

/** Where a caller listens. Never throws into the host. */
export type TaskListener = {
  /** Before the task begins: note it down, so that a new server can end the process. May throw: the task is not begun. */
  readonly onProcess: (process: RunnerProcess) => void;
  readonly onEvent: (event: RunnerEvent) => void;
};

/** Starts tasks, each in a process of its own, and looks after them. */
export type RunnerHost = {
  run(task: RunnerTask, listener: TaskListener): RunningTask;
  /**
   * Ends a process of an earlier server, if it is still the same one, and waits until it is gone. False if it survives
   * SIGKILL for 10 s.
   */
  endLeftOver(process: RunnerProcess): Promise<boolean>;
  /** Whether nobody holds the lock on what the drive reads. */
  isMediumFree(task: RunnerTask): Promise<boolean>;
};
