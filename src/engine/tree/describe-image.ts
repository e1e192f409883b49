import { lstat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import type { Checksums, DiscKind, FoundImage, ImagePart, Provenance } from '#model/index.ts';
import { readVolumes, UnreadableSectorError } from '../disc/index.ts';
import { parseSumFile, readProvenance, readSidecar, sidecarPaths } from '../image/sidecars.ts';
import { parseMapfile } from '../read/index.ts';
import { contentSize, openContentSectors, plainName, zstdEnding } from '../zstd/index.ts';
import { notePath, readNote } from './iso-note.ts';
import { stemOf } from './stem.ts';

/** Folders of disk2iso's own layout say what is in them; of a plain tree nothing is assumed. */
const kindOfFolder: Readonly<Record<string, DiscKind>> = {
  dvd: 'dvd-video',
  bd: 'bd-video',
  bluray: 'bd-video',
  data: 'data',
};
const sumEndings = ['sha256', 'sha1', 'md5'] as const;

/** An image that a folder has. */
export type ImageFiles = {
  /** Absolute; its main file as it lies there, compressed or not. */
  readonly path: string;
  /** Its other files, beside the main one, as they lie there. */
  readonly parts: readonly string[];
  /** Regular files of the folder: no other is opened, so that a link leads nowhere. */
  readonly beside: ReadonlySet<string>;
};

/**
 * What the catalogue says of an image, by its files alone: its provenance, else its sums, map and volume label; and its note. The
 * same files always give the same. `null` if the main file is not there any more. Errors: `PERMISSION_DENIED`,
 * `FILE_READ_FAILED`.
 */
export async function describeImage(files: ImageFiles): Promise<FoundImage | null> {
  const { path: filePath } = files;
  const stats = await lstat(filePath).catch(() => null);
  if (stats === null || !stats.isFile()) return null;
  const provenance = await provenanceOf(files);
  const sizeBytes = await contentSize(filePath);
  const facts =
    provenance === null ? await factsOf(files, { sizeBytes, modified: stats.mtime }) : factsIn(provenance);
  const ofNote = notePath(filePath, stemOf(basename(filePath)));
  const note = files.beside.has(basename(ofNote)) ? await readNote(ofNote) : null;
  return {
    ...{ fileName: basename(plainName(filePath)), filePath, provenance },
    ...facts,
    storedBytes: await storedBytesOf(files, provenance),
    ...{ title: note?.title ?? null, notes: note?.notes ?? null, tags: note?.tags ?? [] },
    ...{ verifications: note?.verifications ?? [], compared: null },
    createdAt: note?.createdAt ?? facts.createdAt,
    isSizeRight: provenance === null || provenance.sizeBytes === sizeBytes,
  };
}

type Facts = Pick<
  FoundImage,
  | ('sizeBytes' | 'md5' | 'sha256' | 'sha1' | 'crc32' | 'parts' | 'discKind' | 'discLabel')
  | ('fingerprintId' | 'isComplete' | 'badBytes' | 'createdAt')
>;

/** The provenance beside an image, if it is about this file. */
async function provenanceOf({ path, beside }: ImageFiles): Promise<Provenance | null> {
  const plain = plainName(path);
  for (const paper of papersOf(plain, '.json', beside)) {
    const reading = await readProvenance(paper);
    if (reading.type !== 'provenance') continue;
    const { fileName, companions } = reading.provenance;
    if (fileName === basename(plain) || companions.length === 0) return reading.provenance;
  }
  return null;
}

function factsIn({ disc, checksums, companions, sizeBytes, ...rest }: Provenance): Facts {
  return {
    sizeBytes: companions.reduce((sum, part) => sum + part.sizeBytes, sizeBytes),
    ...{ md5: checksums.md5 ?? null, sha256: checksums.sha256 ?? null },
    ...{ sha1: checksums.sha1 ?? null, crc32: checksums.crc32 ?? null, parts: null },
    ...{ discKind: disc.kind, discLabel: disc.label, fingerprintId: disc.fingerprint.id },
    ...{ isComplete: rest.isComplete, badBytes: rest.badBytes, createdAt: rest.finishedAt },
  };
}

async function factsOf(
  { path: storedPath, parts: partNames, beside }: ImageFiles,
  { sizeBytes, modified }: { readonly sizeBytes: number; readonly modified: Date },
): Promise<Facts> {
  const path = plainName(storedPath);
  const parts: ImagePart[] = [];
  for (const name of partNames) {
    const fileName = plainName(name);
    const partPath = join(dirname(path), fileName);
    const checksums = {
      ...(await sumsOf(path, fileName, beside)),
      ...(await sumsOf(partPath, fileName, beside)),
    };
    const partBytes = await contentSize(join(dirname(path), name));
    parts.push({ fileName, role: roleOf(fileName), sizeBytes: partBytes, checksums });
  }
  const sums = await sumsOf(path, basename(path), beside);
  const badBytes = await badBytesOf(path, beside);
  return {
    sizeBytes: parts.reduce((sum, part) => sum + part.sizeBytes, sizeBytes),
    ...{ md5: sums.md5 ?? null, sha256: sums.sha256 ?? null, sha1: sums.sha1 ?? null, crc32: null },
    discKind: kindOfFolder[basename(dirname(path)).toLowerCase()] ?? null,
    discLabel: await labelOf(storedPath),
    fingerprintId: null,
    parts: parts.length === 0 ? null : parts,
    ...{ isComplete: badBytes === 0, badBytes, createdAt: modified.toISOString() },
  };
}

/** What its files take where any of them is compressed; `null` if none is. */
async function storedBytesOf(
  { path, parts, beside }: ImageFiles,
  provenance: Provenance | null,
): Promise<number | null> {
  const known = (provenance?.companions ?? []).flatMap(({ fileName }) =>
    [fileName, `${fileName}${zstdEnding}`].filter((name) => beside.has(name)).slice(0, 1),
  );
  const names = [basename(path), ...(provenance === null ? parts : known)];
  if (names.every((name) => plainName(name) === name)) return null;
  let bytes = 0;
  for (const name of names) bytes += (await lstat(join(dirname(path), name))).size;
  return bytes;
}

function roleOf(name: string): ImagePart['role'] {
  const ending = extname(name).toLowerCase();
  if (ending === '.flac' || ending === '.wav') return 'track';
  if (ending === '.bin' || ending === '.raw' || ending === '.img') return 'session';
  if (ending === '.iso' || ending === '.udf') return 'image';
  return ending === '.cue' || ending === '.toc' ? 'sheet' : 'log';
}

function papersOf(path: string, ending: string, beside: ReadonlySet<string>): readonly string[] {
  return sidecarPaths(path, ending).filter((paper) => beside.has(basename(paper)));
}

/** What checksum files under the name of one file say of another, or of that one. */
async function sumsOf(owner: string, fileName: string, beside: ReadonlySet<string>): Promise<Checksums> {
  const sums: Checksums = {};
  for (const algorithm of sumEndings) {
    for (const paper of papersOf(owner, `.${algorithm}`, beside)) {
      const lines = parseSumFile((await readSidecar(paper)) ?? '', algorithm);
      const [only] = lines;
      // A renamed image keeps its sums, with the old name in its only line.
      const isOwn = basename(owner) === fileName && lines.length === 1;
      const line = lines.find((one) => basename(one.fileName) === fileName) ?? (isOwn ? only : undefined);
      if (line !== undefined) sums[algorithm] ??= line.sum;
    }
  }
  return sums;
}

/** What a map of ddrescue beside an image says is missing; 0 without one. */
async function badBytesOf(path: string, beside: ReadonlySet<string>): Promise<number> {
  for (const ending of ['.map', '.mapfile']) {
    for (const paper of papersOf(path, ending, beside)) {
      const map = parseMapfile((await readSidecar(paper)) ?? '');
      if (map !== null) return map.sizeBytes - map.rescuedBytes;
    }
  }
  return 0;
}

/** The label of the volume inside; `null` for raw sectors, and where there is none. */
async function labelOf(path: string): Promise<string | null> {
  if (!/\.(iso|img|udf)$/i.test(plainName(path))) return null;
  const source = await openContentSectors(path);
  try {
    return (await readVolumes(source)).label;
  } catch (error) {
    if (error instanceof UnreadableSectorError) return null; // The label is a nicety; verifying tells of the damage.
    throw error;
  } finally {
    await source.close();
  }
}
