import type { QueryClient, QueryKey } from '@tanstack/react-query';

/**
 * An answer may be older than an event that came while it was on its way, and would undo it. Such an answer is asked for
 * again. Keys are compared by their first parts, as invalidation does.
 */
export class StaleAnswers {
  readonly #cache: QueryClient;
  readonly #changedMs = new Map<string, number>();
  readonly #askedMs = new Map<string, number>();

  constructor(cache: QueryClient) {
    this.#cache = cache;
  }

  /** What these queries are about has changed just now. */
  mark(key: QueryKey): void {
    this.#changedMs.set(nameOf(key, key.length), performance.now());
  }

  /** Watches all answers. Returns what ends it. */
  start(): () => void {
    return this.#cache.getQueryCache().subscribe((event) => {
      if (event.type === 'removed') this.#askedMs.delete(event.query.queryHash);
      if (event.type !== 'updated') return;
      const { queryHash, queryKey } = event.query;
      if (event.action.type === 'fetch') this.#askedMs.set(queryHash, performance.now());
      if (event.action.type !== 'success' || event.action.manual === true) return;
      const askedMs = this.#askedMs.get(queryHash);
      if (askedMs === undefined || this.#lastChangeOf(queryKey) < askedMs) return;
      this.#cache.invalidateQueries({ queryKey, exact: true }).catch(reportError);
    });
  }

  #lastChangeOf(key: QueryKey): number {
    return Math.max(
      ...[...key.keys(), key.length].map(
        (length) => this.#changedMs.get(nameOf(key, length)) ?? Number.NEGATIVE_INFINITY,
      ),
    );
  }
}

function nameOf(key: QueryKey, length: number): string {
  return JSON.stringify(key.slice(0, length));
}
