import type { SQLInputValue } from 'node:sqlite';
import { AppError } from '#model/index.ts';
import type { Database, Row } from './database.ts';
import type { Page, PageRequest } from './store.ts';

/** Up to here totals are exact. */
export const exactTotal = 10_000;

/** A list: what it selects, in which order, and how it goes on behind a row. */
export type Listing<T> = {
  /** Names list and order: a cursor of another one is refused. */
  readonly name: string;
  /** `SELECT … FROM … ` without WHERE. */
  readonly select: string;
  /** Table and index to count in, `FROM …` without WHERE. */
  readonly from: string;
  readonly conditions: readonly string[];
  readonly values: readonly SQLInputValue[];
  /** Columns to sort by, the last one unique; all in the same direction. */
  readonly columns: readonly string[];
  readonly isAscending: boolean;
  readonly map: (row: Row) => T;
  /** The sort key of a row, in the order of `columns`. */
  readonly keyOf: (item: T) => readonly (string | number)[];
  /** The total, where it is known without counting. */
  readonly knownTotal?: number;
  /** Where to count instead, if the same is found there sooner. */
  readonly countIn?: Pick<Listing<T>, 'from' | 'conditions' | 'values'>;
};

/** One page by keyset: as quick on the thousandth page as on the first. Error: `INVALID_INPUT` naming the field. */
export function listPage<T>(
  database: Database,
  listing: Listing<T>,
  { limit, cursor }: PageRequest,
): Page<T> {
  if (!Number.isInteger(limit) || limit < 1 || limit > 200) {
    throw new AppError('INVALID_INPUT', `limit: ${limit} is not a whole number from 1 to 200.`, {
      details: { field: 'limit' },
    });
  }
  const { columns, isAscending, conditions, values } = listing;
  const key = cursor === null ? null : readCursor(cursor, listing);
  const direction = isAscending ? 'ASC' : 'DESC';
  const behind = `(${columns.join(', ')}) ${isAscending ? '>' : '<'} (${columns.map(() => '?').join(', ')})`;
  const where = whereOf(key === null ? conditions : [...conditions, behind]);
  const order = columns.map((column) => `${column} ${direction}`).join(', ');
  const rows = database.all(
    `${listing.select}${where} ORDER BY ${order} LIMIT ?`,
    ...values,
    ...(key ?? []),
    limit + 1,
  );
  const items = rows.slice(0, limit).map(listing.map);
  const last = items.at(-1);
  const nextCursor =
    rows.length > limit && last !== undefined ? writeCursor(listing.name, listing.keyOf(last)) : null;
  return { items, nextCursor, ...totalOf(database, listing) };
}

/** The conditions as a WHERE clause. */
function whereOf(conditions: readonly string[]): string {
  return conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
}

function totalOf<T>(database: Database, listing: Listing<T>) {
  const { knownTotal } = listing;
  const { from, conditions, values } = listing.countIn ?? listing;
  if (knownTotal !== undefined) {
    return { total: Math.min(knownTotal, exactTotal), totalIsExact: knownTotal <= exactTotal };
  }
  const row = database.one(
    `SELECT count(*) AS total FROM (SELECT 1 ${from}${whereOf(conditions)} LIMIT ${exactTotal + 1})`,
    ...values,
  );
  const total = Number(row?.total ?? 0);
  return { total: Math.min(total, exactTotal), totalIsExact: total <= exactTotal };
}

/** One page of several lists in the same order, as if they were one. */
export function mergePages<T>(
  database: Database,
  listings: readonly Listing<T>[],
  request: PageRequest,
): Page<T> {
  const [first] = listings;
  const pages = listings.map((listing) => listPage(database, listing, request));
  if (first === undefined) return { items: [], nextCursor: null, total: 0, totalIsExact: true };
  const sign = first.isAscending ? 1 : -1;
  const sorted = pages
    .flatMap(({ items }) => items)
    .sort((a, b) => sign * compareKeys(first.keyOf(a), first.keyOf(b)));
  const items = sorted.slice(0, request.limit);
  const last = items.at(-1);
  const hasMore = sorted.length > items.length || pages.some(({ nextCursor }) => nextCursor !== null);
  const total = pages.reduce((sum, page) => sum + page.total, 0);
  return {
    items,
    nextCursor: hasMore && last !== undefined ? writeCursor(first.name, first.keyOf(last)) : null,
    total: Math.min(total, exactTotal),
    totalIsExact: total <= exactTotal && pages.every((page) => page.totalIsExact),
  };
}

function compareKeys(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index];
    if (right === undefined || left === right) continue;
    return left < right ? -1 : 1;
  }
  return 0;
}

function writeCursor(name: string, key: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify([name, ...key])).toString('base64url');
}

function readCursor<T>(cursor: string, { name, columns }: Listing<T>): readonly (string | number)[] {
  const [of, ...key] = parse(cursor);
  const isKey = (value: unknown) => typeof value === 'string' || Number.isFinite(value);
  if (of !== name || key.length !== columns.length || !key.every(isKey)) {
    throw new AppError(
      'INVALID_INPUT',
      'cursor: this is not the cursor of a page of this list in this order. Begin with the first page.',
      { details: { field: 'cursor' } },
    );
  }
  return key as (string | number)[];
}

function parse(cursor: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(value) ? value : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}
