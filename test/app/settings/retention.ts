import { randomUUID } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'vitest';
import type { ServerLab } from '../../support/server-lab.ts';
import { type Behaviour, set } from './registry.ts';

const dayMs = 24 * 60 * 60 * 1000;
const daysAgo = (days: number) => new Date(Date.now() - days * dayMs).toISOString();

/** What a query of the database gives while the server does not run. */
function asked<T>(lab: ServerLab, ask: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(`${lab.config.data}/disk2iso.db`);
  try {
    return ask(database);
  } finally {
    database.close();
  }
}

/** Writes rows of ten and thirty days ago, and waits until the next start has left only the younger. */
async function onlyYoungerStays(
  lab: ServerLab,
  { insert, count }: { insert: (database: DatabaseSync, at: string) => void; count: string },
): Promise<void> {
  const rows = () => asked(lab, (database) => Number(Object.values(database.prepare(count).get() ?? {})[0]));
  await lab.stop();
  asked(lab, (database) => {
    for (const days of [10, 30]) insert(database, daysAgo(days));
  });
  expect(rows()).toBe(2);
  await lab.start();
  await lab.until(async () => rows() === 1, 'only the younger row is there');
}

/** What these settings do. */
export const behaviour: Behaviour = {
  'retention.jobDays': async (lab) => {
    await set(lab, { retention: { jobDays: 20 } });
    await onlyYoungerStays(lab, {
      count: 'SELECT count(*) FROM jobs',
      insert: (database, at) =>
        database
          .prepare(
            `INSERT INTO jobs (uuid, kind, output_path, status, position, created_by, created_at, completed_at, updated_at)
             VALUES (?, 'read', '/images', 'completed', 1, 'somebody', ?, ?, ?)`,
          )
          .run(randomUUID(), at, at, at),
    });
  },

  'retention.logDays': async (lab) => {
    await set(lab, { retention: { logDays: 20 } });
    await onlyYoungerStays(lab, {
      count: "SELECT count(*) FROM logs WHERE message = 'old'",
      insert: (database, at) =>
        database.prepare("INSERT INTO logs (level, message, timestamp) VALUES ('info', 'old', ?)").run(at),
    });
  },

  'retention.auditDays': async (lab) => {
    await set(lab, { retention: { auditDays: 20 } });
    await onlyYoungerStays(lab, {
      count: "SELECT count(*) FROM audit WHERE action = 'old'",
      insert: (database, at) =>
        database.prepare("INSERT INTO audit (at, action, result) VALUES (?, 'old', 'done')").run(at),
    });
  },

  'retention.driveDays': async (lab) => {
    await lab.addDrive('a');
    await set(lab, { retention: { driveDays: 20 } });
    await onlyYoungerStays(lab, {
      count: 'SELECT count(*) FROM drive_runs',
      insert: (database, at) =>
        database
          .prepare(
            `INSERT INTO drive_runs (drive_key, at, outcome, seconds, bytes, read_errors, bad_bytes)
             VALUES ('image:a', ?, 'whole', 10, 1000, 0, 0)`,
          )
          .run(at),
    });
    const { totals, days } = (await lab.get('/api/disks/image:a/health')).json;
    expect(days).toHaveLength(1);
    expect(totals).toMatchObject({ whole: 2, bytes: 2000 });
  },

  'retention.trashDays': async (lab) => {
    await lab.addDrive('a');
    const { isoId } = await lab.untilJob((await lab.order('a')).uuid, 'completed');
    expect((await lab.call('DELETE', `/api/isos/${isoId}`)).status).toBeLessThan(300);
    const inTrash = async () => (await lab.get('/api/isos?trashed=true')).json.total;
    const ages = async (trashDays: number) => {
      await set(lab, { retention: { trashDays } });
      await lab.stop();
      asked(lab, (database) => database.prepare('UPDATE isos SET trashed_at = ?').run(daysAgo(10)));
      await lab.start();
    };
    await ages(30);
    expect(await inTrash()).toBe(1);
    await ages(5);
    await lab.until(async () => (await inTrash()) === 0, 'the trash is emptied');
  },
};
