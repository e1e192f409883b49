/**
 * Decides when which job runs. The database is the truth about jobs; the queue carries them to where they run.
 * One conformance suite (test/conformance/job-queue.ts) holds for every implementation.
 *
 * Order: priority (higher first), then position, then age. A job whose drive is taken never blocks one whose drive is
 * free. Never more than `slots` at once.
 */
export type JobQueue = {
  /** Begins to start jobs: those that are queued in the database, and all that come. Idempotent. */
  start(): Promise<void>;
  /** Starts nothing more and waits until what runs has ended (the caller interrupts it). Idempotent. */
  stop(): Promise<void>;
  /** A job is now queued in the database: it was made, resumed or retried. Telling twice does no harm. */
  enqueue(uuid: string): Promise<void>;
  /** A job is no longer queued. One that has just begun is not stopped: `interrupt` does that. */
  withdraw(uuid: string): Promise<void>;
  /** Priority or position of a queued job changed in the database. */
  reprioritise(uuid: string): Promise<void>;
  /** Tells a running job to stop, keeping (`pause`) or leaving (`cancel`) what it has. False if it is not running. */
  interrupt(uuid: string, wish: 'pause' | 'cancel'): Promise<boolean>;
  /** Something became free (a drive, a slot): looks whether a job can start now. Never throws. */
  wake(): void;
  /** How many jobs may run at once, at least 1. Fewer than run now: none is stopped, but none begins either. */
  setSlots(slots: number): void;
  /** Jobs that run now. */
  running(): readonly string[];
};

/** What a queue needs of the jobs room. */
export type JobWorker = {
  /**
   * Takes a queued job for running: its status becomes `running` and its drive is leased, in one transaction. False if
   * it cannot start now (drive taken, missing or switched off; no longer queued). May throw `DATABASE_BUSY`: then it is
   * asked again later.
   */
  begin(uuid: string): boolean;
  /**
   * Does the work until it ends in whatever way, and records the end. Resolves when its drive is free again; never
   * rejects. `signal` aborts with a reason of `'pause'`, `'cancel'` or `'stop'` (the server ends; the job goes on later).
   */
  run(uuid: string, signal: AbortSignal): Promise<void>;
};
