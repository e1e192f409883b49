import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Provenance } from '#model/index.ts';
import { hasErrno } from '../files/file-errors.ts';
import { isPlainFileName } from '../sheet/sheet-file.ts';
import { describedFiles, pathOf, setEndings, sizeOf } from './image-set.ts';
import { isNumberedName } from './output-folder.ts';
import { readProvenance, unlessUnreadable } from './sidecars.ts';

/** Where an image of several files now is. All are paths but `baseName`, the name that its folder got. */
export type PublishedSet = {
  readonly folder: string;
  /** The file to open. */
  readonly imagePath: string;
  readonly baseName: string;
  readonly sidecars: readonly string[];
  /** All files but the sidecars, the one to open first. */
  readonly files: readonly string[];
};

/** The finished set of a job, and what it says of itself. */
export type SetClaim = PublishedSet & { readonly provenance: Provenance };

/** The job and name that a finished set is looked for. */
export type SetSearch = {
  readonly outputFolder: string;
  readonly baseName: string;
  readonly jobId: string;
};

/**
 * Finds the set of several files that this job has published under `baseName` or one of its numbered names; `null` if
 * there is none, or if files of it are gone or of another size since. Throws what the system says, also `ENOENT` if
 * there is no such output folder.
 */
export async function findPublishedSet(search: SetSearch): Promise<SetClaim | null> {
  return (await findPublishedSets(search))[0] ?? null;
}

/** All finished sets of a job: there are several if its image was read on after it had been published. */
export async function findPublishedSets({ outputFolder, baseName, jobId }: SetSearch): Promise<SetClaim[]> {
  const found: SetClaim[] = [];
  for (const entry of await readdir(outputFolder, { withFileTypes: true })) {
    // Network file systems need not tell the kind of an entry; a link is none of ours.
    if (!isNumberedName(entry.name, baseName) || entry.isFile() || entry.isSymbolicLink()) continue;
    const folder = join(outputFolder, entry.name);
    const name = { folder, baseName };
    const reading = await readProvenance(pathOf(name, '.json')).catch((error: unknown) =>
      unlessUnreadable(error, null),
    );
    if (reading?.type !== 'provenance' || reading.provenance.jobId !== jobId) continue;
    const { provenance } = reading;
    if (await isWhole(folder, provenance)) {
      const sidecars = await existing(
        setEndings.filter((ending) => ending !== '.iso').map((ending) => pathOf(name, ending)),
      );
      found.push({ ...describeSet(folder, provenance), baseName: entry.name, sidecars, provenance });
    }
  }
  return found;
}

function describeSet(
  folder: string,
  provenance: Provenance,
): Pick<PublishedSet, 'folder' | 'imagePath' | 'files'> {
  const files = describedFiles(provenance).map(({ fileName }) => join(folder, fileName));
  return { folder, imagePath: join(folder, provenance.fileName), files };
}

async function isWhole(folder: string, provenance: Provenance): Promise<boolean> {
  for (const { fileName, sizeBytes } of describedFiles(provenance)) {
    if (!isPlainFileName(fileName)) return false;
    if ((await regularSizeOf(join(folder, fileName))) !== sizeBytes) return false;
  }
  return true;
}

/** Size of a regular file (links are not followed), `null` if it is missing or something else. */
export async function regularSizeOf(path: string): Promise<number | null> {
  try {
    const stats = await lstat(path);
    return stats.isFile() ? stats.size : null;
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return null;
    throw error;
  }
}

async function existing(paths: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) if ((await sizeOf(path)) !== null) found.push(path);
  return found;
}
