import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exec } from '../exec/index.ts';
import { acquireDriveLock, hasExclusiveFlock, isDriveLocked, splitDeviceNumber } from './drive-lock.ts';

describe('the drive lock', () => {
  let folder = '';
  let image = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'drive-lock-'));
    image = join(folder, 'disc.iso');
    await writeFile(image, 'x');
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is held by one at a time and free again after release', async () => {
    const lock = await acquireDriveLock(image);
    await expect(acquireDriveLock(image)).rejects.toMatchObject({ code: 'DRIVE_BUSY' });
    expect(await isDriveLocked(image)).toBe(true);
    await lock.release();
    await lock.release();
    expect(await isDriveLocked(image)).toBe(false);
    await (await acquireDriveLock(image)).release();
  });

  it('is seen without /proc/locks too', async () => {
    const lock = await acquireDriveLock(image);
    expect(await isDriveLocked(image, { procRoot: join(folder, 'no-proc') })).toBe(true);
    await lock.release();
    expect(await isDriveLocked(image, { procRoot: join(folder, 'no-proc') })).toBe(false);
  });

  it('outlives its release while a tool that inherited it runs', async () => {
    const lock = await acquireDriveLock(image);
    const stop = new AbortController();
    const running = Promise.withResolvers<void>();
    const tool = exec('sh', ['-c', 'echo up; exec sleep 600'], {
      inheritedFds: [lock.fd],
      signal: stop.signal,
      onStdout: () => running.resolve(),
    });
    await running.promise;
    await lock.release();
    expect(await isDriveLocked(image)).toBe(true);
    stop.abort();
    await tool;
    expect(await isDriveLocked(image)).toBe(false);
  });

  it('waits for a short shared lock, like that of udev', async () => {
    const udev = new AbortController();
    const holder = exec('flock', ['--shared', image, 'sleep', '600'], { signal: udev.signal });
    await expect.poll(() => isSharedLocked(image)).toBe(true);
    expect(await isDriveLocked(image)).toBe(false);
    await expect(acquireDriveLock(image, { patienceMs: 0 })).rejects.toMatchObject({ code: 'DRIVE_BUSY' });
    const waiting = acquireDriveLock(image, { patienceMs: 20_000 });
    udev.abort();
    await (await waiting).release();
    await holder;
  });

  it('stops waiting when it is told to', async () => {
    const udev = new AbortController();
    const holder = exec('flock', ['--shared', image, 'sleep', '600'], { signal: udev.signal });
    await expect.poll(() => isSharedLocked(image)).toBe(true);
    await expect(acquireDriveLock(image, { signal: AbortSignal.abort() })).rejects.toThrow('abort');
    udev.abort();
    await holder;
  });

  it('goes on without a lock for an image on a file system that has none, but not for a device', async () => {
    const flockCall = () => 'unsupported' as const;
    const lock = await acquireDriveLock(image, { flockCall });
    expect(lock.isHeld).toBe(false);
    await lock.release();
    await expect(acquireDriveLock('/dev/null', { flockCall })).rejects.toMatchObject({
      code: 'DRIVE_COMMAND_FAILED',
    });
    const held = await acquireDriveLock(image);
    expect(held.isHeld).toBe(true);
    await held.release();
  });

  it('is not held on a medium that is gone', async () => {
    const gone = join(folder, 'gone.iso');
    expect(await isDriveLocked(gone)).toBe(false);
    await expect(acquireDriveLock(gone)).rejects.toMatchObject({ code: 'DRIVE_MISSING' });
  });
});

describe('hasExclusiveFlock', () => {
  const locks = [
    '1: FLOCK  ADVISORY  WRITE 3212 00:05:101 0 EOF',
    '1: -> FLOCK  ADVISORY  WRITE 3213 00:05:102 0 EOF',
    '2: FLOCK  ADVISORY  READ  77 00:05:103 0 EOF',
    '3: POSIX  ADVISORY  WRITE 12 fe:00:104 0 EOF',
    '4: FLOCK  ADVISORY  WRITE 12 fe:01:105 0 EOF',
    '',
  ].join('\n');

  it('finds the exclusive lock of a device node', () => {
    expect(hasExclusiveFlock(locks, 5, 101)).toBe(true);
    expect(hasExclusiveFlock(locks, 0xfe01, 105)).toBe(true);
  });

  it.each([102, 103, 104, 106])('does not take line of inode %i for one', (inode) => {
    expect(hasExclusiveFlock(locks, 5, inode)).toBe(false);
  });
});

describe('splitDeviceNumber', () => {
  it('splits small and large numbers as glibc does', () => {
    expect(splitDeviceNumber(0xb00)).toEqual({ major: 11, minor: 0 });
    expect(splitDeviceNumber(0x1_0003_0812)).toEqual({ major: 776, minor: 1_048_594 });
  });
});

async function isSharedLocked(path: string): Promise<boolean> {
  const { ino } = await stat(path);
  return new RegExp(`FLOCK .* READ .*:${ino} `).test(await readFile('/proc/locks', 'utf8'));
}
