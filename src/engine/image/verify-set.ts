import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { VerifyCheck, VerifyReport } from '#model/index.ts';
import { hasErrno, readingError } from '../files/file-errors.ts';
import { isPlainFileName } from '../sheet/sheet-file.ts';
import { findStored } from '../zstd/index.ts';
import type { FileWork } from './checksum-follower.ts';
import { findDamage } from './damage.ts';
import type { FoundProvenance } from './find-provenance.ts';
import { describedFiles } from './image-set.ts';
import { type SumFile, sumFilesOf, sumsIn, sumsOf, uselessSumFile } from './stated-sums.ts';
import { type Findings, missingFile, unusableSidecar } from './verify-checks.ts';
import { checkFile, type FileFindings, type StatedFile, sizeOfCompressed, usualSums } from './verify-file.ts';
import { checkSheet, isSheetName, namesInSheet } from './verify-sheet.ts';
import { reportOf } from './verify-verdict.ts';

/** An image of several files, by the one to open, and the provenance that describes it. */
export type SetToVerify = {
  readonly mainPath: string;
  readonly found: FoundProvenance | null;
  readonly findings: Findings;
};

/**
 * Compares all files of an image with all that is said of them: each one that its provenance, a sheet or a checksum file
 * names must be there. The report's sums are those of the main file, its size is of all; sums of raw sectors are taken also
 * where nobody states any.
 * Errors: `PERMISSION_DENIED`, `FILE_READ_FAILED`; the signal's reason if aborted.
 */
export async function verifySet(set: SetToVerify, work: FileWork): Promise<VerifyReport> {
  const { mainPath, found, findings } = set;
  const { files, sumFiles } = await listFiles(set);
  const results: FileResult[] = [];
  const bytesTotal = totalBytes(files);
  for (const [index, file] of files.entries()) {
    const bytesBefore = totalBytes(files.slice(0, index));
    const part: FileWork = {
      signal: work.signal,
      onProgress: ({ bytesDone }) => work.onProgress?.({ bytesDone: bytesBefore + bytesDone, bytesTotal }),
    };
    const { fileName, sizeBytes } = file;
    results.push({ ...(await lookAt(file, { set, sumFiles, work: part })), fileName, sizeBytes });
  }
  const sheets = files.filter(({ fileName, sizeBytes }) => isSheetName(fileName) && sizeBytes !== null);
  const sheetChecks: VerifyCheck[] = [];
  for (const { path } of sheets) sheetChecks.push(...(await checkSheet(path)));

  const unproven = results.filter(({ isProven, fileName }) => !isProven && isContent(fileName));
  const isAnyProven = results.some(({ isProven }) => isProven);
  if (isAnyProven && unproven.length > 0)
    findings.notes.push(`Nobody states a sum of ${unproven.map(({ fileName }) => fileName).join(', ')}.`);
  return reportOf({
    imagePath: mainPath,
    sizeBytes: bytesTotal,
    checksums: results.find(({ fileName }) => fileName === basename(mainPath))?.checksums ?? {},
    files: results.flatMap(({ fileName, sizeBytes, checksums }) =>
      sizeBytes === null || Object.keys(checksums).length === 0 ? [] : [{ fileName, sizeBytes, checksums }],
    ),
    checks: [...results.flatMap(({ checks }) => checks), ...sheetChecks],
    damage: await findDamage(mainPath, found?.provenance ?? null),
    isProven: isAnyProven && unproven.length === 0,
    findings,
  });
}

type FileResult = FileFindings & { readonly fileName: string; readonly sizeBytes: number | null };

/** Sheets are proved by the files that fit them, and a log is none of what the disc holds. */
function isContent(fileName: string): boolean {
  return !isSheetName(fileName) && !/\.log$/i.test(fileName);
}

/** Sectors as the disc has them: others may know them by their sums (DAT files). */
function isRawContent(fileName: string): boolean {
  return isContent(fileName) && !/\.(flac|wav)$/i.test(fileName);
}

