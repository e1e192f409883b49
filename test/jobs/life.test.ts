import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acquireDriveLock } from '../../src/engine/index.ts';
import type { Actor } from '../../src/model/index.ts';
import { openStore } from '../../src/store/index.ts';
import { processesWith, signal } from '../chaos/processes.ts';
import { dataOptions, isExact, JobLab, operator, seen, type TestDisc } from '../support/job-lab.ts';

let lab: JobLab;
let disc: TestDisc;
let key = '';
let clock = new Date('2026-05-01T12:00:00.000Z');

beforeEach(async () => {
  clock = new Date();
  lab = await JobLab.open({ now: () => clock });
  disc = await lab.makeDisc('disc', {
    sectors: 3000,
    seed: 3,
    badSectors: [{ firstLba: 700, lastLba: 703 }],
  });
  key = await lab.addDrive('a', disc, 3000);
  await lab.room.start();
  await seen(lab, key);
});
afterEach(async () => {
  const { errors } = lab;
  await lab.remove();
  expect(errors).toEqual([]);
});

const viewer: Actor = { name: 'guest', role: 'viewer' };
const reading = (uuid: string) => lab.untilIt(uuid, ({ phase }) => phase === 'reading', 'reading');
const types = (uuid: string) => lab.timeline(uuid).map(({ type }) => type);
const error = (code: string, words = '') =>
  expect.objectContaining({ code, message: expect.stringContaining(words) });
const trash = () => readdir(join(lab.folder, 'temp', 'trash'));

