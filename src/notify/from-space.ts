import type { NotificationEvent } from '#model/index.ts';

/** Less than the largest disc needs once more: what is begun now may have to wait. */
const lowBytes = 10e9;
const enoughBytes = 15e9;

/** What people may want to hear of free space: once when it gets low, again only after there was enough. */
export class SpaceEvents {
  readonly #low = new Set<string>();

  /** `places`: folders with what is free in them; `null` is not known. A place is told at most once a day. */
  of(
    places: readonly { readonly path: string; readonly freeBytes: number | null }[],
    at: string,
  ): readonly NotificationEvent[] {
    return places.flatMap(({ path, freeBytes }) => {
      if (freeBytes === null) return [];
      if (freeBytes >= enoughBytes) this.#low.delete(path);
      if (freeBytes >= lowBytes || this.#low.has(path)) return [];
      this.#low.add(path);
      const key = `space.low:${path}:${at.slice(0, 10)}`;
      return [{ type: 'space.low', key, at, facts: { path, freeBytes } }];
    });
  }
}
