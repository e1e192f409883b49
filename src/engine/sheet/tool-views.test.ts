import { lstat, readdir, readFile, readlink, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  makeAudioCd,
  makeCdExtra,
  makeMixedCd,
  noise,
  samplesOf,
  type TestCd,
} from '../../../test/support/cd-fixtures.ts';
import { Random } from '../../../test/support/random.ts';
import { rawMode1Sectors } from '../../../test/support/raw-sectors.ts';
import { SheetFolder, swapped } from '../../../test/support/sheet-folder.ts';
import { readWavSamples, wavHeader } from '../audio/index.ts';
import { exec } from '../exec/index.ts';
import { makeCookedView, makeParanoiaView, openSheet } from './index.ts';

const rawBytes = 2352;
const random = new Random(4);
const { signal } = new AbortController();

let folder: SheetFolder;
let work: string;
beforeEach(async () => {
  folder = await SheetFolder.make();
  work = await folder.makeFolder('work');
});
afterEach(() => folder.remove());

/** Audio tracks as cd-paranoia lists them: number, length and address. */
async function listed(cuePath: string): Promise<number[][]> {
  const { stderr } = await exec('cd-paranoia', ['-d', cuePath, '-Q']);
  return [...stderr.toString().matchAll(/^ *(\d+)\. +(\d+) \[[^\]]+\] +(\d+) \[/gm)].map((match) =>
    match.slice(1).map(Number),
  );
}

async function extract(cuePath: string, span: string): Promise<Buffer> {
  const wavPath = join(work, 'out.wav');
  const { exitCode, stderr } = await exec('cd-paranoia', ['-q', '-w', '-d', cuePath, span, wavPath]);
  expect(exitCode, stderr.toString()).toBe(0);
  const chunks: Uint8Array[] = [];
  for await (const chunk of readWavSamples(wavPath)) chunks.push(chunk);
  await rm(wavPath);
  return Buffer.concat(chunks);
}

/** Opens, makes the view, and compares what cd-paranoia makes of it with the disc. */
async function proveAudio(sheetPath: string, samples: (number: number) => Buffer): Promise<string> {
  const opened = await openSheet(sheetPath);
  const cuePath = await makeParanoiaView(opened, work, { signal });
  const audio = opened.places.filter((_, index) => opened.sheet.tracks[index]?.mode === 'AUDIO');
  const tracks = await listed(cuePath);
  expect(tracks.map(([number, , start]) => [number, start])).toEqual(
    audio.map(({ number, startLba }) => [number, startLba]),
  );
  for (const { number } of audio) {
    const expected = samples(number);
    const last = expected.length / rawBytes - 1;
    expect(
      (await extract(cuePath, `${number}[.0]-${number}[.${last}]`)).equals(expected),
      `track ${number}`,
    ).toBe(true);
  }
  return cuePath;
}

const isLink = async (name: string) => (await lstat(join(work, name))).isSymbolicLink();

