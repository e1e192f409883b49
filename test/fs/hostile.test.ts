import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { extractFiles, openFileSystem, walkFiles } from '../../src/engine/fs/index.ts';
import { lookThrough } from '../support/look-through.ts';
import { MemorySource } from '../support/memory-source.ts';
import { blockBytes, fileEntry, sealTag } from '../support/udf-descriptors.ts';
import { makeUdfImage, type UdfTree } from '../support/udf-image.ts';

const run = promisify(execFile);
const budget = { sectors: 5000, names: 1000 };
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hostile-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** An image of a folder `dir` with two files, and where some name's directory record begins. */
async function makeIso(...args: string[]): Promise<{ image: Buffer; record: (name: string) => number }> {
  await mkdir(join(folder, 'tree/dir'), { recursive: true });
  await writeFile(join(folder, 'tree/aaaa.txt'), 'a');
  await writeFile(join(folder, 'tree/dir/bbbb.txt'), 'b');
  const path = join(folder, 'i.iso');
  await run('genisoimage', ['-quiet', ...args, '-o', path, join(folder, 'tree')]);
  const image = await readFile(path);
  // The path tables name directories as well: the last mention is the record's.
  return { image, record: (name) => image.lastIndexOf(Buffer.from(name, 'latin1')) - 33 };
}

async function pathsOf(image: Buffer): Promise<string[]> {
  const reader = await openFileSystem(new MemorySource(image));
  const paths: string[] = [];
  for await (const { path } of walkFiles({ path: '', node: reader.root })) paths.push(path);
  return paths.slice(1);
}

const udf = (tree: UdfTree) =>
  makeUdfImage(tree, { revision: 0x0201, partition: 'physical', allocation: 'long', isExtendedEntry: true });

describe('hostile ISO 9660', () => {
  it('a directory that contains itself is walked once', async () => {
    const { image, record } = await makeIso();
    // The root's extent (ECMA-119 8.4.18) for the directory's.
    image.writeUInt32LE(image.readUInt32LE(16 * 2048 + 158), record('DIR') + 2);
    image.writeUInt32LE(2048, record('DIR') + 10);
    expect(await pathsOf(image)).toEqual(['AAAA.TXT', 'DIR']);
    await lookThrough(new MemorySource(image), budget);
  });

  it.each([
    ['an extent beyond the end', 2, 0x7fff_ffff],
    ['an extent with its highest bit set', 2, 0xffff_ffff],
    ['a length of 4 GiB', 10, 0xffff_ffff],
  ])('%s is missing, not invented', async (_, offset, value) => {
    const { image, record } = await makeIso();
    image.writeUInt32LE(value, record('AAAA.TXT') + offset);
    const reader = await openFileSystem(new MemorySource(image));
    const contents = await reader.open('AAAA.TXT');
    expect(contents.extents.at(-1)?.kind).toBe('missing');
    const read = async () => {
      for await (const piece of contents.read()) expect(piece.length).toBeLessThanOrEqual(256 * 1024);
    };
    await expect(read()).rejects.toMatchObject({ code: 'READ_ERROR' });
    await lookThrough(new MemorySource(image), budget);
  });

  it('a directory of 4 GiB ends where the medium does', async () => {
    const { image, record } = await makeIso();
    image.writeUInt32LE(0xffff_ffff, record('DIR') + 10);
    await lookThrough(new MemorySource(image), budget);
  });

  it.each([
    ['../x.txt', '.._x.txt'],
    ['\0\0\0\0.txt', '____.txt'],
    ['////.txt', '____.txt'],
  ])('the name %j becomes a part of a path', async (evil, safe) => {
    const { image } = await makeIso('-R');
    for (let from = 0; ; ) {
      const found = image.indexOf(Buffer.from('aaaa.txt'), from);
      if (found === -1) break;
      image.write(evil.padEnd(8, '_').slice(0, 8), found, 'latin1');
      from = found + 8;
    }
    expect(await pathsOf(image)).toContain(safe);
  });

  it('Rock Ridge that continues in itself comes to an end', async () => {
    const { image } = await makeIso('-R');
    const lba = image.readUInt32LE(16 * 2048 + 158);
    // A CE entry in place of the PX entry of a file, leading to itself (SUSP 5.1).
    const at = image.indexOf('PX', image.indexOf('AAAA.TXT', lba * 2048));
    const entry = Buffer.alloc(28);
    entry.write('CE', 0, 'latin1');
    entry.set([28, 1], 2);
    entry.writeUInt32LE(Math.floor(at / 2048), 4);
    entry.writeUInt32LE(at % 2048, 12);
    entry.writeUInt32LE(28, 20);
    entry.copy(image, at);
    await lookThrough(new MemorySource(image), budget);
    const reader = await openFileSystem(new MemorySource(image), { view: 'rock-ridge' });
    for await (const _ of reader.list('')) expect(reader.problems().length).toBeLessThan(101);
    expect(reader.problems()).toContain('Rock Ridge entries continue without end; what came before is used.');
  });
});

