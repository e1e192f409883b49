/** Tells that somebody's rights may be others now: who holds on to something looks again whether they may. */
export class Changes {
  readonly #listeners = new Set<() => void>();

  /** Returns a function that ends the listening. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** To be called after the change is in the database. */
  tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
