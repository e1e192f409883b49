import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError, type Job } from '../../src/model/index.ts';
import type { JobQueue, JobWorker } from '../../src/queue/index.ts';
import { openStore, type Store } from '../../src/store/index.ts';
import { Random } from '../support/random.ts';
import { sampleJob } from '../support/sample-job.ts';

/** Makes a queue of the kind that is tried, not started. */
export type MakeQueue = (store: Store, worker: JobWorker, slots: number) => Promise<JobQueue>;

type Run = { readonly uuid: string; readonly signal: AbortSignal; readonly finish: () => void };

/** Does the work of a test: jobs run until they are told to finish; drives are leased in the database. */
class TestWorker implements JobWorker {
  readonly store: Store;
  readonly begun: string[] = [];
  readonly runs = new Map<string, Run>();
  readonly blocked = new Set<string>();
  /** What `begin` throws, once for each. */
  readonly troubles: Error[] = [];
  /** Sees the queue as it is when a job begins. */
  onBegin: (job: Job) => void = () => undefined;
  /** What becomes of a job that was told to stop. */
  onStop: 'finish' | 'queue again' | 'ignore' = 'finish';
  most = 0;

  constructor(store: Store) {
    this.store = store;
  }

  begin(uuid: string): boolean {
    const trouble = this.troubles.shift();
    if (trouble !== undefined) throw trouble;
    const { jobs, leases } = this.store;
    return this.store.transaction(() => {
      const job = jobs.get(uuid);
      if (job?.status !== 'queued' || job.driveKey === null || this.blocked.has(job.driveKey)) return false;
      const lease = { subject: job.driveKey, holder: uuid, pid: process.pid, acquiredAt: job.createdAt };
      if (leases.get(job.driveKey) !== null) return false;
      this.onBegin(job);
      leases.acquire(lease);
      jobs.update(uuid, { status: 'running' });
      this.begun.push(uuid);
      return true;
    });
  }

  async run(uuid: string, signal: AbortSignal): Promise<void> {
    const { jobs, leases } = this.store;
    const ended = await new Promise<'completed' | 'queued'>((resolve) => {
      this.runs.set(uuid, { uuid, signal, finish: () => resolve('completed') });
      this.most = Math.max(this.most, this.runs.size);
      signal.addEventListener('abort', () => {
        if (this.onStop === 'finish') resolve('completed');
        if (this.onStop === 'queue again') resolve('queued');
      });
    });
    this.runs.delete(uuid);
    const job = jobs.update(uuid, { status: ended });
    leases.release(job?.driveKey ?? '', uuid);
  }

  finish(uuid: string): void {
    const run = this.runs.get(uuid);
    if (run === undefined) throw new Error(`${uuid} does not run`);
    run.finish();
  }
}

