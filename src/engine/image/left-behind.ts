import { lstat, rmdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import { AppError } from '#model/index.ts';
import { syncFolder } from '../files/atomic-file.ts';
import { hasErrno, readingError, writingError } from '../files/file-errors.ts';
import { removeHiddenFolder } from './output-folder.ts';

/** What a regular file looked like when it was read; the inode as text, since it may be larger than a number holds. */
const FileStamp = Type.Object({ sizeBytes: Type.String(), modifiedNs: Type.String(), inode: Type.String() });
export type FileStamp = Static<typeof FileStamp>;

/** What an image that was moved has left where it was: to be removed once everybody knows the new place. */
export const LeftBehind = Type.Object({
  folder: Type.String(),
  /** Names in that folder, as the files were when they were read, and the paths under which they are now. */
  files: Type.Array(Type.Object({ name: Type.String(), stamp: FileStamp, to: Type.String() })),
  /** Whether the folder was the image's own, and goes if nothing else is in it. */
  isFolder: Type.Boolean(),
  /** The hidden folder at the new place that says under which name the image was published. */
  workFolder: Type.String(),
});
export type LeftBehind = Static<typeof LeftBehind>;

/** The stamp of a regular file; `null` for anything else, and for nothing. Errors: those of reading. */
export async function stampOf(path: string): Promise<FileStamp | null> {
  try {
    const stats = await lstat(path, { bigint: true });
    if (!stats.isFile()) return null;
    return { sizeBytes: `${stats.size}`, modifiedNs: `${stats.mtimeNs}`, inode: `${stats.ino}` };
  } catch (cause) {
    if (hasErrno(cause, 'ENOENT', 'ENOTDIR')) return null;
    throw readingError(cause, path);
  }
}

/** Whether two stamps are of the same, unchanged file. */
export function isSameStamp(one: FileStamp, other: FileStamp): boolean {
  return (
    one.sizeBytes === other.sizeBytes && one.modifiedNs === other.modifiedNs && one.inode === other.inode
  );
}

/**
 * Removes what a moved image has left, and gives the paths that stay since they are not what was read any more. Removes
 * nothing unless all of the image is at its new place. May be cut off and called again; what is gone already is fine.
 * Errors: those of writing, `OUTPUT_NOT_WRITABLE`.
 */
export async function dropLeft(
  { folder, files, isFolder, workFolder }: LeftBehind,
  onStep?: (step: string) => void,
): Promise<readonly string[]> {
  const changed: string[] = [];
  for (const { to } of files) {
    if ((await stampOf(to)) !== null) continue;
    const message = `${to} is not there; what was left in ${folder} stays until it is.`;
    throw new AppError('OUTPUT_NOT_WRITABLE', message, { details: { field: 'path', path: to } });
  }
  try {
    for (const { name, stamp } of files) {
      const path = join(folder, name);
      const now = await stampOf(path);
      if (now === null) continue;
      if (!isSameStamp(now, stamp)) {
        changed.push(path);
        continue;
      }
      await unlink(path);
      onStep?.(`${path} removed`);
    }
    await syncFolder(folder).catch((error: unknown) => {
      if (!hasErrno(error, 'ENOENT')) throw error;
    });
    if (isFolder) await removeIfEmpty(folder);
    await removeHiddenFolder(workFolder);
    onStep?.('working folder removed');
  } catch (cause) {
    throw writingError(cause, { field: 'path', path: folder });
  }
  return changed;
}

async function removeIfEmpty(folder: string): Promise<void> {
  try {
    await rmdir(folder);
  } catch (error) {
    if (!hasErrno(error, 'ENOTEMPTY', 'EEXIST', 'ENOENT')) throw error;
  }
}
