import { mkdir, readFile, rm, symlink, unlink } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Random } from '../../../test/support/random.ts';
import { SheetFolder } from '../../../test/support/sheet-folder.ts';
import { exec } from '../exec/index.ts';
import { openSheet } from './index.ts';

const rawBytes = 2352;
const random = new Random(1);
const sectors = (count: number) => random.bytes(count * rawBytes);

let folder: SheetFolder;
beforeEach(async () => {
  folder = await SheetFolder.make();
});
afterEach(() => folder.remove());

const open = (name: string) => openSheet(folder.at(name));
const cue = (...lines: string[]) => `${lines.join('\n')}\n`;
const oneTrack = (file: string) => cue(file, '  TRACK 01 AUDIO', '    INDEX 01 00:00:00');

/** What is where, in one line for each track. */
async function outline(name: string): Promise<string[]> {
  const { places, leadOutLba } = await open(name);
  const tracks = places.map(
    (place) => `${place.number}: ${place.pregapLba} ${place.startLba}-${place.endLba}`,
  );
  return [...tracks, `out: ${leadOutLba}`];
}

describe('openSheet with .toc files beside a .cue', () => {
  const session = (name: string, frames: string, title: string) =>
    `CD_DA\nCD_TEXT { LANGUAGE_MAP { 0 : 9 } LANGUAGE 0 { TITLE "${title}" COMPOSER "C" } }\n` +
    `TRACK AUDIO\nFILE "${name}" SWAP 0 00:04:00\nFILE "${name}" SWAP ${frames}\n`;
  const one = session('a.bin', '00:04:00 00:01:00', 'One');

  beforeEach(async () => {
    await folder.put('a.bin', sectors(375));
    await folder.put('b.bin', sectors(400));
    await folder.put('one.cue', oneTrack('FILE "a.bin" BINARY'));
    await folder.put(
      'two.cue',
      cue(
        ...['REM SESSION 01', 'FILE "a.bin" BINARY', 'TRACK 01 AUDIO', 'INDEX 01 00:00:00'],
        ...['REM SESSION 02', 'FILE "b.bin" BINARY', 'TRACK 02 AUDIO', 'INDEX 01 00:00:00'],
      ),
    );
  });
  const composers = async (name: string) =>
    (await open(name)).sheet.cdText.map(({ fields }) => fields.COMPOSER);

  it('uses the one of a disc of one session', async () => {
    const path = await folder.put('one.toc', one);
    expect(await composers('one.cue')).toEqual(['C']);
    expect((await open('one.cue')).tocs).toEqual([{ path, text: one }]);
    expect((await open('one.cue')).path).toBe(folder.at('one.cue'));
  });

  it('uses those of all sessions', async () => {
    await folder.put('two-1.toc', one);
    await folder.put('two-2.toc', session('b.bin', '00:04:00 00:01:25', 'Two'));
    const { tocs, sheet, places } = await open('two.cue');
    expect(tocs.map(({ path }) => path)).toEqual([folder.at('two-1.toc'), folder.at('two-2.toc')]);
    expect(sheet.tracks.map((track) => [track.number, track.session])).toEqual([
      [1, 1],
      [2, 2],
    ]);
    expect(places.map(({ startLba }) => startLba)).toEqual([0, 375 + 11_400]);
    expect(await composers('two.cue')).toEqual(['C']);
    await unlink(folder.at('two-2.toc'));
    expect((await open('two.cue')).tocs).toEqual([]);
  });

  it.each([
    ['names another file', one.replaceAll('a.bin', 'b.bin')],
    ['names a file that is not there', one.replaceAll('a.bin', 'c.bin')],
    ['is shorter', one.replace('00:04:00 00:01:00', '00:04:00 00:00:74')],
    ['is longer than the file', one.replace('00:04:00 00:01:00', '00:04:00 00:01:01')],
    ['takes its sectors from other places', one.replace('SWAP 0 ', 'SWAP 00:00:01 ')],
    ['has the other byte order', one.replaceAll(' SWAP', '')],
    ['has silence in place of samples', one.replace(/FILE.*$/m, 'SILENCE 00:04:00')],
    ['has another kind of track', 'CD_ROM\nTRACK MODE1_RAW\nDATAFILE "a.bin" 00:05:00\n'],
    ['has a pre-gap', `${one}START 00:02:00\n`],
    ['has two tracks', `${one}TRACK AUDIO\nSILENCE 00:04:00\n`],
    ['has another number', one.replace('CD_DA', 'CD_DA\nFIRST_TRACK_NO 2')],
    ['is garbage', Buffer.from([0xff, 0xfe, 0, 1, 2, 3])],
    ['is empty', ''],
    ['is too long', ' '.repeat(2_000_000)],
  ])('leaves one alone that %s', async (_, text) => {
    await folder.put('one.toc', text);
    expect((await open('one.cue')).tocs).toEqual([]);
    expect(await outline('one.cue')).toEqual(['1: 0 0-375', 'out: 375']);
  });

  it('leaves one alone that changes the order of the tracks', async () => {
    await folder.put(
      'one.cue',
      cue(
        'FILE "b.bin" BINARY',
        'TRACK 01 AUDIO',
        'INDEX 01 00:00:00',
        'TRACK 02 AUDIO',
        'INDEX 01 00:02:50',
      ),
    );
    const track = (start: string) => `TRACK AUDIO\nFILE "b.bin" SWAP ${start} 00:02:50\n`;
    await folder.put('one.toc', `CD_DA\n${track('00:02:50')}${track('0')}`);
    expect((await open('one.cue')).tocs).toEqual([]);
    await folder.put('one.toc', `CD_DA\n${track('0')}${track('00:02:50')}`);
    expect((await open('one.cue')).tocs).toHaveLength(1);
  });

  it('leaves one alone that takes the file for music', async () => {
    for (const name of ['a.wav', 'a.mp3']) {
      await folder.put(name, sectors(375));
      await folder.put('one.cue', oneTrack(`FILE "${name}" BINARY`));
      await folder.put('one.toc', `CD_DA\nTRACK AUDIO\nFILE "${name}" 0 00:05:00\n`);
      expect((await open('one.cue')).tocs).toEqual([]);
    }
  });

  it('leaves alone what is no file', async () => {
    await mkdir(folder.at('one.toc'));
    expect((await open('one.cue')).tocs).toEqual([]);
    await rm(folder.at('one.toc'), { recursive: true });
    await symlink('one.toc', folder.at('one.toc'));
    expect((await open('one.cue')).tocs).toEqual([]);
    await unlink(folder.at('one.toc'));
    await exec('mkfifo', [folder.at('one.toc')]);
    expect((await open('one.cue')).tocs).toEqual([]);
  });

  it('opens a .cue with the longest name that a file can have', async () => {
    const name = `${'n'.repeat(251)}.cue`;
    await folder.put(name, await readFile(folder.at('one.cue')));
    expect(await outline(name)).toEqual(['1: 0 0-375', 'out: 375']);
  });
});
