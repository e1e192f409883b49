import { mkdir, rename, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError, type Provenance } from '#model/index.ts';
import { syncFolder } from '../files/atomic-file.ts';
import { hasErrno, writingError } from '../files/file-errors.ts';
import type { FileWork } from './checksum-follower.ts';
import { checkUserFileName } from './file-name.ts';
import { findPublishedSets, type PublishedSet, regularSizeOf, type SetClaim } from './find-published-set.ts';
import {
  type DescribedFile,
  describedFiles,
  isSetTaken,
  type SidecarFile,
  setEndings,
  sidecarFiles,
  sizeOf,
} from './image-set.ts';
import { hiddenPath, makeFolder, noNameLeft, numberedNames, removeHiddenFolder } from './output-folder.ts';
import { copyDurably, isSameContent, requireFreeSpace } from './stage-image.ts';
import { removeStagedSet, requireSafeNames, type StagedSet, stagedPath, stageSet } from './stage-set.ts';

/** An image of several files that has been read and is to go into the library. */
export type PublishSetOptions = FileWork &
  StagedSet & {
    readonly jobId: string;
    /** Made if it is missing and the folder above it exists: a mount point that is not mounted shall be noticed. */
    readonly outputFolder: string;
    /** Of the sidecars, and first choice for the folder. Must be the same for each attempt of a job. */
    readonly baseName: string;
    /** Describes the same files as `files` do. */
    readonly provenance: Provenance;
    /** Mapfile to lay beside the image, `null` for none; it stays where it is. */
    readonly mapPath: string | null;
  };

/**
 * Puts an image of several files into the library as a folder with its sidecars, durably and never over anything: the
 * first of `name`, `name_1`, … that nothing has, neither a file nor a folder nor an `.iso` with its papers. The set is put
 * together in the working folder and appears by one rename(2); on another file system it is copied into a hidden folder
 * there first, and its originals go last. May be killed at any moment and called again; called after success it finds the
 * same set.
 *
 * Errors: `NO_SPACE` and `OUTPUT_NOT_WRITABLE` (with `field` and `path`), `NOT_FOUND` if a file is missing,
 * `WORK_FOLDER_DAMAGED` if one has not the size of its part, `INVALID_INPUT` for a bad base name, `INTERNAL` for bad names
 * of parts; the signal's reason if aborted. In each case all files stay in the working folder (some of them staged).
 */
export async function publishSet(options: PublishSetOptions): Promise<PublishedSet> {
  const { outputFolder, signal } = options;
  requirePlan(options);
  try {
    signal?.throwIfAborted();
    await makeFolder(outputFolder);
    const finished = await findSameSet(options);
    if (finished !== null) return await finish(options, finished);

    const sidecars = await sidecarFiles({ folder: options.stageFolder, baseName: options.baseName }, options);
    await stageSet(options, sidecars);
    const folder = await placeOrCopy(options, sidecars);
    await syncFolder(outputFolder);
    options.onStep?.('set placed');
    return await finish(options, describe(options, folder, sidecars));
  } catch (cause) {
    if (signal?.aborted && cause === signal.reason) throw cause;
    throw writingError(cause, { field: 'outputFolder', path: outputFolder });
  }
}

/** Refuses a plan that would make a set that is not what it says. */
function requirePlan({ files, baseName, provenance }: PublishSetOptions): void {
  checkUserFileName(baseName, 'baseName');
  const sidecars = setEndings.filter((ending) => ending !== '.iso').map((ending) => `${baseName}${ending}`);
  requireSafeNames([...files.map(({ part }) => part.fileName), ...sidecars]);
  if (!isSamePlan(provenance, files)) {
    throw new AppError('INTERNAL', 'The provenance of an image does not describe the files to be published.');
  }
}

function isSamePlan(provenance: Provenance, files: PublishSetOptions['files']): boolean {
  const described = describedFiles(provenance);
  return (
    described.length === files.length && files.every(({ part }, index) => isSameFile(described[index], part))
  );
}

function isSameFile(described: DescribedFile | undefined, { fileName, sizeBytes, checksums }: DescribedFile) {
  return (
    described?.fileName === fileName &&
    described.sizeBytes === sizeBytes &&
    (['sha256', 'md5', 'sha1', 'crc32'] as const).every(
      (name) => described.checksums[name] === checksums[name],
    )
  );
}

