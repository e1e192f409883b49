import { Type } from 'typebox';
import { type Copy, SentFile } from '#model/index.ts';
import type { Database, Row } from './database.ts';
import { RowReader } from './row.ts';
import type { CopyTable } from './target-tables.ts';

const Files = Type.Array(SentFile);

/** Table `copies`. */
export function copyTable(database: Database): CopyTable {
  const get = (isoId: number, targetId: number): Copy | null => {
    const row = database.one('SELECT * FROM copies WHERE iso_id = ? AND target_id = ?', isoId, targetId);
    return row === null ? null : copyOf(row);
  };
  return {
    get,
    ofIso: (isoId) =>
      database.all('SELECT * FROM copies WHERE iso_id = ? ORDER BY target_id', isoId).map(copyOf),
    begin: ({ isoId, targetId, place, sizeBytes, isComplete, begunAt }) =>
      database.transaction(() => {
        database.run(
          `INSERT INTO copies (iso_id, target_id, place, files, size, is_complete, begun_at)
           VALUES (?, ?, ?, '[]', ?, ?, ?) ON CONFLICT DO NOTHING`,
          ...[isoId, targetId, place, sizeBytes, Number(isComplete), begunAt],
        );
        const copy = get(isoId, targetId);
        if (copy === null) throw new Error('the row that was just written is gone');
        return copy;
      }),
    setFile: (isoId, targetId, file) =>
      database.transaction(() => {
        const copy = get(isoId, targetId);
        if (copy === null) return;
        const others = copy.files.filter(({ name }) => name !== file.name);
        database.run('UPDATE copies SET files = ? WHERE id = ?', JSON.stringify([...others, file]), copy.id);
      }),
    finish: (isoId, targetId, { place, files, sizeBytes, verifiedAt }) => {
      database.run(
        'UPDATE copies SET place = ?, files = ?, size = ?, verified_at = ? WHERE iso_id = ? AND target_id = ?',
        ...[place, JSON.stringify(files), sizeBytes, verifiedAt, isoId, targetId],
      );
    },
    forget: (targetId) => {
      database.run('DELETE FROM copies WHERE target_id = ?', targetId);
    },
    totals: (targetId) => {
      const row = database.one(
        `SELECT count(*) AS copies, coalesce(sum(size), 0) AS bytes FROM copies
         WHERE target_id = ? AND verified_at IS NOT NULL`,
        targetId,
      );
      const read = new RowReader('copies', row ?? {});
      return { copies: read.number('copies'), bytes: read.number('bytes') };
    },
    unsent: ({ id, after, sinceIso }, limit) =>
      after === 'never'
        ? []
        : database
            .all(
              `SELECT id FROM isos WHERE id > ? AND job_uuid IS NOT NULL AND trashed_at IS NULL AND is_present = 1
                 AND (is_complete = 1 OR ?) AND NOT EXISTS (
                   SELECT 1 FROM copies WHERE iso_id = isos.id AND target_id = ?)
               ORDER BY id LIMIT ?`,
              ...[sinceIso, Number(after === 'always'), id, limit],
            )
            .map((row) => ({ id: new RowReader('isos', row).number('id') })),
    onlyAt: (targetId) => {
      const row = database.one(
        `SELECT count(*) AS images FROM copies JOIN isos ON isos.id = copies.iso_id
         WHERE copies.target_id = ? AND copies.verified_at IS NOT NULL AND isos.dropped_at IS NOT NULL
           AND isos.is_present = 0 AND NOT EXISTS (
             SELECT 1 FROM copies AS others WHERE others.iso_id = copies.iso_id
               AND others.target_id <> copies.target_id AND others.verified_at IS NOT NULL)`,
        targetId,
      );
      return new RowReader('copies', row ?? {}).number('images');
    },
    newestIso: () => {
      const row = database.one('SELECT coalesce(max(id), 0) AS newest FROM isos');
      return new RowReader('isos', row ?? {}).number('newest');
    },
  };
}

function copyOf(row: Row): Copy {
  const read = new RowReader('copies', row);
  return {
    id: read.number('id'),
    isoId: read.number('iso_id'),
    targetId: read.number('target_id'),
    place: read.text('place'),
    files: read.json('files', Files),
    sizeBytes: read.number('size'),
    isComplete: read.number('is_complete') === 1,
    begunAt: read.text('begun_at'),
    verifiedAt: read.textOrNull('verified_at'),
  };
}
