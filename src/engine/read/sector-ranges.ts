import type { SectorRange } from '#model/index.ts';

/** The same sectors in order, with touching and overlapping ranges joined. */
export function joinRanges(ranges: readonly SectorRange[]): SectorRange[] {
  const joined: SectorRange[] = [];
  for (const range of [...ranges].sort((a, b) => a.firstLba - b.firstLba)) {
    const last = joined.at(-1);
    if (last !== undefined && range.firstLba <= last.lastLba + 1) {
      joined[joined.length - 1] = { firstLba: last.firstLba, lastLba: Math.max(last.lastLba, range.lastLba) };
    } else joined.push(range);
  }
  return joined;
}

/** The sectors of `ranges` that are not in `removed`, in order. */
export function subtractRanges(
  ranges: readonly SectorRange[],
  removed: readonly SectorRange[],
): SectorRange[] {
  let left = joinRanges(ranges);
  for (const hole of removed) {
    left = left.flatMap(({ firstLba, lastLba }) => {
      if (hole.lastLba < firstLba || hole.firstLba > lastLba) return [{ firstLba, lastLba }];
      return [
        { firstLba, lastLba: hole.firstLba - 1 },
        { firstLba: hole.lastLba + 1, lastLba },
      ].filter((range) => range.firstLba <= range.lastLba);
    });
  }
  return left;
}

/** Number of sectors in non-overlapping ranges. */
export function countSectors(ranges: readonly SectorRange[]): number {
  return ranges.reduce((sum, { firstLba, lastLba }) => sum + lastLba - firstLba + 1, 0);
}
