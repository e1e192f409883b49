import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WorkFolder } from './work-folder.ts';

let path = '';
beforeEach(async () => {
  path = join(await mkdtemp(join(tmpdir(), 'disk2iso-work-')), 'work');
});
afterEach(() => rm(join(path, '..'), { recursive: true, force: true }));

describe('WorkFolder', () => {
  it.each(['image.iso', 'image.map', 'image.map.good'])(
    'begins no new job where a %s without its job.json lies, and leaves it alone',
    async (name) => {
      const folder = await WorkFolder.open(path);
      await expect(folder.requireUnused()).resolves.toBeUndefined();
      await writeFile(join(path, name), 'precious');
      await expect(folder.requireUnused()).rejects.toMatchObject({ code: 'WORK_FOLDER_DAMAGED' });
      expect(await readFile(join(path, name), 'utf8')).toBe('precious');
      await folder.release();
    },
  );

  it('is gone after it was removed, if nothing of others came into it', async () => {
    const folder = await WorkFolder.open(path);
    for (const name of ['job.json', 'image.map', 'image.map.good']) await writeFile(join(path, name), '');
    await folder.remove();
    await folder.release();
    await expect(access(path)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('refuses a folder with files of somebody else', async () => {
    await (await WorkFolder.open(path)).release();
    await writeFile(join(path, 'letter.txt'), '');
    await expect(WorkFolder.open(path)).rejects.toMatchObject({ code: 'WORK_FOLDER_DAMAGED' });
  });
});
