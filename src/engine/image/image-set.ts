import { lstat, readdir, readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { ImagePart, Provenance } from '#model/index.ts';
import { hasErrno, readingError } from '../files/file-errors.ts';
import { plainName } from '../zstd/index.ts';
import { noteEnding, sortOfFile } from './file-sort.ts';
import { isNumberedName } from './output-folder.ts';
import { formatSumLine, readSidecar, unlessUnreadable } from './sidecars.ts';
import { isSameContent } from './stage-image.ts';

/** Endings of a published set in the order they are placed: the provenance claims the name, the image ends it. */
export const setEndings = ['.json', '.sha256', '.md5', '.map', '.iso'] as const;

/** A base name in an output folder: what a set of files shares. */
export type SetName = { readonly folder: string; readonly baseName: string };

/** Path of the set's file with this ending. */
export function pathOf({ folder, baseName }: SetName, ending: (typeof setEndings)[number]): string {
  return join(folder, `${baseName}${ending}`);
}

/** A file of an image as its provenance describes it. */
export type DescribedFile = Pick<ImagePart, 'fileName' | 'sizeBytes' | 'checksums'>;

/** All files of an image, the one to open first. */
export function describedFiles({ companions, fileName, sizeBytes, checksums }: Provenance): DescribedFile[] {
  return [{ fileName, sizeBytes, checksums }, ...companions];
}

/** A sidecar to be written. */
export type SidecarFile = { readonly path: string; readonly content: string | Uint8Array };

/**
 * The sidecars of a set in the order they are placed: the provenance, its sums (one line for each file), and the map if
 * there is one to lay beside the image. Errors: those of reading the map.
 */
export async function sidecarFiles(
  name: SetName,
  { provenance, mapPath }: { readonly provenance: Provenance; readonly mapPath: string | null },
): Promise<SidecarFile[]> {
  const files: SidecarFile[] = [
    { path: pathOf(name, '.json'), content: `${JSON.stringify(provenance, null, 2)}\n` },
  ];
  for (const algorithm of ['sha256', 'md5'] as const) {
    const lines = describedFiles(provenance).flatMap(({ fileName, checksums: { [algorithm]: sum } }) =>
      sum === undefined ? [] : [formatSumLine({ sum, fileName })],
    );
    if (lines.length > 0) files.push({ path: pathOf(name, `.${algorithm}`), content: lines.join('') });
  }
  if (mapPath !== null) {
    const content = await readFile(mapPath).catch((cause: unknown) => {
      throw readingError(cause, mapPath);
    });
    files.push({ path: pathOf(name, '.map'), content });
  }
  return files;
}

/**
 * Whether any file of the set exists, leaving out one ending if given, anything that has the name itself, or what makes another image
 * of it: one in another form (`name.iso.zst`), of another kind (`name.cue`), or the note about one. Its papers would be ours.
 */
export async function isSetTaken(
  name: SetName,
  except: (typeof setEndings)[number] | null = null,
): Promise<boolean> {
  // A set of several files is a folder of this name.
  if ((await sizeOf(join(name.folder, name.baseName))) !== null) return true;
  for (const ending of setEndings) {
    if (ending !== except && (await sizeOf(pathOf(name, ending))) !== null) return true;
  }
  return (await namesIn(name.folder)).some((fileName) => isOfImage(fileName, name.baseName));
}

function isOfImage(fileName: string, baseName: string): boolean {
  const plain = plainName(fileName);
  if (!plain.startsWith(`${baseName}.`)) return false;
  const ending = extname(plain);
  if (plain.length !== baseName.length + ending.length) return false;
  return ending === noteEnding || sortOfFile(fileName) !== 'other';
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return [];
    throw error;
  }
}

/** What an interrupted publication of a job left behind, or a finished one. */
export type Claim = SetName & {
  /** `none`: the image is still to be placed · `placed`: it is, and also in the working folder · `finished`: only in the set. */
  readonly image: 'none' | 'placed' | 'finished';
};

/** The job, image and name that a claim is looked for. */
export type ClaimSearch = SetName & {
  readonly jobId: string;
  readonly imagePath: string;
  readonly signal?: AbortSignal | undefined;
};

/**
 * Finds the set that this job has begun under `baseName` or one of its numbered names, `null` if there is none. A set
 * of the job with another image than the one in the working folder is complete in itself, and left alone.
 */
export async function findClaim({
  folder,
  baseName,
  jobId,
  imagePath,
  signal,
}: ClaimSearch): Promise<Claim | null> {
  const isInWork = (await sizeOf(imagePath)) !== null;
  for (const fileName of await readdir(folder)) {
    if (!fileName.endsWith('.json') || !isNumberedName(fileName.slice(0, -'.json'.length), baseName))
      continue;
    if ((await jobIdIn(join(folder, fileName))) !== jobId) continue;

    const name = { folder, baseName: basename(fileName, '.json') };
    const image = pathOf(name, '.iso');
    // An empty one is our placeholder on a file system without links.
    const hasImage = ((await sizeOf(image)) ?? 0) > 0;
    if (!isInWork) {
      if (hasImage) return { ...name, image: 'finished' };
    } else if (!hasImage) {
      return { ...name, image: 'none' };
    } else if (await isSameContent(image, imagePath, signal)) {
      return { ...name, image: 'placed' };
    }
  }
  return null;
}

async function jobIdIn(jsonPath: string): Promise<string | null> {
  const text = await readSidecar(jsonPath).catch((error: unknown) => unlessUnreadable(error, null));
  try {
    const value: unknown = JSON.parse(text ?? 'null');
    if (typeof value !== 'object' || value === null || !('jobId' in value)) return null;
    return typeof value.jobId === 'string' ? value.jobId : null;
  } catch {
    // Not JSON: whatever this file is, it is not ours.
    return null;
  }
}

/** Size of whatever has this name (links are not followed), `null` if nothing has. */
export async function sizeOf(path: string): Promise<number | null> {
  try {
    return (await lstat(path)).size;
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return null;
    throw error;
  }
}
