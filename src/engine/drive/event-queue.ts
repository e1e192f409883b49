/** Hands values from callbacks to one reader that awaits them, in order. */
export class EventQueue<T> {
  readonly #values: T[] = [];
  #ending: { error: unknown } | 'closed' | null = null;
  #wake: (() => void) | null = null;

  push(value: T): void {
    if (this.#ending !== null) return;
    this.#values.push(value);
    this.#wake?.();
  }

  /** No more values; those not yet read are dropped. */
  close(): void {
    this.#end('closed');
  }

  /** Like `close`, and the reader gets the error. */
  fail(error: unknown): void {
    this.#end({ error });
  }

  /** The next value, `null` after `close`; throws what `fail` was given. */
  async next(): Promise<{ value: T } | null> {
    for (;;) {
      if (this.#ending === 'closed') return null;
      if (this.#ending !== null) throw this.#ending.error;
      const value = this.#values.shift();
      if (value !== undefined) return { value };
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #end(ending: { error: unknown } | 'closed'): void {
    this.#ending ??= ending;
    this.#wake?.();
  }
}
