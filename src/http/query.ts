/** A page as it is asked for in a query. */
export function pageRequest({ limit = 50, cursor }: { limit?: number; cursor?: string }): {
  limit: number;
  cursor: string | null;
} {
  return { limit, cursor: cursor ?? null };
}

/** Without the fields that are `undefined`: what was not asked for is not there. */
export function present<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
