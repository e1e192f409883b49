import { basename } from 'node:path';
import {
  type ChecksumAlgorithm,
  type Checksums,
  type Provenance,
  SECTOR_BYTES,
  type VerifyCheck,
} from '#model/index.ts';
import { readVolumes } from '../disc/index.ts';
import { openContentSectors } from '../zstd/index.ts';

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
