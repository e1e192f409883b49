import type { SectorRange } from './reading.ts';

/** The same sectors in order, with touching and overlapping ranges joined. Takes ranges in any order. */
export function joinRanges(ranges: readonly SectorRange[]): SectorRange[] {
  const joined: { firstLba: number; lastLba: number }[] = [];
  for (const { firstLba, lastLba } of inOrder(ranges)) {
    const last = joined.at(-1);
    if (last !== undefined && firstLba <= last.lastLba + 1) last.lastLba = Math.max(last.lastLba, lastLba);
    else joined.push({ firstLba, lastLba });
  }
  return joined;
}

/** The sectors of `ranges` that are not in `removed`, in order and joined. Takes ranges in any order. */
export function subtractRanges(
  ranges: readonly SectorRange[],
  removed: readonly SectorRange[],
): SectorRange[] {
  const holes = joinRanges(removed);
  const left: SectorRange[] = [];
  let index = 0;
  for (const range of joinRanges(ranges)) {
    let firstLba = range.firstLba;
    while ((holes[index]?.lastLba ?? Number.POSITIVE_INFINITY) < firstLba) index += 1;
    for (; firstLba <= range.lastLba; index += 1) {
      const hole = holes[index];
      if (hole === undefined || hole.firstLba > range.lastLba) break;
      if (hole.firstLba > firstLba) left.push({ firstLba, lastLba: hole.firstLba - 1 });
      firstLba = hole.lastLba + 1;
      // The next range may begin in this hole as well.
      if (hole.lastLba >= range.lastLba) break;
    }
    if (firstLba <= range.lastLba) left.push({ firstLba, lastLba: range.lastLba });
  }
  return left;
}

/** The sectors that are in both lists, in order and joined. Takes ranges in any order. */
export function intersectRanges(a: readonly SectorRange[], b: readonly SectorRange[]): SectorRange[] {
  const others = joinRanges(b);
  const common: SectorRange[] = [];
  let index = 0;
  for (const range of joinRanges(a)) {
    while ((others[index]?.lastLba ?? Number.POSITIVE_INFINITY) < range.firstLba) index += 1;
    for (let next = index; ; next += 1) {
      const other = others[next];
      if (other === undefined || other.firstLba > range.lastLba) break;
      common.push({
        firstLba: Math.max(range.firstLba, other.firstLba),
        lastLba: Math.min(range.lastLba, other.lastLba),
      });
      index = next; // It may reach into the next range.
    }
  }
  return common;
}

/** What of `ranges` lies in `span`. They must be in order and joined: the first is found without looking at those before. */
export function cropRanges(ranges: readonly SectorRange[], span: SectorRange): SectorRange[] {
  const cropped: SectorRange[] = [];
  for (let index = firstEndingFrom(ranges, span.firstLba); ; index += 1) {
    const range = ranges[index];
    if (range === undefined || range.firstLba > span.lastLba) return cropped;
    cropped.push({
      firstLba: Math.max(range.firstLba, span.firstLba),
      lastLba: Math.min(range.lastLba, span.lastLba),
    });
  }
}

/** Number of sectors in non-overlapping ranges. */
export function countSectors(ranges: readonly SectorRange[]): number {
  return ranges.reduce((sum, { firstLba, lastLba }) => sum + lastLba - firstLba + 1, 0);
}

/** Lists from maps are in order already: sorting them would cost more than all the rest. */
function inOrder(ranges: readonly SectorRange[]): readonly SectorRange[] {
  const isSorted = ranges.every((range, index) => range.firstLba >= (ranges[index - 1]?.firstLba ?? 0));
  return isSorted ? ranges : [...ranges].sort((a, b) => a.firstLba - b.firstLba);
}

/** Index of the first range that ends at or behind `lba`, by bisection. */
function firstEndingFrom(ranges: readonly SectorRange[], lba: number): number {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((ranges[middle]?.lastLba ?? Number.POSITIVE_INFINITY) < lba) low = middle + 1;
    else high = middle;
  }
  return low;
}