describe('makeParanoiaView', () => {
  let discs: SheetFolder;
  let audio: TestCd;
  let mixed: TestCd;
  let extra: TestCd;
  let parts: Buffer[];
  beforeAll(async () => {
    discs = await SheetFolder.make();
    audio = await makeAudioCd(discs.at('audio'), [{ sectors: 320 }, { sectors: 330, pregapSectors: 100 }]);
    mixed = await makeMixedCd(discs.at('mixed'), [{ sectors: 320 }, { sectors: 310 }]);
    extra = await makeCdExtra(discs.at('extra'), [{ sectors: 320 }, { sectors: 330 }]);
    parts = [
      await noise(discs.path, 'a', 310),
      await noise(discs.path, 'b', 320),
      await noise(discs.path, 'c', 330),
    ];
  }, 240_000);
  afterAll(() => discs.remove());
  const part = (index: number) => parts[index] ?? Buffer.alloc(0);
  const fromParts = (number: number) => part(number - 1);

  it('links one whole bare file', async () => {
    await proveAudio(audio.cuePath, (number) => samplesOf(audio, number));
    expect(await readlink(join(work, 'disc.bin'))).toBe(discs.at('audio/disc.bin'));
    await proveAudio(mixed.cuePath, (number) => samplesOf(mixed, number));
    expect(await readlink(join(work, 'disc.bin'))).toBe(discs.at('mixed/disc.bin'));
    expect((await readdir(work)).sort()).toEqual(['disc.bin', 'disc.cue']);
  });

  it('lists the tracks with their lengths', async () => {
    const cuePath = await makeParanoiaView(await openSheet(audio.cuePath), work, { signal });
    expect(await listed(cuePath)).toEqual([
      [1, 420, 0],
      [2, 330, 420],
    ]);
  });

  it('puts the sessions of a CD-Extra at their addresses', async () => {
    await proveAudio(extra.cuePath, (number) => samplesOf(extra, number));
    expect(await isLink('disc.bin')).toBe(false);
    expect((await stat(join(work, 'disc.bin'))).size).toBe(
      (650 + 11_400 + (extra.iso?.length ?? 0) / 2048) * rawBytes,
    );
  });

  it('joins several files, with silence between them', async () => {
    await folder.put('a.bin', part(0));
    await folder.put('b.wav', Buffer.concat([wavHeader(part(1).length), part(1)]));
    await folder.putFlac('c.flac', part(2));
    const text =
      'FILE "a.bin" BINARY\nTRACK 01 AUDIO\nINDEX 01 00:00:00\nFILE "b.wav" WAVE\nTRACK 02 AUDIO\nPREGAP 00:02:00\nINDEX 01 00:00:00\n' +
      'FILE "c.flac" WAVE\nTRACK 03 AUDIO\nINDEX 01 00:00:00\n';
    const cuePath = await proveAudio(await folder.put('disc.cue', text), fromParts);
    expect(await extract(cuePath, '1[.310]-1[.459]')).toEqual(Buffer.alloc(150 * rawBytes));
    expect((await readdir(work)).sort()).toEqual(['disc.bin', 'disc.bin.stamp', 'disc.cue']);
  });

  it('swaps big-endian samples', async () => {
    await folder.put('a.bin', swapped(part(0)));
    await proveAudio(await folder.put('disc.toc', 'CD_DA\nTRACK AUDIO\nFILE "a.bin" 0\n'), fromParts);
    expect(await isLink('disc.bin')).toBe(false);
  });

  it('keeps the address of a first track behind silence, and the number of one that is not 1', async () => {
    await folder.put('a.bin', part(0));
    const text = 'CD_DA\nTRACK AUDIO\nSILENCE 00:02:00\nFILE "a.bin" SWAP 0\nSTART 00:02:00\n';
    await proveAudio(await folder.put('late.toc', text), fromParts);
    const later = 'CD_DA\nFIRST_TRACK_NO 3\nTRACK AUDIO\nFILE "a.bin" SWAP 0\n';
    await proveAudio(await folder.put('third.toc', later), () => part(0));
  });

  it('makes a disc of 99 tracks', async () => {
    await folder.put('a.bin', Buffer.concat(parts));
    const text = Array.from({ length: 99 }, (_, index) => `FILE "a.bin" SWAP 00:00:0${index % 9} 00:04:00\n`);
    const path = await folder.put(
      'disc.toc',
      `CD_DA\n${text.map((file) => `TRACK AUDIO\n${file}`).join('')}`,
    );
    const cuePath = await makeParanoiaView(await openSheet(path), work, { signal });
    expect(await listed(cuePath)).toEqual(
      Array.from({ length: 99 }, (_, index) => [index + 1, 300, index * 300]),
    );
    const all = Buffer.concat(parts);
    expect((await extract(cuePath, '99')).equals(all.subarray(8 * rawBytes, 308 * rawBytes))).toBe(true);
  });

  it('copies a file that is longer than the disc', async () => {
    await folder.put('a.bin', part(1));
    const path = await folder.put('disc.toc', 'CD_DA\nTRACK AUDIO\nFILE "a.bin" SWAP 0 00:04:00\n');
    const cuePath = await makeParanoiaView(await openSheet(path), work, { signal });
    expect(await listed(cuePath)).toEqual([[1, 300, 0]]);
    await folder.put('a.bin', Buffer.concat([part(1), Buffer.alloc(7)]));
    await proveAudio(await folder.put('disc.toc', 'CD_DA\nTRACK AUDIO\nFILE "a.bin" SWAP 0\n'), () =>
      part(1),
    );
  });
});

