import { type BigIntStats, close, constants, fstat, open } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { hasErrno, readingError, writingError } from './file-errors.ts';
import { type FlockCall, tryFlock } from './flock.ts';

/** A file that only we use, until `release`. */
export type FileLock = {
  /** Hand it to every tool as an inherited descriptor: the lock then lives as long as the last of them. */
  readonly fd: number;
  /** False if this file system knows no locks for such a file: nobody is kept away then. */
  readonly isHeld: boolean;
  /** Gives up our share; never throws, may be called twice. */
  release(): Promise<void>;
};

/** Choices for locking a file. */
export type FileLockOptions = {
  /** How long to wait for somebody who holds the lock. */
  readonly patienceMs?: number;
  readonly signal?: AbortSignal;
  /** What a person set to lead here, for error details. */
  readonly field?: string;
  /** Stands in for flock(2). */
  readonly flockCall?: FlockCall;
};

const openFile = promisify(open);
const statOpen: (fd: number, options: { bigint: true }) => Promise<BigIntStats> = promisify(fstat);

const closeTimeoutMs = 5_000;
const retryMs = 50;
/** Tries at a lock file that is replaced each time before we have it: whoever does that is at work there. */
const maxReplacements = 100;
// Open for writing, which NFS wants for an exclusive lock; O_NONBLOCK: nobody can make us wait with a named pipe.
const lockFileFlags = constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * Takes the advisory lock (flock(2), exclusive) on a lock file that is made if it is missing; `null` if it stays taken.
 * Holds the file that has the name now, not one that was removed while we waited. Node opens all with O_CLOEXEC.
 * Errors: `NOT_FOUND` if the folder is gone, `OUTPUT_NOT_WRITABLE`, `NO_SPACE`; the signal's reason if aborted.
 */
export async function acquireLockFile(path: string, options: FileLockOptions = {}): Promise<FileLock | null> {
  const deadline = performance.now() + (options.patienceMs ?? 0);
  for (let replacements = 0; replacements < maxReplacements; ) {
    const fd = await openLockFile(path, options.field ?? 'path');
    const outcome = await tryOn(fd, options);
    if (outcome !== 'taken' && (await isStillNamed(fd, path))) return lockOf(fd, outcome === 'locked');
    await closeWithin(fd);
    if (outcome !== 'taken') {
      replacements += 1;
      continue;
    }
    if (performance.now() >= deadline) return null;
    await sleep(retryMs, undefined, { signal: options.signal });
  }
  return null;
}

async function openLockFile(path: string, field: string): Promise<number> {
  try {
    return await openFile(path, lockFileFlags, 0o600);
  } catch (cause) {
    throw hasErrno(cause, 'ENOENT') ? readingError(cause, path) : writingError(cause, { field, path });
  }
}

/**
 * The lock object of an open descriptor. `release` only closes: an explicit unlock would take the lock from tools that
 * still hold the descriptor.
 */
export function lockOf(fd: number, isHeld: boolean): FileLock {
  let released: Promise<void> | null = null;
  return {
    fd,
    isHeld,
    release: () => {
      released ??= closeWithin(fd);
      return released;
    },
  };
}

/** Whether a path still leads, without a symbolic link, to the file that a descriptor has open. */
export async function isStillNamed(fd: number, path: string): Promise<boolean> {
  try {
    const [held, named] = await Promise.all([statOpen(fd, { bigint: true }), lstat(path, { bigint: true })]);
    return held.dev === named.dev && held.ino === named.ino;
  } catch (error) {
    if (hasErrno(error, 'ENOENT', 'ENOTDIR')) return false;
    throw error;
  }
}

async function tryOn(fd: number, { flockCall = tryFlock }: FileLockOptions) {
  try {
    return flockCall(fd, 'exclusive');
  } catch (error) {
    await closeWithin(fd);
    throw error;
  }
}

/** Closes a descriptor; a file that hangs is left to itself after a while. */
export function closeWithin(fd: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, closeTimeoutMs);
    close(fd, () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