/** A file and who names it first; `null` for the one that was asked about. */
type NamedFile = { readonly fileName: string; readonly namedBy: string | null };

/** A file of the set as it is; `sizeBytes` `null` if it is missing or no file. */
type PresentFile = NamedFile & { readonly path: string; readonly sizeBytes: number | null };

/** Every file that anything beside the main file names, each once, and the checksum files that name some. */
async function listFiles({ mainPath, found, findings }: SetToVerify) {
  const folder = dirname(mainPath);
  const main = { fileName: basename(mainPath), namedBy: null };
  const described = [...(found === null ? [] : namedByProvenance(found, main.fileName, findings)), main];
  const named: NamedFile[] = [...described];
  for (const { fileName } of described.filter((file) => isSheetName(file.fileName))) {
    const names = await namesInSheet(join(folder, fileName));
    named.push(...names.map((name) => ({ fileName: name, namedBy: fileName })));
  }
  const sumFiles = await sumFilesOf([
    ...(found === null ? [] : [found.path]),
    ...named.map(({ fileName }) => join(folder, fileName)),
  ]);
  for (const file of sumFiles) {
    if (file.lines.length === 0) findings.unusable.push(uselessSumFile(file, main.fileName));
    named.push(...file.lines.map((line) => ({ fileName: basename(line.fileName), namedBy: file.source })));
  }
  const first = new Map<string, NamedFile>();
  for (const file of named) if (!first.has(file.fileName)) first.set(file.fileName, file);
  const files: PresentFile[] = [];
  for (const file of first.values()) {
    const path = join(folder, file.fileName);
    files.push({ ...file, path, sizeBytes: await sizeIfThere(path) });
  }
  return { files, sumFiles };
}

function namedByProvenance({ provenance, source }: FoundProvenance, mainName: string, findings: Findings) {
  const files = describedFiles(provenance);
  const plain = files.filter(({ fileName }) => isPlainFileName(fileName));
  if (plain.length < files.length) {
    const message = `${source} names a file outside of its own folder.`;
    findings.unusable.push(unusableSidecar(mainName, source, message));
  }
  return plain.map(({ fileName }) => ({ fileName, namedBy: source }));
}

type LookingAt = {
  readonly set: SetToVerify;
  readonly sumFiles: readonly SumFile[];
  readonly work: FileWork;
};

async function lookAt(file: PresentFile, { set, sumFiles, work }: LookingAt): Promise<FileFindings> {
  const { fileName, path, sizeBytes } = file;
  if (sizeBytes === null) {
    return { checksums: {}, checks: [missingFile(fileName, file.namedBy)], isProven: false };
  }
  const stated: StatedFile = {
    path,
    sizeBytes,
    ...claimsOf(fileName, set.found, sumFiles),
    wantedSums: fileName === basename(set.mainPath) || isRawContent(fileName) ? usualSums : [],
  };
  return await checkFile(stated, work);
}

function claimsOf(
  fileName: string,
  found: FoundProvenance | null,
  sumFiles: readonly SumFile[],
): Pick<StatedFile, 'statedSize' | 'statedSums' | 'provenance'> {
  const sums = sumFiles.flatMap((file) => sumsIn(file, fileName));
  if (found === null) return { statedSize: null, statedSums: sums, provenance: null };
  const { provenance, source } = found;
  const described = describedFiles(provenance).find((file) => file.fileName === fileName);
  if (described === undefined) return { statedSize: null, statedSums: sums, provenance };
  return {
    statedSize: { sizeBytes: described.sizeBytes, source },
    statedSums: [...sums, ...sumsOf(described, source)],
    provenance,
  };
}

async function sizeIfThere(path: string): Promise<number | null> {
  const stored = await findStored(path);
  if (stored?.isCompressed) return sizeOfCompressed(stored);
  try {
    const stats = await stat(path);
    return stats.isFile() ? stats.size : null;
  } catch (error) {
    if (hasErrno(error, 'ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP')) return null;
    throw readingError(error, path);
  }
}

function totalBytes(files: readonly PresentFile[]): number {
  return files.reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? 0), 0);
}
