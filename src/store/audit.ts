import { type AuditEntry, auditResults } from '#model/index.ts';
import type { AuditFilter, AuditTable } from './access-tables.ts';
import type { Database, Row } from './database.ts';
import { listPage } from './page.ts';
import { RowReader } from './row.ts';

/** Table `audit`. */
export function auditTable(database: Database): AuditTable {
  return {
    add: ({ at, actor, address, action, target, result, code }) => {
      database.run(
        'INSERT INTO audit (at, actor, address, action, target, result, code) VALUES (?, ?, ?, ?, ?, ?, ?)',
        at,
        actor,
        address,
        action,
        target,
        result,
        code,
      );
    },
    list: (filter, page) => {
      const conditions = conditionsOf(database, filter);
      return listPage(
        database,
        {
          name: 'audit',
          select: 'SELECT * FROM audit',
          from: 'FROM audit',
          conditions: conditions.map(([condition]) => condition),
          values: conditions.map(([, value]) => value),
          columns: ['id'],
          isAscending: false,
          map: entryOf,
          keyOf: ({ id }) => [id],
        },
        page,
      );
    },
    deleteBefore: (at, limit) =>
      database.run(
        'DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE at < ? ORDER BY at, id LIMIT ?)',
        at,
        limit,
      ).changes,
  };
}

/** Entries are numbered in the order in which they were written: a span of time is one of numbers. */
function conditionsOf(
  database: Database,
  { actor, action, result, from, to }: AuditFilter,
): readonly (readonly [string, string | number])[] {
  const sql = 'SELECT id FROM audit WHERE at >= ? ORDER BY at, id LIMIT 1';
  const bound = (at: string) => Number(database.one(sql, at)?.id ?? Number.MAX_SAFE_INTEGER);
  return [
    ...(actor === undefined ? [] : [['actor = ?', actor] as const]),
    ...(action === undefined ? [] : [['action = ?', action] as const]),
    ...(result === undefined ? [] : [['result = ?', result] as const]),
    ...(from === undefined ? [] : [['id >= ?', bound(from)] as const]),
    ...(to === undefined ? [] : [['id < ?', bound(to)] as const]),
  ];
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
    code: read.textOrNull('code'),
  };
}