/** The set that an earlier call has published, of exactly what is in the working folder now, or of what was there. */
async function findSameSet(options: PublishSetOptions): Promise<SetClaim | null> {
  for (const set of await findPublishedSets(options)) {
    if (isSamePlan(set.provenance, options.files) && (await isStillSame(options, set))) return set;
  }
  return null;
}

/** Whether what the working folder still has of a set is what was published: only then may it go. */
async function isStillSame(options: PublishSetOptions, { folder }: SetClaim): Promise<boolean> {
  for (const file of options.files) {
    const published = join(folder, file.part.fileName);
    for (const path of [file.sourcePath, stagedPath(options, file)]) {
      if ((await sizeOf(path)) === null) continue;
      if ((await regularSizeOf(path)) !== file.part.sizeBytes) return false;
      if (!(await isSameContent(published, path, options.signal))) return false;
    }
  }
  return true;
}

/** Gives the staged set its final name, as a copy if it has to go to another file system. */
async function placeOrCopy(options: PublishSetOptions, sidecars: readonly SidecarFile[]): Promise<string> {
  const hidden = hiddenPath(options, 'set');
  // Of an attempt that was killed while it copied.
  await removeHiddenFolder(hidden);
  try {
    return await place(options, options.stageFolder);
  } catch (error) {
    if (!hasErrno(error, 'EXDEV')) throw error;
  }
  try {
    await copySet(options, sidecars, hidden);
    return await place(options, hidden);
  } finally {
    await removeHiddenFolder(hidden);
  }
}

async function place(options: PublishSetOptions, ready: string): Promise<string> {
  for (const baseName of numberedNames(options.baseName)) {
    options.signal?.throwIfAborted();
    const name = { folder: options.outputFolder, baseName };
    if (await isSetTaken(name)) continue;
    const folder = join(options.outputFolder, baseName);
    if (!(await renameToFree(ready, folder))) continue;
    await syncFolder(dirname(ready));
    return folder;
  }
  throw noNameLeft(options.outputFolder, options.baseName);
}

/** rename(2) puts a folder over nothing but an empty folder; `false` if somebody took the name just now. */
async function renameToFree(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (hasErrno(error, 'EEXIST', 'ENOTEMPTY', 'ENOTDIR')) return false;
    throw error;
  }
}

async function copySet(
  options: PublishSetOptions,
  sidecars: readonly SidecarFile[],
  hidden: string,
): Promise<void> {
  const paths = [
    ...options.files.map((file) => stagedPath(options, file)),
    ...sidecars.map(({ path }) => path),
  ];
  const sizes = await Promise.all(paths.map(async (path) => (await stat(path)).size));
  await requireFreeSpace(
    options.outputFolder,
    sizes.reduce((sum, size) => sum + size, 0),
  );
  await mkdir(hidden);
  options.onStep?.('hidden folder made');
  // The sidecars come last and do not count.
  const bytesTotal = contentBytes(options);
  const tell = (bytes: number) =>
    options.onProgress?.({ bytesDone: Math.min(bytes, bytesTotal), bytesTotal });
  let copiedBytes = 0;
  for (const [index, path] of paths.entries()) {
    options.signal?.throwIfAborted();
    await copyDurably({
      imagePath: path,
      stagedPath: join(hidden, basename(path)),
      signal: options.signal,
      onProgress: ({ bytesDone }) => tell(copiedBytes + bytesDone),
    });
    copiedBytes += sizes[index] ?? 0;
    tell(copiedBytes);
    options.onStep?.(`${basename(path)} copied`);
  }
  await syncFolder(hidden);
}

function describe(
  { files }: PublishSetOptions,
  folder: string,
  sidecars: readonly SidecarFile[],
): PublishedSet {
  const paths = files.map(({ part }) => join(folder, part.fileName));
  return {
    folder,
    imagePath: paths[0] ?? folder,
    baseName: basename(folder),
    sidecars: sidecars.map(({ path }) => join(folder, basename(path))),
    files: paths,
  };
}

/** The set is published: whatever the working folder still has of it goes. */
async function finish(options: PublishSetOptions, set: PublishedSet): Promise<PublishedSet> {
  await removeStagedSet(options);
  const bytesTotal = contentBytes(options);
  options.onProgress?.({ bytesDone: bytesTotal, bytesTotal });
  const { folder, imagePath, baseName, sidecars, files } = set;
  return { folder, imagePath, baseName, sidecars, files };
}

function contentBytes({ files }: PublishSetOptions): number {
  return files.reduce((sum, { part }) => sum + part.sizeBytes, 0);
}
