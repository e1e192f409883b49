import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import {
  type ChecksumAlgorithm,
  type Checksums,
  isAppError,
  type Provenance,
  SECTOR_BYTES,
  type VerifyCheck,
} from '#model/index.ts';
import { readVolumes } from '../disc/index.ts';
import { findStored, openContentSectors } from '../zstd/index.ts';

/** Read at a place to see whether the storage answers. */
const probeBytes = 4096;

/** A sum that somebody states of a file; `source` is the file name of the sidecar. */
export type StatedSum = {
  readonly algorithm: ChecksumAlgorithm;
  readonly sum: string;
  readonly source: string;
};

/** A size that a provenance states. */
export type StatedSize = { readonly sizeBytes: number; readonly source: string };

/** What a verification collects beside its comparisons. */
export type Findings = { readonly notes: string[]; readonly unusable: VerifyCheck[] };

/** Compares a file's size with what it was published with. */
export function checkSize(fileName: string, stated: StatedSize, sizeBytes: number): VerifyCheck {
  const isOk = stated.sizeBytes === sizeBytes;
  return {
    fileName,
    kind: 'size',
    source: stated.source,
    expected: String(stated.sizeBytes),
    actual: String(sizeBytes),
    isOk,
    message: isOk
      ? 'It has the size that it was published with.'
      : `It was published with ${stated.sizeBytes} bytes and has ${sizeBytes} now.`,
  };
}

/** Compares a stated sum with the ones of the file as it is. */
export function checkSum(
  fileName: string,
  { algorithm, sum, source }: StatedSum,
  checksums: Checksums,
): VerifyCheck {
  const actual = checksums[algorithm] ?? '';
  const isOk = actual === sum;
  return {
    fileName,
    kind: algorithm,
    source,
    expected: sum,
    actual,
    isOk,
    message: isOk
      ? `${algorithm.toUpperCase()} is the one in ${source}.`
      : `${algorithm.toUpperCase()} is not the one in ${source}: the file has changed, or belongs to another sum.`,
  };
}

/** A sidecar that should say something of a file and does not. */
export function unusableSidecar(fileName: string, source: string, message: string): VerifyCheck {
  return { fileName, kind: 'sidecar', source, expected: '', actual: '', isOk: false, message };
}

/** A file that `source` names and that is not there, or is no file. */
export function missingFile(fileName: string, source: string | null): VerifyCheck {
  const message = `This file is missing${source === null ? '' : `; ${source} names it`}.`;
  return { fileName, kind: 'missing', source, expected: '', actual: '', isOk: false, message };
}

/**
 * The check that fails where a file is there and its bytes are not: its compressed form is damaged, or the storage does not
 * give them. `null` for every other failure, which says nothing of the image: a file that is gone, refused, not mounted.
 */
export async function unreadableFile(path: string, failure: unknown): Promise<VerifyCheck | null> {
  if (!isAppError(failure)) return null;
  const isDamagedForm = failure.code === 'ZSTD_UNUSABLE';
  if (!isDamagedForm && !(failure.details.errno === 'EIO' && (await isStorageThere(path)))) return null;
  const why = isDamagedForm
    ? ''
    : ' The storage that it lies on has sectors that cannot be read; look at its health.';
  const message = `Its content cannot be read whole. ${failure.message}${why}`;
  const check = { fileName: basename(path), kind: 'unreadable', source: null } as const;
  return { ...check, expected: '', actual: '', isOk: false, message };
}

/**
 * Whether the storage gives anything of a file that it fails to give whole: one that was unplugged gives nothing. What was
 * read before the failure may still be in memory, so its end is asked for.
 */
async function isStorageThere(path: string): Promise<boolean> {
  try {
    const stored = await findStored(path);
    if (stored === null) return false;
    await using file = await open(stored.path, 'r');
    for (const part of [1, 15 / 16, 7 / 8, 3 / 4]) {
      const position = Math.max(0, Math.floor(stored.storedBytes * part) - probeBytes);
      const read = await file.read(Buffer.alloc(probeBytes), 0, probeBytes, position).catch(() => null);
      if (read !== null && read.bytesRead > 0) return true;
    }
    return false;
  } catch {
    return false;
  }
}

/** The truncation test: no check at all if there is no file system that says how large it is. */
export async function checkFileSystem(
  path: string,
  sizeBytes: number,
  provenance: Provenance | null,
): Promise<VerifyCheck[]> {
  const claimedBytes = await fileSystemBytes(path, provenance?.disc.lastSessionLba ?? 0);
  if (claimedBytes === null) return [];
  const check = {
    fileName: basename(path),
    kind: 'file-system',
    source: null,
    expected: String(claimedBytes),
    actual: String(sizeBytes),
  } as const;
  if (sizeBytes >= claimedBytes) {
    return [{ ...check, isOk: true, message: 'The image is as long as its file system claims.' }];
  }
  const missingBytes = claimedBytes - sizeBytes;
  // Facts of the disc, known when it was read, and not of this file.
  if (missingBytes <= (provenance?.runOutSectors ?? 0) * SECTOR_BYTES) {
    return [{ ...check, isOk: true, message: 'Only the empty run-out sectors of the disc are left out.' }];
  }
  if (provenance !== null && provenance.disc.capBytes !== null && provenance.disc.capBytes <= sizeBytes) {
    const message = `The disc itself ends ${missingBytes} bytes before its file system does; the image has all of the disc.`;
    return [{ ...check, isOk: true, message }];
  }
  const message = `The image is cut off: its file system claims ${claimedBytes} bytes, ${missingBytes} are missing.`;
  return [{ ...check, isOk: false, message }];
}

async function fileSystemBytes(path: string, sessionStartLba: number): Promise<number | null> {
  const source = await openContentSectors(path);
  try {
    return (await readVolumes(source, { sessionStartLba })).fsBytes;
  } finally {
    await source.close();
  }
}
