import { Type } from 'typebox';
import type { Database } from './database.ts';
import { RowReader } from './row.ts';
import { sortName } from './sort-name.ts';
import type { IsoTable, StoredIso } from './store.ts';

/** What of table `isos` changes when images get another name or place. */
export function movedTable(
  database: Database,
  get: (id: number) => StoredIso | null,
): Pick<IsoTable, 'setPath' | 'setMoved' | 'leftBehind' | 'setLeftBehind'> {
  const setPath: IsoTable['setPath'] = (id, filePath, { fileName, provenance, parts }) => {
    database.run(
      `UPDATE isos SET filepath = ?, filename = ?, sort_name = ?, provenance = ?, parts = ?,
         is_note_due = iif(title IS NULL AND notes IS NULL AND tags = '[]' AND verified_at IS NULL, 0, 1)
       WHERE id = ?`,
      ...[filePath, fileName, sortName(get(id)?.title ?? fileName)],
      ...[jsonOrNull(provenance), jsonOrNull(parts), id],
    );
  };
  const leftBehind: IsoTable['leftBehind'] = (id) =>
    database
      .all(
        `SELECT id, left_behind FROM isos WHERE left_behind IS NOT NULL AND (? IS NULL OR id = ?) ORDER BY id`,
        ...[id ?? null, id ?? null],
      )
      .map((row) => {
        const read = new RowReader('isos', row);
        return { id: read.number('id'), left: read.json('left_behind', Type.Array(Type.Unknown())) };
      });
  const setLeftBehind: IsoTable['setLeftBehind'] = (id, left) => {
    database.run(
      'UPDATE isos SET left_behind = ? WHERE id = ?',
      left.length === 0 ? null : JSON.stringify(left),
      id,
    );
  };
  return {
    setPath,
    leftBehind,
    setLeftBehind,
    setMoved: (id, { left, ...place }) =>
      database.transaction(() => {
        setPath(id, place.filePath, place);
        database.run(
          `UPDATE isos SET is_present = 1, missing_since = NULL, seen_size = NULL, seen_modified_ms = NULL
           WHERE id = ?`,
          id,
        );
        setLeftBehind(id, [...(leftBehind(id)[0]?.left ?? []), left]);
      }),
  };
}

/** How a column keeps what may not be there. */
export function jsonOrNull(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value);
}
