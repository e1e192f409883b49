import { describe, expect, it } from 'vitest';
import { defaultReadOptions, type SectorRange, type Track } from '#model/index.ts';
import { BlockMap, type BlockStatus } from '../../read/block-map.ts';
import type { JobState } from '../job/job-state.ts';
import { countRunOut as count } from './run-out.ts';

const sectorCount = 20_000;

/** Only what `countRunOut` looks at. */
function state(
  media: JobState['disc']['media'],
  fsSectors: number | null,
  more: { excluded?: SectorRange[]; tracks?: Track[] } = {},
): JobState {
  const { excluded = [], tracks = [] } = more;
  const disc = { media, fsBytes: fsSectors === null ? null : fsSectors * 2048, sessionCount: 2, tracks };
  return {
    disc,
    domain,
    options: { ...defaultReadOptions, excluded },
  } as unknown as JobState;
}

const domain = { kind: 'cap', sizeBytes: sectorCount * 2048 } as const;
const countRunOut = (map: BlockMap, job: JobState) => count(map, domain, job);

/** Everything rescued but the sectors given. */
function mapWith(...missing: readonly (SectorRange & { status: BlockStatus })[]): BlockMap {
  const blocks: { pos: number; size: number; status: BlockStatus }[] = [];
  let end = 0;
  const add = (to: number, status: BlockStatus) => {
    if (to > end) blocks.push({ pos: end * 2048, size: (to - end) * 2048, status });
    end = Math.max(end, to);
  };
  for (const { firstLba, lastLba, status } of missing) {
    add(firstLba, '+');
    add(lastLba + 1, status);
  }
  add(sectorCount, '+');
  return new BlockMap(blocks);
}

const tail = (count: number, status: BlockStatus = '-') => ({
  firstLba: sectorCount - count,
  lastLba: sectorCount - 1,
  status,
});

describe('countRunOut', () => {
  it.each(['-', '*', '/'] as const)(
    'takes one or two last sectors that are %s on a CD-R for run-out',
    (status) => {
      expect(countRunOut(mapWith(tail(2, status)), state('cd-r', sectorCount - 10))).toBe(2);
      expect(countRunOut(mapWith(tail(1, status)), state('cd-rw', null))).toBe(1);
    },
  );

  it('does so behind a gap between sessions, of which nothing is missing', () => {
    const track = {
      number: 1,
      session: 1,
      type: 'data',
      startLba: 0,
      sectorCount: 3600,
      control: 4,
    } as const;
    const tracks = [track, { ...track, number: 2, session: 2, startLba: 15_000, sectorCount: 5000 }];
    const gap = { firstLba: 3600, lastLba: 14_999, status: '?' } as const;
    expect(countRunOut(mapWith(gap, tail(2)), state('cd-r', 19_000, { tracks }))).toBe(2);
    expect(countRunOut(mapWith({ ...gap, firstLba: 3599 }, tail(2)), state('cd-r', 19_000, { tracks }))).toBe(
      0,
    );
  });

  it.each([
    ['more than two sectors', mapWith(tail(3)), state('cd-r', 90)],
    ['sectors that a file system claims', mapWith(tail(2)), state('cd-r', sectorCount - 1)],
    ['the end of a CD that nobody calls recordable', mapWith(tail(2)), state('cd', 90)],
    ['the end of such a CD without a file system', mapWith(tail(2)), state('cd', null)],
    ['a disc that is no CD', mapWith(tail(2)), state('dvd-r', 90)],
    ['a disc of unknown make', mapWith(tail(2)), state(null, 90)],
    ['an image file', mapWith(tail(2)), state('image', 90)],
    ['sectors that were never tried', mapWith(tail(2, '?')), state('cd-r', 90)],
    [
      'sectors of which one was never tried',
      mapWith({ ...tail(2), lastLba: sectorCount - 2 }, tail(1, '?')),
      state('cd-r', 90),
    ],
    [
      'excluded sectors',
      mapWith(tail(2)),
      state('cd-r', 90, { excluded: [{ firstLba: sectorCount - 1, lastLba: sectorCount - 1 }] }),
    ],
    [
      'damage before the end',
      mapWith({ firstLba: sectorCount - 4, lastLba: sectorCount - 3, status: '-' }),
      state('cd-r', 90),
    ],
    [
      'the end of a disc with other damage',
      mapWith({ firstLba: 5, lastLba: 5, status: '-' }, tail(2)),
      state('cd-r', 90),
    ],
    ['a complete disc', mapWith(), state('cd-r', 90)],
  ])('does not take %s for run-out', (_, map, job) => {
    expect(countRunOut(map, job)).toBe(0);
  });
});
