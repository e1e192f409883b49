import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { backupBeforeMigration, checkBackup } from '../../src/backup/index.ts';
import { migrationNames } from '../../src/store/index.ts';
import { ServerLab } from '../support/server-lab.ts';

const first = new URL('../../src/store/migrations/0001-begin.sql', import.meta.url);
const data = new URL('../fixtures/upgrade/schema-1.sql', import.meta.url);

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'disk2iso-upgrade-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A data folder as the first schema left it. */
async function makeFirst(): Promise<string> {
  const path = join(folder, 'data/disk2iso.db');
  await mkdir(join(folder, 'data'));
  const database = new DatabaseSync(path);
  database.exec('PRAGMA journal_mode = WAL');
  database.exec(await readFile(first, 'utf8'));
  database.exec((await readFile(data, 'utf8')).replaceAll('@FOLDER@', folder));
  database.exec('PRAGMA user_version = 1');
  database.close();
  return path;
}

it('the first schema stays what it was', async () => {
  const sum = createHash('sha256')
    .update(await readFile(first))
    .digest('hex');
  expect(sum).toBe('b67b37f1de0458afbc21a9adab37eccdccac72d002c7a2da7fd4a686678ac805');
});

it('a database of the first schema is backed up and brought to the newest, with all that is in it', async () => {
  const path = await makeFirst();
  const lab = await ServerLab.open({}, folder);
  try {
    const { items } = (await lab.get('/api/jobs?sort=createdAt&order=asc')).json;
    expect(items.map(({ kind, status }: { kind: string; status: string }) => [kind, status])).toEqual([
      ['read', 'completed'],
      ['verify', 'completed'],
      ['read', 'paused'],
    ]);
    const [done] = items;
    const { timeline } = (await lab.get(`/api/jobs/${done.uuid}`)).json;
    expect(timeline.map(({ type }: { type: string }) => type)).toContain('reading-done');
    const iso = (await lab.get('/api/isos/1')).json;
    expect(JSON.stringify(iso)).toContain('cf96e9553002275d12d2dcdbe726f3ed0325');
    expect((await lab.get('/api/isos?q=disc')).json.total).toBe(1);
    const config = (await lab.get('/api/system/config')).json;
    expect(config).toMatchObject({ retention: { trashDays: 30 }, general: { maxConcurrentJobs: 3 } });
    const { profile } = (await lab.get('/api/disks/a')).json;
    expect(profile).toMatchObject({ name: 'Old faithful', readOffsetSamples: 667 });

    const backups = (await lab.get('/api/system/backups')).json;
    expect(backups.items).toMatchObject([{ reason: 'migration', schema: 1 }]);
    const backup = join(folder, 'data/backups', backups.items[0].name);
    expect(await checkBackup(backup, null)).toMatchObject({ schema: 1, reason: 'migration' });
  } finally {
    await lab.stop();
  }
  const database = new DatabaseSync(path, { readOnly: true });
  expect(database.prepare('PRAGMA user_version').get()).toMatchObject({
    user_version: migrationNames().length,
  });
  expect(database.prepare('PRAGMA integrity_check').get()).toMatchObject({ integrity_check: 'ok' });
  expect(database.prepare('PRAGMA foreign_key_check').all()).toEqual([]);
  database.close();
  await lab.start();
  await lab.stop();
  expect(await readdir(join(folder, 'data/backups'))).toHaveLength(1);
});

it('a start that is cut off before the migration leaves one backup, however often; one that is out of date or damaged is made anew', async () => {
  const path = await makeFirst();
  const backups = join(folder, 'data/backups');
  let now = new Date();
  const source = {
    ...{ dataPath: join(folder, 'data'), configPath: null, secretFields: [], version: 'test' },
    now: () => now,
  };
  const begin = async (passphrase: string | null = null) => {
    now = new Date(now.getTime() + 60_000);
    const made = await backupBeforeMigration(source, passphrase);
    return made === null ? 'as it was' : 'made';
  };
  expect(await begin()).toBe('made');
  for (let start = 0; start < 3; start += 1) expect(await begin()).toBe('as it was');
  expect(await readdir(backups)).toHaveLength(1);
  // The secrets are wanted in it now.
  expect(await begin('correct horse battery')).toBe('made');
  expect(await begin('correct horse battery')).toBe('as it was');
  // Somebody worked with the old version again.
  const later = new Date(now.getTime() + 30_000);
  await utimes(path, later, later);
  expect(await begin('correct horse battery')).toBe('made');
  expect(await readdir(backups)).toHaveLength(2);
  const [newest = ''] = (await readdir(backups)).sort().reverse();
  const bytes = await readFile(join(backups, newest));
  await writeFile(join(backups, newest), bytes.subarray(0, bytes.length - 100));
  expect(await begin('correct horse battery')).toBe('made');
  const [last = ''] = (await readdir(backups)).sort().reverse();
  expect(await checkBackup(join(backups, last), null)).toMatchObject({ schema: 1, reason: 'migration' });
});

it('a database that cannot be backed up is not migrated', async () => {
  const path = await makeFirst();
  await writeFile(join(folder, 'data/backups'), 'a file is in the way of the folder');
  await expect(ServerLab.open({}, folder)).rejects.toThrow();
  const database = new DatabaseSync(path, { readOnly: true });
  expect(database.prepare('PRAGMA user_version').get()).toMatchObject({ user_version: 1 });
  database.close();
});

it('a database of a newer version is refused and left as it is', async () => {
  const path = await makeFirst();
  const database = new DatabaseSync(path);
  database.exec('PRAGMA user_version = 9999');
  database.close();
  await expect(ServerLab.open({}, folder)).rejects.toMatchObject({ code: 'DATABASE_TOO_NEW' });
  expect(await readdir(join(folder, 'data'))).not.toContain('backups');
});
