import { constants, type Stats } from 'node:fs';
import { lstat, open, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createNew, temporaryPath } from './atomic-file.ts';
import { hasErrno, readingError } from './file-errors.ts';

/** What a name that only we use may stand for. */
export type OwnKind = {
  readonly kind: 'file' | 'folder';
  /** Names that a file may have in all (st_nlink); 1 unless told otherwise. */
  readonly maxLinks?: number;
  /** `us` unless told otherwise. `us-or-root` suits a folder that an administrator made for us. */
  readonly owner?: 'us' | 'us-or-root' | 'anybody';
};

/**
 * Why a name cannot be what we made there, as the end of a sentence; `null` if it can, or if there is nothing. In a
 * folder that others may write to, links and pipes under our names would lead our reading and writing elsewhere.
 */
export async function whyNotOwn(path: string, wanted: OwnKind): Promise<string | null> {
  try {
    const folder = wanted.kind === 'folder' ? path : dirname(path);
    return await whyNot(await lstat(path), wanted, folder);
  } catch (error) {
    if (hasErrno(error, 'ENOENT', 'ENOTDIR')) return null;
    throw readingError(error, path);
  }
}

/** What a small file of our own holds. `refused`: it cannot be ours, or is too large; `reason` ends a sentence. */
export type OwnFileReading =
  | { readonly type: 'absent' }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'refused'; readonly reason: string };

/**
 * Reads a file that only we can have written. Never waits for a named pipe, never follows a symbolic link.
 * Errors: `PERMISSION_DENIED`, `FILE_READ_FAILED`.
 */
export async function readOwnFile(path: string, maxBytes: number): Promise<OwnFileReading> {
  try {
    await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
    const stats = await file.stat();
    const reason = await whyNot(stats, { kind: 'file' }, dirname(path));
    if (reason !== null) return { type: 'refused', reason };
    if (stats.size > maxBytes) return { type: 'refused', reason: `is larger than ${maxBytes} bytes` };
    return { type: 'text', text: await file.readFile('utf8') };
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return { type: 'absent' };
    if (hasErrno(error, 'ELOOP')) return { type: 'refused', reason: symbolicLink };
    // A socket cannot be opened at all (open(2)).
    if (hasErrno(error, 'ENXIO')) return { type: 'refused', reason: noFile };
    throw readingError(error, path);
  }
}

const symbolicLink = 'is a symbolic link';
const noFile = 'is not a regular file';

async function whyNot(stats: Stats, wanted: OwnKind, folder: string): Promise<string | null> {
  const { kind, maxLinks = 1, owner = 'us' } = wanted;
  if (stats.isSymbolicLink()) return symbolicLink;
  if (kind === 'folder' && !stats.isDirectory()) return 'is not a folder';
  if (kind === 'file' && !stats.isFile()) return noFile;
  if (kind === 'file' && stats.nlink > maxLinks) return `has ${stats.nlink} names (hard links)`;
  if (owner === 'anybody' || (owner === 'us-or-root' && stats.uid === 0)) return null;
  if (await isOwner(stats.uid, folder)) return null;
  return `belongs to another user (uid ${stats.uid})`;
}

/**
 * Whether files of this user id are ours. Some mounts give all files to one user, or root's to nobody (FAT, CIFS, NFS
 * with squashing): there the owner of a file that we make now tells.
 */
async function isOwner(uid: number, folder: string): Promise<boolean> {
  return uid === process.geteuid?.() || uid === (await ownerOfNewFile(folder));
}

async function ownerOfNewFile(folder: string): Promise<number | null> {
  const path = temporaryPath(folder);
  try {
    await using file = await createNew(path);
    await unlink(path);
    return (await file.stat()).uid;
  } catch {
    return null; // We may not even write there: nothing in it is ours.
  }
}
