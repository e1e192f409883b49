import { basename, dirname, extname, join } from 'node:path';
import {
  type ChecksumAlgorithm,
  type Checksums,
  countSectors,
  type Provenance,
  SECTOR_BYTES,
  type VerifyCheck,
  type VerifyReport,
  type VerifyVerdict,
} from '#model/index.ts';
import { FileSectorSource, readVolumes } from '../disc/index.ts';
import { parseMapfile } from '../read/mapfile.ts';
import { type FileWork, hashFile, regularFileSize } from './checksum-follower.ts';
import { parseSumFile, readProvenance, readSidecar } from './sidecars.ts';

/** A sum that a sidecar states. */
type StatedSum = { readonly algorithm: ChecksumAlgorithm; readonly sum: string; readonly source: string };

/** A provenance and the name of its file. */
type FoundProvenance = { readonly provenance: Provenance; readonly source: string };

/** What is known of sectors that could not be read. */
type Damage = Pick<VerifyReport, 'isComplete' | 'badBytes' | 'badSectors'>;

/**
 * Compares an image with everything that is said about it: sums in `name.sha256`, `name.md5` (or `name.iso.sha256`, …) and
 * `name.json`, the size there, and the size that its own file system claims. Sums are taken and reported in any case
 * (SHA-256 and MD5, and whatever else the provenance has). A difference is a report, not an error; so is a sidecar of this
 * image that says nothing of it: damage to image and sidecar together must not pass for "nothing to compare with".
 * Errors: `NOT_FOUND`, `PERMISSION_DENIED`, `FILE_READ_FAILED`, `INVALID_INPUT` if it is no file; the signal's reason.
 */
export async function verifyImage(imagePath: string, work: FileWork = {}): Promise<VerifyReport> {
  const sizeBytes = await regularFileSize(imagePath);
  const notes: string[] = [];
  const unusable: VerifyCheck[] = [];
  const found = await findProvenance(imagePath, notes, unusable);
  const provenance = found?.provenance ?? null;
  const stated = [...(await findStatedSums(imagePath, notes, unusable)), ...sumsOf(found)];
  const damage = await findDamage(imagePath, provenance);

  const algorithms = new Set<ChecksumAlgorithm>([
    'sha256',
    'md5',
    ...stated.map(({ algorithm }) => algorithm),
  ]);
  const checksums = await hashFile(imagePath, [...algorithms], work);
  const checks = [
    ...(found === null ? [] : [checkSize(found, sizeBytes)]),
    ...(await checkFileSystem(imagePath, sizeBytes, provenance)),
    ...stated.map((sum) => checkSum(sum, checksums)),
    ...unusable,
  ];
  const verdict = judge(checks, damage);
  return {
    imagePath,
    sizeBytes,
    verdict,
    checksums,
    checks,
    ...damage,
    notes: [verdictNote(verdict, checks), ...damageNotes(damage), ...notes],
  };
}

function judge(checks: readonly VerifyCheck[], { isComplete }: Damage): VerifyVerdict {
  if (checks.some((check) => !check.isOk)) return 'mismatch';
  // A size that fits proves nothing about the bytes.
  if (!checks.some(({ kind }) => kind !== 'size' && kind !== 'file-system')) return 'nothing-to-compare';
  return isComplete === false ? 'ok-but-incomplete' : 'ok';
}

function checkSize({ provenance, source }: FoundProvenance, sizeBytes: number): VerifyCheck {
  const isOk = provenance.sizeBytes === sizeBytes;
  return {
    kind: 'size',
    source,
    expected: String(provenance.sizeBytes),
    actual: String(sizeBytes),
    isOk,
    message: isOk
      ? 'The image has the size it was published with.'
      : `The image was published with ${provenance.sizeBytes} bytes and has ${sizeBytes} now.`,
  };
}

