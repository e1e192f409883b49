import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SectorRange } from '#model/index.ts';
import { mendImage } from './majority.ts';

const range = (firstLba: number, lastLba = firstLba): SectorRange => ({ firstLba, lastLba });
const sizeBytes = 1200 * 2048 - 1000;

let folder = '';
let path = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'majority-'));
  path = join(folder, 'image.iso');
  await writeFile(path, Buffer.alloc(sizeBytes));
});
afterEach(() => rm(folder, { recursive: true }));

async function copy(offset: number, lengthBytes: number) {
  const bytes = Buffer.alloc(lengthBytes, 7);
  await writeFile(join(folder, 'copy'), bytes);
  return { path: join(folder, 'copy'), offset };
}

describe('mendImage', () => {
  it('writes exactly the sectors it is told', async () => {
    // More than is copied at a time.
    const ranges = [range(100, 800), range(1000)];
    await mendImage(path, await copy(100 * 2048, 1000 * 2048), { ranges, sizeBytes });
    const expected = Buffer.alloc(sizeBytes);
    for (const { firstLba, lastLba } of ranges) expected.fill(7, firstLba * 2048, (lastLba + 1) * 2048);
    expect((await readFile(path)).equals(expected)).toBe(true);
  });

  it('writes nothing behind the end of the disc, however much the copy holds', async () => {
    const from = await copy(0, 1300 * 2048);
    await mendImage(path, from, { ranges: [range(1199), range(1250)], sizeBytes });
    const expected = Buffer.alloc(sizeBytes);
    expected.fill(7, 1199 * 2048);
    expect((await readFile(path)).equals(expected)).toBe(true);
  });

  it('takes nothing from a copy that ends too early', async () => {
    const from = await copy(0, 50 * 2048 + 3);
    await expect(mendImage(path, from, { ranges: [range(50)], sizeBytes })).rejects.toMatchObject({
      code: 'FILE_READ_FAILED',
      details: { path: from.path, firstMissing: 50 * 2048 + 3 },
    });
    expect((await readFile(path)).equals(Buffer.alloc(sizeBytes))).toBe(true);
  });

  it('makes no image where there is none', async () => {
    await rm(path);
    const from = await copy(0, 2048);
    await expect(mendImage(path, from, { ranges: [range(0)], sizeBytes })).rejects.toMatchObject({
      code: 'OUTPUT_NOT_WRITABLE',
    });
    await expect(readFile(path)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
