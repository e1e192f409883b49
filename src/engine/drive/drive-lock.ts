import { close } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '#model/index.ts';
import { onDevice } from './device-queue.ts';
import { type CdromPort, kernelCdromPort } from './ioctl.ts';
import { tryFlock, unlockFlock } from './libc.ts';

/** A drive (or image file) that only we read, until `release`. */
export type DriveLock = {
  /** Hand it to every tool as an inherited descriptor: the lock then lives as long as the last of them. */
  readonly fd: number;
  /** Gives up our share; never throws, may be called twice. */
  release(): Promise<void>;
};

/** How long to wait, and for whom. */
export type AcquireOptions = {
  /** Patience with short shared locks (udev looking at a new disc); another exclusive one is reported at once. */
  readonly patienceMs?: number;
  readonly signal?: AbortSignal;
  readonly port?: CdromPort;
};

const openTimeoutMs = 30_000;
const closeTimeoutMs = 5_000;
const retryMs = 50;

/**
 * Takes the advisory lock that keeps other disk2iso processes and udev away from a medium while it is read:
 * flock(2), exclusive, on the device node or image file itself. This is systemd's convention for block devices
 * (systemd.io/BLOCK_DEVICE_LOCKING): udev puts its rules off while it is held, so the drive's button does not eject
 * in the middle of a read (docs/decisions/0002).
 * Errors: `DRIVE_BUSY`, and those of opening the device.
 */
export async function acquireDriveLock(path: string, options: AcquireOptions = {}): Promise<DriveLock> {
  const { patienceMs = 10_000, signal, port = kernelCdromPort } = options;
  const fd = await onDevice(path, { timeoutMs: openTimeoutMs, discard: closeQuietly }, () => port.open(path));
  try {
    const deadline = performance.now() + patienceMs;
    while (!tryFlock(fd, 'exclusive')) {
      if (!tryFlock(fd, 'shared') || performance.now() > deadline) throw busyError(path);
      unlockFlock(fd);
      await sleep(retryMs, undefined, { signal });
    }
  } catch (error) {
    closeQuietly(fd);
    throw error;
  }
  return { fd, release: releaseOnce(fd) };
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
  if (!tryFlock(fd, 'shared')) return true;
  unlockFlock(fd);
  return false;
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

function releaseOnce(fd: number): () => Promise<void> {
  let released: Promise<void> | null = null;
  return () => {
    // Only closing: an explicit unlock would take the lock from tools that still hold the descriptor.
    released ??= new Promise((resolve) => {
      const timer = setTimeout(resolve, closeTimeoutMs);
      close(fd, () => {
        clearTimeout(timer);
        resolve();
      });
    });
    return released;
  };
}

function closeQuietly(fd: number): void {
  close(fd, () => undefined);
}