describe('hostile UDF', () => {
  it('names cannot leave the folder, nor be the same', async () => {
    const image = udf({
      '..': Buffer.from('1'),
      'a/b': Buffer.from('2'),
      a_b: Buffer.from('3'),
      '\0': Buffer.from('4'),
    });
    expect(await pathsOf(image)).toEqual(['__', 'a_b', 'a_b (2)', '_']);
    const reader = await openFileSystem(new MemorySource(image));
    const to = join(folder, 'inner/out');
    const statuses: string[] = [];
    for await (const { status } of extractFiles(reader, { toFolder: to })) statuses.push(status);
    expect(statuses).toEqual(['folder', 'written', 'written', 'written', 'written']);
    expect((await readdir(to)).sort()).toEqual(['_', '__', 'a_b', 'a_b (2)']);
    expect(await readdir(join(folder, 'inner'))).toEqual(['out']);
  });

  it('a directory that is its own child is walked once', async () => {
    const image = udf({ folder: { file: Buffer.from('x') } });
    // Every name leads to the root's entry now: its place stands in the file set descriptor (ECMA-167 4/14.1).
    const fileSet = (272 + 16) * blockBytes;
    const root = image.readUInt32LE(fileSet + 404);
    for (let at = 272 * blockBytes; at < image.length - 60; at += 4) {
      if (image.readUInt16LE(at) !== 257) continue;
      const length = 16 + image.readUInt16LE(at + 10);
      if (length > 300) continue;
      image.writeUInt32LE(root, at + 24);
      sealTag(image.subarray(at, at + length), {
        id: 257,
        location: image.readUInt32LE(at + 12),
        revision: 0x201,
      });
    }
    expect(await pathsOf(image)).toEqual(['folder']);
  });

  it.each([
    ['a file of 2^60 bytes', 1 << 30, 2n ** 60n],
    ['a file of 2^64 - 1 bytes', 1 << 30, 2n ** 64n - 1n],
  ])('%s is missing what lies nowhere, and is not left behind in part', async (_, lengthBytes, size) => {
    const image = udf({ big: Buffer.alloc(4096, 1) });
    const at = findEntry(image, 4096);
    const area = Buffer.alloc(16);
    area.writeUInt32LE(lengthBytes - 1, 0);
    const location = image.readUInt32LE(at + 12);
    const shared = { fileType: 5, sizeBytes: 0, allocationKind: 1, area, location, revision: 0x201 };
    const entry = fileEntry({ ...shared, isExtended: true });
    entry.writeBigUInt64LE(size, 56);
    sealTag(entry, { id: 266, location, revision: 0x201 }).copy(image, at);
    await lookThrough(new MemorySource(image), budget);
    const reader = await openFileSystem(new MemorySource(image));
    const to = join(folder, 'out');
    const entries = [];
    for await (const extracted of extractFiles(reader, { toFolder: to })) entries.push(extracted);
    expect(entries.at(-1)).toMatchObject({ status: 'failed', path: 'big' });
    expect(await readdir(to)).toEqual([]);
  });

  it('indirect entries that lead to themselves come to an end', async () => {
    const image = makeUdfImage(
      { file: Buffer.from('x') },
      { revision: 0x0201, partition: 'physical', allocation: 'long', isExtendedEntry: true, strategy: 4096 },
    );
    for (let at = 272 * blockBytes; at < image.length; at += blockBytes) {
      if (image.readUInt16LE(at) !== 259) continue;
      const own = image.readUInt32LE(at + 12);
      image.writeUInt32LE(own - 1, at + 40);
      sealTag(image.subarray(at, at + 52), { id: 259, location: own, revision: 0x201 });
    }
    const reader = await openFileSystem(new MemorySource(image));
    expect(await (await reader.stat('file')).extents()).toMatchObject([{ lengthBytes: 16 }]);
    expect(reader.problems()).toEqual(['UDF indirect entries lead back to themselves.']);
  });
});

/** Byte of the extended file entry that tells this length. */
function findEntry(image: Buffer, sizeBytes: number): number {
  for (let at = 272 * blockBytes; at < image.length; at += blockBytes) {
    if (image.readUInt16LE(at) === 266 && image.readBigUInt64LE(at + 56) === BigInt(sizeBytes)) return at;
  }
  throw new Error('no such entry');
}
