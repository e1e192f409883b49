import { sendRules, TargetSetup } from '#model/index.ts';
import type { Database, Row } from './database.ts';
import { RowReader } from './row.ts';
import type { Target, TargetTable } from './target-tables.ts';

/** Table `targets`. */
export function targetTable(database: Database): TargetTable {
  const find = (sql: string, value: string | number): Target | null => {
    const row = database.one(sql, value);
    return row === null ? null : targetOf(row);
  };
  const get = (id: number) => find('SELECT * FROM targets WHERE id = ?', id);
  return {
    insert: ({ createdAt, ...target }) => {
      const { changes, id } = database.run(
        `INSERT INTO targets (name, setup, secret, marker, send_rule, keep_local, since_iso, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
        ...valuesOf(target),
        createdAt,
      );
      return changes === 0 ? null : get(id);
    },
    get,
    byName: (name) => find('SELECT * FROM targets WHERE name = ?', name),
    all: () => database.all('SELECT * FROM targets ORDER BY name').map(targetOf),
    update: (id, change) =>
      database.transaction(() => {
        const target = get(id);
        if (target === null) return null;
        database.run(
          `UPDATE targets SET name = ?, setup = ?, secret = ?, marker = ?, send_rule = ?, keep_local = ?, since_iso = ?
           WHERE id = ?`,
          ...valuesOf({ ...target, ...change }),
          id,
        );
        return get(id);
      }),
    delete: (id) => database.run('DELETE FROM targets WHERE id = ?', id).changes > 0,
  };
}

function valuesOf(target: Omit<Target, 'id' | 'createdAt'>) {
  const { name, setup, secret, marker, after, keepLocal, sinceIso } = target;
  return [name, JSON.stringify(setup), secret, marker, after, Number(keepLocal), sinceIso] as const;
}

function targetOf(row: Row): Target {
  const read = new RowReader('targets', row);
  return {
    id: read.number('id'),
    name: read.text('name'),
    setup: read.json('setup', TargetSetup),
    secret: read.textOrNull('secret'),
    marker: read.textOrNull('marker'),
    after: read.word('send_rule', sendRules),
    keepLocal: read.number('keep_local') !== 0,
    sinceIso: read.number('since_iso'),
    createdAt: read.text('created_at'),
  };
}
