import { mkdtemp, open, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FileSectorSource } from './file-sector-source.ts';
import { UnreadableSectorError } from './sector-source.ts';

let folder: string;
let path: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'file-source-'));
  path = join(folder, 'disc.img');
  const bytes = Buffer.alloc(10 * 2048 + 100);
  for (let lba = 0; lba < 10; lba += 1) bytes.fill(lba, lba * 2048, (lba + 1) * 2048);
  await writeFile(path, bytes);
});
afterAll(() => rm(folder, { recursive: true }));

describe('FileSectorSource', () => {
  it('reads whole sectors and does not count a partial last one', async () => {
    const source = await FileSectorSource.open(path);
    expect(source.sectorCount).toBe(10);
    const bytes = await source.read(3, 2);
    expect([bytes.length, bytes[0], bytes[2047], bytes[2048]]).toEqual([4096, 3, 3, 4]);
    await source.close();
  });

  it('refuses what lies outside, without allocating it', async () => {
    const source = await FileSectorSource.open(path);
    for (const [lba, count] of [
      [10, 1],
      [9, 2],
      [-1, 1],
      [0, 0],
      [0.5, 1],
      [0, 2 ** 40],
      [2 ** 52, 1],
    ] as const) {
      await expect(source.read(lba, count)).rejects.toBeInstanceOf(UnreadableSectorError);
    }
    await source.close();
  });

  it('fails on declared bad sectors and only there', async () => {
    const source = await FileSectorSource.open(path, { badSectors: [{ firstLba: 4, lastLba: 5 }] });
    await expect(source.read(2, 2)).resolves.toHaveLength(4096);
    await expect(source.read(6, 4)).resolves.toHaveLength(8192);
    await expect(source.read(3, 2)).rejects.toMatchObject({ lba: 3, count: 2 });
    await expect(source.read(5, 1)).rejects.toBeInstanceOf(UnreadableSectorError);
    await source.close();
  });

  it('treats a file that was cut meanwhile as unreadable', async () => {
    const shrinking = join(folder, 'shrinking.img');
    await writeFile(shrinking, Buffer.alloc(4 * 2048));
    const source = await FileSectorSource.open(shrinking);
    await truncate(shrinking, 2048);
    await expect(source.read(3, 1)).rejects.toBeInstanceOf(UnreadableSectorError);
    await source.close();
  });

  it('names missing files and folders in its errors', async () => {
    await expect(FileSectorSource.open(join(folder, 'none'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(FileSectorSource.open(folder)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(FileSectorSource.open(`${folder}\0x`)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('closes the file', async () => {
    const source = await FileSectorSource.open(path);
    await source.close();
    await expect(source.read(0, 1)).rejects.toBeInstanceOf(Error);
    await (await open(path)).close();
  });
});
