/** Does something for a key at once, and at most once in so many milliseconds, however often it is asked for. */
export class Throttle {
  readonly #everyMs: number;
  readonly #work: (key: string) => void;
  readonly #timers = new Map<string, { isAsked: boolean }>();

  constructor(everyMs: number, work: (key: string) => void) {
    this.#everyMs = everyMs;
    this.#work = work;
  }

  ask(key: string): void {
    const waiting = this.#timers.get(key);
    if (waiting !== undefined) {
      waiting.isAsked = true;
      return;
    }
    this.#run(key);
  }

  #run(key: string): void {
    const state = { isAsked: false };
    this.#timers.set(key, state);
    this.#work(key);
    setTimeout(() => {
      this.#timers.delete(key);
      if (state.isAsked) this.#run(key);
    }, this.#everyMs);
  }
}
