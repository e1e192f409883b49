import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Fingerprint, Job, JobStatus, Provenance } from '#model/index.ts';
import { sampleJob } from '../../test/support/sample-job.ts';
import { migrationNames } from './copy-database.ts';
import { keepTrying, openStore, type Store } from './index.ts';

let folder = '';
let path = '';
let store: Store;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'disk2iso-store-'));
  path = join(folder, 'disk2iso.db');
  store = openStore(path, { busyTimeoutMs: 20 });
});
afterEach(async () => {
  store.close();
  await rm(folder, { recursive: true, force: true });
});

let minute = 0;
const add = (change: Partial<Job> = {}): Job => {
  minute += 1;
  const createdAt = new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
  return store.jobs.insert({ ...sampleJob, createdAt, ...change, uuid: change.uuid ?? randomUUID() });
};
const newest = { by: 'createdAt', order: 'desc' } as const;
const first = { limit: 50, cursor: null };
const error = (code: string, words = '') =>
  expect.objectContaining({ code, message: expect.stringContaining(words) });
const print = (change: Partial<Fingerprint>): Fingerprint => ({
  id: 'a'.repeat(64),
  volumeUuid: null,
  label: null,
  capBytes: null,
  fsBytes: null,
  headSha256: null,
  tocSha256: null,
  ...change,
});

describe('migrations', () => {
  it('are numbered one after the other, each number once', () => {
    expect(migrationNames().map((name) => Number(name.slice(0, 4)))).toEqual(
      migrationNames().map((_, at) => at + 1),
    );
  });
});

