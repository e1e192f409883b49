import { basename, dirname } from 'node:path';
import type { ChecksumAlgorithm } from '#model/index.ts';
import type { DescribedFile } from './image-set.ts';
import {
  parseSumFile,
  pathsBeside,
  readSidecar,
  type SumLine,
  sidecarPaths,
  unlessUnreadable,
} from './sidecars.ts';
import { type Findings, type StatedSum, unusableSidecar } from './verify-checks.ts';

const sumEndings = ['sha256', 'md5', 'sha1'] as const;

/** A checksum file of coreutils that was read. */
export type SumFile = {
  readonly algorithm: ChecksumAlgorithm;
  /** Its file name. */
  readonly source: string;
  readonly lines: readonly SumLine[];
  readonly isEmpty: boolean;
};

/** The checksum files that lie beside some images under their names, each once. */
export async function sumFilesOf(imagePaths: readonly string[]): Promise<SumFile[]> {
  const files: SumFile[] = [];
  for (const algorithm of sumEndings) {
    const paths = imagePaths.flatMap((path) => sidecarPaths(path, `.${algorithm}`));
    files.push(...(await readSumFiles([...new Set(paths)], algorithm)));
  }
  return files;
}

async function readSumFiles(paths: readonly string[], algorithm: ChecksumAlgorithm): Promise<SumFile[]> {
  const files: SumFile[] = [];
  for (const path of paths) {
    const file = await readSumFile(path, algorithm);
    if (file !== null) files.push(file);
  }
  return files;
}

async function readSumFile(path: string, algorithm: ChecksumAlgorithm): Promise<SumFile | null> {
  const text = await readSidecar(path);
  if (text === null) return null;
  return {
    algorithm,
    source: basename(path),
    lines: parseSumFile(text, algorithm),
    isEmpty: text.trim() === '',
  };
}

/** Sums that a checksum file states of a file. */
export function sumsIn({ algorithm, source, lines }: SumFile, fileName: string): StatedSum[] {
  return lines
    .filter((line) => basename(line.fileName) === fileName)
    .map(({ sum }) => ({ algorithm, sum, source }));
}

/**
 * Sums that checksum files state of one file: those under its own name, which must say something of it, else any in the
 * same folder that name it, as that of a set does. Errors: `PERMISSION_DENIED`, `FILE_READ_FAILED`.
 */
export async function findStatedSums(imagePath: string, findings: Findings): Promise<StatedSum[]> {
  const fileName = basename(imagePath);
  const own = await sumFilesOf([imagePath]);
  if (own.length > 0) return own.flatMap((file) => ownSums(file, fileName, findings));
  const stated: StatedSum[] = [];
  for (const algorithm of sumEndings) {
    for (const path of await pathsBeside(dirname(imagePath), `.${algorithm}`)) {
      const file = await readSumFile(path, algorithm).catch((error: unknown) =>
        unlessUnreadable(error, null),
      );
      if (file !== null) stated.push(...sumsIn(file, fileName));
    }
  }
  return stated;
}

function ownSums(file: SumFile, fileName: string, findings: Findings): StatedSum[] {
  const named = sumsIn(file, fileName);
  if (named.length > 0) return named;
  const { algorithm, source, lines } = file;
  const [only] = lines;
  // A renamed image keeps its sidecar, with the old name in its only line.
  if (lines.length === 1 && only !== undefined) {
    findings.notes.push(`${source} names the image ${only.fileName}.`);
    return [{ algorithm, sum: only.sum, source }];
  }
  findings.unusable.push(uselessSumFile(file, fileName));
  return [];
}

/** The check for a checksum file that says nothing of a file. */
export function uselessSumFile({ algorithm, source, isEmpty }: SumFile, fileName: string) {
  const lack = isEmpty ? 'is empty, with' : 'holds';
  const message = `${source} ${lack} no ${algorithm.toUpperCase()} sum of ${fileName}.`;
  return unusableSidecar(fileName, source, message);
}

/** Sums that a provenance states of a file. */
export function sumsOf({ checksums }: Pick<DescribedFile, 'checksums'>, source: string): StatedSum[] {
  return ([...sumEndings, 'crc32'] as const).flatMap((algorithm) => {
    const sum = checksums[algorithm];
    return sum === undefined ? [] : [{ algorithm, sum: sum.toLowerCase(), source }];
  });
}
