import type { Iso } from '#model/index.ts';
import type { Database } from './database.ts';
import { isoOf } from './iso-row.ts';
import { listPage } from './page.ts';
import { anyTag, searchQuery } from './search.ts';
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

/** The list of images, newest first. */
export function listIsos(database: Database, filter: IsoFilter, page: PageRequest): Page<Iso> {
  const { discKind, from, to, minBytes, maxBytes, isDamaged, isVerified, isTrashed = false } = filter;
  const tags = discKind === undefined ? [] : [anyTag('ztype', [discKind.replaceAll(/[^a-z0-9]/gi, '')])];
  const query = filter.q === undefined ? null : searchQuery(filter.q, tags);
  const conditions: [string, string | number | undefined][] = [
    ['isos.disk_type = ?', query === null ? discKind : undefined],
    ['isos.created_at >= ?', from],
    ['isos.created_at < ?', to],
    ['isos.size >= ?', minBytes],
    ['isos.size <= ?', maxBytes],
    ['isos.is_complete = ?', isDamaged === undefined ? undefined : Number(!isDamaged)],
    ['(isos.verified_at IS NOT NULL) = ?', isVerified === undefined ? undefined : Number(isVerified)],
  ];
  // Said as the partial indices say it, so that they are used.
  const place = isTrashed ? 'isos.trashed_at IS NOT NULL' : 'isos.trashed_at IS NULL';
  const given = conditions.flatMap(([sql, value]) => (value === undefined ? [] : [{ sql, value }]));
  const common = { isAscending: false, map: isoOf };
  if (query !== null) {
    const join = 'FROM isos_fts CROSS JOIN isos ON isos.id = isos_fts.rowid';
    return listPage(
      database,
      {
        ...common,
        name: 'isos by search',
        select: `SELECT ${columns} ${join}`,
        from: join,
        conditions: ['isos_fts MATCH ?', place, ...given.map(({ sql }) => sql)],
        values: [query, ...given.map(({ value }) => value)],
        columns: ['isos_fts.rowid'],
        keyOf: ({ id }) => [id],
      },
      page,
    );
  }
  return listPage(
    database,
    {
      ...common,
      name: isTrashed ? 'trashed isos' : 'isos',
      select: `SELECT ${columns} FROM isos`,
      from: 'FROM isos',
      conditions: [place, ...given.map(({ sql }) => sql)],
      values: given.map(({ value }) => value),
      columns: ['created_at', 'id'],
      keyOf: ({ createdAt, id }) => [createdAt, id],
    },
    page,
  );
}
