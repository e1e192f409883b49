import { cropRanges, type SectorRange } from '#model/index.ts';

/** Neighbouring sectors that the same copies have. */
export type ClaimedRun = SectorRange & {
  /** Indexes of the copies that have them, in order; none where nobody has. */
  readonly holders: readonly number[];
};

/**
 * Cuts a span of sectors into runs, in order and without gap, within which the same copies claim to have every sector.
 * `claims` are the sectors of each copy, in order and joined.
 */
export function claimedRuns(claims: readonly (readonly SectorRange[])[], span: SectorRange): ClaimedRun[] {
  const within = claims.map((ranges) => cropRanges(ranges, span));
  const cuts = new Set([span.firstLba]);
  for (const { firstLba, lastLba } of within.flat()) {
    cuts.add(firstLba);
    if (lastLba < span.lastLba) cuts.add(lastLba + 1);
  }
  const starts = [...cuts].sort((a, b) => a - b);
  const next = within.map(() => 0);
  return starts.map((firstLba, index) => {
    const lastLba = (starts[index + 1] ?? span.lastLba + 1) - 1;
    const holders = within.flatMap((ranges, copy) => {
      let at = next[copy] ?? 0;
      while ((ranges[at]?.lastLba ?? Number.POSITIVE_INFINITY) < firstLba) at += 1;
      next[copy] = at;
      return (ranges[at]?.firstLba ?? Number.POSITIVE_INFINITY) <= firstLba ? [copy] : [];
    });
    return { firstLba, lastLba, holders };
  });
}

/**
 * Which copy to believe where several hold a sector: the index of the first of those that more than half of all agree with,
 * `null` if there is no such majority. One copy alone is believed.
 */
export function majorityOf(sectors: readonly Buffer[]): number | null {
  for (const [index, sector] of sectors.entries()) {
    const agreeing = sectors.filter((other) => other.equals(sector)).length;
    if (agreeing * 2 > sectors.length) return index;
  }
  return null;
}
