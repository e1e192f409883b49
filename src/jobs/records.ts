import { type Actor, AppError, type Job, type JobEventType, type LogLevel } from '#model/index.ts';
import { isSafeToLose, type JobChange, keepTrying, type Store } from '#store/index.ts';
import type { JobContext } from './job-context.ts';
import { type JobAction, nextStatus, requireAction } from './state-table.ts';

/** Something that is noted in the timeline of a job. */
export type Happening = {
  readonly type: JobEventType;
  readonly message: string;
  readonly actor: Actor | null;
};

/** The one place where the status of a job changes: by the state table, with a line in the timeline, in one transaction. */
export class JobRecords {
  readonly #store: Store;
  readonly #context: Pick<JobContext, 'notices' | 'witness' | 'now' | 'onError'>;

  constructor(context: Pick<JobContext, 'store' | 'notices' | 'witness' | 'now' | 'onError'>) {
    this.#store = context.store;
    this.#context = context;
  }

  /** Error: `JOB_NOT_FOUND`. */
  get(uuid: string): Job {
    const job = this.#store.jobs.get(uuid);
    if (job !== null) return job;
    throw new AppError('JOB_NOT_FOUND', `There is no job ${uuid}.`, { details: { uuid } });
  }

  /**
   * Lets something happen to a job. `change` may be computed from the row as it is. Errors: `JOB_NOT_FOUND`,
   * `JOB_STATE`, `DATABASE_BUSY` (nothing was changed).
   */
  apply(
    uuid: string,
    action: Exclude<JobAction, 'delete'>,
    happening: Happening,
    change: JobChange | ((job: Job) => JobChange) = {},
  ): Job {
    const job = this.#store.transaction(() => {
      const before = this.get(uuid);
      requireAction(before, action);
      const status = nextStatus(before.status, action);
      if (status === null || status === 'gone') throw new AppError('INTERNAL', `${action} has no status`);
      const at = this.#at();
      const after = this.#store.jobs.update(uuid, {
        status,
        ...(typeof change === 'function' ? change(before) : change),
        updatedAt: at,
      });
      if (after === null)
        throw new AppError('JOB_NOT_FOUND', `There is no job ${uuid}.`, { details: { uuid } });
      this.#note(uuid, at, happening);
      this.#context.witness(before, after);
      return after;
    });
    this.#context.notices.tell({ type: 'job', job });
    return job;
  }

  /** Changes figures only: no status, no timeline. A database that is busy loses them. */
  figures(uuid: string, change: Omit<JobChange, 'status'>): void {
    try {
      const job = this.#store.jobs.update(uuid, { ...change, updatedAt: this.#at() });
      if (job !== null) this.#context.notices.tell({ type: 'job', job });
    } catch (error) {
      if (!isSafeToLose(error)) throw error;
    }
  }

  /** A line in the timeline of a job. Error: `DATABASE_BUSY`. */
  note(uuid: string, happening: Happening): void {
    this.#note(uuid, this.#at(), happening);
  }

  /** The same as soon as the database lets it; nobody waits. A job that was deleted meanwhile has no timeline. */
  noteLater(uuid: string, happening: Happening): void {
    const at = this.#at();
    const noteIfThere = () =>
      this.#store.transaction(() => {
        if (this.#store.jobs.get(uuid) !== null) this.#note(uuid, at, happening);
      });
    keepTrying(noteIfThere).catch(this.#context.onError);
  }

  /** A line in the log of a job, or of the system. A database that is busy loses it, and so does a job that is deleted. */
  log(jobUuid: string | null, level: LogLevel, message: string): void {
    const line = { jobUuid, level, message, details: null, at: this.#at() };
    try {
      this.#store.transaction(() => {
        if (jobUuid === null || this.#store.jobs.get(jobUuid) !== null) this.#store.logs.add(line);
      });
    } catch (error) {
      if (!isSafeToLose(error)) throw error;
    }
    this.#context.notices.tell({ type: 'log', line });
  }

  #note(uuid: string, at: string, { type, message, actor }: Happening): void {
    this.#store.events.add({ jobUuid: uuid, at, type, message, actor: actor?.name ?? null });
  }

  #at(): string {
    return this.#context.now().toISOString();
  }
}
