/** One page of a list. `total` is exact up to 10,000, else a lower bound. */
export type Page<T> = {
  readonly items: readonly T[];
  /** For the next page; `null` on the last. Opaque; of another list or order: `INVALID_INPUT`. */
  readonly nextCursor: string | null;
  readonly total: number;
  readonly totalIsExact: boolean;
};
export type PageRequest = { readonly limit: number; readonly cursor: string | null };