describe('makeCookedView', () => {
  const cooked = async (name: string, text: string) =>
    makeCookedView(await openSheet(await folder.put(name, text)), work, { signal });

  it('links one file of such sectors', async () => {
    await folder.put('a.iso', random.bytes(2048 * 30));
    const view = await cooked('disc.cue', 'FILE "a.iso" BINARY\nTRACK 01 MODE1/2048\nINDEX 01 00:00:00\n');
    expect(view).toEqual({ path: join(work, 'disc.iso'), badSectors: [] });
    expect(await readlink(view.path)).toBe(folder.at('a.iso'));
    await cooked('disc.toc', 'CD_ROM\nTRACK MODE1\nDATAFILE "a.iso" 00:00:20\n');
    expect(await isLink('disc.iso')).toBe(false);
    expect((await stat(view.path)).size).toBe(20 * 2048);
  });

  it('puts data at its addresses, with holes for audio and gaps', async () => {
    const [first, last] = [random.bytes(2048 * 300), random.bytes(2048 * 310)];
    await folder.put('a.bin', Buffer.concat([rawMode1Sectors(first, 0), random.bytes(rawBytes * 300)]));
    await folder.put('b.iso', last);
    const text =
      'REM SESSION 01\nFILE "a.bin" BINARY\nTRACK 01 MODE1/2352\nINDEX 01 00:00:00\nTRACK 02 AUDIO\nINDEX 01 00:04:00\n' +
      'REM SESSION 02\nFILE "b.iso" BINARY\nTRACK 03 MODE1/2048\nINDEX 01 00:00:00\n';
    const { path, badSectors } = await cooked('disc.cue', text);
    expect(badSectors).toEqual([]);
    const iso = await readFile(path);
    const at = (600 + 11_400) * 2048;
    expect(iso.length).toBe(at + last.length);
    expect(iso.subarray(0, first.length).equals(first)).toBe(true);
    expect(iso.subarray(first.length, at).equals(Buffer.alloc(at - first.length))).toBe(true);
    expect(iso.subarray(at).equals(last)).toBe(true);
    expect((await stat(path)).blocks * 512).toBeLessThan(4 * 1024 * 1024);
  });

  it('tells sectors that are damaged or of another kind, also when it is used again', async () => {
    const data = random.bytes(2048 * 600);
    const raw = rawMode1Sectors(data, 0);
    for (const sector of [0, 255, 256, 257, 599])
      raw.writeUInt8(0x55 ^ raw.readUInt8(sector * rawBytes + 16), sector * rawBytes + 16);
    raw.fill(0, 400 * rawBytes, 402 * rawBytes);
    await folder.put('a.bin', raw);
    const text = 'CD_ROM\nTRACK MODE1_RAW\nDATAFILE "a.bin" 00:08:00\nZERO 00:00:10\n';
    const badSectors = [
      { firstLba: 0, lastLba: 0 },
      { firstLba: 255, lastLba: 257 },
      { firstLba: 400, lastLba: 401 },
      { firstLba: 599, lastLba: 599 },
    ];
    const view = await cooked('disc.toc', text);
    expect(view.badSectors).toEqual(badSectors);
    const iso = await readFile(view.path);
    expect(iso.length).toBe(610 * 2048);
    const expected = Buffer.concat([data, Buffer.alloc(10 * 2048)]);
    for (const { firstLba, lastLba } of badSectors) expected.fill(0, firstLba * 2048, (lastLba + 1) * 2048);
    expect(iso.equals(expected)).toBe(true);
    const { ino } = await stat(view.path);
    expect(await cooked('disc.toc', text)).toEqual(view);
    expect((await stat(view.path)).ino).toBe(ino);
  });

  it('is empty for a disc of audio, and aborted when it shall be', async () => {
    await folder.put('a.bin', random.bytes(rawBytes * 10));
    const view = await cooked('disc.cue', 'FILE "a.bin" BINARY\nTRACK 01 AUDIO\nINDEX 01 00:00:00\n');
    expect((await stat(view.path)).size).toBe(0);
    const reason = new Error('paused');
    const opened = await openSheet(
      await folder.put('disc.toc', 'CD_ROM\nTRACK MODE1_RAW\nDATAFILE "a.bin"\n'),
    );
    await expect(makeCookedView(opened, work, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});
