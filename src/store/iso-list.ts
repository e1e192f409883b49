import type { Iso, IsoSortKey } from '#model/index.ts';
import type { Database } from './database.ts';
import { isoOf } from './iso-row.ts';
import { type Listing, listPage } from './page.ts';
import { anyTag, searchQuery, tagQuery, timeTag } from './search.ts';
import { sortName } from './sort-name.ts';
import type { IsoFilter, IsoSort, Page, PageRequest } from './store.ts';
import { tagNamesOf } from './tags.ts';

/** All that a list shows: the sidecar, large as it is, is left in its place. */
const columns = [
  ...[
    'id',
    'job_uuid',
    'filename',
    'title',
    'tags',
    'filepath',
    'size',
    'md5sum',
    'sha256sum',
    'stored_size',
    'sha1sum',
    'crc32',
  ],
  ...['disk_type', 'disk_label', 'fingerprint_id', 'is_complete', 'bad_bytes', 'created_at', 'verified_at'],
  ...['verdict', 'is_present', 'missing_since', 'changed_since', 'dropped_at', 'known_good', 'trashed_at'],
]
  .map((name) => `isos.${name}`)
  .join(', ');

/** As many images are sorted; more of them are met soon enough on the way through all. */
const mostSorted = 5000;

type Order = Pick<Listing<Iso>, 'columns' | 'keyOf'> & { readonly index: string };

/** How a sort goes on behind a row, and the index that is in its order. Expressions as the indices have them. */
const orders: Readonly<Record<IsoSortKey, Order>> = {
  createdAt: {
    index: 'isos_by_created',
    columns: ['isos.created_at', 'isos.id'],
    keyOf: ({ createdAt, id }) => [createdAt, id],
  },
  name: {
    index: 'isos_by_name',
    columns: ['isos.sort_name', 'isos.id'],
    keyOf: ({ title, fileName, id }) => [sortName(title ?? fileName), id],
  },
  size: {
    index: 'isos_by_size',
    columns: ['isos.size', 'isos.created_at', 'isos.id'],
    keyOf: ({ sizeBytes, createdAt, id }) => [sizeBytes, createdAt, id],
  },
  type: {
    index: 'isos_by_kind',
    columns: ["coalesce(isos.disk_type, '')", 'isos.created_at', 'isos.id'],
    keyOf: ({ discKind, createdAt, id }) => [discKind ?? '', createdAt, id],
  },
  verifiedAt: {
    index: 'isos_by_verified',
    columns: ["coalesce(isos.verified_at, '')", 'isos.id'],
    keyOf: ({ verifiedAt, id }) => [verifiedAt ?? '', id],
  },
};

/**
 * The list of images. Words, and what has no index of its own, are looked up in the full-text index (docs/decisions/0013);
 * what it finds comes by row number, or, in another order, is sorted where it is little and looked up row by row where it
 * is much.
 */
export function listIsos(database: Database, filter: IsoFilter, sort: IsoSort, page: PageRequest): Page<Iso> {
  const flags = [...flagsOf(filter), ...ownTags(database, filter)];
  const tags = [...flags, ...typeTag(filter), placeTag(filter), timeTag(filter.from, filter.to)];
  const words = filter.q === undefined ? null : searchQuery(filter.q, tags);
  const match = words ?? (flags.length === 0 ? null : tagQuery(tags));
  return listPage(database, listingOf(database, { filter, sort, match }), page);
}

function listingOf(
  database: Database,
  { filter, sort, match }: { filter: IsoFilter; sort: IsoSort; match: string | null },
): Listing<Iso> {
  if (match === null) return indexListing(database, filter, sort);
  const isNewest = sort.by === 'createdAt' && sort.order === 'desc';
  if (isNewest) return searchListing(filter, match);
  return isFewFound(database, match) ? foundListing(filter, sort, match) : walkListing(filter, sort, match);
}

/** What the full-text index finds, by row number: newest first. */
function searchListing(filter: IsoFilter, match: string): Listing<Iso> {
  const { from, conditions, values } = found(filter, match);
  return {
    name: 'isos by search',
    select: `SELECT ${columns} ${foundJoin}`,
    ...{ from, conditions, values },
    columns: ['isos_fts.rowid'],
    keyOf: ({ id }) => [id],
    isAscending: false,
    map: isoOf,
  };
}

const foundJoin = 'FROM isos_fts CROSS JOIN isos ON isos.id = isos_fts.rowid';

function found(filter: IsoFilter, match: string) {
  const conditions = [...timeConditions(filter), ...sizeConditions(filter)];
  return {
    from: conditions.length === 0 ? 'FROM isos_fts' : foundJoin,
    conditions: ['isos_fts MATCH ?', ...conditions.map(({ sql }) => sql)],
    values: [match, ...conditions.map(({ value }) => value)],
  };
}

/** Few that were found, sorted. */
function foundListing(filter: IsoFilter, sort: IsoSort, match: string): Listing<Iso> {
  const { keyOf, columns: by } = orders[sort.by];
  return {
    name: `isos by search, ${sort.by} ${sort.order}`,
    select: `SELECT ${columns} ${foundJoin}`,
    ...found(filter, match),
    columns: by,
    keyOf,
    isAscending: sort.order === 'asc',
    map: isoOf,
  };
}