describe('a job', () => {
  it('becomes an image in the library, with what was lost named', async () => {
    const { uuid } = await lab.create('a');
    const job = await lab.until(uuid, 'completed');
    expect(await isExact(job, disc)).toBe(true);
    expect(job).toMatchObject({ badBytes: 8192, fraction: 1, pauseReason: null, createdBy: 'tester' });
    expect(lab.store.isos.ofJob(uuid)).toMatchObject({
      filePath: job.imagePath,
      isComplete: false,
      badBytes: 8192,
    });
    expect(types(uuid)).toEqual(['created', 'started', 'rescue-begins', 'reading-done', 'completed']);
    expect(await readdir(join(lab.folder, 'temp'))).toEqual(['trash']);
    expect(lab.store.leases.all()).toEqual([]);
  });

  it('is paused and goes on where it was', async () => {
    const { uuid } = await lab.create('a');
    await reading(uuid);
    expect(await lab.jobs.pause(operator, uuid)).toMatchObject({ status: 'running', wish: 'pause' });
    expect(await lab.until(uuid, 'paused')).toMatchObject({ pauseReason: 'user', wish: null });
    expect(lab.store.leases.all()).toHaveLength(0);
    await lab.jobs.resume(operator, uuid, { mode: 'rescue' });
    const job = await lab.until(uuid, 'completed');
    expect(await isExact(job, disc)).toBe(true);
    expect(job.mode).toBe('rescue');
  });

  it('is cancelled while it runs, and its files stay in the trash for a day', async () => {
    const { uuid } = await lab.create('a');
    await reading(uuid);
    await lab.jobs.pause(operator, uuid);
    expect(await lab.jobs.cancel(operator, uuid)).toMatchObject({ wish: 'cancel' });
    await lab.until(uuid, 'cancelled');
    await lab.untilIt(uuid, () => lab.store.leases.all().length === 0, 'free');
    expect(await trash()).toHaveLength(1);
    await lab.room.retention.sweep();
    expect(await trash()).toHaveLength(1);
    clock = new Date(clock.getTime() + 25 * 3_600_000);
    await lab.room.retention.sweep();
    expect(await trash()).toEqual([]);
    expect(lab.jobs.get(uuid).trashedUntil).toBeNull();
    // A clock set back does no harm.
    clock = new Date(clock.getTime() - 400 * 24 * 3_600_000);
    await lab.room.retention.sweep();
    await lab.jobs.delete(operator, uuid);
    expect(() => lab.jobs.get(uuid)).toThrow(error('JOB_NOT_FOUND'));
  });

  it('fails at a read error where that was asked for, and is retried as rescue from what it has', async () => {
    const reading = { ...dataOptions.reading, onReadError: 'fail' as const };
    const { uuid } = await lab.create('a', { options: { reading } });
    await lab.untilIt(uuid, ({ status }) => status === 'failed', 'failed');
    expect(lab.jobs.get(uuid)).toMatchObject({ errorCode: 'READ_ERROR' });
    expect(existsSync(join(lab.folder, 'temp', uuid))).toBe(true);
    await lab.jobs.retry(operator, uuid, { mode: 'rescue' });
    expect(await isExact(await lab.until(uuid, 'completed'), disc)).toBe(true);
  });

  it('goes on in another drive that has the same disc', async () => {
    const { uuid } = await lab.create('a');
    await reading(uuid);
    await lab.room.setImage(operator, key, null);
    await lab.untilIt(uuid, ({ pauseReason }) => pauseReason === 'disc_missing', 'disc missing');
    const other = await lab.addDrive('b', disc);
    await seen(lab, other);
    await lab.jobs.resume(operator, uuid, { device: 'b' });
    expect(await isExact(await lab.until(uuid, 'completed'), disc)).toBe(true);
  });

  it('waits for its own disc: another is not read in its place', async () => {
    const { uuid } = await lab.create('a');
    await reading(uuid);
    await lab.room.setImage(operator, key, null);
    await lab.untilIt(uuid, ({ pauseReason }) => pauseReason === 'disc_missing', 'disc missing');
    const wrong = await lab.makeDisc('wrong', { sectors: 3000, seed: 99 });
    await lab.room.setImage(operator, key, wrong.path);
    await lab.untilIt(uuid, () => lab.drives.get(key).disc !== null, 'the wrong disc seen');
    if (lab.jobs.get(uuid).status === 'paused') await lab.jobs.resume(operator, uuid);
    await lab.untilIt(uuid, ({ pauseReason }) => pauseReason === 'disc_missing', 'disc still missing');
    await lab.room.setImage(operator, key, disc.path);
    expect(await isExact(await lab.until(uuid, 'completed'), disc)).toBe(true);
    expect(types(uuid)).toContain('paused');
  });

  it('waits for a vanished output folder, and never makes it anew', async () => {
    const library = join(lab.folder, 'library');
    const { uuid } = await lab.create('a');
    await reading(uuid);
    await lab.jobs.pause(operator, uuid);
    await lab.until(uuid, 'paused');
    await rename(library, `${library}.away`);
    await lab.jobs.resume(operator, uuid);
    await lab.untilIt(uuid, ({ pauseReason }) => pauseReason === 'output_missing', 'output missing');
    expect(existsSync(library)).toBe(false);
    await rename(`${library}.away`, library);
    expect(await isExact(await lab.until(uuid, 'completed'), disc)).toBe(true);
  });

  it('leaves a drive alone that the command line reads from, and takes it afterwards', async () => {
    const lock = await acquireDriveLock(disc.path);
    const { uuid } = await lab.create('a');
    await lab.untilIt(uuid, () => types(uuid).includes('interrupted'), 'put off');
    expect(lab.jobs.get(uuid).errorMessage).toContain('Another program');
    await lock.release();
    expect(await isExact(await lab.until(uuid, 'completed'), disc)).toBe(true);
  });

  it('goes on after its runner was killed, or fell silent', async () => {
    const { uuid } = await lab.create('a', { mode: 'rescue' });
    await reading(uuid);
    const runners = () => processesWith('src/runner/main.ts').filter(({ parent }) => parent === process.pid);
    expect(signal(runners()[0]?.pid ?? 0, 'SIGKILL')).toBe(true);
    await lab.untilIt(
      uuid,
      () => types(uuid).filter((type) => type === 'started').length === 2,
      'begun again',
    );
    await lab.untilIt(uuid, () => runners().length === 1, 'a new runner');
    signal(runners()[0]?.pid ?? 0, 'SIGSTOP');
    await lab.untilIt(
      uuid,
      () => types(uuid).filter((type) => type === 'interrupted').length === 2,
      'noticed',
    );
    expect(await isExact(await lab.until(uuid, 'completed'), disc)).toBe(true);
  });

  it('is not read again when the server died between image and database', async () => {
    const { uuid } = await lab.create('a');
    const done = await lab.until(uuid, 'completed');
    await lab.untilIt(uuid, () => lab.store.leases.all().length === 0, 'free');
    const iso = lab.store.isos.ofJob(uuid);
    await lab.close();
    // As the database was a moment before, and the note that the runner had left.
    const store = openStore(join(lab.folder, 'disk2iso.db'));
    store.jobs.update(uuid, { status: 'running', imagePath: null, endedAt: null });
    store.jobs.setRunner(uuid, { pid: 4_000_000, startTicks: 1, bootId: 'another' });
    const provenance = store.isos.get(iso?.id ?? 0)?.provenance;
    store.isos.delete(iso?.id ?? 0);
    store.close();
    const ending = { type: 'completed', imagePath: done.imagePath, companions: [], sidecars: [], provenance };
    await writeFile(join(lab.folder, 'temp', `${uuid}.result.json`), JSON.stringify(ending));
    const { folder } = lab;
    lab = await JobLab.open({ folder });
    await lab.room.start();
    expect(await isExact(await lab.until(uuid, 'completed'), disc)).toBe(true);
    expect(lab.timeline(uuid).map(({ type }) => type)).toContain('recovered');
    expect((await readdir(join(folder, 'library'))).filter((name) => name.endsWith('.iso'))).toHaveLength(1);
    expect(lab.store.isos.ofJob(uuid)).not.toBeNull();
  });

  it('survives a server that stops in an orderly way', async () => {
    const { uuid } = await lab.create('a');
    await reading(uuid);
    await lab.close();
    const { folder } = lab;
    lab = await JobLab.open({ folder });
    expect(lab.jobs.get(uuid).status).toBe('queued');
    expect(processesWith(join(folder, 'temp'))).toEqual([]);
    await lab.room.start();
    expect(await isExact(await lab.until(uuid, 'completed'), disc)).toBe(true);
  });
});

