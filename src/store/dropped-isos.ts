import type { Database, Row } from './database.ts';
import { RowReader } from './row.ts';
import type { DroppedIso, IsoTable } from './store.ts';

/** What of table `isos` is about images whose files here went into the trash, since a copy lies elsewhere. */
export function droppedTable(
  database: Database,
): Pick<IsoTable, 'setDropped' | 'setSwept' | 'droppedBefore' | 'dropped'> {
  return {
    setDropped: (id, dropped) => {
      if (dropped === null) {
        database.run(
          'UPDATE isos SET dropped_at = NULL, dropped_path = NULL, is_present = 1, missing_since = NULL WHERE id = ?',
          id,
        );
        return;
      }
      database.run(
        'UPDATE isos SET dropped_at = ?, dropped_path = ?, is_present = 0, missing_since = NULL WHERE id = ?',
        ...[dropped.at, dropped.trashPath, id],
      );
    },
    setSwept: (id, droppedAt) => {
      database.run('UPDATE isos SET dropped_path = NULL WHERE id = ? AND dropped_at = ?', id, droppedAt);
    },
    droppedBefore: (at, limit) =>
      database
        .all(
          `SELECT id, dropped_at, dropped_path FROM isos WHERE dropped_path IS NOT NULL AND dropped_at < ?
           ORDER BY dropped_at LIMIT ?`,
          ...[at, limit],
        )
        .map(droppedOf),
    dropped: (id) => {
      const row = database.one(
        'SELECT id, dropped_at, dropped_path FROM isos WHERE id = ? AND dropped_path IS NOT NULL AND dropped_at IS NOT NULL',
        id,
      );
      return row === null ? null : droppedOf(row);
    },
  };
}

function droppedOf(row: Row): DroppedIso {
  const read = new RowReader('isos', row);
  return { id: read.number('id'), at: read.text('dropped_at'), trashPath: read.text('dropped_path') };
}
