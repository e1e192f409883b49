import { Provenance } from '#model/index.ts';
import type { Database, Row } from './database.ts';
import { listPage } from './page.ts';
import { RowReader } from './row.ts';
import { anyTag, searchQuery } from './search.ts';
import type { Iso, IsoFilter, IsoTable, Page, PageRequest } from './store.ts';

/** Table `isos`: the images of the library. */
export function isoTable(database: Database): IsoTable {
  const get = (id: number): Iso | null => {
    const row = database.one('SELECT * FROM isos WHERE id = ?', id);
    return row === null ? null : isoOf(row);
  };
  return {
    upsert: (iso) =>
      database.transaction(() => {
        const values = [
          iso.jobUuid,
          iso.fileName,
          iso.sizeBytes,
          iso.md5,
          iso.sha256,
          iso.discKind,
          iso.discLabel,
          iso.fingerprintId,
          iso.isComplete ? 1 : 0,
          iso.badBytes,
          iso.provenance === null ? null : JSON.stringify(iso.provenance),
          iso.createdAt,
          iso.filePath,
        ];
        const { changes } = database.run(
          `UPDATE isos SET job_uuid = ?, filename = ?, size = ?, md5sum = ?, sha256sum = ?, disk_type = ?,
             disk_label = ?, fingerprint_id = ?, is_complete = ?, bad_bytes = ?, provenance = ?, created_at = ?
           WHERE filepath = ?`,
          ...values,
        );
        if (changes === 0) {
          database.run(
            `INSERT INTO isos (job_uuid, filename, size, md5sum, sha256sum, disk_type, disk_label, fingerprint_id,
               is_complete, bad_bytes, provenance, created_at, filepath)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
            ...values,
          );
        }
        const row = database.one('SELECT * FROM isos WHERE filepath = ?', iso.filePath);
        if (row === null) throw new Error('the row that was just written is gone');
        return isoOf(row);
      }),
    get,
    ofJob: (jobUuid) => {
      const row = database.one('SELECT * FROM isos WHERE job_uuid = ? ORDER BY id DESC LIMIT 1', jobUuid);
      return row === null ? null : isoOf(row);
    },
    list: (filter, page) => listIsos(database, filter, page),
    ofDisc: (fingerprintId) =>
      database.all('SELECT * FROM isos WHERE fingerprint_id = ? ORDER BY id DESC', fingerprintId).map(isoOf),
    delete: (id) => database.run('DELETE FROM isos WHERE id = ?', id).changes > 0,
  };
}

function listIsos(database: Database, filter: IsoFilter, page: PageRequest): Page<Iso> {
  const { discKind, from, to, minBytes, maxBytes } = filter;
  const tags = discKind === undefined ? [] : [anyTag('ztype', [discKind.replaceAll(/[^a-z0-9]/gi, '')])];
  const query = filter.q === undefined ? null : searchQuery(filter.q, tags);
  const conditions: [string, string | number | undefined][] = [
    ['isos.disk_type = ?', query === null ? discKind : undefined],
    ['isos.created_at >= ?', from],
    ['isos.created_at < ?', to],
    ['isos.size >= ?', minBytes],
    ['isos.size <= ?', maxBytes],
  ];
  const given = conditions.flatMap(([sql, value]) => (value === undefined ? [] : [{ sql, value }]));
  const common = { isAscending: false, map: isoOf };
  if (query !== null) {
    const join = 'FROM isos_fts CROSS JOIN isos ON isos.id = isos_fts.rowid';
    return listPage(
      database,
      {
        ...common,
        name: 'isos by search',
        select: `SELECT isos.* ${join}`,
        from: given.length === 0 ? 'FROM isos_fts' : join,
        conditions: ['isos_fts MATCH ?', ...given.map(({ sql }) => sql)],
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
      name: 'isos',
      select: 'SELECT * FROM isos',
      from: 'FROM isos',
      conditions: given.map(({ sql }) => sql),
      values: given.map(({ value }) => value),
      columns: ['created_at', 'id'],
      keyOf: ({ createdAt, id }) => [createdAt, id],
    },
    page,
  );
}

function isoOf(row: Row): Iso {
  const read = new RowReader('isos', row);
  return {
    id: read.number('id'),
    jobUuid: read.textOrNull('job_uuid'),
    fileName: read.text('filename'),
    filePath: read.text('filepath'),
    sizeBytes: read.number('size'),
    md5: read.textOrNull('md5sum'),
    sha256: read.textOrNull('sha256sum'),
    discKind: read.textOrNull('disk_type'),
    discLabel: read.textOrNull('disk_label'),
    fingerprintId: read.textOrNull('fingerprint_id'),
    isComplete: read.number('is_complete') === 1,
    badBytes: read.number('bad_bytes'),
    provenance: read.jsonOrNull('provenance', Provenance),
    createdAt: read.text('created_at'),
  };
}
