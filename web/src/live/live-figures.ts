import type { Cells, Progress } from '../api/types.ts';

type Figures = { readonly progress: Progress | null; readonly map: Cells | null };
const none: Figures = { progress: null, map: null };

/** The newest figures of running jobs. They come four times a second, and concern only what shows that job. */
export class LiveFigures {
  readonly #figures = new Map<string, Figures>();
  readonly #listeners = new Map<string, Set<() => void>>();

  get(uuid: string): Figures {
    return this.#figures.get(uuid) ?? none;
  }

  set(uuid: string, change: Partial<Figures>): void {
    this.#figures.set(uuid, { ...this.get(uuid), ...change });
    for (const listener of this.#listeners.get(uuid) ?? []) listener();
  }

  /** A job that does not run has no figures. */
  forget(uuid: string): void {
    if (this.#figures.has(uuid)) this.set(uuid, { progress: null });
  }

  listen(uuid: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(uuid) ?? new Set();
    listeners.add(listener);
    this.#listeners.set(uuid, listeners);
    return () => listeners.delete(listener);
  }
}
