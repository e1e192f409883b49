import { expect, it } from 'vitest';
import { SpaceEvents } from './from-space.ts';

const at = '2026-03-01T12:00:00.000Z';
const told = (events: SpaceEvents, freeBytes: number | null) =>
  events.of([{ path: '/library', freeBytes }], at).map(({ type, facts }) => [type, facts]);

it('little space is told once, and again only after there was enough', () => {
  const events = new SpaceEvents();
  expect(told(events, null)).toEqual([]);
  expect(told(events, 11e9)).toEqual([]);
  expect(told(events, 9e9)).toEqual([['space.low', { path: '/library', freeBytes: 9e9 }]]);
  expect(told(events, 8e9)).toEqual([]);
  expect(told(events, 12e9)).toEqual([]);
  expect(told(events, 9e9)).toEqual([]);
  expect(told(events, 16e9)).toEqual([]);
  expect(told(events, 9e9)).toHaveLength(1);
});
