import { constants, fstat, open } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { AppError } from '#model/index.ts';
import { readingError } from '../files/file-errors.ts';
import { closeWithin, type FileLock, lockOf } from '../files/file-lock.ts';
import { type FlockCall, tryFlock, unlockFlock } from '../files/flock.ts';
import { onDevice } from './device-queue.ts';
import { type CdromPort, kernelCdromPort } from './ioctl.ts';

/** A drive (or image file) that only we read, until `release`. Always held on a device. */
export type DriveLock = FileLock;

/** How long to wait, and for whom. */
export type AcquireOptions = {
  /** Patience with short shared locks (udev looking at a new disc); another exclusive one is reported at once. */
  readonly patienceMs?: number;
  readonly signal?: AbortSignal;
  readonly port?: CdromPort;
  /** Stands in for flock(2), so that a file system without locks can be tried anywhere. */
  readonly flockCall?: FlockCall;
};

const openFile = promisify(open);
const statOpen = promisify(fstat);

const openTimeoutMs = 30_000;
const retryMs = 50;

/**
 * Takes the advisory lock that keeps other disk2iso processes and udev away from a medium while it is read:
 * flock(2), exclusive, on the device node or image file itself. This is systemd's convention for block devices
 * (systemd.io/BLOCK_DEVICE_LOCKING): udev puts its rules off while it is held, so the drive's button does not eject
 * in the middle of a read (docs/decisions/0002).
 * An image file on a file system that cannot lock what is open for reading (NFS) is given unlocked, `isHeld: false`.
 * Errors: `DRIVE_BUSY`, and those of opening: of the device, or of the file (`NOT_FOUND`, `PERMISSION_DENIED`,
 * `FILE_READ_FAILED`). What is not there at all is `DRIVE_MISSING`.
 */
export async function acquireDriveLock(path: string, options: AcquireOptions = {}): Promise<DriveLock> {
  const { port = (await isRegularFile(path)) ? imagePort : kernelCdromPort } = options;
  const discard = (late: number) => void closeWithin(late);
  const fd = await onDevice(path, { timeoutMs: openTimeoutMs, discard }, () => port.open(path));
  try {
    return lockOf(fd, await lockPatiently(fd, path, options));
  } catch (error) {
    void closeWithin(fd);
    throw error;
  }
}

/** Takes the lock on an open descriptor; false if this file cannot be locked. Error: `DRIVE_BUSY`. */
async function lockPatiently(fd: number, path: string, options: AcquireOptions): Promise<boolean> {
  const { patienceMs = 10_000, signal, flockCall = tryFlock } = options;
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const outcome = flockCall(fd, 'exclusive');
    if (outcome === 'locked') return true;
    if (outcome === 'unsupported') {
      if ((await statOpen(fd)).isFile()) return false;
      throw new AppError('DRIVE_COMMAND_FAILED', `The drive ${path} cannot be locked.`, {
        details: { path },
      });
    }
    if (flockCall(fd, 'shared') !== 'locked' || performance.now() > deadline) throw busyError(path);
    unlockFlock(fd);
    await sleep(retryMs, undefined, { signal });
  }
}

/** Opens image files, whose errors are those of files. */
const imagePort: Pick<CdromPort, 'open'> = {
  async open(path) {
    try {
      return await openFile(path, constants.O_RDONLY | constants.O_NONBLOCK);
    } catch (cause) {
      throw readingError(cause, path);
    }
  },
};

async function isRegularFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false; // Not there, or not to be looked at: opening it will say so.
  }
}

/**
 * Whether some process holds the lock exclusively. Looks at /proc/locks first, which needs no answer from the drive;
 * that list hides processes of other containers, so it then tries the lock itself. A medium that is gone is not locked.
 */
export async function isDriveLocked(
  path: string,
  options: { procRoot?: string; port?: CdromPort } = {},
): Promise<boolean> {
  const { procRoot = '/proc', port = kernelCdromPort } = options;
  if (await isListedAsLocked(path, procRoot)) return true;
  try {
    return await onDevice(path, { timeoutMs: openTimeoutMs }, async () => {
      const fd = await port.open(path);
      try {
        return isLockedElsewhere(fd);
      } finally {
        await port.close(fd);
      }
    });
  } catch (error) {
    if (error instanceof AppError && error.code === 'DRIVE_MISSING') return false;
    throw error;
  }
}

/** Whether someone else holds the lock exclusively, asked through an open descriptor of ours that holds none. */
export function isLockedElsewhere(fd: number): boolean {
  const outcome = tryFlock(fd, 'shared');
  if (outcome === 'locked') unlockFlock(fd);
  return outcome === 'taken';
}

/** Whether /proc/locks shows an exclusive flock on this file. Needs no I/O on the device. */
export async function isListedAsLocked(path: string, procRoot = '/proc'): Promise<boolean> {
  try {
    const [locks, node] = await Promise.all([readFile(`${procRoot}/locks`, 'utf8'), stat(path)]);
    return hasExclusiveFlock(locks, node.dev, node.ino);
  } catch {
    return false; // No such list or no such file: the other way of asking decides.
  }
}

/** Searches the text of /proc/locks (proc(5)) for an exclusive flock that is held, by st_dev and st_ino. */
export function hasExclusiveFlock(locks: string, dev: number, inode: number): boolean {
  const { major, minor } = splitDeviceNumber(dev);
  for (const line of locks.split('\n')) {
    const match = /^\d+: FLOCK\s+\S+\s+WRITE\s+-?\d+\s+([0-9a-f]+):([0-9a-f]+):(\d+)\s/.exec(line);
    if (match === null) continue;
    const [, lockMajor = '', lockMinor = '', lockInode = ''] = match;
    const isSameDevice = Number.parseInt(lockMajor, 16) === major && Number.parseInt(lockMinor, 16) === minor;
    if (isSameDevice && Number(lockInode) === inode) return true;
  }
  return false;
}

/** Major and minor of a device number as stat(2) gives it (glibc's gnu_dev_major and gnu_dev_minor). */
export function splitDeviceNumber(dev: number): { major: number; minor: number } {
  const wide = BigInt(dev);
  const major = ((wide >> 8n) & 0xfffn) | ((wide >> 32n) & ~0xfffn);
  const minor = (wide & 0xffn) | ((wide >> 12n) & ~0xffn & 0xffffffffn);
  return { major: Number(major), minor: Number(minor) };
}

function busyError(path: string): AppError {
  return new AppError('DRIVE_BUSY', `Another program is reading from ${path}.`, { details: { path } });
}
