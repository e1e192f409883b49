import {
  countSectors,
  joinRanges,
  type Provenance,
  RAW_SECTOR_BYTES,
  type SectorRange,
  type VerifyReport,
} from '#model/index.ts';
import { parseMapfile } from '../read/mapfile.ts';
import { plainName } from '../zstd/index.ts';
import { findProvenance } from './find-provenance.ts';
import { readSidecar, sidecarPaths } from './sidecars.ts';

/** What is known of sectors that could not be read. */
export type Damage = Pick<VerifyReport, 'isComplete' | 'badBytes' | 'badSectors'>;

const unknownDamage: Damage = { isComplete: null, badBytes: null, badSectors: [] };

/** Damage of a whole image: by its provenance, else by the map beside it. Errors: those of reading the map. */
export async function findDamage(imagePath: string, provenance: Provenance | null): Promise<Damage> {
  if (provenance !== null) {
    const { isComplete, badBytes, badSectors } = provenance;
    return { isComplete, badBytes, badSectors };
  }
  const maps = ['.map', '.mapfile'].flatMap((ending) => sidecarPaths(imagePath, ending));
  for (const path of maps) {
    const map = parseMapfile((await readSidecar(path)) ?? '');
    if (map === null) continue;
    return {
      isComplete: map.isComplete,
      badBytes: map.sizeBytes - map.rescuedBytes,
      badSectors: map.sectorsIn('?', '*', '/', '-'),
    };
  }
  return unknownDamage;
}

/** Sectors of which an image does not hold what its disc has. */
export type LostSectors = {
  readonly sectors: readonly SectorRange[];
  /** False if something is missing and nobody knows where: then nothing of the image can be called intact. */
  readonly arePlacesKnown: boolean;
};

/**
 * Finds the sectors of which an image does not hold what its disc has: that could not be read, that were left out, and that
 * were other ones with each reading. Errors: those of reading the map.
 */
export async function findLostSectors(
  imagePath: string,
  provenance: Provenance | null,
): Promise<LostSectors> {
  const { isComplete, badBytes, badSectors } = await findDamage(plainName(imagePath), provenance);
  const { excludedSectors = [], secondRead = null } = provenance ?? {};
  const sectors = joinRanges([...badSectors, ...excludedSectors, ...(secondRead?.unsettled ?? [])]);
  const isDamaged = isComplete === false || (badBytes ?? 0) > 0;
  return { sectors, arePlacesKnown: !isDamaged || sectors.length > 0 };
}

/** As `findLostSectors`, of an image of which only its files are known. Errors: those of reading its papers. */
export async function findLostSectorsOf(imagePath: string): Promise<LostSectors> {
  const plain = plainName(imagePath);
  const found = await findProvenance(plain, { notes: [], unusable: [] });
  return await findLostSectors(plain, found?.provenance ?? null);
}

/**
 * Damage of one file of an image: its own if it is an audio track, none to speak of if it holds no sectors, else that of
 * the image.
 */
export async function findDamageOfFile(
  imagePath: string,
  provenance: Provenance | null,
  fileName: string,
): Promise<Damage> {
  const role = provenance?.companions.find((part) => part.fileName === fileName)?.role;
  if (role === 'sheet' || role === 'log') return unknownDamage;
  const track = provenance?.cd?.audio.find((result) => result.fileName === fileName);
  if (role !== 'track' || track === undefined) return findDamage(imagePath, provenance);
  const { quality, lostSectors } = track;
  return {
    isComplete: quality === 'good' || quality === 'repaired',
    badBytes: countSectors(lostSectors) * RAW_SECTOR_BYTES,
    badSectors: lostSectors,
  };
}

/** Damage in words; nothing if there is none. */
export function damageNotes({ badBytes, badSectors }: Damage): string[] {
  if (badBytes === null || badBytes === 0) return [];
  return [
    `${badBytes} bytes in ${countSectors(badSectors)} sectors could not be read from the disc and are zeros in the image.`,
  ];
}
