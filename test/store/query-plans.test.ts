import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storeQueries } from '../../bench/store-queries.ts';
import { openStore } from '../../src/store/index.ts';

/** Tables that grow without bound. */
const large = ['jobs', 'logs', 'isos', 'job_events', 'audit'];

let folder = '';
let path = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'disk2iso-plans-'));
  path = join(folder, 'disk2iso.db');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Every statement that a query prepares. */
function statementsOf(run: (typeof storeQueries)[number]['run']): readonly string[] {
  const statements: string[] = [];
  const store = openStore(path, { onStatement: (sql) => statements.push(sql) });
  run(store);
  store.close();
  return statements.filter((sql) => /^\s*(select|update|delete)/i.test(sql));
}

/** What SQLite would do (https://www.sqlite.org/eqp.html). */
function planOf(sql: string): readonly string[] {
  const database = new DatabaseSync(path);
  try {
    return database
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map((row) => String(row.detail));
  } finally {
    database.close();
  }
}

/** Steps that look at every row of a table, or sort them. An index that is walked in its order is neither. */
function badSteps(plan: readonly string[]): readonly string[] {
  return plan.filter((step) => {
    const [, table] = /^SCAN (\w+)$/.exec(step) ?? [];
    return (table !== undefined && large.includes(table)) || step.startsWith('USE TEMP B-TREE');
  });
}

describe('the plan of every list and search', () => {
  for (const { name, run } of storeQueries) {
    it(`scans no table and sorts nothing: ${name}`, () => {
      const statements = statementsOf(run);
      expect(statements.length).toBeGreaterThan(0);
      for (const sql of statements) {
        const plan = planOf(sql);
        // A table by its row numbers, in order and ended by LIMIT, is walked like an index.
        // Few images of some size, or found by words (iso-list.ts counts them first), are sorted.
        const isBounded = sql.includes('INDEXED BY isos_by_size') || / FROM isos_fts CROSS JOIN/.test(sql);
        const isWalk =
          isBounded ||
          / FROM (logs|jobs|isos|audit) ORDER BY id DESC LIMIT \?$/.test(sql) ||
          /SELECT 1 FROM \w+ LIMIT/.test(sql);
        expect(isWalk ? [] : badSteps(plan), `${sql}\n${plan.join('\n')}`).toEqual([]);
      }
    });
  }

  it('is looked at by something that finds full scans', () => {
    expect(badSteps(planOf('SELECT * FROM jobs WHERE error_message = ?'))).toEqual(['SCAN jobs']);
    expect(badSteps(planOf('SELECT * FROM jobs ORDER BY error_message'))).toHaveLength(2);
  });
});
