import { readdir, readFile, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Random } from '../../../test/support/random.ts';
import { rawMode1Sectors } from '../../../test/support/raw-sectors.ts';
import { complaintOf, SheetFolder, swapped } from '../../../test/support/sheet-folder.ts';
import { wavHeader } from '../audio/index.ts';
import type { SessionCopy } from './copy-session.ts';
import { compareSheetSession, copySheetSession, formatTocSheet, openSheet, SheetSectors } from './index.ts';

const rawBytes = 2352;
const random = new Random(3);
const sectors = (count: number) => random.bytes(count * rawBytes);

let folder: SheetFolder;
let scratchFolder: string;
beforeEach(async () => {
  folder = await SheetFolder.make();
  scratchFolder = await folder.makeFolder('work');
});
afterEach(() => folder.remove());

const copyOf = (session: number, more: Partial<SessionCopy> = {}): SessionCopy => ({
  session,
  binPath: `${scratchFolder}/session-${session}.bin`,
  scratchFolder,
  signal: new AbortController().signal,
  onProgress: () => undefined,
  ...more,
});
const binOf = (session: number) => readFile(`${scratchFolder}/session-${session}.bin`);
const openText = async (name: string, text: string) => openSheet(await folder.put(name, text));

/** Copies a session, compares it, and checks that the sheet of the copy gives the same sectors at the same addresses. */
async function copyAndCheck(opened: Awaited<ReturnType<typeof openSheet>>, session = 1) {
  const copy = copyOf(session);
  const progress: number[] = [];
  const copied = await copySheetSession(opened, {
    ...copy,
    onProgress: ({ bytesDone, bytesTotal }) => progress.push(bytesDone, bytesTotal),
  });
  const bin = await binOf(session);
  if (bin.length > 0) expect(progress.slice(-2)).toEqual([bin.length, bin.length]);
  expect(await compareSheetSession(opened, copy)).toEqual([]);
  const tocPath = `${scratchFolder}/session-${session}.toc`;
  await writeFile(tocPath, formatTocSheet(copied.sheet));
  const again = await openSheet(tocPath);
  expect(again.sheet.tracks).toEqual(copied.sheet.tracks);
  const own = opened.places.filter((place) => place.session === session);
  const offsetLba = own[0]?.pregapLba ?? 0;
  expect(
    again.places.map(({ number, startLba, endLba }) => [number, startLba + offsetLba, endLba + offsetLba]),
  ).toEqual(own.map(({ number, startLba, endLba }) => [number, startLba, endLba]));
  await using before = await SheetSectors.open(opened, { scratchFolder });
  await using after = await SheetSectors.open(again);
  const same = (await before.readAudio(offsetLba, again.leadOutLba)).equals(
    await after.readAudio(0, again.leadOutLba),
  );
  expect(same).toBe(true);
  for (let lba = 0; lba < again.leadOutLba; lba += 7) {
    expect(await after.readRawData(lba)).toEqual(await before.readRawData(lba + offsetLba));
  }
  return { ...copied, bin, again };
}

