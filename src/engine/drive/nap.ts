/** Waits; rejects when the signal is aborted. `timers/promises` has one, tests bring another. */
export type Sleep = (ms: number, value: undefined, options: { signal: AbortSignal }) => Promise<void>;

/** A pause that can be cut short. */
export class Nap {
  readonly #sleep: Sleep;
  #cut: AbortController | null = null;
  #isCutAhead = false;

  constructor(sleep: Sleep) {
    this.#sleep = sleep;
  }

  /** Ends the pause, or the next one if none is being taken: news that come while we work are not lost. */
  end(): void {
    if (this.#cut === null) this.#isCutAhead = true;
    else this.#cut.abort();
  }

  /** Pauses until the time is over, `end` is called or the signal is aborted. */
  async take(ms: number, signal: AbortSignal): Promise<void> {
    if (this.#isCutAhead) {
      this.#isCutAhead = false;
      return;
    }
    // Not AbortSignal.any: one made every few seconds would pile up on a signal that lives as long as the program.
    const cut = new AbortController();
    const onAbort = () => cut.abort();
    this.#cut = cut;
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) cut.abort();
    try {
      await this.#sleep(ms, undefined, { signal: cut.signal });
    } catch (error) {
      if (!cut.signal.aborted) throw error;
    } finally {
      signal.removeEventListener('abort', onAbort);
      this.#cut = null;
    }
  }
}
