import { basename } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import {
  AppError,
  type ChecksumAlgorithm,
  type Provenance,
  type SectorRange,
  type SourceImage,
  subtractRanges,
} from '#model/index.ts';
import { BlockMap, parseMapfile } from '../read/index.ts';
import { plainName } from '../zstd/index.ts';
import { regularFileSize } from './checksum-follower.ts';
import { describedFiles } from './image-set.ts';
import { readProvenance, readSidecar, sidecarPaths } from './sidecars.ts';

/** A sum that a file must still have. */
export type ExpectedSum = { readonly algorithm: ChecksumAlgorithm; readonly sum: string };

/** An image that was read earlier, as its papers describe it, to make a better one of. Nothing of it is ever changed. */
export type EarlierImage = {
  /** Absolute. */
  readonly path: string;
  readonly provenance: Provenance;
  /** What of it was read; every byte where nothing is missing. */
  readonly map: BlockMap;
  /** The strongest sum that is on record; `null` if none is. */
  readonly sum: ExpectedSum | null;
};

/**
 * Opens the papers of an `.iso` that disk2iso has read: its provenance, and the map of what was read if anything is missing.
 * Of the image itself only the size is looked at. Errors: `IMAGE_UNSUITABLE` in words for images of several files,
 * without papers, without a map, or whose papers contradict each other; `NOT_FOUND`, `PERMISSION_DENIED`, `FILE_READ_FAILED`.
 */
export async function openEarlierImage(path: string): Promise<EarlierImage> {
  const sizeBytes = await regularFileSize(path);
  if (plainName(path) !== path) throw unsuitable(path, 'is compressed; expand it first');
  const provenance = await findOwnProvenance(path);
  const files = describedFiles(provenance);
  if (files.length > 1 || provenance.cd !== null) {
    throw unsuitable(path, 'consists of several files; only images of data in one .iso can be used for this');
  }
  if (sizeBytes !== provenance.sizeBytes) {
    throw unsuitable(
      path,
      `has ${sizeBytes} bytes, but ${provenance.sizeBytes} are on record: it was changed`,
    );
  }
  return { path, provenance, map: await readKeptMap(path, provenance), sum: strongestSum(provenance) };
}

/** How an image is named in the provenance of one that was made of it. */
export function sourceOf({ path, provenance }: EarlierImage): SourceImage {
  const { jobId, sizeBytes, badBytes, checksums } = provenance;
  return { jobId, fileName: basename(path), sizeBytes, badBytes, sha256: checksums.sha256 ?? null };
}

/** Sectors of it that nobody has read, gaps between sessions included. */
export function missingSectors({ map }: Pick<EarlierImage, 'map'>): SectorRange[] {
  return map.sectorsIn('?', '*', '/', '-');
}

/** The error that names why an image does not serve; `reason` goes on after its path. */
export function unsuitable(path: string, reason: string): AppError {
  return new AppError('IMAGE_UNSUITABLE', `${path} ${reason}.`, { details: { path } });
}

/** The error for an image whose sum is another now. */
export function changedSince({ path }: Pick<EarlierImage, 'path'>, { algorithm }: ExpectedSum): AppError {
  return unsuitable(
    path,
    `has another ${algorithm.toUpperCase()} sum than the one on record: it was changed`,
  );
}

async function findOwnProvenance(path: string): Promise<Provenance> {
  for (const sidecar of sidecarPaths(path, '.json')) {
    const reading = await readProvenance(sidecar);
    if (reading.type === 'provenance') return reading.provenance;
    if (reading.type === 'invalid' && !reading.isForeign) {
      throw unsuitable(path, `has papers that cannot be used: ${reading.reason.replace(/\.$/, '')}`);
    }
  }
  throw unsuitable(path, 'has no papers of disk2iso (.json), so nobody knows which sectors of it were read');
}

async function readKeptMap(path: string, provenance: Provenance): Promise<BlockMap> {
  const { sizeBytes, isComplete, badBytes, excludedSectors, gapSectors, secondRead } = provenance;
  const whole = new BlockMap([{ pos: 0, size: sizeBytes, status: '+' }]);
  if (isComplete) return whole;
  for (const sidecar of sidecarPaths(path, '.map')) {
    const text = await readSidecar(sidecar);
    if (text === null) continue;
    const map = parseMapfile(text, sizeBytes);
    if (map === null) throw unsuitable(path, `has a map (${basename(sidecar)}) that is not whole`);
    const missing = subtractRanges(missingSectors({ map }), [...gapSectors, ...excludedSectors]);
    if (!isDeepStrictEqual(missing, subtractRanges(provenance.badSectors, excludedSectors))) {
      throw unsuitable(
        path,
        `has a map (${basename(sidecar)}) that does not name the sectors that its papers name`,
      );
    }
    return map;
  }
  // Incomplete for another reason than sectors that were not read: a disc that ends too early, readings that disagree.
  const isAllRead = badBytes === 0 && excludedSectors.length === 0;
  if (isAllRead && (secondRead?.unsettled.length ?? 0) === 0) return whole;
  throw unsuitable(path, 'lacks sectors, but the map of them (.map) was not kept beside it');
}

/** MD5 and SHA-1 still show damage by accident; a CRC is not enough to trust a whole disc to. */
function strongestSum({ checksums }: Provenance): ExpectedSum | null {
  for (const algorithm of ['sha256', 'sha1', 'md5'] as const) {
    const sum = checksums[algorithm];
    if (sum !== undefined) return { algorithm, sum };
  }
  return null;
}
