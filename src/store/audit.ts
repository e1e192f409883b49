import { type AuditEntry, type AuditTable, auditResults } from './access-tables.ts';
import type { Database, Row } from './database.ts';
import { listPage } from './page.ts';
import { RowReader } from './row.ts';

/** Table `audit`. */
export function auditTable(database: Database): AuditTable {
  return {
    add: ({ at, actor, address, action, target, result }) => {
      database.run(
        'INSERT INTO audit (at, actor, address, action, target, result) VALUES (?, ?, ?, ?, ?, ?)',
        at,
        actor,
        address,
        action,
        target,
        result,
      );
    },
    list: (page) =>
      listPage(
        database,
        {
          name: 'audit',
          select: 'SELECT * FROM audit',
          from: 'FROM audit',
          conditions: [],
          values: [],
          columns: ['id'],
          isAscending: false,
          map: entryOf,
          keyOf: ({ id }) => [id],
        },
        page,
      ),
    deleteBefore: (at, limit) =>
      database.run(
        'DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE at < ? ORDER BY at, id LIMIT ?)',
        at,
        limit,
      ).changes,
  };
}

function entryOf(row: Row): AuditEntry {
  const read = new RowReader('audit', row);
  return {
    id: read.number('id'),
    at: read.text('at'),
    actor: read.textOrNull('actor'),
    address: read.textOrNull('address'),
    action: read.text('action'),
    target: read.textOrNull('target'),
    result: read.word('result', auditResults),
  };
}
