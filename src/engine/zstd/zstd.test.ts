import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../../test/support/random.ts';
import { compressFile, frameBytes } from './compress-file.ts';
import { contentSize, findStored, hashCompressed, ZstdSectorSource } from './content.ts';
import { formatSeekTable } from './seek-table.ts';
import { ZstdFile } from './zstd-file.ts';

const run = promisify(execFile);
let folder: string;
let content: Buffer;
let compressed: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'disk2iso-zstd-'));
  // Three frames and a bit; half of it compresses.
  content = Buffer.concat([new Random(5).bytes(3 * frameBytes - 70_000), Buffer.alloc(frameBytes, 'disc ')]);
  await writeFile(join(folder, 'a.iso'), content);
  compressed = join(folder, 'a.iso.zst');
  await compressFile({ from: join(folder, 'a.iso'), to: compressed, level: 3 });
});
afterAll(() => rm(folder, { recursive: true }));

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const unusable = (words: string) =>
  expect.objectContaining({ code: 'ZSTD_UNUSABLE', message: expect.stringContaining(words) });

describe('a compressed file', () => {
  it('is what zstd itself expands to the original, with its checksums', async () => {
    await run('zstd', ['-q', '-t', compressed]);
    const { stdout } = await run('zstd', ['-d', '-c', compressed], {
      encoding: 'buffer',
      maxBuffer: 1 << 30,
    });
    expect(sha256(stdout)).toBe(sha256(content));
    expect((await readFile(compressed)).length).toBeLessThan(content.length * 0.85);
  });

  it('gives its sums, and those of a file that is empty', async () => {
    const sums = await hashCompressed(compressed, ['sha256', 'md5']);
    expect(sums).toMatchObject({ sha256: sha256(content), sizeBytes: content.length });
    const [from, to] = [join(folder, 'empty'), join(folder, 'empty.zst')];
    await writeFile(from, '');
    expect(await compressFile({ from, to, level: 3 })).toMatchObject({
      sizeBytes: 0,
      sha256: sha256(Buffer.alloc(0)),
    });
    expect(await contentSize(join(folder, 'empty'))).toBe(0);
    expect((await hashCompressed(to, ['sha256'])).sizeBytes).toBe(0);
  });

  it('gives any part of its content', async () => {
    const file = await ZstdFile.open(compressed);
    const place = fc.integer({ min: 0, max: content.length + 10 });
    const length = fc.oneof(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 0, max: content.length }));
    await fc.assert(
      fc.asyncProperty(place, length, async (start, count) => {
        const wanted = content.subarray(start, start + count);
        expect((await file.read(start, count)).equals(wanted)).toBe(true);
        const pieces: Buffer[] = [];
        for await (const piece of file.stream(start, start + count)) pieces.push(piece);
        expect(Buffer.concat(pieces).equals(wanted)).toBe(true);
      }),
      { numRuns: 40 },
    );
    await file.close();
  });

  it('is a source of sectors', async () => {
    const source = await ZstdSectorSource.open(compressed);
    expect(source.sectorCount).toBe(Math.floor(content.length / 2048));
    const bytes = await source.read(1000, 3);
    expect(Buffer.from(bytes).equals(content.subarray(1000 * 2048, 1003 * 2048))).toBe(true);
    await expect(source.read(source.sectorCount, 1)).rejects.toThrow('cannot be read');
    await source.close();
  });

  it('is found by the name that papers know', async () => {
    expect(await findStored(join(folder, 'a.iso'))).toMatchObject({ isCompressed: false });
    await writeFile(join(folder, 'b.iso.zst'), await readFile(compressed));
    expect(await findStored(join(folder, 'b.iso'))).toMatchObject({
      path: join(folder, 'b.iso.zst'),
      isCompressed: true,
    });
    expect(await contentSize(join(folder, 'b.iso'))).toBe(content.length);
    expect(await findStored(join(folder, 'c.iso'))).toBeNull();
  });

  it('leaves nothing when it is called off, and never writes over anything', async () => {
    const before = (await readdir(folder)).sort();
    const stop = new AbortController();
    const from = join(folder, 'a.iso');
    const onProgress = () => stop.abort();
    await expect(
      compressFile({ from, to: join(folder, 'off.zst'), level: 1, signal: stop.signal, onProgress }),
    ).rejects.toMatchObject({ name: 'AbortError' });
    await expect(compressFile({ from, to: compressed, level: 3 })).rejects.toMatchObject({
      code: 'OUTPUT_NOT_WRITABLE',
    });
    expect((await readdir(folder)).sort()).toEqual(before);
    expect(sha256(await readFile(from))).toBe(sha256(content));
  });
});

