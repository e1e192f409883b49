import { randomUUID } from 'node:crypto';
import {
  type Checksums,
  type DriveInfo,
  defaultReadOptions,
  driveKey,
  intersectRanges,
  joinRanges,
  type Provenance,
  SECTOR_BYTES,
  type SectorRange,
  subtractRanges,
} from '#model/index.ts';
import { type EarlierImage, sourceOf } from '../image/index.ts';
import { type Block, BlockMap, planReading } from '../read/index.ts';
import { jobPlanOf } from '../rip/job/job-domain.ts';
import type { MadeImage } from '../rip/make/make-image.ts';
import type { MergeOutcome } from './merge-outcome.ts';
import { excludedByAll } from './open-copies.ts';

/** What is known of a merged image, for its papers. The images are in the order in which they were named. */
export function describeMerged(
  images: readonly [EarlierImage, ...EarlierImage[]],
  outcome: MergeOutcome,
  checksums: Checksums,
): MadeImage {
  const best = bestKnown(
    images.map(({ provenance }) => provenance),
    images[0].provenance,
  );
  const { sizeBytes, domain } = best;
  const map = mapOf(images, outcome, sizeBytes);
  return {
    map,
    sizeBytes,
    checksums,
    runOutSectors: Math.max(...images.map(({ provenance }) => provenance.runOutSectors)),
    state: {
      format: 'disk2iso-job',
      formatVersion: 2,
      jobId: randomUUID(),
      startedAt: new Date().toISOString(),
      mode: 'rescue',
      isRescuing: true,
      plan: jobPlanOf(planReading(best.disc, 'rescue')),
      domain: { kind: domain, sizeBytes },
      disc: best.disc,
      options: { ...defaultReadOptions, excluded: excludedByAll(images) },
      completedPasses: [],
      drives: drivesOf(images),
      origin: {
        type: 'merge',
        sources: images.map((image, index) => ({
          ...sourceOf(image),
          sectorsTaken: outcome.taken[index] ?? 0,
        })),
        outvoted: outcome.outvoted,
        conflicts: outcome.conflicts,
      },
      tools: images.flatMap(({ provenance }) => provenance.tools),
      secondRead: null,
      facts: null,
      tags: null,
      tracks: [],
      sessions: [],
    },
  };
}

/** The one whose papers say most of the disc: a damaged beginning hides label and file system. */
function bestKnown(all: readonly Provenance[], first: Provenance): Provenance {
  const facts = ({ disc }: Provenance) =>
    [disc.label, disc.fsBytes, disc.fingerprint.volumeUuid, disc.fingerprint.headSha256].filter(
      (fact) => fact !== null,
    ).length;
  return all.reduce((best, next) => (facts(next) > facts(best) ? next : best), first);
}

/** Every drive that read any of the copies, once. */
function drivesOf(images: readonly EarlierImage[]): DriveInfo[] {
  const drives = new Map<string, DriveInfo>();
  for (const { provenance } of images) {
    for (const drive of provenance.drives) drives.set(driveKey(drive), drive);
  }
  return [...drives.values()];
}

/** What was tried in vain in any drive, or is contradictory, is bad; what nobody has tried stays untried. */
function mapOf(images: readonly EarlierImage[], outcome: MergeOutcome, sizeBytes: number): BlockMap {
  const tried = joinRanges(images.flatMap(({ map }) => map.sectorsIn('*', '/', '-')));
  const doubtful = images.flatMap(({ provenance }) => provenance.secondRead?.unsettled ?? []);
  const unread = joinRanges([...outcome.missing, ...outcome.conflicts]);
  const bad = joinRanges([
    ...outcome.conflicts,
    ...intersectRanges(unread, joinRanges([...tried, ...doubtful])),
  ]);
  const runs: readonly (SectorRange & Pick<Block, 'status'>)[] = [
    ...bad.map((range) => ({ ...range, status: '-' as const })),
    ...subtractRanges(unread, bad).map((range) => ({ ...range, status: '?' as const })),
  ].sort((a, b) => a.firstLba - b.firstLba);
  const blocks: Block[] = [];
  let end = 0;
  for (const { firstLba, lastLba, status } of runs) {
    const pos = firstLba * SECTOR_BYTES;
    if (pos > end) blocks.push({ pos: end, size: pos - end, status: '+' });
    end = Math.min(sizeBytes, (lastLba + 1) * SECTOR_BYTES);
    blocks.push({ pos, size: end - pos, status });
  }
  if (end < sizeBytes) blocks.push({ pos: end, size: sizeBytes - end, status: '+' });
  return new BlockMap(blocks);
}
