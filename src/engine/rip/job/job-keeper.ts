import type { JobState } from './job-state.ts';
import type { WorkFolder } from './work-folder.ts';

/** The state of the job under way: in memory, and after each change on disk, one write at a time. */
export class JobKeeper {
  readonly #folder: WorkFolder;
  #state: JobState;
  #writes: Promise<void> = Promise.resolve();

  constructor(folder: WorkFolder, state: JobState) {
    this.#folder = folder;
    this.#state = state;
  }

  get state(): JobState {
    return this.#state;
  }

  /** Changes the state; resolves when it is on disk. A failed write fails this and every later call. */
  update(change: Partial<JobState>): Promise<void> {
    this.#state = { ...this.#state, ...change };
    const state = this.#state;
    this.#writes = this.#writes.then(() => this.#folder.writeState(state));
    this.#writes.catch(() => undefined); // Reported to whoever awaits settled() or this call.
    return this.#writes;
  }

  /** Resolves when everything is on disk. */
  settled(): Promise<void> {
    return this.#writes;
  }
}