/** A file of these bytes. */
async function fileOf(...parts: Buffer[]): Promise<string> {
  const path = join(folder, 'hostile.zst');
  await writeFile(path, Buffer.concat(parts));
  return path;
}

describe('a hostile or damaged file', () => {
  const frame = zstdCompressSync(Buffer.from('some content'));
  const bomb = zstdCompressSync(Buffer.alloc(256 * 1024 * 1024));
  const table = (storedBytes: number, sizeBytes: number) => formatSeekTable([{ storedBytes, sizeBytes }]);
  const patched = (at: number, value: number) => {
    const bytes = table(frame.length, 12);
    bytes.writeUInt8(value, at < 0 ? bytes.length + at : at);
    return bytes;
  };

  it.each([
    ['no seek table', () => fileOf(frame), 'no seek table'],
    ['several frames and no seek table', () => fileOf(frame, frame), 'no seek table'],
    ['nothing at all', () => fileOf(), 'no seek table'],
    [
      'a table longer than the file',
      () => fileOf(formatSeekTable(Array(9).fill({ storedBytes: 9, sizeBytes: 1 })).subarray(-40)),
      'longer than the file',
    ],
    ['frames that end too early', () => fileOf(frame, frame, table(frame.length, 12)), 'should end at'],
    ['frames that end behind the file', () => fileOf(frame, table(4_000_000_000, 12)), 'should end at'],
    ['a frame that is gigantic', () => fileOf(bomb, table(bomb.length, 4_000_000_000)), 'too much'],
    ['more frames than anybody has', () => fileOf(frame, patched(-6, 0xff)), 'frames'],
    ['a version that nobody knows', () => fileOf(frame, patched(-5, 0x04)), 'version'],
    ['a table that begins wrongly', () => fileOf(frame, patched(0, 0)), 'length that it says'],
  ])('with %s is refused when it is opened', async (_, make, words) => {
    await expect(ZstdFile.open(await make())).rejects.toEqual(unusable(words));
  });

  it.each([
    ['a frame that holds more than it should', () => fileOf(bomb, table(bomb.length, 1000))],
    ['a frame that holds less than it should', () => fileOf(frame, table(frame.length, 13))],
    ['a frame that is none', () => fileOf(Buffer.alloc(40, 7), table(40, 12))],
  ])('with %s is refused when that is read, with little memory', async (_, make) => {
    const file = await ZstdFile.open(await make());
    const before = process.memoryUsage().arrayBuffers;
    await expect(file.read(0, 10)).rejects.toEqual(unusable('is damaged'));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 1024 * 1024);
    await file.close();
  });

  it('never gives other bytes than the original, whichever byte of it is changed', async () => {
    const small = join(folder, 'small');
    await writeFile(small, content.subarray(-5000));
    await compressFile({ from: small, to: `${small}.zst`, level: 3 });
    const good = await readFile(`${small}.zst`);
    const path = join(folder, 'changed.zst');
    for (let at = 0; at < good.length; at += 1) {
      const bad = Buffer.from(good);
      bad.writeUInt8(bad.readUInt8(at) ^ 0x11, at);
      await writeFile(path, bad);
      const sums = await hashCompressed(path, ['sha256']).catch((error: unknown) => error);
      if (sums instanceof Error) expect(sums).toMatchObject({ code: 'ZSTD_UNUSABLE' });
      else expect(sums).toMatchObject({ sha256: sha256(content.subarray(-5000)) });
    }
  });

  it('that was cut off is refused', async () => {
    const path = await fileOf(await readFile(compressed));
    await truncate(path, 1000);
    await expect(ZstdFile.open(path)).rejects.toEqual(unusable('no seek table'));
  });
});