describe('use cases', () => {
  it('refuse viewers', async () => {
    const { uuid } = await lab.create('a');
    const refused = error('FORBIDDEN');
    await expect(lab.jobs.create(viewer, { device: 'a' })).rejects.toThrow(refused);
    for (const action of ['pause', 'resume', 'retry', 'cancel', 'delete'] as const) {
      await expect(lab.jobs[action](viewer, uuid), action).rejects.toThrow(refused);
    }
    await expect(lab.jobs.change(viewer, uuid, { priority: 1 })).rejects.toThrow(refused);
    await expect(lab.jobs.bulk(viewer, 'cancel', [uuid])).rejects.toThrow(refused);
    await expect(lab.drives.eject(viewer, 'a')).rejects.toThrow(refused);
    await expect(lab.drives.setImage(viewer, key, null)).rejects.toThrow(refused);
    expect(() => lab.drives.removeImageDrive(viewer, key)).toThrow(refused);
    expect(() => lab.drives.setProfile(operator, key, lab.drives.get(key).profile)).toThrow(refused);
  });

  it('name the field that is wrong', async () => {
    await expect(lab.create('nowhere')).rejects.toThrow(error('DRIVE_MISSING', 'nowhere'));
    await expect(lab.create('a', { outputPath: 'relative' })).rejects.toThrow(
      error('INVALID_INPUT', 'outputPath'),
    );
    await expect(lab.create('a', { outputPath: '/dev/null/x' })).rejects.toThrow(
      error('OUTPUT_NOT_WRITABLE'),
    );
    await expect(lab.create('a', { priority: 1000 })).rejects.toThrow(error('INVALID_INPUT', 'priority'));
    await expect(lab.create('a', { options: { baseName: '../x' } })).rejects.toThrow(error('INVALID_INPUT'));
    const odd = { checksums: ['rot13'] as never };
    await expect(lab.create('a', { options: odd })).rejects.toThrow(
      error('INVALID_INPUT', 'options.checksums'),
    );
    await expect(lab.jobs.pause(operator, randomUUID())).rejects.toThrow(error('JOB_NOT_FOUND'));
    await expect(
      lab.drives.addImageDrive(operator, { id: 'A/B', path: null, rateKBps: null, badSectors: [] }),
    ).rejects.toThrow(error('INVALID_INPUT', 'id'));
    await expect(
      lab.drives.addImageDrive(operator, { id: 'a', path: null, rateKBps: null, badSectors: [] }),
    ).rejects.toThrow(error('INVALID_INPUT', 'already'));
  });

  it('refuse what the state table refuses, and say what can be done', async () => {
    const { uuid } = await lab.create('a');
    await expect(lab.jobs.retry(operator, uuid)).rejects.toThrow(error('JOB_STATE', 'Possible now'));
    await expect(lab.jobs.delete(operator, uuid)).rejects.toThrow(error('JOB_STATE'));
    await reading(uuid);
    await expect(lab.jobs.change(operator, uuid, { mode: 'rescue' })).rejects.toThrow(error('JOB_STATE'));
    expect(await lab.jobs.change(operator, uuid, { priority: 7 })).toMatchObject({ priority: 7 });
    await lab.jobs.pause(operator, uuid);
    await lab.until(uuid, 'paused');
    await expect(lab.jobs.resume(operator, uuid, { mode: 'clone' })).rejects.toThrow(
      error('INVALID_INPUT', 'mode'),
    );
  });

  it('do one thing to many jobs, each for itself', async () => {
    const jobs = [await lab.create('a'), await lab.create('a'), await lab.create('a')];
    const missing = randomUUID();
    const outcomes = await lab.jobs.bulk(operator, 'cancel', [...jobs.map(({ uuid }) => uuid), missing]);
    expect(outcomes.map(({ error: why }) => why?.code ?? null)).toEqual([null, null, null, 'JOB_NOT_FOUND']);
    for (const { uuid } of jobs) await lab.until(uuid, 'cancelled');
    const deleted = await lab.jobs.bulk(
      operator,
      'delete',
      jobs.map(({ uuid }) => uuid),
    );
    expect(deleted.every(({ error: why }) => why === null)).toBe(true);
    expect(lab.jobs.list({}, { by: 'createdAt', order: 'desc' }, { limit: 5, cursor: null }).total).toBe(0);
  });

  it('eject a busy disc only by force, which pauses the job first', async () => {
    const { uuid } = await lab.create('a');
    await reading(uuid);
    await expect(lab.room.eject(operator, 'a')).rejects.toThrow(error('DRIVE_BUSY'));
    await lab.room.eject(operator, 'a', { isForced: true });
    expect(await lab.until(uuid, 'paused')).toMatchObject({ pauseReason: 'user' });
    await lab.untilIt(uuid, () => lab.drives.get(key).state === 'open', 'open');
    expect(() => lab.drives.removeImageDrive(operator, key)).not.toThrow();
  });

  it('delete old jobs and log lines where that was asked for, but never images', async () => {
    const { uuid } = await lab.create('a');
    const { imagePath } = await lab.until(uuid, 'completed');
    lab.store.logs.add({
      jobUuid: null,
      level: 'info',
      message: 'old',
      details: null,
      at: clock.toISOString(),
    });
    clock = new Date(clock.getTime() + 40 * 24 * 3_600_000);
    await lab.room.retention.sweep();
    expect(lab.jobs.get(uuid).status).toBe('completed');
    lab.settings = { ...lab.settings, jobRetentionDays: 30, logRetentionDays: 30 };
    await lab.room.retention.sweep();
    expect(() => lab.jobs.get(uuid)).toThrow(error('JOB_NOT_FOUND'));
    expect(lab.jobs.logs({}, { limit: 5, cursor: null }).items).toEqual([]);
    expect(existsSync(imagePath ?? '')).toBe(true);
    expect(lab.store.isos.list({}, { limit: 5, cursor: null }).items).toMatchObject([{ jobUuid: null }]);
  });
});