/** What holds for every job queue. */
export function describeJobQueue(name: string, makeQueue: MakeQueue): void {
  describe(`a job queue (${name})`, () => {
    let store: Store;
    let worker: TestWorker;
    let queue: JobQueue;

    beforeEach(async () => {
      store = openStore(':memory:');
      worker = new TestWorker(store);
      queue = await makeQueue(store, worker, 4);
    });
    afterEach(async () => {
      worker.onStop = 'finish';
      for (const run of worker.runs.values()) run.finish();
      await queue.stop();
      store.close();
    });

    const insert = (driveKey: string, change: Partial<Job> = {}): string => {
      const uuid = randomUUID();
      store.jobs.insert({ ...sampleJob, uuid, driveKey, device: driveKey, ...change });
      return uuid;
    };
    const add = async (driveKey: string, change: Partial<Job> = {}): Promise<string> => {
      const uuid = insert(driveKey, change);
      await queue.enqueue(uuid);
      return uuid;
    };
    const runs = (...uuids: readonly string[]) =>
      vi.waitFor(() => expect([...worker.runs.keys()].sort()).toEqual([...uuids].sort()), 60_000);
    const finish = async (uuid: string) => {
      worker.finish(uuid);
      await vi.waitFor(() => expect(store.jobs.get(uuid)?.status).toBe('completed'), 60_000);
    };
    /** Lets one job after the other of a drive run to its end. */
    const runAll = async (count: number) => {
      for (let done = 0; done < count; done += 1) {
        await vi.waitFor(() => expect(worker.runs.size).toBeGreaterThan(0), 60_000);
        const [uuid = ''] = worker.runs.keys();
        await finish(uuid);
      }
    };

    it('runs by priority, then place, then age', async () => {
      const old = insert('a');
      const young = insert('a');
      const urgent = insert('a', { priority: 3 });
      const patient = insert('a', { priority: -1 });
      const dragged = insert('a');
      store.jobs.moveBefore(dragged, old, sampleJob.createdAt);
      await queue.start();
      await runAll(5);
      expect(worker.begun).toEqual([urgent, dragged, old, young, patient]);
    });

    it('runs what was queued before it started, told or not', async () => {
      const one = insert('a');
      const two = await add('b');
      await queue.start();
      await runs(one, two);
      expect([...queue.running()].sort()).toEqual([one, two].sort());
    });

    it('begins nothing before it is started', async () => {
      await add('a');
      queue.wake();
      await new Promise((resolve) => setImmediate(resolve));
      expect(worker.begun).toEqual([]);
    });

    it('keeps to its slots', async () => {
      queue.setSlots(2);
      await queue.start();
      const jobs = [await add('a'), await add('b'), await add('c')];
      await runs(jobs[0] ?? '', jobs[1] ?? '');
      await finish(jobs[0] ?? '');
      await runs(jobs[1] ?? '', jobs[2] ?? '');
      expect(worker.most).toBe(2);
    });

    it('takes more slots at once, and fewer as they become free', async () => {
      queue.setSlots(1);
      await queue.start();
      const jobs = [await add('a'), await add('b'), await add('c'), await add('d')];
      await runs(jobs[0] ?? '');
      queue.setSlots(3);
      await runs(...jobs.slice(0, 3));
      queue.setSlots(1);
      await finish(jobs[0] ?? '');
      await finish(jobs[1] ?? '');
      expect(worker.begun).toHaveLength(3);
      await finish(jobs[2] ?? '');
      await runs(jobs[3] ?? '');
    });

    it('refuses slots that are none', () => {
      for (const slots of [0, -1, 1.5, Number.NaN]) {
        expect(() => queue.setSlots(slots)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
      }
    });

    it('lets a job whose drive is taken stand in nobody’s way', async () => {
      await queue.start();
      const first = await add('a');
      await runs(first);
      const waiting = await add('a', { priority: 9 });
      const free = await add('b');
      await runs(first, free);
      await finish(first);
      await runs(waiting, free);
    });

    it('looks again when it is woken', async () => {
      worker.blocked.add('a');
      await queue.start();
      const blocked = await add('a');
      const other = await add('b');
      await runs(other);
      worker.blocked.delete('a');
      queue.wake();
      await runs(blocked, other);
    });

    it('runs a job once, however often it is told of it', async () => {
      await queue.start();
      const uuid = await add('a');
      for (let count = 0; count < 5; count += 1) await queue.enqueue(uuid);
      await runs(uuid);
      await queue.enqueue(uuid);
      await finish(uuid);
      await queue.enqueue(uuid);
      const next = await add('a');
      await runs(next);
      expect(worker.begun).toEqual([uuid, next]);
    });

    it('does not begin what was withdrawn', async () => {
      await queue.start();
      const first = await add('a');
      await runs(first);
      const second = await add('a');
      const third = await add('a');
      store.jobs.update(second, { status: 'paused' });
      await queue.withdraw(second);
      await queue.withdraw(randomUUID());
      await finish(first);
      await runs(third);
      expect(worker.begun).toEqual([first, third]);
    });

    it('heeds a new priority and a new place while jobs wait', async () => {
      await queue.start();
      const first = await add('a');
      await runs(first);
      const [second, third, fourth] = [await add('a'), await add('a'), await add('a')];
      store.jobs.update(fourth, { priority: 1 });
      await queue.reprioritise(fourth);
      store.jobs.moveBefore(third, second, sampleJob.createdAt);
      await queue.reprioritise(third);
      await runAll(4);
      expect(worker.begun).toEqual([first, fourth, third, second]);
    });

    it('interrupts what runs, with the reason, and nothing else', async () => {
      await queue.start();
      const one = await add('a');
      const two = await add('b');
      await runs(one, two);
      worker.onStop = 'ignore';
      const { signal } = worker.runs.get(one) ?? { signal: null };
      expect(await queue.interrupt(one, 'pause')).toBe(true);
      expect(await queue.interrupt(one, 'cancel')).toBe(true);
      await vi.waitFor(() => expect(signal?.aborted).toBe(true), 60_000);
      expect(signal?.reason).toBe('pause');
      expect(worker.runs.get(two)?.signal.aborted).toBe(false);
      expect(await queue.interrupt(randomUUID(), 'pause')).toBe(false);
      const waiting = await add('a');
      expect(await queue.interrupt(waiting, 'cancel')).toBe(false);
    });

    it('runs a job again that ended by being queued once more', async () => {
      await queue.start();
      worker.onStop = 'queue again';
      const uuid = await add('a');
      await runs(uuid);
      const before = worker.runs.get(uuid);
      await queue.interrupt(uuid, 'pause');
      await vi.waitFor(() => expect(worker.runs.get(uuid) ?? before).not.toBe(before), 60_000);
      expect(worker.begun).toEqual([uuid, uuid]);
      await finish(uuid);
    });

    it('stops with everything ended, and begins nothing more', async () => {
      await queue.start();
      const one = await add('a');
      await runs(one);
      const { signal } = worker.runs.get(one) ?? { signal: null };
      await queue.stop();
      expect(signal?.reason).toBe('stop');
      expect(queue.running()).toEqual([]);
      await add('b');
      await queue.stop();
      expect(worker.begun).toEqual([one]);
      await queue.start();
      await queue.start();
      await vi.waitFor(() => expect(worker.begun).toHaveLength(2), 60_000);
    });

    it('loses nothing of what a queue was not told that was killed before it', async () => {
      await queue.start();
      await queue.stop();
      const uuid = insert('a');
      const later = await makeQueue(store, worker, 4);
      await later.start();
      await runs(uuid);
      await finish(uuid);
      await later.stop();
    });

    it('tries again when the database was held, and passes over what cannot begin', async () => {
      worker.troubles.push(new AppError('DATABASE_BUSY', 'held'), new AppError('INTERNAL', 'broken'));
      await queue.start();
      const one = await add('a');
      const two = await add('b');
      await vi.waitFor(() => {
        queue.wake();
        expect([...worker.runs.keys()].sort()).toEqual([one, two].sort());
      }, 60_000);
    });

    it('gives 200 jobs on 8 drives each one run, and never passes over one that could begin', async () => {
      const random = new Random(5);
      const passedOver: string[] = [];
      worker.onBegin = (job) => {
        for (const other of store.jobs.queued(1000)) {
          if (other.uuid === job.uuid) break;
          const isFree = store.leases.get(other.driveKey ?? '') === null;
          if (isFree) passedOver.push(`${other.uuid} by ${job.uuid}`);
        }
      };
      const uuids = Array.from({ length: 200 }, () =>
        insert(`drive-${random.integer(1, 8)}`, { priority: random.integer(-2, 2) }),
      );
      await queue.start();
      for (let done = 0; done < uuids.length; ) {
        await vi.waitFor(() => expect(worker.runs.size).toBeGreaterThan(0), 60_000);
        const running = [...worker.runs.values()];
        running[random.integer(0, running.length - 1)]?.finish();
        done = store.jobs.countByStatus().completed + 1;
        await vi.waitFor(() => expect(store.jobs.countByStatus().completed).toBe(done), 60_000);
      }
      expect([...worker.begun].sort()).toEqual([...uuids].sort());
      expect(worker.most).toBe(4);
      expect(passedOver).toEqual([]);
    });
  });
}
