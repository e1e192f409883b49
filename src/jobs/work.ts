import type { Job, JobKind } from '#model/index.ts';
import type { RunnerEvent, RunnerTask, TaskEnding } from '#runner/index.ts';
import type { JobChange } from '#store/index.ts';
import type { NewWork, PreparedWork } from './job-orders.ts';

/**
 * What is special about one kind of job; everything else (begin, figures, end, recovery) is the same for all
 * (`JobRunner`). A new kind of work is one more of these; one on an image of the library is made by `createImageWork`.
 */
export type Work = {
  /** Checks an order and says what its job shows; reading has a door of its own (`Jobs.create`). */
  readonly prepare?: (order: NewWork) => Promise<PreparedWork>;
  /** Whether it could begin now, as far as anybody knows; `claim` decides. */
  mayBegin(job: Job): boolean;
  /** Takes what it must have for itself; false if somebody was quicker. Runs in the transaction that begins the job. */
  claim(job: Job, at: string): boolean;
  /** It has begun: whoever shows what it took hears of it. */
  begun(job: Job): void;
  /** For the timeline: one sentence. */
  beginning(job: Job): string;
  /** What a runner is to do, or how the job ends without one. */
  taskOf(job: Job): RunnerTask | TaskEnding;
  /** Hears what its runner tells, besides progress, maps and log lines, which are kept for all kinds. */
  hear(job: Job, event: RunnerEvent): void;
  /** Keeps what has come of it; runs in the transaction that ends the job and gives what else to change of the job. */
  keep(job: Job, ending: TaskEnding, at: string): JobChange;
  /** Removes what a killed run has left outside of its working folder, when the job is cancelled. */
  readonly clean?: (job: Job) => Promise<void>;
  /** Gives back what it claimed, when its runner is gone and its end recorded. May take long; rejects for nothing expected. */
  release(job: Job, ending: TaskEnding | null, isMediumFree: boolean): Promise<void>;
};

/** Which work each kind is. A kind that is not there waits: a newer disk2iso made it. */
export type Works = Readonly<Partial<Record<JobKind, Work>>>;
