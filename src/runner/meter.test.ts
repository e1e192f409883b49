import { expect, it } from 'vitest';
import type { Progress } from '#model/index.ts';
import { Meter } from './meter.ts';

const phases = [
  { phase: 'compressing', weight: 3 },
  { phase: 'comparing', weight: 1 },
] as const;

it('tells the share of the whole by the weight of its phases, never backwards', () => {
  const told: Progress[] = [];
  const send = (event: { type: string; progress?: Progress }) => {
    if (event.progress !== undefined) told.push(event.progress);
  };
  const meter = new Meter(send, phases);
  meter.report('compressing', { bytesDone: 0, bytesTotal: 100 });
  meter.report('comparing', { bytesDone: 50, bytesTotal: 100 });
  meter.report('compressing', { bytesDone: 100, bytesTotal: 100 });
  expect(told.map(({ phase, fraction }) => [phase, fraction])).toEqual([
    ['compressing', 0],
    ['comparing', 0.875],
    ['compressing', 0.875],
  ]);
});

it('counts things where there are no bytes to count, and tells no more often than somebody looks', () => {
  const told: Progress[] = [];
  const meter = new Meter(
    (event) => event.type === 'progress' && told.push(event.progress),
    [{ phase: 'importing', weight: 1 }],
  );
  for (let done = 0; done <= 1000; done += 1) {
    meter.report('importing', { bytesDone: 0, bytesTotal: 0, items: { done: done + 500, total: 1500 } });
  }
  expect(told[0]).toMatchObject({
    items: { done: 500, total: 1500 },
    bytesPerSecond: null,
    etaSeconds: null,
  });
  expect(told[0]?.fraction).toBeCloseTo(1 / 3);
  expect(told.length).toBeLessThan(100);
});
