import { truncateSync } from 'node:fs';
import { link, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isSameContent, stageImage } from './stage-image.ts';

const mebibyte = 1024 * 1024;
let folder: string;
let elsewhere: string;
let imagePath: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'disk2iso-stage-'));
  elsewhere = await mkdtemp(join('/dev/shm', 'disk2iso-stage-'));
  imagePath = join(folder, 'image');
});
afterEach(async () => {
  for (const path of [folder, elsewhere]) await rm(path, { recursive: true });
});

describe('isSameContent', () => {
  it('compares every byte across file systems', async () => {
    const content = Buffer.alloc(2 * mebibyte + 5, 'content');
    const other = join(elsewhere, 'other');
    await writeFile(imagePath, content);
    await writeFile(other, content);
    expect(await isSameContent(imagePath, other)).toBe(true);
    content.writeUInt8(0, 2 * mebibyte + 4);
    await writeFile(other, content);
    expect(await isSameContent(imagePath, other)).toBe(false);
    await truncate(other, 5);
    expect(await isSameContent(imagePath, other)).toBe(false);
    await link(imagePath, join(folder, 'second name'));
    expect(await isSameContent(imagePath, join(folder, 'second name'))).toBe(true);
  });

  it('is abortable', async () => {
    await writeFile(imagePath, 'a');
    await writeFile(join(elsewhere, 'b'), 'b');
    const comparing = isSameContent(imagePath, join(elsewhere, 'b'), AbortSignal.abort(new Error('enough')));
    await expect(comparing).rejects.toThrow('enough');
  });
});

describe('stageImage', () => {
  it('copies whole blocks and the rest across file systems', async () => {
    const content = Buffer.alloc(17 * mebibyte + 3, 'disc');
    await writeFile(imagePath, content);
    const progress: number[] = [];
    const stagedPath = join(elsewhere, 'staged');
    await stageImage({ imagePath, stagedPath, onProgress: ({ bytesDone }) => progress.push(bytesDone) });
    expect((await readFile(stagedPath)).equals(content)).toBe(true);
    expect(progress).toEqual([16 * mebibyte]);
  });

  it('removes the copy of an image that shrinks meanwhile', async () => {
    await writeFile(imagePath, '');
    await truncate(imagePath, 32 * mebibyte);
    const staging = stageImage({
      imagePath,
      stagedPath: join(elsewhere, 'staged'),
      onProgress: () => truncateSync(imagePath, 0),
    });
    await expect(staging).rejects.toMatchObject({ code: 'WORK_FOLDER_DAMAGED' });
    expect(await readdir(elsewhere)).toEqual([]);
    expect((await stat(imagePath)).isFile()).toBe(true);
  });

  it('passes on what it cannot help', async () => {
    const staging = stageImage({ imagePath: join(folder, 'none'), stagedPath: join(folder, 'staged') });
    await expect(staging).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
