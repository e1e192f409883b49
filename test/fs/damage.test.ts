import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FileExtent, filesOfSectors, openFileSystem } from '../../src/engine/fs/index.ts';
import { SECTOR_BYTES } from '../../src/model/index.ts';
import { MemorySource } from '../support/memory-source.ts';
import { makeUdfImage } from '../support/udf-image.ts';
import { sampleTree } from '../support/udf-samples.ts';

const run = promisify(execFile);
let iso: Buffer = Buffer.alloc(0);
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'damage-'));
  await mkdir(join(folder, 'tree/sub'), { recursive: true });
  for (let index = 0; index < 500; index += 1) {
    await writeFile(join(folder, `tree/sub/file ${index}.bin`), Buffer.alloc(10_000, index));
  }
  await run('xorriso', [
    '-no_rc',
    '-as',
    'mkisofs',
    '-quiet',
    '-R',
    '-o',
    join(folder, 'i.iso'),
    join(folder, 'tree'),
  ]);
  iso = await readFile(join(folder, 'i.iso'));
  await rm(folder, { recursive: true });
});
afterAll(() => {
  iso = Buffer.alloc(0);
});

const range = (firstLba: number, lastLba = firstLba) => ({ firstLba, lastLba });

/** First sector of a file's or directory's contents. */
function lbaOf([first]: readonly FileExtent[]): number {
  if (first?.kind !== 'data') throw new Error('no data');
  return Math.floor(first.byteOffset / SECTOR_BYTES);
}

describe('what bad sectors mean', () => {
  it('names the one file of 500 that is hit, with its share', async () => {
    const sound = await openFileSystem(new MemorySource(iso));
    const lba = lbaOf(await (await sound.stat('sub/file 250.bin')).extents());
    const reader = await openFileSystem(new MemorySource(iso, [lba + 1, lba + 2]));
    expect(await filesOfSectors(reader, [range(lba + 1, lba + 2)])).toMatchObject({
      files: [{ path: 'sub/file 250.bin', sizeBytes: 10_000, badBytes: 4096, share: 0.4096 }],
      fileCount: 1,
      structureCount: 0,
      checkedFiles: 500,
      unusedSectors: 0,
      isEveryFileIntact: false,
    });
  });

  it('counts only bytes of the file in its last sector', async () => {
    const reader = await openFileSystem(new MemorySource(iso));
    const lba = lbaOf(await (await reader.stat('sub/file 7.bin')).extents());
    const { files } = await filesOfSectors(reader, [range(lba + 4)]);
    expect(files).toMatchObject([{ path: 'sub/file 7.bin', badBytes: 10_000 - 4 * 2048 }]);
  });

  it('says that every file is intact where only padding or a path table is hit', async () => {
    const reader = await openFileSystem(new MemorySource(iso));
    const last = iso.length / SECTOR_BYTES - 1;
    const pathTable = iso.readUInt32LE(16 * SECTOR_BYTES + 140);
    const damage = await filesOfSectors(reader, [range(last), range(pathTable)]);
    expect(damage).toMatchObject({ fileCount: 0, unusedSectors: 1, isEveryFileIntact: true });
    expect(damage.structures).toEqual([{ name: 'path tables of ISO 9660', ranges: [range(pathTable)] }]);
  });

  it('never calls files intact when a directory is hit', async () => {
    const sound = await openFileSystem(new MemorySource(iso));
    const lba = lbaOf(await (await sound.stat('sub')).extents());
    const reader = await openFileSystem(new MemorySource(iso, [lba + 2]));
    const damage = await filesOfSectors(reader, [range(lba + 2)]);
    expect(damage.structures).toEqual([{ name: 'directory sub', ranges: [range(lba + 2)] }]);
    expect(damage.isEveryFileIntact).toBe(false);
    expect(damage.checkedFiles).toBeLessThan(500);
  });

  it('names the file of UDF whose entry is hit, though nothing else of it can be known', async () => {
    const options = {
      revision: 0x0201,
      partition: 'physical',
      allocation: 'long',
      isExtendedEntry: true,
    } as const;
    const image = makeUdfImage(sampleTree, options);
    const sound = await openFileSystem(new MemorySource(image));
    const bad: number[] = [];
    for await (const entry of sound.root.entries()) {
      if (entry.name === 'hello.txt')
        bad.push(...entry.describedAt.map((place) => place.byteOffset / SECTOR_BYTES));
    }
    const reader = await openFileSystem(new MemorySource(image, bad));
    const damage = await filesOfSectors(
      reader,
      bad.map((lba) => range(lba)),
    );
    expect(damage.files).toMatchObject([{ path: 'hello.txt', share: 1 }]);
    expect(damage.isEveryFileIntact).toBe(false);
  });

  it('reads the mirror of a metadata partition where the first copy is damaged', async () => {
    const options = {
      revision: 0x0250,
      partition: 'metadata',
      allocation: 'long',
      isExtendedEntry: true,
    } as const;
    const image = makeUdfImage(sampleTree, options);
    // The main metadata file lies in blocks 320 to 367 and 416 to 463 of a partition that begins at 272.
    const bad = Array.from({ length: 96 }, (_, index) => 272 + (index < 48 ? 320 + index : 368 + index));
    const reader = await openFileSystem(new MemorySource(image, bad));
    const contents = await reader.open('Ünï ☃/snow ☃.txt');
    const pieces: Uint8Array[] = [];
    for await (const piece of contents.read()) pieces.push(piece);
    expect(Buffer.concat(pieces).toString()).toBe('snow');
    expect(reader.problems()).toEqual(['Part of the UDF metadata partition is damaged; its mirror is used.']);
  });
});
