import { lstat, readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Checksums, Provenance } from '#model/index.ts';
import { hasErrno, readingError } from '../files/file-errors.ts';
import { formatSumLine, readSidecar } from './sidecars.ts';
import { isSameContent } from './stage-image.ts';

/** Endings of a published set in the order they are placed: the provenance claims the name, the image ends it. */
export const setEndings = ['.json', '.sha256', '.md5', '.map', '.iso'] as const;

/** A base name in an output folder: what a set of files shares. */
export type SetName = { readonly folder: string; readonly baseName: string };

/** Path of the set's file with this ending. */
export function pathOf({ folder, baseName }: SetName, ending: (typeof setEndings)[number]): string {
  return join(folder, `${baseName}${ending}`);
}

/** What the sidecars of an image are made from. */
export type SetFacts = {
  readonly jobId: string;
  readonly provenance: Omit<Provenance, 'fileName'>;
  readonly checksums: Checksums;
  /** Mapfile to lay beside the image, `null` for none. */
  readonly mapPath: string | null;
};

/** A sidecar to be written. */
export type SidecarFile = { readonly path: string; readonly content: string | Uint8Array };

/** The sidecars of a set in the order they are placed. Errors: those of reading the map. */
export async function sidecarFiles(name: SetName, facts: SetFacts): Promise<SidecarFile[]> {
  const fileName = basename(pathOf(name, '.iso'));
  const provenance: Provenance = {
    ...facts.provenance,
    jobId: facts.jobId,
    checksums: facts.checksums,
    fileName,
  };
  const files: SidecarFile[] = [
    { path: pathOf(name, '.json'), content: `${JSON.stringify(provenance, null, 2)}\n` },
  ];
  for (const algorithm of ['sha256', 'md5'] as const) {
    const sum = facts.checksums[algorithm];
    if (sum !== undefined)
      files.push({ path: pathOf(name, `.${algorithm}`), content: formatSumLine({ sum, fileName }) });
  }
  if (facts.mapPath !== null) {
    const mapPath = facts.mapPath;
    const content = await readFile(mapPath).catch((cause: unknown) => {
      throw readingError(cause, mapPath);
    });
    files.push({ path: pathOf(name, '.map'), content });
  }
  return files;
}

/** Whether any file of the set exists, leaving out one ending if given. */
export async function isSetTaken(
  name: SetName,
  except: (typeof setEndings)[number] | null = null,
): Promise<boolean> {
  for (const ending of setEndings) {
    if (ending !== except && (await sizeOf(pathOf(name, ending))) !== null) return true;
  }
  return false;
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
    if (!fileName.startsWith(baseName) || !/^(_[1-9][0-9]*)?\.json$/.test(fileName.slice(baseName.length)))
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
  const text = await readSidecar(jsonPath);
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
