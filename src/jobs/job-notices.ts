import type { Cells, Job, LogLine } from '#model/index.ts';
import type { RunnerEvent } from '#runner/index.ts';

/** Latest figures and sector map of a running job, finer than the database has them. */
export type LiveJob = {
  readonly progress: Extract<RunnerEvent, { type: 'progress' }>['progress'] | null;
  readonly map: Cells | null;
};

/** What happens to jobs, as it happens. */
export type JobNotice =
  | { readonly type: 'job'; readonly job: Job }
  | { readonly type: 'deleted'; readonly uuid: string }
  /** What is new of them: at most four times a second, and a map at most once. */
  | { readonly type: 'live'; readonly uuid: string; readonly change: Partial<LiveJob> }
  | { readonly type: 'log'; readonly line: Omit<LogLine, 'id'> }
  /** Something that a person should hear of; `code` is the key of its translations. */
  | {
      readonly type: 'notice';
      readonly code: 'disc-known' | 'disc-stays';
      readonly jobUuid: string | null;
      /** One English sentence. */
      readonly message: string;
    };

/** Tells whoever listens, and keeps the latest figures of what runs. */
export class JobNotices {
  readonly #listeners = new Set<(notice: JobNotice) => void>();
  readonly #live = new Map<string, LiveJob>();
  readonly #onError: (error: unknown) => void;

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  /** Returns a function that ends the listening. */
  listen(listener: (notice: JobNotice) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** `null` if the job does not run. */
  live(uuid: string): LiveJob | null {
    return this.#live.get(uuid) ?? null;
  }

  setLive(uuid: string, change: Partial<LiveJob>): void {
    const live = { ...(this.#live.get(uuid) ?? { progress: null, map: null }), ...change };
    this.#live.set(uuid, live);
    this.tell({ type: 'live', uuid, change });
  }

  clearLive(uuid: string): void {
    this.#live.delete(uuid);
  }

  tell(notice: JobNotice): void {
    for (const listener of this.#listeners) {
      try {
        listener(notice);
      } catch (error) {
        this.#onError(error);
      }
    }
  }
}
