import { countSectors, intersectRanges, SECTOR_BYTES, subtractRanges } from '#model/index.ts';
import { isoHoles } from '../../disc/index.ts';
import type { BlockMap } from '../../read/index.ts';
import type { Domain } from '../job/job-domain.ts';
import type { JobState } from '../job/job-state.ts';

/**
 * Number of sectors at the very end that failed and are the run-out of a CD written track at once: the last two at
 * most, behind everything that the file system claims, and nothing else missing but the gaps between sessions. They hold
 * nothing (MMC-6, "Link Blocks"). Only on media said to be recordable: some drives call a written disc `cd` too, but
 * cdrom_id tells nothing that would set it apart from a pressed one (its profile is CD-ROM and its state withheld:
 * systemd, src/udev/cdrom_id), and there a bad end is damage.
 */
export function countRunOut(
  map: BlockMap,
  domain: Domain,
  { disc, options }: Pick<JobState, 'disc' | 'options'>,
): number {
  if (disc.media !== 'cd-r' && disc.media !== 'cd-rw') return 0;
  const missing = subtractRanges(map.sectorsIn('?', '*', '/', '-'), isoHoles(disc));
  const [tail] = missing;
  const sectorCount = Math.ceil(domain.sizeBytes / SECTOR_BYTES);
  if (missing.length !== 1 || tail === undefined || tail.lastLba !== sectorCount - 1) return 0;
  const count = countSectors(missing);
  const hasFailed = countSectors(intersectRanges(missing, map.sectorsIn('*', '/', '-'))) === count;
  const isExcluded = intersectRanges(missing, options.excluded).length > 0;
  const isBehindFiles = disc.fsBytes === null || disc.fsBytes <= tail.firstLba * SECTOR_BYTES;
  return count <= 2 && hasFailed && !isExcluded && isBehindFiles ? count : 0;
}
