import { describe, expect, it } from 'vitest';
import { BlockMap } from '../read/index.ts';
import { countRunOut } from './finish-stage.ts';
import type { JobState } from './job-state.ts';

/** Only what `countRunOut` looks at. */
function state(media: JobState['disc']['media'], fsSectors: number | null): JobState {
  const disc = { media, fsBytes: fsSectors === null ? null : fsSectors * 2048 };
  return { disc, domain: { kind: 'cap', sizeBytes: 100 * 2048 } } as JobState;
}

function mapWithTail(badSectors: number, goodAfter = 0): BlockMap {
  const good = 100 - badSectors - goodAfter;
  return new BlockMap([
    { pos: 0, size: good * 2048, status: '+' },
    { pos: good * 2048, size: badSectors * 2048, status: '-' },
    ...(goodAfter === 0
      ? []
      : [{ pos: (good + badSectors) * 2048, size: goodAfter * 2048, status: '+' as const }]),
  ]);
}

describe('countRunOut', () => {
  it('takes one or two bad sectors at the very end of a CD for run-out', () => {
    expect(countRunOut(mapWithTail(2), state('cd-r', 90))).toBe(2);
    expect(countRunOut(mapWithTail(1), state('cd', null))).toBe(1);
  });

  it.each([
    ['more than two sectors', mapWithTail(3), state('cd-r', 90)],
    ['sectors that a file system claims', mapWithTail(2), state('cd-r', 99)],
    ['a disc that is no CD', mapWithTail(2), state('dvd-r', 90)],
    ['a disc of unknown make', mapWithTail(2), state(null, 90)],
    ['damage before the end', mapWithTail(2, 1), state('cd-r', 90)],
    ['a complete disc', new BlockMap([{ pos: 0, size: 204800, status: '+' }]), state('cd-r', 90)],
  ])('does not take %s for run-out', (_, map, job) => {
    expect(countRunOut(map, job)).toBe(0);
  });
});
