import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { processesWith, signal } from '../chaos/processes.ts';
import { Random } from '../support/random.ts';
import { ServerLab } from '../support/server-lab.ts';

let lab: ServerLab;
beforeEach(async () => {
  lab = await ServerLab.open();
});
afterEach(() => lab.remove());

const set = async (patch: object) => {
  const answer = await lab.call('PUT', '/api/system/config', patch);
  expect(answer.status, answer.text).toBe(200);
  return answer.json;
};
const reads = (uuid: string) =>
  lab.until(async () => (await lab.get(`/api/jobs/${uuid}`)).json.progress?.bytesDone > 0, `${uuid} reads`);

describe('every setting changes what happens, at once', () => {
  it('general.outputPath: where images go', async () => {
    await lab.addDrive('a');
    await set({ general: { outputPath: join(lab.folder, 'library/elsewhere') } });
    const { imagePath } = await lab.untilJob((await lab.order('a')).uuid, 'completed');
    expect(imagePath).toContain('/library/elsewhere/');
  });

  it('general.tempPath: where unfinished images are, and not while there are some', async () => {
    const temp = join(lab.config.data, 'new-temp');
    await set({ general: { tempPath: temp } });
    await lab.addDrive('a', { sectors: 2000, rateKBps: 200 });
    const { uuid } = await lab.order('a');
    await reads(uuid);
    expect(await readdir(temp)).toContain(uuid);
    const refused = await lab.call('PUT', '/api/system/config', {
      general: { tempPath: join(lab.config.data, 'third') },
    });
    expect(refused.json.errors[0]).toMatchObject({ field: 'general.tempPath' });
    expect((await lab.get('/api/system/config')).json.general.tempPath).toBe(temp);
  });

  it('general.maxConcurrentJobs: how many jobs run', async () => {
    await set({ general: { maxConcurrentJobs: 1 } });
    await lab.addDrive('a', { sectors: 2000, rateKBps: 200 });
    await lab.addDrive('b', { sectors: 2000, rateKBps: 200, seed: 2 });
    const first = await lab.order('a');
    const second = await lab.order('b');
    await reads(first.uuid);
    expect((await lab.get(`/api/jobs/${second.uuid}`)).json.job.status).toBe('queued');
    await set({ general: { maxConcurrentJobs: 2 } });
    await lab.untilJob(second.uuid, 'running');
  });

  it('drives.autoDetection: whether discs are looked at by themselves', async () => {
    await set({ drives: { autoDetection: false } });
    const { path } = await lab.makeDisc('unseen', 300);
    await lab.post('/api/image-drives', { id: 'a', path });
    expect((await lab.get('/api/disks/a')).json).toMatchObject({ state: 'ready', disc: null, holder: null });
    await lab.post('/api/disks/a/identify');
    await lab.until(async () => (await lab.get('/api/disks/a')).json.disc !== null, 'the disc is known');
    await lab.post('/api/image-drives', { id: 'b', path });
    expect((await lab.get('/api/disks/b')).json.disc).toBeNull();
    await set({ drives: { autoDetection: true } });
    await lab.until(
      async () => (await lab.get('/api/disks/b')).json.disc !== null,
      'the other disc is known',
    );
  });

  it('drives.pollIntervalMs: how often drives are looked at', async () => {
    await lab.addDrive('a', { sectors: 300 });
    const before = (await lab.get('/api/disks/a')).json.sequence;
    await set({ drives: { pollIntervalMs: 60_000 } });
    await lab.makeDisc('a', 400, 9);
    expect((await lab.get('/api/disks/a')).json.sequence).toBe(before);
    await set({ drives: { pollIntervalMs: 500 } });
    await lab.until(
      async () => (await lab.get('/api/disks/a')).json.sequence !== before,
      'another disc is seen',
      10_000,
    );
  });

  it('jobDefaults: what a job is like of which nobody says more', async () => {
    const jobDefaults = {
      mode: 'rescue',
      verify: true,
      retries: 7,
      eject: 'always',
      sortByKind: false,
      checksums: ['sha1'],
      musicBrainz: true,
    };
    await set({ jobDefaults });
    await lab.addDrive('a');
    await lab.call('PUT', '/api/disks/a/profile', {
      ...(await lab.get('/api/disks/a')).json.profile,
      readOffsetSamples: 6,
    });
    const { json: job } = await lab.post('/api/jobs', { device: 'a' });
    expect(job).toMatchObject({
      mode: 'rescue',
      options: {
        eject: 'always',
        sortByKind: false,
        checksums: ['sha1'],
        musicBrainz: { baseUrl: 'https://musicbrainz.org' },
        reading: { verify: true, retries: 7, readOffsetSamples: 6 },
      },
    });
    const { json: own } = await lab.post('/api/jobs', {
      device: 'a',
      retries: 1,
      mode: 'clone',
      eject: 'never',
    });
    expect(own).toMatchObject({
      mode: 'clone',
      options: { eject: 'never', reading: { retries: 1, verify: true } },
    });
  });

  it('logging.level: what is written into the log', async () => {
    await lab.get('/healthz?quiet');
    await set({ logging: { level: 'debug' } });
    await lab.get('/healthz?loud');
    const path = join(lab.folder, 'data/logs/disk2iso.1.log');
    const log = async () => (existsSync(path) ? await readFile(path, 'utf8') : '');
    await lab.until(async () => (await log()).includes('/healthz?loud'), 'the line is written');
    expect(await log()).not.toContain('/healthz?quiet');
  });

  it('workers: map interval, niceness, and how long a silent worker is waited for', async () => {
    await set({ workers: { mapIntervalSeconds: 3, heartbeatLimitSeconds: 4, niceness: 7 } });
    await lab.addDrive('a', { sectors: 3000, rateKBps: 150 });
    const { uuid } = await lab.order('a');
    await reads(uuid);
    const tool = processesWith(lab.folder).find(({ words }) => words[0]?.endsWith('ddrescue'));
    expect(tool?.words).toContain('--mapfile-interval=3');
    expect(getPriority(tool?.pid ?? 0)).toBe(7);
    const [worker] = (await lab.get('/api/system/status')).json.workers;
    expect(getPriority(worker.pid)).toBe(7);
    expect(signal(worker.pid, 'SIGSTOP')).toBe(true);
    const messages = async () =>
      (await lab.get(`/api/jobs/${uuid}`)).json.timeline
        .map(({ message }: { message: string }) => message)
        .join('\n');
    await lab.until(async () => (await messages()).includes('It said nothing for 4 s.'), 'noticed', 20_000);
  });

  it('cache.discFacts: whether a disc is still known after a restart', async () => {
    const remembered = () => {
      const database = new DatabaseSync(join(lab.config.data, 'disk2iso.db'), { readOnly: true });
      const rows = database
        .prepare('SELECT drive_key FROM disc_facts')
        .all()
        .map((row) => row.drive_key);
      database.close();
      return rows;
    };
    await lab.addDrive('a');
    await set({ cache: { discFacts: false } });
    await lab.addDrive('b', { seed: 2 });
    expect(remembered()).toEqual(['image:a']);
  });

  it('cache.statusSeconds: how long free space is believed', async () => {
    const free = async () => (await lab.get('/api/system/status')).json.space[0].freeBytes;
    await set({ cache: { statusSeconds: 3600 } });
    const before = await free();
    await writeFile(join(lab.folder, 'ballast'), new Random(1).bytes(30_000_000));
    expect(await free()).toBe(before);
    await set({ cache: { statusSeconds: 1 } });
    await lab.until(async () => (await free()) !== before, 'asked anew', 10_000);
  });

  it('downloads: how many, and how fast', async () => {
    await lab.addDrive('a', { sectors: 2000 });
    const { isoId } = await lab.untilJob((await lab.order('a')).uuid, 'completed');
    await set({ downloads: { maxConcurrent: 1, rateKBps: 500 } });
    const began = performance.now();
    const first = fetch(`${lab.url}/api/isos/${isoId}/download`).then((response) => response.arrayBuffer());
    await lab.until(async () => (await lab.get('/api/downloads')).json.total === 1, 'it runs');
    const second = await lab.get(`/api/isos/${isoId}/download`);
    expect(second.json).toMatchObject({ status: 503, code: 'DOWNLOAD_LIMIT' });
    const [running] = (await lab.get('/api/downloads')).json.items;
    expect(running).toMatchObject({ isoId, sizeBytes: 2000 * 2048 });
    expect((await first).byteLength).toBe(2000 * 2048);
    expect(performance.now() - began).toBeGreaterThan(4000);
    await lab.until(async () => (await lab.get('/api/downloads')).json.total === 0, 'it is over');
    const third = fetch(`${lab.url}/api/isos/${isoId}/download`).then((response) => response.arrayBuffer());
    const isCut = expect(third).rejects.toThrow();
    await lab.until(async () => (await lab.get('/api/downloads')).json.total === 1, 'it runs');
    const { id } = (await lab.get('/api/downloads')).json.items[0];
    expect((await lab.call('DELETE', `/api/downloads/${id}`)).status).toBe(204);
    await isCut;
    await set({ downloads: { rateKBps: null } });
    expect((await lab.get(`/api/isos/${isoId}/download`)).status).toBe(200);
  });

  it('retention.trashDays: when the trash is emptied; jobs and log lines have their own', async () => {
    const kept = await set({ retention: { trashDays: 30, jobDays: 10, logDays: null } });
    expect(kept.retention).toEqual({ trashDays: 30, jobDays: 10, logDays: null, auditDays: null });
  });
});

describe('settings', () => {
  it('are still there after a restart, and what cannot be understood falls back with a warning', async () => {
    await set({ general: { maxConcurrentJobs: 7 }, logging: { level: 'warning' } });
    await lab.stop();
    const database = new DatabaseSync(join(lab.config.data, 'disk2iso.db'));
    const row = database.prepare("SELECT value FROM settings WHERE name = 'settings'").get();
    const stored = JSON.parse(String(row?.value));
    stored.values.retention = { trashDays: 'for ever' };
    database.prepare("UPDATE settings SET value = ? WHERE name = 'settings'").run(JSON.stringify(stored));
    database.close();
    await lab.start();
    expect((await lab.get('/api/system/config')).json).toMatchObject({
      general: { maxConcurrentJobs: 7 },
      retention: { trashDays: 7 },
    });
  });
});
