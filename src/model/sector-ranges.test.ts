import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SectorRange } from './reading.ts';
import { countSectors, cropRanges, intersectRanges, joinRanges, subtractRanges } from './sector-ranges.ts';

/** Ranges as people give them: in any order, overlapping, touching. */
const ranges = fc.array(
  fc
    .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 9 }))
    .map(([firstLba, more]) => ({ firstLba, lastLba: firstLba + more })),
  { maxLength: 12 },
);
const span = fc
  .tuple(fc.integer({ min: 0, max: 70 }), fc.integer({ min: 0, max: 30 }))
  .map(([firstLba, more]) => ({ firstLba, lastLba: firstLba + more }));

/** The sectors one by one: slow and obviously right. */
const spell = (list: readonly SectorRange[]) =>
  new Set(
    list.flatMap(({ firstLba, lastLba }) =>
      Array.from({ length: lastLba - firstLba + 1 }, (_, i) => firstLba + i),
    ),
  );
const sorted = (sectors: Iterable<number>) => [...sectors].sort((a, b) => a - b);

/** In order and with at least one sector between any two. */
const expectJoined = (list: readonly SectorRange[]) => {
  for (const [index, range] of list.entries()) {
    expect(range.lastLba).toBeGreaterThanOrEqual(range.firstLba);
    const before = list[index - 1];
    if (before !== undefined) expect(range.firstLba).toBeGreaterThan(before.lastLba + 1);
  }
};

describe('ranges of sectors', () => {
  it('are joined without losing or gaining a sector', () => {
    fc.assert(
      fc.property(ranges, (list) => {
        const joined = joinRanges(list);
        expectJoined(joined);
        expect(spell(joined)).toEqual(new Set(sorted(spell(list))));
        expect(countSectors(joined)).toBe(spell(list).size);
      }),
    );
  });

  it('are subtracted and intersected as sets are', () => {
    fc.assert(
      fc.property(ranges, ranges, (a, b) => {
        const [left, right] = [spell(a), spell(b)];
        const without = subtractRanges(a, b);
        expectJoined(without);
        expect(sorted(spell(without))).toEqual(sorted([...left].filter((lba) => !right.has(lba))));
        const common = intersectRanges(a, b);
        expectJoined(common);
        expect(sorted(spell(common))).toEqual(sorted([...left].filter((lba) => right.has(lba))));
      }),
    );
  });

  it('are cropped to a span', () => {
    fc.assert(
      fc.property(ranges, span, (list, within) => {
        const joined = joinRanges(list);
        expect(cropRanges(joined, within)).toEqual(intersectRanges(joined, [within]));
      }),
    );
  });

  it('are not changed where they lie', () => {
    const given = [
      { firstLba: 5, lastLba: 6 },
      { firstLba: 0, lastLba: 4 },
    ] as const;
    const copy = structuredClone(given);
    expect(joinRanges(given)).toEqual([{ firstLba: 0, lastLba: 6 }]);
    subtractRanges(given, given);
    intersectRanges(given, given);
    expect(given).toEqual(copy);
  });
});

describe('100,000 areas', () => {
  const areaCount = 100_000;
  /** Counts how often an element is looked at. */
  function counted(list: readonly SectorRange[]): { list: readonly SectorRange[]; looks: () => number } {
    let looks = 0;
    const watched = new Proxy(list, {
      get: (target, key, receiver) => {
        if (typeof key === 'string' && /^\d+$/.test(key)) looks += 1;
        return Reflect.get(target, key, receiver);
      },
    });
    return { list: watched, looks: () => looks };
  }
  const even = Array.from({ length: areaCount }, (_, i) => ({ firstLba: 4 * i, lastLba: 4 * i + 1 }));
  const odd = Array.from({ length: areaCount }, (_, i) => ({ firstLba: 4 * i + 1, lastLba: 4 * i + 2 }));

  it('are walked through a fixed number of times', () => {
    const [a, b] = [counted(even), counted(odd)];
    expect(countSectors(subtractRanges(a.list, b.list))).toBe(areaCount);
    expect(countSectors(intersectRanges(a.list, b.list))).toBe(areaCount);
    expect(joinRanges([...a.list, ...b.list])).toHaveLength(areaCount);
    expect(a.looks()).toBeLessThan(20 * areaCount);
    expect(b.looks()).toBeLessThan(20 * areaCount);
  });

  it('are cropped without looking at those before', () => {
    const { list, looks } = counted(even);
    expect(cropRanges(list, { firstLba: 4 * 90_000, lastLba: 4 * 90_000 + 7 })).toHaveLength(2);
    expect(looks()).toBeLessThan(30);
  });
});
