import { Type } from 'typebox';
import type { Database } from './database.ts';
import { RowReader } from './row.ts';
import type { IsoTable } from './store.ts';

const Companions = Type.Array(Type.Object({ fileName: Type.String() }));

/** What of table `isos` the look at all files reads and writes. */
export function seenTable(database: Database): Pick<IsoTable, 'setPresent' | 'setSeen' | 'seenAfter'> {
  return {
    setPresent: (id, isPresent, at) => {
      database.run(
        `UPDATE isos SET is_present = ?, missing_since = iif(?, NULL, coalesce(missing_since, ?)) WHERE id = ?`,
        ...[isPresent ? 1 : 0, isPresent ? 1 : 0, at, id],
      );
    },
    setSeen: (id, { sizeBytes, modifiedMs }, changedSince) => {
      database.run(
        'UPDATE isos SET seen_size = ?, seen_modified_ms = ?, changed_since = ? WHERE id = ?',
        ...[sizeBytes, Math.floor(modifiedMs), changedSince, id],
      );
    },
    seenAfter: (id, limit) =>
      database
        .all(
          `SELECT id, filepath, is_present, changed_since, seen_size, seen_modified_ms,
             coalesce(iif(json_valid(provenance), provenance -> '$.companions', NULL), parts) AS companions FROM isos
           WHERE id > ? AND trashed_at IS NULL ORDER BY id LIMIT ?`,
          ...[id, limit],
        )
        .map((row) => {
          const read = new RowReader('isos', row);
          const sizeBytes = read.numberOrNull('seen_size');
          const modifiedMs = read.numberOrNull('seen_modified_ms');
          return {
            id: read.number('id'),
            filePath: read.text('filepath'),
            isPresent: read.number('is_present') === 1,
            changedSince: read.textOrNull('changed_since'),
            companions: (read.jsonOrNull('companions', Companions) ?? []).map(({ fileName }) => fileName),
            seen: sizeBytes === null || modifiedMs === null ? null : { sizeBytes, modifiedMs },
          };
        }),
  };
}