/** Many that were found: the index of the order is walked, and each row looked up. */
function walkListing(filter: IsoFilter, sort: IsoSort, match: string): Listing<Iso> {
  const { index, keyOf, columns: by } = orders[sort.by];
  const { isTrashed = false } = filter;
  const conditions = [...timeConditions(filter), ...sizeConditions(filter)];
  return {
    name: `isos by search, ${sort.by} ${sort.order}`,
    select: `SELECT ${columns} FROM isos INDEXED BY ${isTrashed ? 'isos_in_trash' : index}`,
    from: 'FROM isos',
    conditions: [
      isTrashed ? 'isos.trashed_at IS NOT NULL' : 'isos.trashed_at IS NULL',
      'EXISTS (SELECT 1 FROM isos_fts WHERE isos_fts MATCH ? AND isos_fts.rowid = isos.id)',
      ...conditions.map(({ sql }) => sql),
    ],
    values: [match, ...conditions.map(({ value }) => value)],
    columns: by,
    keyOf,
    isAscending: sort.order === 'asc',
    map: isoOf,
    countIn: found(filter, match),
  };
}

function indexListing(database: Database, filter: IsoFilter, sort: IsoSort): Listing<Iso> {
  const { discKind, isTrashed = false } = filter;
  const { keyOf, columns: by, index: inOrder } = orders[sort.by];
  const sizes = sizeConditions(filter);
  const type = discKind === undefined ? [] : [{ sql: 'isos.disk_type = ?', value: discKind }];
  const conditions = [...type, ...timeConditions(filter), ...sizes];
  const byOrder = discKind === undefined || sort.by !== 'createdAt' ? inOrder : 'isos_by_type';
  const index = isTrashed ? 'isos_in_trash' : isFew(database, sizes) ? 'isos_by_size' : byOrder;
  const name = isTrashed ? 'trashed isos' : 'isos';
  return {
    name: sort.by === 'createdAt' && sort.order === 'desc' ? name : `${name}, ${sort.by} ${sort.order}`,
    select: `SELECT ${columns} FROM isos INDEXED BY ${index}`,
    from: 'FROM isos',
    // Said as the partial indices say it, so that they can be used.
    conditions: [
      isTrashed ? 'isos.trashed_at IS NOT NULL' : 'isos.trashed_at IS NULL',
      ...conditions.map(({ sql }) => sql),
    ],
    values: conditions.map(({ value }) => value),
    columns: by,
    keyOf,
    isAscending: sort.order === 'asc',
    map: isoOf,
  };
}

type Condition = { readonly sql: string; readonly value: string | number };

function conditionsOf(all: readonly (readonly [string, string | number | undefined])[]): Condition[] {
  return all.flatMap(([sql, value]) => (value === undefined ? [] : [{ sql, value }]));
}

function timeConditions({ from, to }: IsoFilter): Condition[] {
  return conditionsOf([
    ['isos.created_at >= ?', from],
    ['isos.created_at < ?', to],
  ]);
}

function sizeConditions({ minBytes, maxBytes }: IsoFilter): Condition[] {
  return conditionsOf([
    ['isos.size >= ?', minBytes],
    ['isos.size <= ?', maxBytes],
  ]);
}

function isFew(database: Database, sizes: readonly Condition[]): boolean {
  if (sizes.length === 0) return false;
  const where = ['isos.trashed_at IS NULL', ...sizes.map(({ sql }) => sql)].join(' AND ');
  const row = database.one(
    `SELECT count(*) AS count FROM (SELECT 1 FROM isos WHERE ${where} LIMIT ${mostSorted + 1})`,
    ...sizes.map(({ value }) => value),
  );
  return Number(row?.count) <= mostSorted;
}

function isFewFound(database: Database, match: string): boolean {
  const row = database.one(
    `SELECT count(*) AS count FROM (SELECT 1 FROM isos_fts WHERE isos_fts MATCH ? LIMIT ${mostSorted + 1})`,
    match,
  );
  return Number(row?.count) <= mostSorted;
}

function flagsOf(filter: IsoFilter): readonly string[] {
  const { isDamaged, isVerified, verdict, isPresent, isChanged, isKnownGood } = filter;
  return [
    ...flag(isDamaged, 'zdamaged', 'zwhole'),
    ...flag(isVerified, 'zverified', 'zunverified'),
    ...flag(isPresent, 'zpresent', 'zmissing'),
    ...flag(isChanged, 'zchanged', 'zsame'),
    ...flag(isKnownGood, 'zknowndump', 'zunknowndump'),
    ...(verdict === undefined ? [] : [`"zverdict${verdict}"`]),
  ];
}

function flag(wanted: boolean | undefined, yes: string, no: string): readonly string[] {
  return wanted === undefined ? [] : [`"${wanted ? yes : no}"`];
}

/** Each tag as a word; one that nobody has finds nothing. */
function ownTags(database: Database, { tags = [] }: IsoFilter): readonly string[] {
  return tagNamesOf(database, tags).map((name) => `"ztag${Buffer.from(name).toString('hex')}"`);
}

function placeTag({ isTrashed }: IsoFilter): string {
  return isTrashed ? '"ztrashed"' : '"zkept"';
}

function typeTag({ discKind }: IsoFilter): readonly string[] {
  return discKind === undefined ? [] : [anyTag('ztype', [discKind.replaceAll(/[^a-z0-9]/gi, '')])];
}
