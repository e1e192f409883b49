import { constants, rmSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, open, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exec } from '../exec/index.ts';
import { acquireLockFile } from './file-lock.ts';
import { tryFlock } from './flock.ts';

let folder = '';
let path = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'disk2iso-lock-'));
  path = join(folder, 'lock');
});
afterEach(() => rm(folder, { recursive: true }));

describe('acquireLockFile', () => {
  it('lets one in at a time, through a private file that is open for writing', async () => {
    const lock = await acquireLockFile(path);
    expect(lock?.isHeld).toBe(true);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    // proc_pid_fdinfo(5): NFS gives an exclusive lock only to who may write.
    const flags = /flags:\s*([0-7]+)/.exec(await readFile(`/proc/self/fdinfo/${lock?.fd}`, 'latin1'))?.[1];
    expect(Number.parseInt(flags ?? '', 8) & constants.O_RDWR).toBe(constants.O_RDWR);
    expect(await acquireLockFile(path)).toBeNull();
    await lock?.release();
    await lock?.release();
    await (await acquireLockFile(path))?.release();
  });

  it('is not inherited by programs that it was not given to', async () => {
    const lock = await acquireLockFile(path);
    const { stdout } = await exec('sh', ['-c', 'readlink /proc/self/fd/*']);
    expect(stdout.toString()).not.toContain(path);
    await lock?.release();
  });

  it('holds the new file if the one it waited for was removed', async () => {
    const first = await acquireLockFile(path);
    const waiting = acquireLockFile(path, { patienceMs: 20_000 });
    await rm(path);
    const newer = await acquireLockFile(path);
    await first?.release();
    await expect(acquireLockFile(path)).resolves.toBeNull();
    await newer?.release();
    const lock = await waiting;
    expect((await stat(path)).ino).toBe((await stat(`/proc/self/fd/${lock?.fd}`)).ino);
    await lock?.release();
  });

  it('says that the folder is gone that others removed while it waited', async () => {
    const inner = join(folder, 'work');
    await mkdir(inner);
    const first = await acquireLockFile(join(inner, 'lock'));
    const waiting = acquireLockFile(join(inner, 'lock'), { patienceMs: 20_000 });
    await rm(inner, { recursive: true });
    await first?.release();
    await expect(waiting).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('gives up on a name that stands for another file each time', async () => {
    const lockAndReplace = () => {
      rmSync(path);
      writeFileSync(path, '');
      return 'locked' as const;
    };
    expect(await acquireLockFile(path, { flockCall: lockAndReplace })).toBeNull();
  });

  it('goes on without a lock where the file system knows none', async () => {
    const lock = await acquireLockFile(path, { flockCall: () => 'unsupported' });
    expect(lock?.isHeld).toBe(false);
    await lock?.release();
  });

  it('passes on what is no answer, and stops waiting when it is told to', async () => {
    const flockCall = () => {
      throw new Error('flock failed');
    };
    await expect(acquireLockFile(path, { flockCall })).rejects.toThrow('flock failed');
    const lock = await acquireLockFile(path);
    const signal = AbortSignal.timeout(20);
    await expect(acquireLockFile(path, { patienceMs: 20_000, signal })).rejects.toThrow();
    await lock?.release();
  });

  it('names files, not drives, when it cannot open them, and follows no link', async () => {
    await symlink(join(folder, 'elsewhere'), path);
    await expect(acquireLockFile(path, { field: 'workFolder' })).rejects.toMatchObject({
      code: 'OUTPUT_NOT_WRITABLE',
      details: { field: 'workFolder', errno: 'ELOOP' },
    });
    await expect(stat(join(folder, 'elsewhere'))).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(acquireLockFile(join(folder, 'none', 'lock'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('tryFlock', () => {
  it('tells a file that cannot be locked from one that is', async () => {
    await writeFile(path, '');
    // What O_PATH opens knows no locks; flock(2) then fails like on NFS without a writable descriptor, with EBADF.
    const O_PATH = 0o10000000;
    await using file = await open(path, O_PATH);
    expect(tryFlock(file.fd, 'exclusive')).toBe('unsupported');
    await using one = await open(path, 'r');
    await using other = await open(path, 'r');
    expect(tryFlock(one.fd, 'exclusive')).toBe('locked');
    expect(tryFlock(other.fd, 'shared')).toBe('taken');
  });
});
