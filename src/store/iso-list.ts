import type { Iso } from '#model/index.ts';
import type { Database } from './database.ts';
import { isoOf } from './iso-row.ts';
import { type Listing, listPage } from './page.ts';
import { anyTag, searchQuery, tagQuery, timeTag } from './search.ts';
import type { IsoFilter, Page, PageRequest } from './store.ts';

/** All that a list shows: the sidecar, large as it is, is left in its place. */
const columns = [
  ...['id', 'job_uuid', 'filename', 'filepath', 'size', 'md5sum', 'sha256sum', 'disk_type', 'disk_label'],
  ...[
    'fingerprint_id',
    'is_complete',
    'bad_bytes',
    'created_at',
    'verified_at',
    'verdict',
    'is_present',
    'trashed_at',
  ],
]
  .map((name) => `isos.${name}`)
  .join(', ');

/** As many images of some size are sorted; more of them are met soon enough on the way through all. */
const mostSorted = 5000;

/** The list of images, newest first. Words, and what has no index of its own, are looked up in the full-text index. */
export function listIsos(database: Database, filter: IsoFilter, page: PageRequest): Page<Iso> {
  const flags = flagsOf(filter);
  const tags = [...flags, ...typeTag(filter), placeTag(filter), timeTag(filter.from, filter.to)];
  const words = filter.q === undefined ? null : searchQuery(filter.q, tags);
  const match = words ?? (flags.length === 0 ? null : tagQuery(tags));
  const listing = match === null ? indexListing(database, filter) : searchListing(filter, match);
  return listPage(database, listing, page);
}

function searchListing(filter: IsoFilter, match: string): Listing<Iso> {
  const join = 'FROM isos_fts CROSS JOIN isos ON isos.id = isos_fts.rowid';
  const conditions = [...timeConditions(filter), ...sizeConditions(filter)];
  return {
    name: 'isos by search',
    select: `SELECT ${columns} ${join}`,
    from: conditions.length === 0 ? 'FROM isos_fts' : join,
    conditions: ['isos_fts MATCH ?', ...conditions.map(({ sql }) => sql)],
    values: [match, ...conditions.map(({ value }) => value)],
    columns: ['isos_fts.rowid'],
    keyOf: ({ id }) => [id],
    isAscending: false,
    map: isoOf,
  };
}

function indexListing(database: Database, filter: IsoFilter): Listing<Iso> {
  const { discKind, isTrashed = false } = filter;
  const sizes = sizeConditions(filter);
  const type = discKind === undefined ? [] : [{ sql: 'isos.disk_type = ?', value: discKind }];
  const conditions = [...type, ...timeConditions(filter), ...sizes];
  const byOrder = discKind === undefined ? 'isos_by_created' : 'isos_by_type';
  const index = isTrashed ? 'isos_in_trash' : isFew(database, sizes) ? 'isos_by_size' : byOrder;
  return {
    name: isTrashed ? 'trashed isos' : 'isos',
    select: `SELECT ${columns} FROM isos INDEXED BY ${index}`,
    from: 'FROM isos',
    // Said as the partial indices say it, so that they can be used.
    conditions: [
      isTrashed ? 'isos.trashed_at IS NOT NULL' : 'isos.trashed_at IS NULL',
      ...conditions.map(({ sql }) => sql),
    ],
    values: conditions.map(({ value }) => value),
    columns: ['created_at', 'id'],
    keyOf: ({ createdAt, id }) => [createdAt, id],
    isAscending: false,
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

function flagsOf({ isDamaged, isVerified }: IsoFilter): readonly string[] {
  return [
    ...(isDamaged === undefined ? [] : [isDamaged ? '"zdamaged"' : '"zwhole"']),
    ...(isVerified === undefined ? [] : [isVerified ? '"zverified"' : '"zunverified"']),
  ];
}

function placeTag({ isTrashed }: IsoFilter): string {
  return isTrashed ? '"ztrashed"' : '"zkept"';
}

function typeTag({ discKind }: IsoFilter): readonly string[] {
  return discKind === undefined ? [] : [anyTag('ztype', [discKind.replaceAll(/[^a-z0-9]/gi, '')])];
}
