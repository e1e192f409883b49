import { readdir, readFile, truncate } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Random } from '../../../test/support/random.ts';
import { complaintOf, SheetFolder, swapped } from '../../../test/support/sheet-folder.ts';
import { wavHeader } from '../audio/index.ts';
import { openSheet, SheetSectors } from './index.ts';

const rawBytes = 2352;
const random = new Random(2);
const sectors = (count: number) => random.bytes(count * rawBytes);

let folder: SheetFolder;
let scratchFolder: string;
beforeEach(async () => {
  folder = await SheetFolder.make();
  scratchFolder = await folder.makeFolder('scratch');
});
afterEach(() => folder.remove());

async function openText(name: string, text: string): Promise<SheetSectors> {
  await folder.put(name, text);
  return SheetSectors.open(await openSheet(folder.at(name)), { scratchFolder });
}

describe('SheetSectors with audio', () => {
  it('gives little-endian samples of every kind of file, and zeros for silence', async () => {
    const [bare, motorola, wave, first, second] = [
      sectors(3),
      sectors(4),
      sectors(5),
      sectors(6),
      sectors(7),
    ];
    await folder.put('bare.bin', bare);
    await folder.put('motorola.bin', swapped(motorola));
    await folder.put('wave.wav', Buffer.concat([wavHeader(wave.length), wave]));
    await folder.putFlac('first.flac', first);
    await folder.putFlac('second.flac', second);
    const files = [
      'bare.bin" BINARY',
      'motorola.bin" MOTOROLA',
      'wave.wav" WAVE',
      'first.flac" WAVE',
      'second.flac" FLAC',
    ];
    const lines = files.flatMap((file, index) => [
      `FILE "${file}`,
      `  TRACK 0${index + 1} AUDIO`,
      index === 1 ? '    PREGAP 00:00:02' : '',
      '    INDEX 01 00:00:00',
    ]);
    const disc = Buffer.concat([bare, Buffer.alloc(2 * rawBytes), motorola, wave, first, second]);
    await using source = await openText('disc.cue', lines.join('\n'));
    expect((await source.readAudio(0, 27)).equals(disc)).toBe(true);
    // Alone, in any order, and over the bounds of files.
    for (const [lba, count] of [
      [26, 1],
      [0, 1],
      [13, 3],
      [19, 3],
      [4, 12],
    ] as const) {
      const expected = disc.subarray(lba * rawBytes, (lba + count) * rawBytes);
      expect((await source.readAudio(lba, count)).equals(expected)).toBe(true);
    }
    const beyond = await source.readAudio(26, 3);
    expect(beyond.equals(Buffer.concat([disc.subarray(-rawBytes), Buffer.alloc(2 * rawBytes)]))).toBe(true);
    expect(await source.readAudio(-1, 1)).toEqual(Buffer.alloc(rawBytes));
    expect(await source.readUserData(0)).toEqual({ type: 'other' });
    expect(await source.readRawData(0)).toBeNull();
  });

  it('keeps one decoded file at a time, and none in the end', async () => {
    const [first, second] = [sectors(3), sectors(4)];
    await folder.putFlac('a.flac', first);
    await folder.putFlac('b.flac', second);
    const source = await openText(
      'disc.cue',
      'FILE "a.flac" WAVE\nTRACK 01 AUDIO\nINDEX 01 00:00:00\nFILE "b.flac" WAVE\nTRACK 02 AUDIO\nINDEX 01 00:00:00\n',
    );
    expect(await readdir(scratchFolder)).toEqual([]);
    // All at once: none takes the file away from another.
    const order = [0, 3, 1, 4, 2, 6];
    const read = await Promise.all(order.map((lba) => source.readAudio(lba, 1)));
    const disc = Buffer.concat([first, second]);
    for (const [index, lba] of order.entries()) {
      expect(read[index]?.equals(disc.subarray(lba * rawBytes, (lba + 1) * rawBytes))).toBe(true);
    }
    expect(await readdir(scratchFolder)).toHaveLength(1);
    await source.close();
    expect(await readdir(scratchFolder)).toEqual([]);
    expect(await complaintOf(source.readAudio(0, 1))).toMatch(/^INTERNAL .*after it was closed/);
  });

  it('leaves nothing behind of a FLAC file that is damaged or holds more than it says', async () => {
    const cue = 'FILE "a.flac" WAVE\nTRACK 01 AUDIO\nINDEX 01 00:00:00\n';
    const path = await folder.putFlac('a.flac', sectors(60));
    await truncate(path, 70_000);
    const damaged = await openText('disc.cue', cue);
    expect(await complaintOf(damaged.readAudio(0, 1))).toMatch(/^TOOL_FAILED .*a\.flac/);
    await damaged.close();
    const bytes = await readFile(await folder.putFlac('a.flac', sectors(60)));
    bytes.writeUInt32BE(588, 22); // samples (RFC 9639 8.2)
    bytes.fill(0, 26, 42); // no MD5
    await folder.put('a.flac', bytes);
    const longer = await openText('disc.cue', cue);
    expect(await complaintOf(longer.readAudio(0, 1))).toMatch(
      /^FILE_READ_FAILED .*a\.flac is not as long as/,
    );
    await longer.close();
    expect(await readdir(scratchFolder)).toEqual([]);
  });

  it('tells when there is no room to decode in, and when it is aborted', async () => {
    await folder.putFlac('a.flac', sectors(3));
    await folder.put('disc.cue', 'FILE "a.flac" WAVE\nTRACK 01 AUDIO\nINDEX 01 00:00:00\n');
    const opened = await openSheet(folder.at('disc.cue'));
    await using source = await SheetSectors.open(opened);
    expect(await complaintOf(source.readAudio(0, 1))).toMatch(/^INTERNAL There is no room/);
    const reason = new Error('enough');
    await using aborted = await SheetSectors.open(opened, {
      scratchFolder,
      signal: AbortSignal.abort(reason),
    });
    await expect(aborted.readAudio(0, 1)).rejects.toBe(reason);
    expect(await readdir(scratchFolder)).toEqual([]);
  });

  it('leaves sub-channels out', async () => {
    const samples = sectors(4);
    const stored = [0, 1, 2, 3].map((index) =>
      Buffer.concat([
        swapped(samples.subarray(index * rawBytes, (index + 1) * rawBytes)),
        Buffer.alloc(96, index + 1),
      ]),
    );
    await folder.put('a.bin', Buffer.concat(stored));
    await using source = await openText(
      'disc.toc',
      'CD_DA\nTRACK AUDIO RW_RAW\nZERO 00:00:01\nDATAFILE "a.bin" 00:00:04\n',
    );
    expect((await source.readAudio(0, 5)).equals(Buffer.concat([Buffer.alloc(rawBytes), samples]))).toBe(
      true,
    );
    const extent = source.extentAt(3);
    if (extent === null) throw new Error('no extent');
    expect(await source.readStored(extent, 3, 1)).toEqual(stored[2]);
  });

  it('has nothing between sessions', async () => {
    const [first, second] = [sectors(3), sectors(4)];
    await folder.put('a.bin', first);
    await folder.put('b.bin', second);
    await using source = await openText(
      'disc.cue',
      'REM SESSION 01\nFILE "a.bin" BINARY\nTRACK 01 AUDIO\nINDEX 01 00:00:00\nREM SESSION 02\nFILE "b.bin" BINARY\nTRACK 02 AUDIO\nINDEX 01 00:00:00\n',
    );
    for (const lba of [-1, 3, 5000, 11_402, 11_407]) expect(source.extentAt(lba)).toBeNull();
    expect(source.extentAt(2)?.track.number).toBe(1);
    expect(source.extentAt(11_403)?.track.number).toBe(2);
    const over = await source.readAudio(2, 11_402);
    expect(over.subarray(0, rawBytes).equals(first.subarray(-rawBytes))).toBe(true);
    expect(over.subarray(-rawBytes).equals(second.subarray(0, rawBytes))).toBe(true);
    expect(over.subarray(rawBytes, -rawBytes).every((byte) => byte === 0)).toBe(true);
    expect(await source.readUserData(5000)).toEqual({ type: 'other' });
  });

  it('reads a disc of more files than may be open at a time', async () => {
    const parts = Array.from({ length: 99 }, () => sectors(1));
    let lines = '';
    for (const [index, part] of parts.entries()) {
      await folder.put(`${index}.bin`, part);
      lines += `FILE "${index}.bin" BINARY\nTRACK ${String(index + 1).padStart(2, '0')} AUDIO\nINDEX 01 00:00:00\n`;
    }
    await using source = await openText('disc.cue', lines);
    const before = (await readdir('/proc/self/fd')).length;
    expect((await source.readAudio(0, 99)).equals(Buffer.concat(parts))).toBe(true);
    expect((await readdir('/proc/self/fd')).length - before).toBeLessThan(40);
    expect((await source.readAudio(0, 1)).equals(parts[0] ?? Buffer.alloc(0))).toBe(true);
  });

  it('says that a file became shorter, or a pipe', async () => {
    const path = await folder.put('a.bin', sectors(5));
    await using source = await openText(
      'disc.cue',
      'FILE "a.bin" BINARY\nTRACK 01 AUDIO\nINDEX 01 00:00:00\n',
    );
    await truncate(path, 3 * rawBytes);
    expect((await source.readAudio(0, 3)).length).toBe(3 * rawBytes);
    expect(await complaintOf(source.readAudio(2, 2))).toMatch(/^FILE_READ_FAILED .*a\.bin is not as long as/);
  });
});
