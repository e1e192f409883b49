import { QueryClient } from '@tanstack/react-query';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Job, JobDetail, Page } from '../api/types.ts';
import { sampleJob } from '../testing/sample-job.ts';
import { EventApplier } from './apply-event.ts';
import type { StreamEvent } from './live-channel.ts';
import { LiveFigures } from './live-figures.ts';

let cache: QueryClient;
let figures: LiveFigures;
let applier: EventApplier;

beforeEach(() => {
  cache = new QueryClient();
  figures = new LiveFigures();
  applier = new EventApplier(cache, figures);
});

const listKey = ['jobs', 'list', {}];
const listed = () =>
  cache.getQueryData<{ pages: Page<Job>[] }>(listKey)?.pages.flatMap(({ items }) => items) ?? [];
const put = (job: Job) => {
  const page = { items: [job], nextCursor: null, total: 1, totalIsExact: true };
  cache.setQueryData(listKey, { pages: [page], pageParams: [''] });
  cache.setQueryData<JobDetail>(['job', job.uuid], { job, timeline: [], progress: null, map: null });
};
const tell = (job: Job) => applier.apply({ type: 'job', uuid: job.uuid, job } as StreamEvent);

describe('an event', () => {
  it('changes a job wherever it is shown', () => {
    const job = sampleJob();
    put(job);
    tell({ ...job, status: 'running', updatedAt: '2026-01-01T00:00:05.000Z' });
    expect(listed()[0]?.status).toBe('running');
    expect(cache.getQueryData<JobDetail>(['job', job.uuid])?.job.status).toBe('running');
  });

  it('that is older than what is known changes nothing', () => {
    const job = sampleJob({ status: 'completed', updatedAt: '2026-01-01T00:01:00.000Z' });
    put(job);
    tell({ ...job, status: 'running', updatedAt: '2026-01-01T00:00:05.000Z' });
    expect(listed()[0]?.status).toBe('completed');
  });

  it('that a job is gone takes it from every list', () => {
    const job = sampleJob();
    put(job);
    applier.apply({ type: 'job', uuid: job.uuid, job: null });
    expect(listed()).toEqual([]);
    expect(cache.getQueryData(['job', job.uuid])).toBeUndefined();
  });

  it('with figures concerns only those who show that job, and they end with it', () => {
    const job = sampleJob({ status: 'running' });
    let calls = 0;
    figures.listen(job.uuid, () => {
      calls += 1;
    });
    figures.listen('another', () => {
      calls += 100;
    });
    const progress = { phase: 'reading', pass: 1, bytesDone: 1, bytesTotal: 2, fraction: 0.5 };
    applier.apply({ type: 'progress', uuid: job.uuid, progress } as StreamEvent);
    expect(figures.get(job.uuid).progress?.fraction).toBe(0.5);
    tell({ ...job, status: 'completed' });
    expect(figures.get(job.uuid).progress).toBeNull();
    expect(calls).toBe(2);
  });
});

describe('an answer', () => {
  it('that an event has overtaken is asked for again', async () => {
    const end = applier.start();
    const job = sampleJob();
    const answers = [job, { ...job, status: 'completed' as const }];
    const answer: { give: () => void } = { give: () => undefined };
    let asked = 0;
    const queryFn = async () => {
      const now = answers[Math.min(asked, 1)] ?? job;
      asked += 1;
      if (asked === 1) await new Promise<void>((resolve) => (answer.give = resolve));
      return { job: now, timeline: [], progress: null, map: null };
    };
    const observed = cache.fetchQuery({ queryKey: ['job', job.uuid], queryFn });
    tell({ ...job, status: 'completed', updatedAt: '2026-01-02T00:00:00.000Z' });
    answer.give();
    await observed;
    expect(cache.getQueryState(['job', job.uuid])?.isInvalidated).toBe(true);
    end();
  });
});
