import { afterEach, beforeEach, expect, it } from 'vitest';
import { holdImage, letImageGo } from '../../src/library/index.ts';
import { openStore } from '../../src/store/index.ts';
import { JobLab, operator, seen } from '../support/job-lab.ts';

let lab: JobLab;
let isoId = 0;
const other = { holder: 'a test', at: '2026-01-01T00:00:00.000Z' };

beforeEach(async () => {
  lab = await JobLab.open();
  const key = await lab.addDrive('a', await lab.makeDisc('disc', { sectors: 100 }));
  await lab.room.start();
  await seen(lab, key);
  const { uuid } = await lab.create('a');
  isoId = (await lab.until(uuid, 'completed')).isoId ?? 0;
});
afterEach(async () => {
  const { errors } = lab;
  await lab.remove();
  expect(errors).toEqual([]);
});

it('waits for an image that something else works on, and has it for itself then', async () => {
  expect(holdImage(lab.store, { isoId, ...other })).toBe(true);
  const { uuid, work } = await lab.jobs.verifyImage(operator, isoId);
  expect(work).toEqual({ kind: 'verify' });
  // A job that came later and needs no image is done before: the queue has looked at the waiting one by then.
  const second = await lab.create('a');
  await lab.until(second.uuid, 'completed');
  expect(lab.jobs.get(uuid).status).toBe('queued');
  const holders: (string | undefined)[] = [];
  lab.room.notices.listen((notice) => {
    if (notice.type === 'job' && notice.job.uuid === uuid && notice.job.status === 'running')
      holders.push(lab.store.leases.get(`iso:${isoId}`)?.holder);
  });
  await letImageGo(lab.store, { isoId, holder: other.holder });
  await lab.until(uuid, 'completed');
  expect(holders[0]).toBe(`job:${uuid}`);
  await lab.untilIt(uuid, () => lab.store.leases.all().length === 0, 'free');
  expect(lab.library.get(isoId).verdict).toBe('ok');
});

it('lets nobody put the image into the trash meanwhile, nor works on one that is there', async () => {
  expect(holdImage(lab.store, { isoId, ...other })).toBe(true);
  await expect(lab.library.trash(operator, isoId)).rejects.toMatchObject({ code: 'ISO_STATE' });
  await letImageGo(lab.store, { isoId, holder: other.holder });
  await lab.library.trash(operator, isoId);
  await expect(lab.jobs.verifyImage(operator, isoId)).rejects.toMatchObject({
    code: 'ISO_STATE',
    message: expect.stringContaining('in the trash'),
  });
  await lab.library.restore(operator, isoId);
  expect(lab.store.leases.all()).toEqual([]);
});

it('goes on after the server was killed, with no lease left', async () => {
  expect(holdImage(lab.store, { isoId, ...other })).toBe(true);
  const { uuid } = await lab.jobs.verifyImage(operator, isoId);
  const { folder } = lab;
  await lab.close();
  // As a server leaves it that is killed in the middle.
  const store = openStore(`${folder}/disk2iso.db`);
  store.jobs.update(uuid, { status: 'running' });
  store.close();
  lab = await JobLab.open({ folder });
  await lab.room.start();
  await lab.until(uuid, 'completed');
  expect(lab.timeline(uuid).map(({ type }) => type)).toContain('recovered');
});

it('has options of its own kind alone', async () => {
  expect(holdImage(lab.store, { isoId, ...other })).toBe(true);
  const { uuid } = await lab.jobs.verifyImage(operator, isoId);
  const refused = expect.objectContaining({ code: 'INVALID_INPUT' });
  await expect(lab.jobs.change(operator, uuid, { outputPath: lab.folder })).rejects.toEqual(refused);
  expect((await lab.jobs.change(operator, uuid, { priority: 7 })).priority).toBe(7);
  const cancelled = await lab.jobs.cancel(operator, uuid);
  expect(cancelled.trashedUntil).toBeNull();
  expect(lab.timeline(uuid).at(-1)?.message).toBe('Cancelled by tester. The image is what it was.');
  await letImageGo(lab.store, { isoId, holder: other.holder });
});
