import { describe, expect, it } from 'vitest';
import { checkIsoSearch, checkJobSearch, dayToTime } from '../app/search.ts';
import { sampleJob } from '../testing/sample-job.ts';
import { parseRanges } from './drives/parse-ranges.ts';
import { moveOf, queueOrder } from './jobs/queue-order.ts';
import { isGood, noChoices, orderOf } from './new-job/choices.ts';

describe('addresses', () => {
  it('say what a list shows; what makes no sense is dropped', () => {
    expect(checkJobSearch({ status: 'failed', q: 7, from: '2026-01-31', sort: 'x', other: 1 })).toEqual({
      status: 'failed',
      q: '7',
      from: '2026-01-31',
    });
    expect(checkIsoSearch({ only: 'trashed', view: 'list', kind: '<b>', to: 'today' })).toEqual({
      only: 'trashed',
      view: 'list',
    });
  });

  it('mean whole days of the reader', () => {
    const begin = new Date(dayToTime('2026-03-01', 'begin') ?? '');
    const end = new Date(dayToTime('2026-03-01', 'end') ?? '');
    expect(begin.getHours()).toBe(0);
    expect(end.getTime() - begin.getTime()).toBe(86_400_000 - 1);
    expect(dayToTime(undefined, 'end')).toBeUndefined();
  });
});

describe('unreadable sectors', () => {
  it('are written as people write them', () => {
    expect(parseRanges('100-199, 250')).toEqual([
      { firstLba: 100, lastLba: 199 },
      { firstLba: 250, lastLba: 250 },
    ]);
    expect(parseRanges('')).toEqual([]);
    expect(parseRanges('9-3')).toBeNull();
    expect(parseRanges('a')).toBeNull();
  });
});

describe('a new job', () => {
  it('is ordered with nothing but what was chosen', () => {
    expect(orderOf('sr0', noChoices)).toEqual({ device: 'sr0' });
    expect(orderOf('sr0', { ...noChoices, mode: 'rescue', filename: ' a ', retries: '5' })).toEqual({
      device: 'sr0',
      mode: 'rescue',
      filename: 'a',
      retries: 5,
    });
  });

  it('is not ordered with numbers that make no sense', () => {
    expect(isGood(noChoices)).toBe(true);
    expect(isGood({ ...noChoices, retries: '101' })).toBe(false);
    expect(isGood({ ...noChoices, priority: '-7' })).toBe(true);
    expect(isGood({ ...noChoices, readSpeed: 'fast' })).toBe(false);
  });
});

describe('the queue', () => {
  const job = (uuid: string, priority: number, position: number) => sampleJob({ uuid, priority, position });

  it('goes by priority, then by place; what does not wait is not in it', () => {
    const jobs = [
      job('a', 0, 2),
      job('b', 5, 9),
      job('c', 0, 1),
      sampleJob({ uuid: 'd', status: 'running' }),
    ];
    expect(queueOrder(jobs).map(({ uuid }) => uuid)).toEqual(['b', 'c', 'a']);
  });

  it('is changed by saying before whom, or at the end with whose priority', () => {
    const order = [job('b', 5, 1), job('c', 0, 1), job('a', 0, 2)];
    expect(moveOf(order, 0)).toEqual({ before: 'c' });
    expect(moveOf(order, 2)).toEqual({ before: null, priority: 0 });
    expect(moveOf(order.slice(0, 1), 0)).toEqual({ before: null });
  });
});
