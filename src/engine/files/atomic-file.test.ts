import { link, mkdir, mkdtemp, open, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError, isAppError } from '#model/index.ts';
import { exec } from '../exec/index.ts';
import { createNew, placeFile, removeIfThere, syncFile, syncFolder, writeFileAtomic } from './atomic-file.ts';
import { errnoOf, fileTooLargeError, readingError, writingError } from './file-errors.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'disk2iso-atomic-'));
});
afterEach(() => rm(folder, { recursive: true }));

const noLinks = (errno: string) => () => Promise.reject(Object.assign(new Error(errno), { code: errno }));

describe('writeFileAtomic', () => {
  it('writes and replaces, and leaves nothing else behind', async () => {
    const path = join(folder, 'x'.repeat(255));
    await writeFileAtomic(path, 'one');
    await writeFileAtomic(path, Buffer.from('two'));
    expect(await readFile(path, 'utf8')).toBe('two');
    expect(await readdir(folder)).toHaveLength(1);
  });

  it('replaces a symbolic link instead of writing through it', async () => {
    await writeFile(join(folder, 'victim'), 'untouched');
    await symlink(join(folder, 'victim'), join(folder, 'link'));
    await writeFileAtomic(join(folder, 'link'), 'new');
    expect(await readFile(join(folder, 'victim'), 'utf8')).toBe('untouched');
    expect(await readFile(join(folder, 'link'), 'utf8')).toBe('new');
  });

  it('leaves everything as it was if the name is a folder', async () => {
    await mkdir(join(folder, 'taken'));
    const writing = writeFileAtomic(join(folder, 'taken'), 'x', 'output');
    await expect(writing).rejects.toMatchObject({
      code: 'OUTPUT_NOT_WRITABLE',
      details: { field: 'output' },
    });
    expect(await readdir(folder)).toEqual(['taken']);
  });

  it('says what is wrong with the folder', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(writeFileAtomic(join(folder, 'file', 'a'), 'x')).rejects.toThrow(/not a folder/);
    await expect(writeFileAtomic(join(folder, 'none', 'a'), 'x')).rejects.toThrow(/does not exist/);
  });

  it('removes its temporary file when the file may not grow so large', async () => {
    const script = `
      const { writeFileAtomic } = await import(${JSON.stringify(new URL('./atomic-file.ts', import.meta.url))});
      await writeFileAtomic(process.argv[1], Buffer.alloc(100_000)).catch((e) => console.log(e.code, e.message));`;
    const path = join(folder, 'large');
    const limit = ['--fsize=50000', '--', process.execPath, '--input-type=module', '-e', script, path];
    const { stdout } = await exec('prlimit', limit);
    expect(stdout.toString()).toMatch(/^OUTPUT_NOT_WRITABLE .*larger than/);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('createNew', () => {
  it('follows no link, not even a dangling one', async () => {
    await symlink(join(folder, 'elsewhere'), join(folder, 'link'));
    await expect(createNew(join(folder, 'link'))).rejects.toMatchObject({ code: 'EEXIST' });
    expect(await readdir(folder)).toEqual(['link']);
  });
});

describe('placeFile', () => {
  it.each([
    ['with links', link],
    ['without links', noLinks('EPERM')],
  ])('never replaces a file, %s', async (_, linkCall) => {
    const [finished, final] = [join(folder, 'finished'), join(folder, 'final')];
    await writeFile(finished, 'ours');
    await writeFile(final, 'theirs');
    expect(await placeFile(finished, final, { linkCall })).toBe('taken');
    expect(await readFile(final, 'utf8')).toBe('theirs');
    await removeIfThere(final);
    expect(await placeFile(finished, final, { linkCall })).toBe('placed');
    expect(await readFile(final, 'utf8')).toBe('ours');
    await removeIfThere(finished);
    await removeIfThere(finished);
    expect(await readdir(folder)).toEqual(['final']);
  });

  it('takes its placeholder back if renaming fails', async () => {
    const placing = placeFile(join(folder, 'none'), join(folder, 'final'), { linkCall: noLinks('ENOTSUP') });
    await expect(placing).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await readdir(folder)).toEqual([]);
  });

  it('passes on what it cannot help', async () => {
    const placing = placeFile(join(folder, 'a'), join(folder, 'b'), { linkCall: noLinks('EIO') });
    await expect(placing).rejects.toMatchObject({ code: 'EIO' });
  });
});

describe('syncFile and syncFolder', () => {
  it('work on what is there and fail on what is not', async () => {
    await syncFolder(folder);
    await expect(syncFolder(join(folder, 'none'))).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(syncFile(join(folder, 'none'))).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(removeIfThere(folder)).rejects.toThrow();
  });
});

describe('writingError and readingError', () => {
  it('tell a full disk', async () => {
    await using full = await open('/dev/full', 'w');
    const thrown: unknown = await full.writeFile('x').catch((error: unknown) => error);
    const error = writingError(thrown, { field: 'outputFolder', path: '/library' });
    expect(error).toMatchObject({
      code: 'NO_SPACE',
      details: { field: 'outputFolder', path: '/library', errno: 'ENOSPC' },
      cause: thrown,
    });
    expect(error.message).toContain('/library');
  });

  it.each([
    ['EDQUOT', 'NO_SPACE', /quota/],
    ['EACCES', 'OUTPUT_NOT_WRITABLE', /may not write/],
    ['EROFS', 'OUTPUT_NOT_WRITABLE', /read-only/],
    ['EEXIST', 'OUTPUT_NOT_WRITABLE', /in the way/],
    ['ELOOP', 'OUTPUT_NOT_WRITABLE', /symbolic link/],
    ['EIO', 'OUTPUT_NOT_WRITABLE', /EIO/],
  ])('tell %s when writing', (errno, code, words) => {
    const error = writingError(Object.assign(new Error('x'), { code: errno }), { field: 'f', path: '/p' });
    expect(error.code).toBe(code);
    expect(error.message).toMatch(words);
  });

  it.each([
    ['ENOENT', 'NOT_FOUND'],
    ['EACCES', 'PERMISSION_DENIED'],
    ['EIO', 'FILE_READ_FAILED'],
  ])('tell %s when reading', (errno, code) => {
    expect(readingError(Object.assign(new Error('x'), { code: errno }), '/p').code).toBe(code);
  });

  it('tell a file that may not grow, with the words of fileTooLargeError', () => {
    const place = { field: 'workFolder', path: '/p' };
    const error = writingError(Object.assign(new Error('x'), { code: 'EFBIG' }), place);
    const same = fileTooLargeError(place, { details: { exitCode: 1 } });
    expect(error.message).toBe(same.message);
    expect(error.message).toMatch(/FAT32.* 4 GiB/);
    expect(error).toMatchObject({ code: 'OUTPUT_NOT_WRITABLE', details: { ...place, errno: 'EFBIG' } });
    expect(same.details).toMatchObject({ ...place, errno: 'EFBIG', exitCode: 1 });
  });

  it('keep what has a meaning already, and name what is no system error', () => {
    const meant = new AppError('NO_DISC', 'No disc.');
    expect(writingError(meant, { field: 'f', path: '/p' })).toBe(meant);
    expect(readingError(meant, '/p')).toBe(meant);
    expect(readingError('odd', '/p').message).toContain('odd');
    expect(errnoOf(Object.assign(new Error('x'), { code: 5 }))).toBeNull();
    expect(
      isAppError(writingError(new Error('why'), { field: 'f', path: '/p' }), 'OUTPUT_NOT_WRITABLE'),
    ).toBe(true);
  });
});
