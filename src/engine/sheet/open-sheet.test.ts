import { mkdir, rename, rm, symlink, truncate, unlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Random } from '../../../test/support/random.ts';
import { complaintOf, SheetFolder } from '../../../test/support/sheet-folder.ts';
import { wavHeader } from '../audio/index.ts';
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
const complaint = (name: string) => complaintOf(open(name));
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

describe('openSheet', () => {
  it('finds the files of a cue sheet: bare, WAVE and FLAC', async () => {
    await folder.put('a.bin', sectors(310));
    await folder.put('b.wav', Buffer.concat([wavHeader(320 * rawBytes), sectors(320)]));
    await folder.putFlac('c.flac', sectors(330));
    await folder.put(
      'disc.cue',
      cue(
        'FILE "a.bin" BINARY',
        '  TRACK 01 AUDIO',
        '    INDEX 01 00:00:00',
        'FILE "b.wav" WAVE',
        '  TRACK 02 AUDIO',
        '    PREGAP 00:02:00',
        '    INDEX 01 00:00:00',
        'FILE "c.flac" WAVE',
        '  TRACK 03 AUDIO',
        '    INDEX 00 00:00:00',
        '    INDEX 01 00:01:00',
      ),
    );
    expect(await outline('disc.cue')).toEqual([
      '1: 0 0-310',
      '2: 310 460-780',
      '3: 780 855-1110',
      'out: 1110',
    ]);
    const { files, tocs } = await open('disc.cue');
    expect(files).toMatchObject([
      {
        fileName: 'a.bin',
        path: folder.at('a.bin'),
        container: 'bare',
        dataOffset: 0,
        dataBytes: 310 * rawBytes,
      },
      { fileName: 'b.wav', container: 'wave', dataOffset: 44, dataBytes: 320 * rawBytes },
      { fileName: 'c.flac', container: 'flac', dataOffset: 0, dataBytes: 330 * rawBytes },
    ]);
    expect(tocs).toEqual([]);
  });

  it('opens a .toc, whatever the capitals of its ending', async () => {
    await folder.put('a.bin', sectors(400));
    const text = 'CD_DA\nCATALOG "4006381333931"\nTRACK AUDIO\nCOPY\nFILE "a.bin" 0 00:05:00\n';
    const path = await folder.put('disc.TOC', text);
    expect(await outline('disc.TOC')).toEqual(['1: 0 0-375', 'out: 375']);
    expect(await open('disc.TOC')).toMatchObject({
      tocs: [{ path, text }],
      sheet: { catalog: '4006381333931' },
    });
  });

  it('keeps the text of a .toc in an old character set', async () => {
    await folder.put('a.bin', sectors(300));
    const head = 'CD_DA\nCD_TEXT { LANGUAGE_MAP { 0 : 9 } LANGUAGE 0 { TITLE "Übermut" } }\n';
    await folder.put('disc.toc', Buffer.from(`${head}TRACK AUDIO\nFILE "a.bin" 0\n`, 'latin1'));
    const { sheet, tocs } = await open('disc.toc');
    expect(sheet.cdText[0]?.fields.TITLE).toBe('Übermut');
    expect(tocs[0]?.text).toContain('"Übermut"');
  });

  it('finds a file whose name differs in capitals or in how its umlaut is kept', async () => {
    await folder.put('Gru\u0308n.bin', sectors(300));
    await folder.put('disc.cue', oneTrack('FILE "GR\u00dcN.BIN" BINARY'));
    expect((await open('disc.cue')).files).toMatchObject([{ path: folder.at('Gru\u0308n.bin') }]);
    await folder.put('GRU\u0308N.bin', sectors(300));
    expect(await complaint('disc.cue')).toBe(
      'NOT_FOUND disc.cue names the file GR\u00dcN.BIN, which could be one of several.',
    );
    await folder.put('GR\u00dcN.BIN', sectors(301));
    expect((await open('disc.cue')).files).toMatchObject([{ path: folder.at('GR\u00dcN.BIN') }]);
  });

  it('names a file that is missing', async () => {
    await folder.put('disc.cue', oneTrack('FILE "gone.bin" BINARY'));
    expect(await complaint('disc.cue')).toBe(
      'NOT_FOUND disc.cue names the file gone.bin, which is not beside it. Put it there.',
    );
    expect(await complaint('none.cue')).toBe(`NOT_FOUND There is no file ${folder.at('none.cue')}.`);
  });

  it('names a file that is cut off', async () => {
    await folder.put('a.bin', sectors(10));
    await folder.put('disc.toc', 'CD_DA\nTRACK AUDIO\nFILE "a.bin" 0 00:04:00\n');
    expect(await complaint('disc.toc')).toBe(
      'INVALID_INPUT disc.toc: A data file is shorter than track 1 needs. (a.bin)',
    );
    await folder.put('b.wav', Buffer.concat([wavHeader(320 * rawBytes), sectors(320)]));
    await truncate(folder.at('b.wav'), 300 * rawBytes);
    await folder.put('disc.cue', oneTrack('FILE "b.wav" WAVE'));
    expect(await complaint('disc.cue')).toMatch(/^INVALID_INPUT .*b\.wav, which the sheet names, is cut off/);
    await folder.put('disc.cue', oneTrack('FILE "empty.bin" BINARY'));
    await folder.put('empty.bin', '');
    expect(await complaint('disc.cue')).toMatch(
      /^INVALID_INPUT .*shorter than track 1 needs. \(empty\.bin\)$/,
    );
  });

  it('refuses music that is not CD audio', async () => {
    await folder.put('disc.cue', oneTrack('FILE "b.wav" WAVE'));
    await folder.put('b.wav', sectors(300));
    expect(await complaint('disc.cue')).toMatch(/^INVALID_INPUT .*b\.wav is not a WAVE file of CD audio/);
    await exec('sox', ['-n', '-r', '48000', '-c', '2', '-b', '16', folder.at('b.flac'), 'trim', '0', '5']);
    await rename(folder.at('b.flac'), folder.at('b.wav'));
    expect(await complaint('disc.cue')).toMatch(
      /^INVALID_INPUT .*b\.wav, .* is not CD audio of a known length/,
    );
  });

  it('refuses MP3 and AIFF, and what takes a file for two things', async () => {
    await folder.put('a.mp3', sectors(300));
    await folder.put('disc.cue', oneTrack('FILE "a.mp3" MP3'));
    expect(await complaint('disc.cue')).toMatch(/^UNSUPPORTED_DISC disc\.cue names the MP3 file a\.mp3\./);
    await folder.put('disc.cue', oneTrack('FILE "a.aiff" AIFF'));
    expect(await complaint('disc.cue')).toMatch(/^UNSUPPORTED_DISC disc\.cue names the AIFF file a\.aiff\./);
    await folder.put(
      'disc.toc',
      'CD_ROM\nTRACK MODE1\nDATAFILE "a.wav" 00:01:00\nTRACK AUDIO\nFILE "a.wav" 0\n',
    );
    expect(await complaint('disc.toc')).toMatch(
      /^INVALID_INPUT disc\.toc takes a\.wav for a WAVE or FLAC file and/,
    );
    await folder.put('disc.cue', cue('FILE "a.wav" WAVE', 'TRACK 01 CDG', 'INDEX 01 00:00:00'));
    expect(await complaint('disc.cue')).toMatch(/^INVALID_INPUT disc\.cue takes a\.wav/);
  });

  it('waits for no pipe, and reads no folder, socket or loop', async () => {
    await folder.put('disc.cue', oneTrack('FILE "a.bin" BINARY'));
    await exec('mkfifo', [folder.at('a.bin'), folder.at('pipe.cue')]);
    await mkdir(folder.at('folder.toc'));
    expect(await complaint('disc.cue')).toMatch(
      /^INVALID_INPUT .*a\.bin, which the sheet names, is not a plain file\.$/,
    );
    expect(await complaint('pipe.cue')).toMatch(/^INVALID_INPUT .*pipe\.cue is not a plain file\.$/);
    expect(await complaint('folder.toc')).toMatch(/^INVALID_INPUT .*folder\.toc is not a plain file\.$/);
    await unlink(folder.at('a.bin'));
    await mkdir(folder.at('a.bin'));
    expect(await complaint('disc.cue')).toMatch(
      /^INVALID_INPUT .*a\.bin, which the sheet names, is not a plain file\.$/,
    );
    await rm(folder.at('a.bin'), { recursive: true });
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(folder.at('a.bin'), resolve));
    expect(await complaint('disc.cue')).toMatch(
      /^INVALID_INPUT .*a\.bin, which the sheet names, is not a plain file\.$/,
    );
    await symlink('a.bin', folder.at('socket.cue'));
    expect(await complaint('socket.cue')).toMatch(/^INVALID_INPUT .*socket\.cue is not a plain file\.$/);
    await new Promise((resolve) => server.close(resolve));
    await symlink('a.bin', folder.at('a.bin'));
    expect(await complaint('disc.cue')).toMatch(/^FILE_READ_FAILED .*a\.bin could not be read \(ELOOP\)\.$/);
  });

  it('refuses sheets that are too long and discs that cannot be', async () => {
    await folder.put('long.cue', ' '.repeat(1024 * 1024 + 1));
    expect(await complaint('long.cue')).toMatch(/^INVALID_INPUT .*long\.cue is too long/);
    await folder.put('big.toc', 'CD_DA\nTRACK AUDIO\nSILENCE 99:58:00\nSILENCE 00:00:01\n');
    expect(await complaint('big.toc')).toBe(
      'INVALID_INPUT big.toc describes a disc of 449851 sectors; a CD has at most 449850.',
    );
    await folder.put('full.toc', 'CD_DA\nTRACK AUDIO\nSILENCE 99:58:00\n');
    expect(await outline('full.toc')).toEqual(['1: 0 0-449850', 'out: 449850']);
    // Every sector of a small file a thousand times.
    await folder.put('a.bin', sectors(500));
    const parts = 'FILE "a.bin" 0 00:06:50\n'.repeat(1000);
    await folder.put('again.toc', `CD_DA\nTRACK AUDIO\n${parts}`);
    expect(await complaint('again.toc')).toContain('describes a disc of 500000 sectors');
  });

  it('is not led out of the folder', async () => {
    for (const name of ['../a.bin', '/etc/passwd', '..\\a.bin', 'C:a.bin', '..']) {
      await folder.put('disc.cue', oneTrack(`FILE "${name}" BINARY`));
      expect(await complaint('disc.cue')).toMatch(
        /^INVALID_INPUT disc\.cue: Line 1 of the sheet: only files in the folder/,
      );
      await folder.put('disc.toc', `CD_DA\nTRACK AUDIO\nFILE "${name}" 0\n`);
      expect(await complaint('disc.toc')).toMatch(/^INVALID_INPUT disc\.toc: Line 3/);
    }
  });
});
