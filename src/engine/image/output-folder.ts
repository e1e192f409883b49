import { createHash } from 'node:crypto';
import { mkdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '#model/index.ts';
import { removeIfThere, syncFolder, temporaryPrefix } from '../files/atomic-file.ts';
import { hasErrno } from '../files/file-errors.ts';
import { whyNotOwn } from '../files/own-file.ts';

const maxNames = 10_000;

/** Makes a folder if it is missing. Not the one above it: a mount point that is not mounted shall be noticed. */
export async function makeFolder(folder: string): Promise<void> {
  try {
    if ((await stat(folder)).isDirectory()) return;
  } catch (error) {
    if (!hasErrno(error, 'ENOENT')) throw error;
  }
  try {
    await mkdir(folder);
    await syncFolder(dirname(folder));
  } catch (error) {
    // Another job was faster, or a file has this name: the next step on the folder tells.
    if (!hasErrno(error, 'EEXIST')) throw error;
  }
}

/** `name`, `name_1`, `name_2`, … in the order in which they are tried. */
export function* numberedNames(baseName: string): Generator<string> {
  for (let number = 0; number < maxNames; number += 1) {
    yield number === 0 ? baseName : `${baseName}_${number}`;
  }
}

/** Whether a name is one of `numberedNames`. */
export function isNumberedName(name: string, baseName: string): boolean {
  return name.startsWith(baseName) && /^(?:_[1-9][0-9]*)?$/.test(name.slice(baseName.length));
}

/** The error for a folder in which each of `numberedNames` is taken. */
export function noNameLeft(path: string, baseName: string): AppError {
  return new AppError('OUTPUT_NOT_WRITABLE', `${path} already holds ${maxNames} images named ${baseName}.`, {
    details: { field: 'baseName', path },
  });
}

/** A job that publishes into an output folder. */
export type Publisher = { readonly outputFolder: string; readonly jobId: string };

/** Hidden names of a job in the output folder: an image or a sidecar before it has its name, a copied set, an image that comes from elsewhere. */
export type HiddenEnding = 'iso' | 'tmp' | 'set' | 'move';

/** A hidden path of this job in the output folder, always the same so that a killed attempt's is found again. */
export function hiddenPath({ outputFolder, jobId }: Publisher, ending: HiddenEnding): string {
  const key = createHash('sha256').update(jobId).digest('hex').slice(0, 16);
  return join(outputFolder, `${temporaryPrefix}${key}.${ending}`);
}

/** Removes what an attempt to publish left hidden in a folder; the image itself has another name still. */
export async function removeStaged(outputFolder: string, jobId: string): Promise<void> {
  for (const ending of ['iso', 'tmp'] as const)
    await removeIfThere(hiddenPath({ outputFolder, jobId }, ending));
  await removeHiddenFolder(hiddenPath({ outputFolder, jobId }, 'set'));
}

/** Removes a hidden folder of copies; none is fine. Error: `OUTPUT_NOT_WRITABLE` if it cannot be what we made there. */
export async function removeHiddenFolder(path: string): Promise<void> {
  const reason = await whyNotOwn(path, { kind: 'folder' });
  if (reason !== null) {
    throw new AppError('OUTPUT_NOT_WRITABLE', `${path} ${reason}; disk2iso leaves it alone. Move it away.`, {
      details: { field: 'outputFolder', path },
    });
  }
  await rm(path, { recursive: true, force: true });
}