describe('openStore', () => {
  it('makes a database that can be opened again, with everything in it', () => {
    const job = add();
    store.close();
    store = openStore(path);
    expect(store.jobs.get(job.uuid)).toEqual(job);
    expect(store.checkIntegrity()).toEqual([]);
  });

  it('writes ahead and waits for the disk', () => {
    const other = new DatabaseSync(path);
    expect(other.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    other.close();
  });

  it('refuses a database of a newer version, and changes nothing', () => {
    store.close();
    const other = new DatabaseSync(path);
    const before = Number(other.prepare('PRAGMA user_version').get()?.user_version);
    other.exec('PRAGMA user_version = 900');
    other.close();
    expect(() => openStore(path)).toThrow(error('DATABASE_TOO_NEW', '900'));
    const again = new DatabaseSync(path);
    expect(again.prepare('PRAGMA user_version').get()).toEqual({ user_version: 900 });
    again.exec(`PRAGMA user_version = ${before}`);
    again.close();
    store = openStore(path);
  });

  it('refuses a file that is no database, and a folder that is not there', async () => {
    const { writeFile } = await import('node:fs/promises');
    await writeFile(
      join(folder, 'text'),
      'this is no database, but it is long enough to look at'.repeat(100),
    );
    expect(() => openStore(join(folder, 'text'))).toThrow(error('DATABASE_FAILED', 'text'));
    expect(() => openStore(join(folder, 'no', 'where'))).toThrow(error('DATABASE_FAILED'));
  });

  it('carries at least the columns of the concept', () => {
    const other = new DatabaseSync(path);
    const columns = (table: string) =>
      other
        .prepare('SELECT name FROM pragma_table_info(?)')
        .all(table)
        .map((row) => row.name);
    expect(columns('jobs')).toEqual(
      expect.arrayContaining(
        'id uuid disk_device disk_label disk_type output_path status mode options progress size_total size_processed speed error_count created_at started_at completed_at updated_at'.split(
          ' ',
        ),
      ),
    );
    expect(columns('isos')).toEqual(
      expect.arrayContaining(
        'id job_uuid filename filepath size md5sum sha256sum disk_type disk_label created_at'.split(' '),
      ),
    );
    expect(columns('logs')).toEqual(
      expect.arrayContaining('id job_uuid level message details timestamp'.split(' ')),
    );
    other.close();
  });
});

describe('transactions', () => {
  it('undo everything when their work throws', () => {
    const uuid = randomUUID();
    expect(() =>
      store.transaction(() => {
        add({ uuid });
        throw new Error('changed my mind');
      }),
    ).toThrow('changed my mind');
    expect(store.jobs.get(uuid)).toBeNull();
    expect(store.jobs.countByStatus().queued).toBe(0);
  });

  it('join the one around them', () => {
    const uuid = randomUUID();
    expect(() =>
      store.transaction(() => {
        store.transaction(() => add({ uuid }));
        throw new Error('outer');
      }),
    ).toThrow('outer');
    expect(store.jobs.get(uuid)).toBeNull();
  });

  it('refuse to wait', () => {
    expect(() => store.transaction(() => Promise.resolve(1))).toThrow(TypeError);
    expect(add().status).toBe('queued');
  });

  it('say when another program holds the database, and go on when it does not', async () => {
    const other = new DatabaseSync(path);
    other.exec('BEGIN IMMEDIATE');
    expect(() => add()).toThrow(error('DATABASE_BUSY', path));
    const kept = keepTrying(() => add());
    other.exec('ROLLBACK');
    other.close();
    expect((await kept).status).toBe('queued');
    await expect(
      keepTrying(() => {
        throw new Error('another error');
      }),
    ).rejects.toThrow('another error');
  });
});

describe('jobs', () => {
  it('come back as they were put in', () => {
    const job = add({
      fingerprint: print({ volumeUuid: '2026-01-01-00-00-00-00', label: 'X' }),
      discKind: 'audio',
      pauseReason: 'no_space',
      status: 'paused',
      errorCode: 'NO_SPACE',
      sizeBytes: 2 ** 45,
    });
    expect(store.jobs.get(job.uuid)).toEqual(job);
    expect(store.jobs.get(randomUUID())).toBeNull();
  });

  it('change what is given and nothing else', () => {
    const job = add();
    const changed = store.jobs.update(job.uuid, { status: 'running', fraction: 0.5 });
    expect(changed).toEqual({ ...job, status: 'running', fraction: 0.5 });
    expect(store.jobs.updateIf(job.uuid, 'queued', { status: 'paused' })).toBeNull();
    expect(store.jobs.updateIf(job.uuid, 'running', { status: 'paused' })?.status).toBe('paused');
    expect(store.jobs.update(randomUUID(), { status: 'paused' })).toBeNull();
  });

  it('refuse a status that is none', () => {
    const job = add();
    expect(() => store.jobs.update(job.uuid, { status: 'asleep' as JobStatus })).toThrow(
      error('DATABASE_FAILED'),
    );
  });

  it('name the row that cannot be understood', () => {
    const job = add();
    const other = new DatabaseSync(path);
    other.prepare('UPDATE jobs SET options = ? WHERE uuid = ?').run('{"reading": 5}', job.uuid);
    other.close();
    expect(() => store.jobs.get(job.uuid)).toThrow(error('DATABASE_FAILED', job.uuid));
  });

  it('wait in the order of priority, place and age', () => {
    const [one, two, three] = [add(), add(), add({ priority: 2 })];
    const four = add();
    add({ status: 'running' });
    store.jobs.moveBefore(four.uuid, two.uuid, 'now');
    expect(store.jobs.queued(10).map(({ uuid }) => uuid)).toEqual(
      [three, one, four, two].map(({ uuid }) => uuid),
    );
    expect(store.jobs.queued(2)).toHaveLength(2);
  });

  it('can be dragged before each other very often', () => {
    const [one, two] = [add(), add()];
    for (let count = 0; count < 200; count += 1) {
      store.jobs.moveBefore(two.uuid, one.uuid, 'now');
      store.jobs.moveBefore(one.uuid, two.uuid, 'now');
    }
    expect(store.jobs.queued(10).map(({ uuid }) => uuid)).toEqual([one.uuid, two.uuid]);
    const three = add();
    for (let count = 0; count < 100; count += 1) {
      store.jobs.moveBefore(three.uuid, two.uuid, 'now');
      store.jobs.moveBefore(one.uuid, two.uuid, 'now');
    }
    expect(store.jobs.queued(10).map(({ uuid }) => uuid)).toEqual([three.uuid, one.uuid, two.uuid]);
  });

  it('take over the priority of the job they are dragged to, and go to the end on request', () => {
    const [high, low, last] = [add({ priority: 5 }), add(), add()];
    expect(store.jobs.moveBefore(low.uuid, high.uuid, 'now')?.priority).toBe(5);
    store.jobs.moveBefore(low.uuid, null, 'now');
    expect(store.jobs.queued(10).map(({ uuid }) => uuid)).toEqual([high.uuid, low.uuid, last.uuid]);
    expect(store.jobs.moveBefore(low.uuid, randomUUID(), 'now')).toBeNull();
  });

  it('are counted by status, whatever happens to them', () => {
    const job = add();
    add({ status: 'failed' });
    store.jobs.update(job.uuid, { status: 'completed' });
    expect(store.jobs.countByStatus()).toMatchObject({ queued: 0, completed: 1, failed: 1 });
    store.jobs.delete(job.uuid);
    expect(store.jobs.countByStatus()).toMatchObject({ completed: 0, failed: 1 });
  });

  it('are found by their disc', () => {
    const byId = add({ fingerprint: print({ id: 'b'.repeat(64) }) });
    const byVolume = add({ fingerprint: print({ id: 'c'.repeat(64), volumeUuid: 'u' }) });
    const byToc = add({ fingerprint: print({ id: 'd'.repeat(64), tocSha256: 't' }) });
    add({ fingerprint: print({ id: 'e'.repeat(64) }) });
    const asked = print({ id: 'b'.repeat(64), volumeUuid: 'u', tocSha256: 't' });
    expect(store.jobs.ofDisc(asked, 10).map(({ uuid }) => uuid)).toEqual(
      [byToc, byVolume, byId].map(({ uuid }) => uuid),
    );
  });

  it('know the process that runs them', () => {
    const { uuid } = add();
    expect(store.jobs.runnerOf(uuid)).toBeNull();
    const runner = { pid: 12, startTicks: 345, bootId: 'boot' };
    store.jobs.setRunner(uuid, runner);
    expect(store.jobs.runnerOf(uuid)).toEqual(runner);
    store.jobs.setRunner(uuid, null);
    expect(store.jobs.runnerOf(uuid)).toBeNull();
  });

  it('leave with their timeline and log, but without their image', () => {
    const { uuid } = add({ status: 'completed', endedAt: '2026-01-01T00:00:00.000Z' });
    store.events.add({ jobUuid: uuid, at: 'now', type: 'created', actor: null, message: 'made' });
    store.logs.add({ jobUuid: uuid, level: 'info', message: 'read', details: null, at: 'now' });
    const iso = addIso({ jobUuid: uuid });
    expect(store.jobs.endedBefore('2026-02-01', 5).map((job) => job.uuid)).toEqual([uuid]);
    expect(store.jobs.delete(uuid)).toBe(true);
    expect(store.jobs.delete(uuid)).toBe(false);
    expect(store.events.ofJob(uuid, first).items).toEqual([]);
    expect(store.logs.list({ q: 'read' }, first).items).toEqual([]);
    expect(store.isos.get(iso.id)).toMatchObject({ ...iso, jobUuid: null, provenance: null });
    expect(store.jobs.list({}, newest, first)).toMatchObject({ items: [], total: 0 });
  });
});

const addIso = (change: Partial<Parameters<Store['isos']['upsert']>[0]> = {}) =>
  store.isos.upsert({
    jobUuid: null,
    fileName: 'disc.iso',
    filePath: `/library/${randomUUID()}.iso`,
    sizeBytes: 1000,
    md5: null,
    sha256: null,
    discKind: 'data',
    discLabel: 'DISC',
    fingerprintId: null,
    isComplete: true,
    badBytes: 0,
    provenance: null,
    createdAt: '2026-01-01T00:00:00.000Z',
    ...change,
  });

describe('lists', () => {
  it('give every row exactly once, page by page, while others are added', () => {
    for (const order of ['asc', 'desc'] as const) {
      for (const by of ['createdAt', 'status', 'priority'] as const) {
        const before = new Set(Array.from({ length: 23 }, (_, index) => add({ priority: index % 3 }).uuid));
        const seen: string[] = [];
        let cursor: string | null = null;
        do {
          const page = store.jobs.list({}, { by, order }, { limit: 7, cursor });
          seen.push(...page.items.map(({ uuid }) => uuid));
          cursor = page.nextCursor;
          add({ priority: 1 });
        } while (cursor !== null && seen.length < 1000);
        expect(new Set(seen).size).toBe(seen.length);
        for (const uuid of before) expect(seen).toContain(uuid);
      }
    }
  });

  it('merge several statuses as if they were one', () => {
    const jobs = Array.from({ length: 20 }, (_, index) =>
      add({ status: (['queued', 'running', 'failed'] as const)[index % 3] ?? 'queued' }),
    );
    const wanted = jobs.filter(({ status }) => status !== 'failed').map(({ uuid }) => uuid);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const filter = { statuses: ['queued', 'running'] as const };
      const page = store.jobs.list(filter, newest, { limit: 3, cursor });
      expect(page).toMatchObject({ total: wanted.length, totalIsExact: true });
      seen.push(...page.items.map(({ uuid }) => uuid));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(wanted.reverse());
  });

  it('filter by everything, alone and together', () => {
    const one = add({
      discKind: 'audio',
      device: 'sr0',
      status: 'failed',
      createdAt: '2025-05-05T00:00:00.000Z',
    });
    const two = add({ discKind: 'dvd-video', device: 'sr0', status: 'failed' });
    const uuids = (filter: Parameters<Store['jobs']['list']>[0]) =>
      store.jobs.list(filter, newest, first).items.map(({ uuid }) => uuid);
    expect(uuids({ discKind: 'audio' })).toEqual([one.uuid]);
    expect(uuids({ device: 'sr0' })).toEqual([two.uuid, one.uuid]);
    expect(uuids({ device: 'sr0', discKind: 'dvd-video' })).toEqual([two.uuid]);
    expect(uuids({ device: 'sr0', statuses: ['queued'] })).toEqual([]);
    expect(uuids({ to: '2025-06-01T00:00:00.000Z' })).toEqual([one.uuid]);
    expect(uuids({ device: 'sr0', kind: 'read', from: '2025-06-01T00:00:00.000Z' })).toEqual([two.uuid]);
  });

  it('refuse limits and cursors that are none, naming the field', () => {
    for (const limit of [0, 201, 1.5]) {
      expect(() => store.jobs.list({}, newest, { limit, cursor: null })).toThrow(
        error('INVALID_INPUT', 'limit'),
      );
    }
    add();
    add();
    const { nextCursor } = store.jobs.list({}, newest, { limit: 1, cursor: null });
    const foreign = [nextCursor ?? '', 'nonsense', '', 'W10', Buffer.from('[null]').toString('base64url')];
    for (const cursor of foreign) {
      expect(() => store.logs.list({}, { limit: 1, cursor })).toThrow(error('INVALID_INPUT', 'cursor'));
    }
    expect(() =>
      store.jobs.list({}, { by: 'status', order: 'asc' }, { limit: 1, cursor: nextCursor }),
    ).toThrow(error('INVALID_INPUT', 'cursor'));
  });
});

describe('search', () => {
  it('finds words by their beginnings, newest first, in every column that has words', () => {
    const one = add({ discLabel: 'Ärchive Holiday' });
    const two = add({ discLabel: 'ARCHIVE work', device: 'sr7' });
    const uuids = (q: string) => store.jobs.list({ q }, newest, first).items.map(({ uuid }) => uuid);
    expect(uuids('arch')).toEqual([two.uuid, one.uuid]);
    expect(uuids('holi arch')).toEqual([one.uuid]);
    expect(uuids('SR7')).toEqual([two.uuid]);
    expect(uuids(one.uuid)).toEqual([one.uuid]);
    expect(uuids('archives')).toEqual([]);
    store.jobs.update(one.uuid, { discLabel: 'Renamed' });
    expect(uuids('holiday')).toEqual([]);
    expect(uuids('rename')).toEqual([one.uuid]);
    expect(store.jobs.list({ q: 'archive', statuses: ['failed'] }, newest, first).items).toEqual([]);
  });

  it('never finds by what only filters know', () => {
    add({ status: 'failed' });
    for (const q of ['zstatusfailed', 'tags', 'tags:zstatusfailed', 'words:x']) {
      expect(store.jobs.list({ q }, newest, first).items, q).toEqual([]);
    }
  });

  it('takes any text for words', () => {
    add({ discLabel: 'plain disc' });
    const texts = [
      '"',
      '""',
      '*',
      'NEAR(',
      'a AND',
      'OR',
      'x" OR "y',
      '-',
      '^',
      'col:',
      '😀',
      '\0',
      "'; DROP TABLE jobs",
      '%',
      '\\',
      '(((',
      'ﬁ',
      'a'.repeat(10_000),
      '"disc" NOT "plain"',
    ];
    for (const q of texts) {
      expect(() => store.jobs.list({ q }, newest, first), JSON.stringify(q)).not.toThrow();
      expect(() => store.logs.list({ q }, first), JSON.stringify(q)).not.toThrow();
      expect(() => store.isos.list({ q }, first), JSON.stringify(q)).not.toThrow();
    }
    expect(store.jobs.list({ q: 'disc' }, newest, first).items).toHaveLength(1);
    // No word in it: no filter.
    expect(store.jobs.list({ q: ' - ' }, newest, first).items).toHaveLength(1);
  });
});

describe('logs', () => {
  it('are filtered by job, level, time and words', () => {
    const { uuid } = add();
    const log = (message: string, change: Partial<Parameters<Store['logs']['add']>[0]> = {}) =>
      store.logs.add({ jobUuid: null, level: 'info', message, details: null, at: '2026-01-02', ...change });
    log('system starts', { at: '2026-01-01' });
    log('disc is bad', { jobUuid: uuid, level: 'error', details: { lba: 5 } });
    log('disc is odd', { jobUuid: uuid, level: 'warning' });
    log('drive is odd', { level: 'warning', at: '2026-01-03' });
    const messages = (filter: Parameters<Store['logs']['list']>[0]) =>
      store.logs.list(filter, first).items.map(({ message }) => message);
    expect(messages({})).toEqual(['drive is odd', 'disc is odd', 'disc is bad', 'system starts']);
    expect(messages({ jobUuid: uuid })).toEqual(['disc is odd', 'disc is bad']);
    expect(messages({ jobUuid: null })).toEqual(['drive is odd', 'system starts']);
    expect(messages({ levels: ['warning', 'error'] })).toEqual([
      'drive is odd',
      'disc is odd',
      'disc is bad',
    ]);
    expect(messages({ levels: ['warning'], jobUuid: uuid })).toEqual(['disc is odd']);
    expect(messages({ q: 'odd' })).toEqual(['drive is odd', 'disc is odd']);
    expect(messages({ q: 'odd', jobUuid: null })).toEqual(['drive is odd']);
    expect(messages({ from: '2026-01-02', to: '2026-01-03' })).toEqual(['disc is odd', 'disc is bad']);
    expect(messages({ q: 'disc', to: '2026-01-02' })).toEqual([]);
    expect(store.logs.list({ levels: ['error'] }, first).items[0]?.details).toEqual({ lba: 5 });
    expect(store.logs.deleteBefore('2026-01-02', 10)).toBe(1);
    expect(messages({ q: 'system' })).toEqual([]);
  });
});

describe('isos', () => {
  it('are one for each file', () => {
    const one = addIso({ filePath: '/library/a.iso', sizeBytes: 1 });
    const again = addIso({ filePath: '/library/a.iso', sizeBytes: 2, discLabel: 'Renamed' });
    expect(again).toMatchObject({ id: one.id, sizeBytes: 2 });
    expect(store.isos.list({ q: 'renam' }, first).items).toEqual([again]);
  });

  it('are filtered by kind, size, time and words', () => {
    const small = addIso({ sizeBytes: 10, discKind: 'audio', createdAt: '2026-01-01', fingerprintId: 'f' });
    const large = addIso({ sizeBytes: 9000, discLabel: 'LARGE', createdAt: '2026-01-02' });
    const ids = (filter: Parameters<Store['isos']['list']>[0]) =>
      store.isos.list(filter, first).items.map(({ id }) => id);
    expect(ids({})).toEqual([large.id, small.id]);
    expect(ids({ minBytes: 100 })).toEqual([large.id]);
    expect(ids({ maxBytes: 100 })).toEqual([small.id]);
    expect(ids({ discKind: 'audio' })).toEqual([small.id]);
    expect(ids({ q: 'large' })).toEqual([large.id]);
    expect(ids({ q: 'disc', discKind: 'audio', maxBytes: 100 })).toEqual([small.id]);
    expect(ids({ from: '2026-01-02' })).toEqual([large.id]);
    expect(store.isos.ofDisc('f').map(({ id }) => id)).toEqual([small.id]);
    expect(store.isos.delete(small.id)).toBe(true);
    expect(ids({ q: 'disc' })).toEqual([large.id]);
  });

  it('know which were made of which, by their provenance alone', () => {
    // Only what the links are made of.
    const made = (jobId: string, origin?: object) =>
      addIso({ provenance: { jobId, origin } as unknown as Provenance });
    const merged = made('merged', { type: 'merge', sources: [{ jobId: 'one' }, { jobId: 'two' }] });
    const one = made('one');
    const two = made('two', { type: 'rescue', from: { jobId: 'one' } });
    made('other', { type: 'build' });
    const ids = (isos: readonly { id: number }[]) => isos.map(({ id }) => id);
    expect(ids(store.isos.madeOf(merged.id))).toEqual([two.id, one.id]);
    expect(ids(store.isos.madeInto(one.id))).toEqual([two.id, merged.id]);
    expect(ids(store.isos.madeOf(two.id))).toEqual([one.id]);
    // Nothing else names it any more, and the catalogue may learn another provenance of a file.
    const again = { jobId: 'two', origin: { type: 'rescue', from: { jobId: 'gone' } } };
    addIso({ filePath: two.filePath, provenance: again as unknown as Provenance });
    expect(ids(store.isos.madeOf(two.id))).toEqual([]);
    store.isos.setTrashed(merged.id, '2026-01-01', merged.filePath);
    expect(ids(store.isos.madeInto(one.id))).toEqual([]);
    store.isos.delete(merged.id);
    expect(ids(store.isos.madeInto(two.id))).toEqual([]);
  });
});

describe('leases', () => {
  it('have one holder at a time', () => {
    const lease = { subject: 'd', holder: 'one', pid: 1, acquiredAt: 'now' };
    expect(store.leases.acquire(lease)).toBe(true);
    expect(store.leases.acquire(lease)).toBe(false);
    expect(store.leases.acquire({ ...lease, holder: 'two' })).toBe(false);
    expect(store.leases.get('d')).toEqual(lease);
    expect(store.leases.release('d', 'two')).toBe(false);
    expect(store.leases.release('d', 'one')).toBe(true);
    expect(store.leases.acquire({ ...lease, holder: 'two' })).toBe(true);
    expect(store.leases.all()).toHaveLength(1);
  });
});

describe('settings, drives and image drives', () => {
  it('are kept', () => {
    store.settings.set('a', { b: 1 }, 'now');
    store.settings.set('a', [2], 'now');
    expect(store.settings.get('a')).toEqual([2]);
    expect(store.settings.all()).toEqual({ a: [2] });
    store.settings.delete('a');
    expect(store.settings.get('a')).toBeUndefined();
    const slot = { id: 's', path: '/x.iso', rateKBps: 5, badSectors: [{ firstLba: 1, lastLba: 2 }] };
    store.imageDrives.put(slot);
    store.imageDrives.put({ ...slot, path: null });
    expect(store.imageDrives.all()).toEqual([{ ...slot, path: null }]);
    expect(store.imageDrives.delete('s')).toBe(true);
    expect(store.imageDrives.delete('s')).toBe(false);
  });
});
