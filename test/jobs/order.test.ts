import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Job } from '../../src/model/index.ts';
import { isExact, JobLab, operator, seen, type TestDisc } from '../support/job-lab.ts';

/** Two drives with a rate limit, and four jobs on them. */
describe('order of jobs', () => {
  let lab: JobLab;
  let discA: TestDisc;
  let discB: TestDisc;
  let keyA = '';
  let keyB = '';
  const begun: string[] = [];

  beforeEach(async () => {
    lab = await JobLab.open();
    begun.length = 0;
    discA = await lab.makeDisc('a', { sectors: 3000, seed: 11 });
    discB = await lab.makeDisc('b', { sectors: 3000, seed: 12 });
    keyA = await lab.addDrive('a', discA, 3000);
    keyB = await lab.addDrive('b', discB, 3000);
    lab.room.notices.listen((notice) => {
      if (notice.type !== 'job' || notice.job.status !== 'running') return;
      if (begun.at(-1) !== notice.job.uuid && !begun.includes(notice.job.uuid)) begun.push(notice.job.uuid);
    });
  });
  afterEach(() => lab.remove());

  const ends = async (jobs: readonly Job[]) => {
    for (const { uuid, device } of jobs) {
      const job = await lab.until(uuid, 'completed');
      expect(await isExact(job, device === 'a' ? discA : discB), job.uuid).toBe(true);
    }
    expect(lab.errors).toEqual([]);
  };

  it('is priority, then place, then age, one job a drive, both drives at once', async () => {
    await lab.room.start();
    await seen(lab, keyA, keyB);
    const first = await lab.create('a');
    const second = await lab.create('a');
    const urgent = await lab.create('a', { priority: 5 });
    const other = await lab.create('b');
    await lab.untilIt(other.uuid, (job) => job.status === 'running', 'running');
    expect(lab.store.jobs.withStatus('running')).toHaveLength(2);
    // Dragged before the one that was made earlier.
    const dragged = await lab.create('a');
    await lab.jobs.change(operator, dragged.uuid, { before: second.uuid });
    await ends([first, second, urgent, other, dragged]);
    expect(begun.filter((uuid) => uuid !== other.uuid)).toEqual(
      [first, urgent, dragged, second].map(({ uuid }) => uuid),
    );
  });

  it('keeps to the number of slots, also when that changes on the way', async () => {
    lab.settings = { ...lab.settings, maxConcurrentJobs: 1 };
    lab.room.applySettings();
    await lab.room.start();
    await seen(lab, keyA, keyB);
    const jobs = [await lab.create('a'), await lab.create('b'), await lab.create('a'), await lab.create('b')];
    let most = 0;
    const unlisten = lab.room.notices.listen(() => {
      most = Math.max(most, lab.store.jobs.withStatus('running').length);
    });
    await lab.until(jobs[0]?.uuid ?? '', 'completed');
    expect(most).toBe(1);
    lab.settings = { ...lab.settings, maxConcurrentJobs: 2 };
    lab.room.applySettings();
    await ends(jobs);
    expect(most).toBe(2);
    unlisten();
  });

  it('holds under pause, resume and reorder in the middle', async () => {
    await lab.room.start();
    await seen(lab, keyA, keyB);
    const one = await lab.create('a');
    const two = await lab.create('a');
    const three = await lab.create('a');
    const four = await lab.create('b');
    await lab.untilIt(one.uuid, (job) => job.phase === 'reading', 'reading');
    await lab.jobs.pause(operator, one.uuid);
    await lab.jobs.change(operator, three.uuid, { before: two.uuid });
    expect(await lab.until(one.uuid, 'paused')).toMatchObject({ pauseReason: 'user' });
    await lab.until(three.uuid, 'running');
    await lab.jobs.resume(operator, one.uuid);
    await ends([one, two, three, four]);
    expect(begun.filter((uuid) => uuid !== four.uuid)).toEqual([one, three, two].map(({ uuid }) => uuid));
    const ended = (uuid: string) => lab.jobs.get(uuid).endedAt ?? '';
    // It is older than `two` and has the same priority: it goes on before that one.
    expect(ended(three.uuid) < ended(one.uuid) && ended(one.uuid) < ended(two.uuid)).toBe(true);
    expect(lab.timeline(one.uuid).map(({ type }) => type)).toEqual(
      expect.arrayContaining(['created', 'started', 'paused', 'resumed', 'completed']),
    );
  });
});
