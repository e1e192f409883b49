import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JobNotice } from '../../src/jobs/index.ts';
import type { Actor, Job } from '../../src/model/index.ts';
import { dataOptions, isExact, JobLab, operator, seen, type TestDisc } from '../support/job-lab.ts';

const admin: Actor = { name: 'boss', role: 'admin' };
let lab: JobLab;
let disc: TestDisc;
let notices: JobNotice[] = [];

beforeEach(async () => {
  lab = await JobLab.open();
  notices = [];
  lab.room.notices.listen((notice) => notices.push(notice));
  disc = await lab.makeDisc('disc', { sectors: 1500, seed: 21 });
  await lab.room.start();
});
afterEach(async () => {
  const { errors } = lab;
  await lab.remove();
  expect(errors).toEqual([]);
});

/** An empty drive that reads by itself. */
async function automaticDrive(id: string, eject: 'never' | 'success' | 'always' = 'never'): Promise<string> {
  const key = await lab.addDrive(id, null);
  await lab.untilTrue(() => lab.store.drives.get(key) !== null, 'the drive is seen');
  const { profile } = lab.drives.get(key);
  const automatic = { ...profile.automatic, isEnabled: true, options: { ...dataOptions, eject } };
  lab.drives.setProfile(admin, key, { ...profile, automatic });
  return key;
}

const allJobs = (): readonly Job[] =>
  lab.jobs.list({}, { by: 'createdAt', order: 'asc' }, { limit: 50, cursor: null }).items;
const oneJob = async (): Promise<Job> => {
  await lab.untilTrue(() => allJobs().length > 0, 'a job');
  return lab.until(allJobs()[0]?.uuid ?? '', 'completed');
};
const said = (words: string) =>
  notices.some((notice) => notice.type === 'notice' && notice.message.includes(words));

describe('automatic mode', () => {
  it('reads a disc that is put in, and ejects it', async () => {
    const key = await automaticDrive('a', 'success');
    await lab.room.setImage(operator, key, disc.path);
    const job = await oneJob();
    expect(await isExact(job, disc)).toBe(true);
    expect(job.createdBy).toBe('automatic');
    await lab.untilTrue(() => lab.drives.get(key).state === 'open', 'the tray is open');
    await lab.untilTrue(() => lab.timeline(job.uuid).some(({ type }) => type === 'ejected'), 'noted');
  });

  it('reads one disc once, however often it is put in and into whichever drive', async () => {
    const key = await automaticDrive('a');
    await lab.room.setImage(operator, key, disc.path);
    await oneJob();
    for (let count = 0; count < 2; count += 1) {
      await lab.room.setImage(operator, key, null);
      await lab.untilTrue(() => lab.drives.get(key).state === 'empty', 'empty');
      await lab.room.setImage(operator, key, disc.path);
      await seen(lab, key);
    }
    const other = await automaticDrive('b');
    await lab.room.setImage(operator, other, disc.path);
    await lab.untilTrue(() => said('has a job already'), 'the notice');
    expect(allJobs()).toHaveLength(1);
    // Another disc is another matter.
    const second = await lab.makeDisc('second', { sectors: 1600, seed: 22 });
    await lab.room.setImage(operator, other, second.path);
    await lab.untilTrue(() => allJobs().length === 2, 'a second job');
    expect(await isExact(await lab.until(allJobs()[1]?.uuid ?? '', 'completed'), second)).toBe(true);
  });

  it('keeps a disc in the drive that could not be read completely, unless told otherwise', async () => {
    const damaged = await lab.makeDisc('damaged', {
      sectors: 1500,
      seed: 23,
      badSectors: [{ firstLba: 400, lastLba: 401 }],
    });
    const makeDamaged = async (id: string, eject: 'success' | 'always') => {
      const key = await automaticDrive(id, eject);
      lab.drives.removeImageDrive(operator, key);
      expect(lab.drives.list().map((drive) => drive.key)).not.toContain(key);
      await lab.drives.addImageDrive(operator, {
        id,
        path: damaged.path,
        rateKBps: null,
        badSectors: [...damaged.badSectors],
      });
      return key;
    };
    const key = await makeDamaged('a', 'success');
    const job = await oneJob();
    expect(await isExact(job, damaged)).toBe(true);
    await lab.untilTrue(() => said('stays in'), 'the notice');
    await lab.untilTrue(() => lab.drives.get(key).state === 'ready', 'the disc is still in');
    await lab.jobs.delete(operator, job.uuid);
    const other = await makeDamaged('b', 'always');
    await oneJob();
    await lab.untilTrue(() => lab.drives.get(other).state === 'open', 'the tray is open');
  });

  it('does nothing in a drive that is switched off or not automatic', async () => {
    const key = await automaticDrive('a');
    const { profile } = lab.drives.get(key);
    lab.drives.setProfile(admin, key, { ...profile, isEnabled: false });
    await lab.room.setImage(operator, key, disc.path);
    await seen(lab, key);
    const plain = await lab.addDrive('b', disc);
    await seen(lab, plain);
    expect(allJobs()).toEqual([]);
    // A job by hand waits until the drive is switched on again.
    const { uuid } = await lab.create('a');
    await seen(lab, key);
    expect(lab.jobs.get(uuid).status).toBe('queued');
    lab.drives.setProfile(admin, key, { ...profile, isEnabled: true });
    expect(await isExact(await lab.until(uuid, 'completed'), disc)).toBe(true);
  });

  it('does not begin again what was cancelled while the disc stays in, nor after a restart', async () => {
    const key = await automaticDrive('a');
    await lab.room.setImage(operator, key, disc.path);
    const job = await oneJob();
    lab.store.jobs.update(job.uuid, { status: 'cancelled' });
    await lab.close();
    const { folder } = lab;
    lab = await JobLab.open({ folder });
    await lab.room.start();
    await seen(lab, key);
    expect(allJobs()).toHaveLength(1);
  });
});
