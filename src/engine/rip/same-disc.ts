import { open } from 'node:fs/promises';
import { type Disc, SECTOR_BYTES } from '#model/index.ts';
import { compareDiscs, openSectorSource, UnreadableSectorError } from '../disc/index.ts';
import type { Medium } from '../drive/drive.ts';
import { type BlockMap, MapKeeper } from '../read/index.ts';
import type { JobState } from './job-state.ts';
import type { WorkFolder } from './work-folder.ts';

/** Sectors compared where fingerprints cannot tell. */
const sampleCount = 24;

/**
 * Whether the disc in the drive is the one that a job began with. Fingerprints decide where they can; where the disc is
 * so damaged that they cannot, sectors that were read before are read again and must be the same.
 */
export async function isDiscOf(
  job: JobState,
  now: { readonly disc: Disc; readonly medium: Medium; readonly folder: WorkFolder },
): Promise<boolean> {
  const verdict = compareDiscs(job.disc.fingerprint, now.disc.fingerprint);
  if (verdict !== 'unclear') return verdict === 'same';
  const map = await new MapKeeper(now.folder.files, job.domain.sizeBytes).restore();
  // Nothing was read: there is nothing to spoil.
  if (map === null || map.rescuedBytes === 0) return true;
  return isSampleEqual(map, now.folder.files.image, now.medium);
}

async function isSampleEqual(map: BlockMap, imagePath: string, medium: Medium): Promise<boolean> {
  const source = await openSectorSource(medium);
  const image = await open(imagePath, 'r');
  let equalSectors = 0;
  try {
    for (const lba of spreadOver(map)) {
      const before = Buffer.alloc(SECTOR_BYTES);
      const { bytesRead } = await image.read(before, 0, SECTOR_BYTES, lba * SECTOR_BYTES);
      // Padding is the same on every disc.
      if (bytesRead < SECTOR_BYTES || before.every((byte) => byte === before[0])) continue;
      const now = await source.read(lba, 1).catch((error: unknown) => {
        if (error instanceof UnreadableSectorError) return null;
        throw error;
      });
      if (now === null) continue;
      if (!before.equals(now)) return false;
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
