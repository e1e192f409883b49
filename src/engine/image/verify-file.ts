import { basename } from 'node:path';
import {
  type ChecksumAlgorithm,
  type Checksums,
  isAppError,
  type Provenance,
  type VerifyCheck,
  type VerifyReport,
} from '#model/index.ts';
import { contentSize, findStored, hashCompressed, type StoredFile } from '../zstd/index.ts';
import { type FileWork, hashFile, regularFileSize } from './checksum-follower.ts';
import { findDamageOfFile } from './damage.ts';
import { describe, findProvenance } from './find-provenance.ts';
import { findStatedSums, sumsOf } from './stated-sums.ts';
import {
  checkFileSystem,
  checkSize,
  checkSum,
  type Findings,
  type StatedSize,
  type StatedSum,
  unreadableFile,
} from './verify-checks.ts';
import { verifyFlac } from './verify-flac.ts';
import { reportOf } from './verify-verdict.ts';

/** A file and all that is said of it. */
export type StatedFile = {
  readonly path: string;
  readonly sizeBytes: number;
  /** Size that the provenance tells. */
  readonly statedSize: StatedSize | null;
  readonly statedSums: readonly StatedSum[];
  readonly provenance: Provenance | null;
  /** Sums to take whether or not somebody states them. */
  readonly wantedSums: readonly ChecksumAlgorithm[];
};

/** What came of one file. `isProven`: a sum was compared. */
export type FileFindings = {
  readonly checksums: Checksums;
  readonly checks: readonly VerifyCheck[];
  readonly isProven: boolean;
};

/** Sums that are told of an image in any case. */
export const usualSums: readonly ChecksumAlgorithm[] = ['sha256', 'md5'];

/**
 * Compares one file with all that is said of it, reading it once for all sums. A FLAC file of which nobody states a sum is
 * compared with its own. One that is there and cannot be read whole is damaged: that is a check that fails, not an error.
 * Errors: those of reading the file; the signal's reason if aborted.
 */
export async function checkFile(file: StatedFile, work: FileWork): Promise<FileFindings> {
  try {
    return await compareFile(file, work);
  } catch (error) {
    work.signal?.throwIfAborted();
    const unreadable = await unreadableFile(file.path, error);
    if (unreadable === null) throw error;
    return { checksums: {}, checks: [unreadable], isProven: false };
  }
}

async function compareFile(file: StatedFile, work: FileWork): Promise<FileFindings> {
  const { path, sizeBytes, statedSize, statedSums, provenance } = file;
  const fileName = basename(path);
  const algorithms = new Set([...file.wantedSums, ...statedSums.map(({ algorithm }) => algorithm)]);
  const checksums = algorithms.size === 0 ? {} : await hashContent(path, [...algorithms], work);
  const sumChecks = statedSums.map((sum) => checkSum(fileName, sum, checksums));
  const isUnstatedFlac = sumChecks.length === 0 && /\.flac$/i.test(fileName);
  const flacChecks = isUnstatedFlac ? await verifyFlac(path, work.signal) : [];
  return {
    checksums,
    checks: [
      ...(statedSize === null ? [] : [checkSize(fileName, statedSize, sizeBytes)]),
      ...(await checkFileSystem(path, sizeBytes, provenance)),
      ...sumChecks,
      ...flacChecks,
    ],
    isProven: sumChecks.length + flacChecks.length > 0,
  };
}

async function hashContent(
  path: string,
  algorithms: readonly ChecksumAlgorithm[],
  work: FileWork,
): Promise<Checksums> {
  const stored = await findStored(path);
  if (!stored?.isCompressed) return hashFile(path, algorithms, work);
  const bytesTotal = await contentSize(path);
  const onProgress = (bytesDone: number) => work.onProgress?.({ bytesDone, bytesTotal });
  const { sizeBytes: _, ...sums } = await hashCompressed(stored.path, algorithms, { ...work, onProgress });
  return sums;
}

/** Size of a file of an image by the name that its papers know, compressed or not. */
async function sizeOfContent(path: string): Promise<number> {
  const stored = await findStored(path);
  return stored?.isCompressed ? sizeOfCompressed(stored) : regularFileSize(path);
}

/** Size of the content of a compressed file; what it takes itself where it does not say: `checkFile` finds out why. */
export async function sizeOfCompressed({ path, storedBytes }: StoredFile): Promise<number> {
  return await contentSize(path).catch((error: unknown) => {
    if (isAppError(error, 'ZSTD_UNUSABLE') || isAppError(error, 'FILE_READ_FAILED')) return storedBytes;
    throw error;
  });
}

/** Compares a file that is an image alone, or one of the files of an image, with all that is said of it. */
export async function verifyFile(path: string, work: FileWork): Promise<VerifyReport> {
  const fileName = basename(path);
  const sizeBytes = await sizeOfContent(path);
  const findings: Findings = { notes: [], unusable: [] };
  const found = await findProvenance(path, findings);
  const provenance = found?.provenance ?? null;
  const described = provenance === null ? null : describe(provenance, fileName);
  const source = found?.source ?? '';
  const statedSums = [
    ...(await findStatedSums(path, findings)),
    ...(described === null ? [] : sumsOf(described, source)),
  ];
  const statedSize = described === null ? null : { sizeBytes: described.sizeBytes, source };
  const damage = await findDamageOfFile(path, provenance, fileName);
  const checked = await checkFile(
    { path, sizeBytes, statedSize, statedSums, provenance, wantedSums: usualSums },
    work,
  );
  return reportOf({ imagePath: path, sizeBytes, ...checked, damage, findings });
}