describe('copySheetSession', () => {
  it('copies a bare file byte for byte, and says that its .toc fits', async () => {
    const bytes = sectors(900);
    await folder.put('a.bin', bytes);
    const text =
      'CD_DA\nTRACK AUDIO\nFILE "a.bin" SWAP 0 00:05:00\nTRACK AUDIO\nFILE "a.bin" SWAP 00:05:00\nSTART 00:02:00\n';
    const { bin, isVerbatim, sheet } = await copyAndCheck(await openText('disc.toc', text));
    expect(bin.equals(bytes)).toBe(true);
    expect(isVerbatim).toBe(true);
    expect(sheet.tracks[1]?.indexes).toEqual([
      { number: 0, part: 0, frames: 0 },
      { number: 1, part: 0, frames: 150 },
    ]);
  });

  it('keeps big-endian samples, also beside data', async () => {
    const bytes = Buffer.concat([rawMode1Sectors(random.bytes(2048 * 300), 0), sectors(300)]);
    await folder.put('a.bin', bytes);
    const text = 'CD_ROM\nTRACK MODE1_RAW\nDATAFILE "a.bin" 00:04:00\nTRACK AUDIO\nFILE "a.bin" #705600 0\n';
    const { bin, isVerbatim, sheet } = await copyAndCheck(await openText('disc.toc', text));
    expect(bin.equals(bytes)).toBe(true);
    expect(isVerbatim).toBe(true);
    expect(sheet.tracks.map(({ parts }) => parts[0]?.kind === 'file' && parts[0].format)).toEqual([
      'binary',
      'motorola',
    ]);
  });

  it.each([
    ['from a .cue', 'disc.cue', 'FILE "a.bin" BINARY\nTRACK 01 AUDIO\nINDEX 01 00:00:00\n'],
    ['of a part of the file', 'disc.toc', 'CD_DA\nTRACK AUDIO\nFILE "a.bin" SWAP 0 00:05:00\n'],
    ['from a later place', 'disc.toc', 'CD_DA\nTRACK AUDIO\nFILE "a.bin" SWAP 00:01:00 00:04:00\n'],
    [
      'in another order',
      'disc.toc',
      'CD_DA\nTRACK AUDIO\nFILE "a.bin" 00:04:00\nTRACK AUDIO\nFILE "a.bin" 0 00:04:00\n',
    ],
    [
      'in both byte orders',
      'disc.toc',
      'CD_DA\nTRACK AUDIO\nFILE "a.bin" SWAP 0 00:04:00\nTRACK AUDIO\nFILE "a.bin" 00:04:00\n',
    ],
  ])('is not verbatim %s', async (_, name, text) => {
    await folder.put('a.bin', sectors(600));
    expect((await copyAndCheck(await openText(name, text))).isVerbatim).toBe(false);
  });

  it('is verbatim with the .toc beside a .cue, and takes over what it says of the disc', async () => {
    await folder.put('a.bin', sectors(300));
    await folder.put(
      'disc.toc',
      'CD_ROM_XA\nCATALOG "4006381333931"\nTRACK AUDIO\nFILE "a.bin" SWAP 0 00:04:00\n',
    );
    const opened = await openText('disc.cue', 'FILE "a.bin" BINARY\nTRACK 01 AUDIO\nINDEX 01 00:00:00\n');
    const { isVerbatim, sheet } = await copyAndCheck(opened);
    expect(isVerbatim).toBe(true);
    expect(sheet).toMatchObject({ discType: 'CD_ROM_XA', catalog: '4006381333931' });
  });

  it('joins bare files, with silence in the sheet alone', async () => {
    const [a, b] = [sectors(310), sectors(320)];
    await folder.put('a.bin', a);
    await folder.put('b.bin', b);
    const text =
      'TITLE "Grün"\nFILE "a.bin" BINARY\nTRACK 01 AUDIO\nINDEX 01 00:00:00\n' +
      'FILE "b.bin" BINARY\nTRACK 02 AUDIO\nPREGAP 00:02:00\nINDEX 01 00:00:00\nINDEX 02 00:01:00\n';
    const { bin, sheet } = await copyAndCheck(await openText('disc.cue', text));
    expect(bin.equals(Buffer.concat([a, b]))).toBe(true);
    expect(sheet.tracks[1]?.parts).toEqual([
      { kind: 'silence', frameCount: 150 },
      { kind: 'file', fileName: 'session-1.bin', format: 'binary', startByte: a.length, frameCount: 320 },
    ]);
    expect(sheet.cdText).toEqual([{ block: 0, fields: { TITLE: 'Grün' } }]);
    expect(sheet.cdTextLanguages).toEqual([{ block: 0, languageCode: 9 }]);
  });

  it('makes samples of different files little-endian', async () => {
    const parts = [sectors(301), sectors(302), sectors(303), sectors(304)] as const;
    await folder.put('a.bin', swapped(parts[0]));
    await folder.put('b.wav', Buffer.concat([wavHeader(parts[1].length), parts[1]]));
    await folder.putFlac('c.flac', parts[2]);
    await folder.put('d.bin', parts[3]);
    const files = ['a.bin" MOTOROLA', 'b.wav" WAVE', 'c.flac" FLAC', 'd.bin" BINARY'];
    const text = files
      .map((file, index) => `FILE "${file}\nTRACK 0${index + 1} AUDIO\nINDEX 01 00:00:00\n`)
      .join('');
    const { bin, sheet, isVerbatim } = await copyAndCheck(await openText('disc.cue', text));
    expect(bin.equals(Buffer.concat(parts))).toBe(true);
    expect(sheet.tracks.flatMap(({ parts: [part] }) => part?.kind === 'file' && part.format)).toEqual(
      Array.from({ length: 4 }, () => 'binary'),
    );
    expect(isVerbatim).toBe(false);
    expect((await readdir(scratchFolder)).sort()).toEqual(['session-1.bin', 'session-1.toc']);
  });

  it('keeps sub-channels, and makes their samples big-endian where they are not', async () => {
    const frames = Array.from({ length: 300 }, () => [sectors(1), random.bytes(96)] as const);
    const little = Buffer.concat(frames.flat());
    const big = Buffer.concat(frames.flatMap(([samples, channels]) => [swapped(samples), channels]));
    await folder.put('big.bin', big);
    const ofToc = await copyAndCheck(
      await openText('big.toc', 'CD_DA\nTRACK AUDIO RW\nDATAFILE "big.bin" 00:04:00\n'),
    );
    expect(ofToc.bin.equals(big)).toBe(true);
    expect(ofToc.isVerbatim).toBe(true);
    await folder.put('little.bin', little);
    const ofCue = await copyAndCheck(
      await openText('little.cue', 'FILE "little.bin" BINARY\nTRACK 01 CDG\nINDEX 01 00:00:00\n'),
    );
    expect(ofCue.bin.equals(big)).toBe(true);
    expect(ofCue.sheet.tracks[0]?.subChannel).toBe('RW_RAW');
  });

  it('copies each of several sessions, with what its own .toc says', async () => {
    const [music, data] = [sectors(300), rawMode1Sectors(random.bytes(2048 * 310), 11_700)];
    await folder.put('a.bin', music);
    await folder.put('b.bin', data);
    const text =
      'CATALOG 4006381333931\nREM SESSION 01\nFILE "a.bin" BINARY\nTRACK 01 AUDIO\nTITLE "One"\nINDEX 01 00:00:00\n' +
      'REM SESSION 02\nFILE "b.bin" BINARY\nTRACK 02 MODE1/2352\nINDEX 01 00:00:00\n';
    const alone = await openText('disc.cue', text);
    const first = await copyAndCheck(alone, 1);
    expect(first.bin.equals(music)).toBe(true);
    expect(first.sheet).toMatchObject({ catalog: '4006381333931', cdTextLanguages: [{ languageCode: 9 }] });
    const second = await copyAndCheck(alone, 2);
    expect(second.bin.equals(data)).toBe(true);
    expect(second.again.sheet.tracks[0]?.number).toBe(2);
    expect(second).toMatchObject({ isVerbatim: false, sheet: { catalog: null, cdTextLanguages: [] } });

    await folder.put('disc-1.toc', 'CD_DA\nTRACK AUDIO\nFILE "a.bin" SWAP 0 00:04:00\n');
    await folder.put('disc-2.toc', 'CD_ROM_XA\nCATALOG "4006381333931"\nTRACK MODE1_RAW\nDATAFILE "b.bin"\n');
    const opened = await openSheet(folder.at('disc.cue'));
    expect(opened.tocs).toHaveLength(2);
    expect(await copyAndCheck(opened, 1)).toMatchObject({
      isVerbatim: true,
      sheet: { discType: 'CD_DA', catalog: null },
    });
    expect(await copyAndCheck(opened, 2)).toMatchObject({
      isVerbatim: true,
      sheet: { discType: 'CD_ROM_XA', catalog: '4006381333931' },
    });
    expect(await complaintOf(copySheetSession(opened, copyOf(3)))).toBe(
      'INTERNAL The sheet has no session 3.',
    );
  });

  it('copies a session of silence', async () => {
    const { bin } = await copyAndCheck(await openText('disc.toc', 'CD_DA\nTRACK AUDIO\nSILENCE 00:04:00\n'));
    expect(bin).toHaveLength(0);
  });
});
