import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, link, open, rename, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hasErrno, writingError } from './file-errors.ts';

// O_NOFOLLOW and O_EXCL: nobody can have laid a link there that leads our bytes elsewhere.
const createFlags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/** Beginning of every hidden file that is not finished yet; such files are never part of an image. */
export const temporaryPrefix = '.disk2iso-';

/** A new path in a folder for a file that is not finished. Not made from its name: that may be as long as one can be. */
export function temporaryPath(folder: string): string {
  return join(folder, `${temporaryPrefix}${randomBytes(8).toString('hex')}.tmp`);
}

/** Whether a name is one of `temporaryPath`: left by a process that was killed while it wrote. */
export function isTemporaryName(name: string): boolean {
  return /^\.disk2iso-[0-9a-f]{16}\.tmp$/.test(name);
}

/** Opens a file that must not exist yet, for writing. Fails with `EEXIST` if it does, even as a dangling link. */
export function createNew(path: string): Promise<FileHandle> {
  return open(path, createFlags, 0o666);
}

/**
 * Replaces `path` by a file with this content, or leaves it as it was: temporary file in the same folder, fsync, rename,
 * fsync of the folder. Errors: `NO_SPACE`, `OUTPUT_NOT_WRITABLE`, both with `field` and `path`; nothing is left behind.
 */
export async function writeFileAtomic(
  path: string,
  data: string | Uint8Array,
  field = 'path',
): Promise<void> {
  const folder = dirname(path);
  const temporary = temporaryPath(folder);
  try {
    await writeNewFile(temporary, data);
    try {
      await rename(temporary, path);
    } catch (error) {
      await unlink(temporary);
      throw error;
    }
    await syncFolder(folder);
  } catch (cause) {
    throw writingError(cause, { field, path });
  }
}

/** Writes and fsyncs a file that must not exist yet; it is gone again if that fails. Throws what the system says. */
export async function writeNewFile(path: string, data: string | Uint8Array): Promise<void> {
  await using file = await createNew(path);
  try {
    await file.writeFile(data);
    await file.sync();
  } catch (error) {
    await unlink(path);
    throw error;
  }
}

/** Makes the names in a folder durable. File systems that cannot do that for folders (some network ones) are left alone. */
export async function syncFolder(folder: string): Promise<void> {
  await using handle = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await handle.sync();
  } catch (error) {
    if (!hasErrno(error, 'EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'EBADF')) throw error;
  }
}

/** Makes a file's content durable, whoever wrote it. */
export async function syncFile(path: string): Promise<void> {
  await using handle = await open(path, 'r');
  await handle.sync();
}

/** Removes a name; one that is gone already is fine. */
export async function removeIfThere(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (!hasErrno(error, 'ENOENT')) throw error;
  }
}

/** link(2), replaceable so that a file system without hard links can be tried anywhere. */
export type LinkCall = (existing: string, added: string) => Promise<void>;

/** Whether link(2) failed because this file system (or the kernel's rule for foreign files) knows no hard links. */
export function isLinkUnsupported(error: unknown): boolean {
  return hasErrno(error, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'ENOSYS');
}

/** Choices for `placeFile`. */
export type PlaceOptions = {
  readonly linkCall?: LinkCall | undefined;
  /** What stands under the final name for the moment between claiming it and renaming, where links are unsupported. */
  readonly placeholder?: string | undefined;
};

/**
 * Gives a finished file its final name on the same file system, never over another file: `taken` if there is one.
 * By link(2), and the old name is still to be removed; where hard links are not supported, by a placeholder of ours
 * that rename(2) then replaces. Throws what the system says; the finished file then has only its old name.
 */
export async function placeFile(
  finished: string,
  final: string,
  { linkCall = link, placeholder = '' }: PlaceOptions = {},
): Promise<'placed' | 'taken'> {
  try {
    await linkCall(finished, final);
    return 'placed';
  } catch (error) {
    if (hasErrno(error, 'EEXIST')) return 'taken';
    if (!isLinkUnsupported(error)) throw error;
  }
  try {
    await writeNewFile(final, placeholder);
  } catch (error) {
    if (hasErrno(error, 'EEXIST')) return 'taken';
    throw error;
  }
  try {
    await rename(finished, final);
  } catch (error) {
    await unlink(final);
    throw error;
  }
  return 'placed';
}
