import { AppError, isAppError } from '#model/index.ts';
import type { Store } from '#store/index.ts';
import type { JobQueue, JobWorker } from './job-queue.ts';

/** What the queue of one machine needs. */
export type EmbeddedQueueOptions = {
  readonly store: Store;
  readonly worker: JobWorker;
  /** How many jobs may run at once, at least 1. */
  readonly slots: number;
  /** After this time jobs that could not begin are tried again, even if nobody calls `wake`. */
  readonly retryMs?: number;
  readonly onError?: (error: unknown) => void;
};

/** Queued jobs that a look takes from the database at most: behind so many that cannot begin, a job waits for the next. */
const lookLimit = 1000;

/** A scheduler over the jobs table, in the process of the server. Error: `INVALID_INPUT` for slots that are none. */
export function createEmbeddedQueue(options: EmbeddedQueueOptions): JobQueue {
  return new EmbeddedQueue(options);
}

class EmbeddedQueue implements JobQueue {
  readonly #store: Store;
  readonly #worker: JobWorker;
  readonly #retryMs: number;
  readonly #onError: (error: unknown) => void;
  readonly #running = new Map<string, { stop: AbortController; end: Promise<void> }>();
  #slots: number;
  #timer: NodeJS.Timeout | null = null;
  #isStarted = false;
  #isLookDue = false;

  constructor({ store, worker, slots, retryMs = 2000, onError = () => undefined }: EmbeddedQueueOptions) {
    this.#store = store;
    this.#worker = worker;
    this.#slots = checkSlots(slots);
    this.#retryMs = retryMs;
    this.#onError = onError;
  }

  async start(): Promise<void> {
    if (this.#isStarted) return;
    this.#isStarted = true;
    this.#timer = setInterval(() => this.wake(), this.#retryMs);
    this.wake();
  }

  async stop(): Promise<void> {
    this.#isStarted = false;
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    const running = [...this.#running.values()];
    for (const { stop } of running) stop.abort('stop');
    await Promise.all(running.map(({ end }) => end));
  }

  async enqueue(): Promise<void> {
    this.wake();
  }

  async withdraw(): Promise<void> {
    // The database is what is looked at: it is not queued there any more.
  }

  async reprioritise(): Promise<void> {
    this.wake();
  }

  async interrupt(uuid: string, wish: 'pause' | 'cancel'): Promise<boolean> {
    const running = this.#running.get(uuid);
    if (running === undefined) return false;
    running.stop.abort(wish);
    return true;
  }

  wake(): void {
    if (this.#isLookDue || !this.#isStarted) return;
    this.#isLookDue = true;
    // Not at once: whoever wakes is often in the middle of something, and many wake at the same time.
    setImmediate(() => {
      this.#isLookDue = false;
      this.#look();
    });
  }

  setSlots(slots: number): void {
    this.#slots = checkSlots(slots);
    this.wake();
  }

  running(): readonly string[] {
    return [...this.#running.keys()];
  }

  /** Begins what can begin, in order. Whatever cannot is looked at again at the next wake. */
  #look(): void {
    if (!this.#isStarted || this.#running.size >= this.#slots) return;
    try {
      for (const { uuid } of this.#store.jobs.queued(lookLimit)) {
        if (this.#running.size >= this.#slots) return;
        if (this.#running.has(uuid)) continue; // Queued again, but its earlier run has not let go yet.
        if (this.#begins(uuid)) this.#run(uuid);
      }
    } catch (error) {
      if (!isAppError(error, 'DATABASE_BUSY')) this.#onError(error);
    }
  }

  #begins(uuid: string): boolean {
    try {
      return this.#worker.begin(uuid);
    } catch (error) {
      if (isAppError(error, 'DATABASE_BUSY')) throw error; // The others would not fare better.
      this.#onError(error);
      return false;
    }
  }

  #run(uuid: string): void {
    const stop = new AbortController();
    const end = this.#worker
      .run(uuid, stop.signal)
      .catch(this.#onError)
      .finally(() => {
        this.#running.delete(uuid);
        this.wake();
      });
    this.#running.set(uuid, { stop, end });
  }
}

function checkSlots(slots: number): number {
  if (Number.isInteger(slots) && slots >= 1) return slots;
  throw new AppError('INVALID_INPUT', `maxConcurrentJobs: ${slots} is not a whole number from 1 on.`, {
    details: { field: 'maxConcurrentJobs' },
  });
}