/** The truncation test: no check at all if there is no file system that says how large it is. */
async function checkFileSystem(
  path: string,
  sizeBytes: number,
  provenance: Provenance | null,
): Promise<VerifyCheck[]> {
  const claimedBytes = await fileSystemBytes(path, provenance?.disc.lastSessionLba ?? 0);
  if (claimedBytes === null) return [];
  const check = {
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
  const source = await FileSectorSource.open(path);
  try {
    return (await readVolumes(source, { sessionStartLba })).fsBytes;
  } finally {
    await source.close();
  }
}

function checkSum({ algorithm, sum, source }: StatedSum, checksums: Checksums): VerifyCheck {
  const actual = checksums[algorithm] ?? '';
  const isOk = actual === sum;
  return {
    kind: algorithm,
    source,
    expected: sum,
    actual,
    isOk,
    message: isOk
      ? `${algorithm.toUpperCase()} is the one in ${source}.`
      : `${algorithm.toUpperCase()} is not the one in ${source}: the image has changed, or belongs to another sum.`,
  };
}

function unusableSidecar(source: string, message: string): VerifyCheck {
  return { kind: 'sidecar', source, expected: '', actual: '', isOk: false, message };
}

/** Paths a sidecar of this image may have: `name.sha256` and `name.iso.sha256`. */
function sidecarPaths(imagePath: string, ending: string): string[] {
  const base = join(dirname(imagePath), basename(imagePath, extname(imagePath)));
  return [...new Set([`${base}${ending}`, `${imagePath}${ending}`])].filter((path) => path !== imagePath);
}

async function findProvenance(
  imagePath: string,
  notes: string[],
  unusable: VerifyCheck[],
): Promise<FoundProvenance | null> {
  for (const path of sidecarPaths(imagePath, '.json')) {
    const reading = await readProvenance(path);
    if (reading.type === 'invalid' && reading.isForeign) notes.push(reading.reason);
    else if (reading.type === 'invalid') unusable.push(unusableSidecar(basename(path), reading.reason));
    if (reading.type === 'provenance') return { provenance: reading.provenance, source: basename(path) };
  }
  return null;
}

function sumsOf(found: FoundProvenance | null): StatedSum[] {
  const { sha256, md5, sha1, crc32 } = found?.provenance.checksums ?? {};
  const sums: [ChecksumAlgorithm, string | undefined][] = [
    ['sha256', sha256],
    ['md5', md5],
    ['sha1', sha1],
    ['crc32', crc32],
  ];
  return sums.flatMap(([algorithm, sum]) =>
    sum === undefined ? [] : [{ algorithm, sum: sum.toLowerCase(), source: found?.source ?? '' }],
  );
}

async function findStatedSums(
  imagePath: string,
  notes: string[],
  unusable: VerifyCheck[],
): Promise<StatedSum[]> {
  const stated: StatedSum[] = [];
  const fileName = basename(imagePath);
  for (const algorithm of ['sha256', 'md5', 'sha1'] as const) {
    for (const path of sidecarPaths(imagePath, `.${algorithm}`)) {
      const text = await readSidecar(path);
      if (text === null) continue;
      const source = basename(path);
      const lines = parseSumFile(text, algorithm);
      const named = lines.filter((line) => basename(line.fileName) === fileName);
      // A renamed image keeps its sidecar, with the old name in its only line.
      const fitting = named.length > 0 || lines.length !== 1 ? named : lines;
      if (fitting.length === 0) {
        const lack = text.trim() === '' ? 'is empty, with' : 'holds';
        const message = `${source} ${lack} no ${algorithm.toUpperCase()} sum of ${fileName}.`;
        unusable.push(unusableSidecar(source, message));
      } else if (named.length === 0) notes.push(`${source} names the image ${lines[0]?.fileName ?? ''}.`);
      for (const { sum } of fitting) stated.push({ algorithm, sum, source });
    }
  }
  return stated;
}

async function findDamage(imagePath: string, provenance: Provenance | null): Promise<Damage> {
  if (provenance !== null) {
    const { isComplete, badBytes, badSectors } = provenance;
    return { isComplete, badBytes, badSectors };
  }
  for (const path of sidecarPaths(imagePath, '.map')) {
    const map = parseMapfile((await readSidecar(path)) ?? '');
    if (map === null) continue;
    return {
      isComplete: map.isComplete,
      badBytes: map.sizeBytes - map.rescuedBytes,
      badSectors: map.sectorsIn('?', '*', '/', '-'),
    };
  }
  return { isComplete: null, badBytes: null, badSectors: [] };
}

function verdictNote(verdict: VerifyVerdict, checks: readonly VerifyCheck[]): string {
  switch (verdict) {
    case 'ok':
      return 'The image is what its checksums say.';
    case 'ok-but-incomplete':
      return 'The image has not changed since it was read, but parts of the disc could not be read.';
    case 'nothing-to-compare':
      return 'There are no checksums beside this image to compare with; its sums are given for you to keep.';
    case 'mismatch':
      if (checks.every(({ kind, isOk }) => isOk || kind === 'sidecar')) {
        return 'A file beside the image that should prove it unchanged cannot be used for that.';
      }
      return 'The image is not what its checksums, its provenance or its own file system say.';
  }
}

function damageNotes({ badBytes, badSectors }: Damage): string[] {
  if (badBytes === null || badBytes === 0) return [];
  return [
    `${badBytes} bytes in ${countSectors(badSectors)} sectors could not be read from the disc and are zeros in the image.`,
  ];
}
