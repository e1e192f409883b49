import { invalidFields } from '#model/index.ts';

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

/** A span of time as the store compares it: UTC with milliseconds, whatever zone it was said in. Error: `INVALID_INPUT`. */
export function spanOf(query: { from?: string; to?: string }): {
  from: string | undefined;
  to: string | undefined;
} {
  return { from: utc('from', query.from), to: utc('to', query.to) };
}

function utc(field: string, said: string | undefined): string | undefined {
  if (said === undefined) return undefined;
  const at = new Date(said);
  if (!Number.isNaN(at.getTime())) return at.toISOString();
  throw invalidFields([{ field, message: 'is no moment that exists.' }]);
}
