import { open } from 'node:fs/promises';
import { type Disc, SECTOR_BYTES } from '#model/index.ts';
import { compareDiscs, openSectorSource, UnreadableSectorError } from '../../disc/index.ts';
import type { Medium } from '../../drive/drive.ts';
import { BlockMap, MapKeeper, type WorkFiles } from '../../read/index.ts';
import type { JobState } from './job-state.ts';

/** Sectors compared where fingerprints cannot tell. */
const sampleCount = 24;

/** Whose disc it is. `anybody`: it cannot be told, and nothing was read that could be spoiled. */
export type Ownership = 'same' | 'other' | 'anybody';

/**
 * Whether the disc in the drive is the one that a job began with. Fingerprints decide where they can; where the disc is
 * so damaged that they cannot, sectors that were read before are read again and must be the same.
 */
export async function whoseDisc(job: JobState, now: DiscInDrive): Promise<Ownership> {
  const verdict = compareDiscs(job.disc.fingerprint, now.disc.fingerprint);
  if (verdict !== 'unclear') return verdict === 'same' ? 'same' : 'other';
  const { files, imagePath } = now;
  if (imagePath === null) return 'anybody';
  if (job.tracks.length + job.sessions.length > 0) return 'other';
  if (job.domain === null) return 'anybody';
  // Of a published image the map may be cleared away already; where it is bad, it is uniform and tells nothing.
  const isPublished = !imagePath.startsWith(`${files.folder}/`);
  const whole = new BlockMap([{ pos: 0, size: job.domain.sizeBytes, status: '+' }]);
  const map = (await new MapKeeper(files, job.domain.sizeBytes).restore()) ?? (isPublished ? whole : null);
  // What no map vouches for counts as not read.
  if (map === null || map.rescuedBytes === 0) return 'anybody';
  return (await isSampleEqual(map, { ...now, imagePath: isPublished ? imagePath : files.image }))
    ? 'same'
    : 'other';
}

/** What is in the drive now, and what of the job it is held against. */
export type DiscInDrive = {
  readonly disc: Disc;
  readonly medium: Medium;
  readonly files: WorkFiles;
  /** Where the job's image is, which may already be published; `null` if there is none any more. */
  readonly imagePath: string | null;
  readonly signal: AbortSignal;
  readonly inheritedFds: readonly number[];
};

async function isSampleEqual(map: BlockMap, now: DiscInDrive & { imagePath: string }): Promise<boolean> {
  const { medium, imagePath, signal, inheritedFds } = now;
  const source = await openSectorSource(medium, { signal, inheritedFds });
  const image = await open(imagePath, 'r');
  let equalSectors = 0;
  try {
    for (const lba of spreadOver(map)) {
      const before = Buffer.alloc(SECTOR_BYTES);
      const { bytesRead } = await image.read(before, 0, SECTOR_BYTES, lba * SECTOR_BYTES);
      // Padding is the same on every disc.
      if (bytesRead < SECTOR_BYTES || before.every((byte) => byte === before[0])) continue;
      const again = await source.read(lba, 1).catch((error: unknown) => {
        if (error instanceof UnreadableSectorError) return null;
        throw error;
      });
      if (again === null) continue;
      if (!before.equals(again)) return false;
      equalSectors += 1;
    }
  } finally {
    await image.close();
    await source.close();
  }
  return equalSectors > 0;
}

/** Whole sectors from all over what has been rescued. */
function spreadOver(map: BlockMap): number[] {
  const areas = map.areasIn('+');
  const total = map.rescuedBytes;
  const lbas = new Set<number>();
  let before = 0;
  let number = 0;
  for (const { pos, size } of areas) {
    for (; number < sampleCount && (total * number) / sampleCount < before + size; number += 1) {
      const offset = (total * number) / sampleCount - before;
      const lba = Math.ceil((pos + offset) / SECTOR_BYTES);
      if ((lba + 1) * SECTOR_BYTES <= pos + size) lbas.add(lba);
    }
    before += size;
  }
  return [...lbas];
}
