import { mkdir, readdir, rename, rmdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { AppError, type ImagePart } from '#model/index.ts';
import {
  isTemporaryName,
  removeIfThere,
  syncFile,
  syncFolder,
  writeFileAtomic,
} from '../files/atomic-file.ts';
import { hasErrno, writingError } from '../files/file-errors.ts';
import { whyNotOwn } from '../files/own-file.ts';
import { isPlainFileName } from '../sheet/sheet-file.ts';
import { regularSizeOf } from './find-published-set.ts';
import { type SidecarFile, setEndings, sizeOf } from './image-set.ts';
import { type Publisher, removeStaged } from './output-folder.ts';

/** A file of an image that has several: where it lies in the working folder, and what it will be. */
export type SetFile = { readonly sourcePath: string; readonly part: ImagePart };

/** A set that is put together in a folder of the working folder before it is published. */
export type StagedSet = {
  /** A name that is ours; made if it is missing, and gone when the set is published. */
  readonly stageFolder: string;
  /** The file to open first. */
  readonly files: readonly SetFile[];
  readonly onStep?: ((step: string) => void) | undefined;
};

/** Path of a file of the set once it is staged. */
export function stagedPath({ stageFolder }: Pick<StagedSet, 'stageFolder'>, { part }: SetFile): string {
  return join(stageFolder, part.fileName);
}

/**
 * Moves all files of a set into the stage folder under their final names, writes the sidecars there, and makes all of
 * it durable. Nothing is moved unless each file has its size; one that is staged already counts, unless a newer one lies
 * at its source. Killed at any moment it goes on when called again.
 * Errors: `NOT_FOUND` for a missing file, `WORK_FOLDER_DAMAGED` (a size, a stranger in the stage folder), `NO_SPACE`,
 * `OUTPUT_NOT_WRITABLE` with field `workFolder`.
 */
export async function stageSet(set: StagedSet, sidecars: readonly SidecarFile[]): Promise<void> {
  await requireOwnStage(set.stageFolder);
  for (const file of set.files) await requireWhole(set, file);
  try {
    await makeStage(set.stageFolder);
    await removeLeftovers(set, 'refuse');
    for (const file of set.files) {
      if ((await sizeOf(file.sourcePath)) === null) continue;
      await rename(file.sourcePath, stagedPath(set, file));
      set.onStep?.(`${file.part.fileName} staged`);
    }
    for (const { path, content } of sidecars) {
      await writeFileAtomic(path, content, 'workFolder');
      set.onStep?.(`${path} written`);
    }
    for (const file of set.files) await syncFile(stagedPath(set, file));
    await syncFolder(set.stageFolder);
    set.onStep?.('set staged');
  } catch (cause) {
    throw writingError(cause, { field: 'workFolder', path: set.stageFolder });
  }
}

/**
 * Moves the files of a set back to where they came from, for a job whose plan changes, and removes what an attempt to
 * publish left hidden in the output folder. Where a newer file lies already, the staged one goes. Nothing staged is fine.
 * May be killed and called again. Errors: those of writing, `WORK_FOLDER_DAMAGED` if the stage folder cannot be ours.
 */
export async function unstageSet(set: StagedSet & Publisher): Promise<void> {
  await unstage(set);
  await removeStaged(set.outputFolder, set.jobId);
}

async function unstage(set: StagedSet): Promise<void> {
  if ((await sizeOf(set.stageFolder)) === null) return;
  await requireOwnStage(set.stageFolder);
  try {
    for (const file of set.files) {
      const staged = stagedPath(set, file);
      if (resolve(staged) === resolve(file.sourcePath) || (await sizeOf(staged)) === null) continue;
      if ((await sizeOf(file.sourcePath)) === null) await rename(staged, file.sourcePath);
      else await removeIfThere(staged);
      set.onStep?.(`${file.part.fileName} moved back`);
    }
    await removeStage(set);
  } catch (cause) {
    throw writingError(cause, { field: 'workFolder', path: set.stageFolder });
  }
}

/** Removes all files of a set from the working folder, for one that is published as a copy. Throws what the system says. */
export async function removeStagedSet(set: StagedSet): Promise<void> {
  for (const file of set.files) {
    await removeIfThere(file.sourcePath);
    await removeIfThere(stagedPath(set, file));
    set.onStep?.(`${file.part.fileName} removed from the working folder`);
  }
  if ((await sizeOf(set.stageFolder)) !== null) await removeStage(set);
}

/** Removes sidecars and the folder; whatever else is in it keeps it from going. */
async function removeStage(set: StagedSet): Promise<void> {
  await removeLeftovers(set, 'leave');
  try {
    await rmdir(set.stageFolder);
    await syncFolder(dirname(set.stageFolder));
  } catch (error) {
    if (!hasErrno(error, 'ENOTEMPTY', 'EEXIST')) throw error;
  }
}

const leftoverEndings = setEndings.filter((ending) => ending !== '.iso');

/**
 * Removes what an earlier attempt wrote and can write again: sidecars, perhaps under another name, and unfinished files.
 * A stranger would be published with the set. Hidden files are those of desktops and file servers.
 */
async function removeLeftovers(
  { stageFolder, files }: StagedSet,
  strangers: 'refuse' | 'leave',
): Promise<void> {
  const parts = new Set(files.map(({ part }) => part.fileName));
  for (const name of await readdir(stageFolder)) {
    if (parts.has(name)) continue;
    const isOurs = isTemporaryName(name) || leftoverEndings.some((ending) => name.endsWith(ending));
    if (isOurs) await removeIfThere(join(stageFolder, name));
    else if (strangers === 'refuse' && !name.startsWith('.')) {
      throw new AppError(
        'WORK_FOLDER_DAMAGED',
        `${stageFolder} holds ${name}, which is no part of this image. Move it away; nothing was published.`,
        { details: { path: stageFolder, files: [name] } },
      );
    }
  }
}

async function makeStage(stageFolder: string): Promise<void> {
  try {
    // With the mode that any folder gets, as it will be the folder in the library.
    await mkdir(stageFolder);
    await syncFolder(dirname(stageFolder));
  } catch (error) {
    if (!hasErrno(error, 'EEXIST')) throw error;
  }
}

async function requireOwnStage(stageFolder: string): Promise<void> {
  const reason = await whyNotOwn(stageFolder, { kind: 'folder' });
  if (reason === null) return;
  throw new AppError('WORK_FOLDER_DAMAGED', `${stageFolder} ${reason}; disk2iso leaves it alone.`, {
    details: { path: stageFolder, reason },
  });
}

async function requireWhole(set: StagedSet, file: SetFile): Promise<void> {
  const { sizeBytes: expectedBytes } = file.part;
  const path = (await sizeOf(file.sourcePath)) === null ? stagedPath(set, file) : file.sourcePath;
  if ((await sizeOf(path)) === null) {
    throw new AppError('NOT_FOUND', `There is no file ${file.sourcePath}; nothing was published.`, {
      details: { path: file.sourcePath },
    });
  }
  const sizeBytes = await regularSizeOf(path);
  if (sizeBytes === expectedBytes) return;
  const what =
    sizeBytes === null ? 'is not a regular file' : `has ${sizeBytes} bytes instead of ${expectedBytes}`;
  throw new AppError('WORK_FOLDER_DAMAGED', `${path} ${what}; nothing was published.`, {
    details: { path, sizeBytes, expectedBytes },
  });
}

/**
 * Makes sure that all files of a set, its sidecars among them, can lie in one folder of any file system: plain names,
 * none hidden, none the same but for capitals. Error: `INTERNAL`, for we choose these names.
 */
export function requireSafeNames(fileNames: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of fileNames) {
    const key = name.normalize('NFC').toLowerCase();
    const isSafe = isPlainFileName(name) && !name.startsWith('.') && name.isWellFormed() && !seen.has(key);
    if (!isSafe) {
      throw new AppError('INTERNAL', 'A file of an image was given a name that it cannot have.', {
        details: { fileName: name.toWellFormed().slice(0, 300) },
      });
    }
    seen.add(key);
  }
}
