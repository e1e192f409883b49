import { isAppError } from '#model/index.ts';
import { keepTrying } from '#store/index.ts';
import type { JobContext } from './job-context.ts';

const intervalMs = 10 * 60 * 1000;
/** Rows a transaction deletes: short enough that nobody notices. */
const batch = 500;
const dayMs = 24 * 60 * 60 * 1000;

/** Empties the trash, and deletes old jobs and log lines where that was asked for. Images always stay. */
export class Retention {
  readonly #context: JobContext;
  #timer: NodeJS.Timeout | null = null;
  #run: Promise<void> = Promise.resolve();

  constructor(context: JobContext) {
    this.#context = context;
  }

  start(): void {
    if (this.#timer !== null) return;
    this.#timer = setInterval(() => this.#begin(), intervalMs);
    this.#begin();
  }

  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    await this.#run;
  }

  /** One round. */
  async sweep(): Promise<void> {
    const { store, folders, settings, now, notices } = this.#context;
    const { jobRetentionDays, logRetentionDays, driveRetentionDays } = settings();
    for (const uuid of await folders.emptyTrash(now())) {
      await keepTrying(() => store.jobs.update(uuid, { trashedUntil: null, updatedAt: now().toISOString() }));
    }
    if (jobRetentionDays !== null) {
      const before = this.#daysAgo(jobRetentionDays);
      for (const { uuid, status } of store.jobs.endedBefore(before, batch)) {
        // What a failed job has read is for a person to give up.
        if (status === 'failed') continue;
        await keepTrying(() => store.jobs.delete(uuid));
        notices.tell({ type: 'deleted', uuid });
      }
    }
    if (logRetentionDays !== null) {
      const before = this.#daysAgo(logRetentionDays);
      while ((await keepTrying(() => store.logs.deleteBefore(before, batch))) === batch);
    }
    if (driveRetentionDays !== null) {
      const before = this.#daysAgo(driveRetentionDays);
      while ((await keepTrying(() => store.driveHealth.deleteBefore(before, batch))) === batch);
    }
  }

  #daysAgo(days: number): string {
    return new Date(this.#context.now().getTime() - days * dayMs).toISOString();
  }

  #begin(): void {
    this.#run = this.sweep().catch((error: unknown) => {
      if (!isAppError(error, 'DATABASE_BUSY')) this.#context.onError(error);
    });
  }
}
