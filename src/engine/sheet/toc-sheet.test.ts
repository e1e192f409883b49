import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAppError } from '#model/index.ts';
import { layOutTracks, parseTocSheet, rewriteTocFiles } from './index.ts';

const recording = (name: string) =>
  readFileSync(new URL(`../../../test/fixtures/recordings/${name}`, import.meta.url));

const toc = (body: string, head = 'CD_DA\n') => `${head}\nTRACK AUDIO\n${body}\n`;

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (isAppError(error, 'INVALID_INPUT')) return error.message;
    throw error;
  }
  return 'no error';
}
const complaint = (text: string) => messageOf(() => parseTocSheet(text));

describe('parseTocSheet', () => {
  it('reads the sheet of an audio CD (cdrdao 1.2.4)', () => {
    const sheet = parseTocSheet(recording('cdrdao.audio.toc'), { audioByteOrder: 'little' });
    expect(sheet).toMatchObject({
      discType: 'CD_DA',
      catalog: '0123456789012',
      cdTextLanguages: [{ block: 0, languageCode: 9 }],
      cdText: [{ block: 0, fields: { TITLE: 'Lab Album', PERFORMER: 'Lab Artist' } }],
    });
    expect(sheet.tracks[1]).toEqual({
      number: 2,
      session: 1,
      mode: 'AUDIO',
      subChannel: null,
      parts: [
        { kind: 'file', fileName: 'a.bin', format: 'binary', startByte: 1494 * 2352, frameCount: 1131 },
      ],
      indexes: [
        { number: 0, part: 0, frames: 0 },
        { number: 1, part: 0, frames: 6 },
      ],
      isCopyPermitted: false,
      hasPreEmphasis: false,
      isFourChannel: false,
      isrc: 'USABC1234567',
      cdText: [{ block: 0, fields: { TITLE: 'Pink', PERFORMER: 'Lab Artist' } }],
    });
    // What cdrdao printed as the table of contents of this disc.
    expect(layOutTracks(sheet)?.map(({ startLba, endLba }) => [startLba, endLba])).toEqual([
      [0, 1494],
      [1500, 2625],
    ]);
  });

  it('reads the sheet of a mixed-mode CD', () => {
    const sheet = parseTocSheet(recording('cdrdao.mixed.toc'));
    expect(sheet.tracks.map(({ mode, parts, indexes }) => ({ mode, parts, indexes }))).toEqual([
      {
        mode: 'MODE1_RAW',
        parts: [{ kind: 'file', fileName: 'a.bin', format: 'binary', startByte: 0, frameCount: 10424 }],
        indexes: [{ number: 1, part: 0, frames: 0 }],
      },
      {
        mode: 'AUDIO',
        parts: [
          { kind: 'silence', frameCount: 150 },
          { kind: 'file', fileName: 'a.bin', format: 'motorola', startByte: 24_517_248, frameCount: 2625 },
        ],
        indexes: [
          { number: 0, part: 0, frames: 0 },
          { number: 1, part: 1, frames: 0 },
        ],
      },
    ]);
    expect(layOutTracks(sheet)?.[1]).toMatchObject({ pregapLba: 10424, startLba: 10574, endLba: 13199 });
  });

  it('reads every statement about tracks', () => {
    const sheet = parseTocSheet(`// by hand
CD_ROM_XA CATALOG "1234567890123" FIRST_TRACK_NO 5
TRACK MODE2_FORM1 RW
COPY
DATAFILE "d.bin" #2144 00:00:10
ZERO RW 00:00:05
ZERO MODE2_FORM1 RW_RAW 4288 // two sectors
TRACK AUDIO
COPY PRE_EMPHASIS FOUR_CHANNEL_AUDIO ISRC "US-ABC-12-34567"
PREGAP 00:01:00
AUDIOFILE "b.bin" SWAP #4 588 1176
FILE "c.wav" 0 00:00:20
SILENCE 588
END 00:01:20
INDEX 00:00:10
TRACK AUDIO
FILE "b.bin" 0
START 00:00:03`);
    expect(sheet).toMatchObject({ discType: 'CD_ROM_XA', catalog: '1234567890123' });
    expect(sheet.tracks.map(({ number }) => number)).toEqual([5, 6, 7]);
    expect(sheet.tracks[0]).toMatchObject({
      subChannel: 'RW',
      isCopyPermitted: true,
      parts: [
        { fileName: 'd.bin', startByte: 2144, frameCount: 10 },
        { kind: 'silence', frameCount: 5 },
        { kind: 'silence', frameCount: 2 },
      ],
    });
    expect(sheet.tracks[1]).toMatchObject({
      isCopyPermitted: true,
      hasPreEmphasis: true,
      isFourChannel: true,
      isrc: 'USABC1234567',
      parts: [
        { kind: 'silence', frameCount: 75 },
        { fileName: 'b.bin', format: 'binary', startByte: 4 + 2352, frameCount: 2 },
        { fileName: 'c.wav', format: 'wave', frameCount: 20 },
        { kind: 'silence', frameCount: 1 },
      ],
      indexes: [
        { number: 0, part: 0, frames: 0 },
        { number: 1, part: 1, frames: 0 },
        { number: 2, part: 2, frames: 8 },
        { number: 3, part: 2, frames: 18 },
      ],
    });
    expect(sheet.tracks[2]).toMatchObject({
      parts: [{ format: 'motorola', frameCount: null }],
      indexes: [
        { number: 0, part: 0, frames: 0 },
        { number: 1, part: 0, frames: 3 },
      ],
    });
    expect(layOutTracks(sheet)).toBeNull();
  });

  it('reads CD-TEXT in several languages and with escapes, and leaves binary packs out', () => {
    const sheet = parseTocSheet(
      `CD_DA CD_TEXT { LANGUAGE_MAP { 0: EN 1 : 8 }
        LANGUAGE 0 { ENCODING_ISO_8859_1 TITLE "a \\"b\\" c\\\\d e\\f" GENRE { 0, 12, 65 } MESSAGE "" CLOSED "x" }
        LANGUAGE 1 { TITLE "\\374ber" PERFORMER "\\303\\274ber" SONGWRITER "\u00fcber" SIZE_INFO { } } }
      TRACK AUDIO CD_TEXT { LANGUAGE 1 { TITLE "x" } LANGUAGE 2 { } } SILENCE 00:10:00`,
    );
    expect(sheet.cdTextLanguages).toEqual([
      { block: 0, languageCode: 9 },
      { block: 1, languageCode: 8 },
    ]);
    expect(sheet.cdText).toEqual([
      { block: 0, fields: { TITLE: 'a "b" c\\d e\\f' } },
      { block: 1, fields: { TITLE: 'über', PERFORMER: 'über', SONGWRITER: 'über' } },
    ]);
    expect(sheet.tracks[0]?.cdText).toEqual([{ block: 1, fields: { TITLE: 'x' } }]);
  });

  it('names the line and what is wrong there', () => {
    expect(complaint(toc('FILE "../x" 0'))).toBe(
      'Line 4 of the sheet: only files in the folder of the sheet may be named.',
    );
    expect(complaint(toc('SILENCE 00:60:00'))).toContain('0:60:0 is not a time');
    expect(complaint(toc('SILENCE 589'))).toContain('589 is not a whole number of frames');
    expect(complaint(toc('SILENCE 0'))).toContain('a length of 0');
    expect(complaint(toc('SILENCE 999999999999'))).toContain('not a whole number');
    expect(complaint(toc('SILENCE 588000000000'))).toContain('longer than any disc');
    expect(complaint(toc('FILE "x" 99999999999999999999'))).toContain('too large');
    expect(complaint(toc('FILE "x" #9007199254740991 4'))).toContain('too large');
    expect(complaint(toc('DATAFILE "x"'))).toContain('FILE is for audio tracks');
    expect(complaint(toc('FIFO "x" 00:01:00'))).toContain('"FIFO" is not a statement');
    expect(complaint(toc('NO ISRC "x"'))).toContain('"NO ISRC" means nothing');
    expect(complaint(toc('ISRC "x"'))).toContain('12 characters');
    expect(complaint(toc('COPY'))).toContain('Line 5 of the sheet: a track without FILE');
    expect(complaint(toc('SILENCE 00:05:00 START 00:05:00'))).toContain('behind its end');
    expect(complaint(toc('SILENCE 00:05:00 START 00:01:00 START 00:02:00'))).toContain('twice');
    expect(complaint(toc('SILENCE 00:05:00 END 00:03:00 END'))).toContain('twice');
    expect(complaint(toc('SILENCE 00:05:00 INDEX 00:02:00 INDEX 00:01:00'))).toContain('not in order');
    expect(complaint(toc('SILENCE 00:05:00 INDEX 00:00:00'))).toContain('not in order');
    expect(complaint(toc('SILENCE 00:05:00'.concat(' INDEX 00:00:01'.repeat(99))))).toContain('at most 99');
    expect(complaint(toc('SILENCE 588 '.repeat(1001)))).toContain('1000 pieces');
    expect(complaint(toc('FILE "x" 0 START'))).toContain('not known');
    expect(complaint(toc('FILE "x" 0 END'))).toContain('not known');
    expect(complaint(toc('FILE "x'))).toContain('a string does not end');
    expect(complaint(toc('FILE 7'))).toContain('a file name is expected, not "7"');
    expect(complaint('CD_DA')).toContain('"the end of the file" stands where');
    expect(complaint('CATALOG "1"')).toContain('13 digits');
    expect(complaint('TRACK MODE9')).toContain('"MODE9" is not the mode');
    expect(complaint('TRACK')).toContain('expected, not the end of the file');
    expect(complaint('TRACK AUDIO SILENCE 588 '.repeat(100))).toContain('no track 100');
    expect(complaint('CD_TEXT { LANGUAGE 8 { } }')).toContain('no language 8');
    expect(complaint('CD_TEXT { LANGUAGE 0 { } LANGUAGE 0 { } }')).toContain('twice');
    expect(complaint('CD_TEXT { LANGUAGE_MAP { 0: 256 } }')).toContain('not a language code');
    expect(complaint('CD_TEXT { LANGUAGE 0 { SIZE 1 } }')).toContain('not a kind of CD-TEXT');
    expect(complaint('CD_TEXT { LANGUAGE 0 { SIZE_INFO { 300 } } }')).toContain('0 to 255');
    expect(complaint('CD_TEXT { LANGUAGE 0 { SIZE_INFO { 3 4 } } }')).toContain('"," is expected, not "4"');
    expect(complaint('\u0000ELF')).toContain('does not belong in a .toc file');
    expect(complaint(' '.repeat(2_000_000))).toBe('This file is too long for a .cue or .toc file.');
  });

  it('survives changed files', () => {
    const sheets = ['audio', 'mixed', 'extra-session2'].map((name) =>
      recording(`cdrdao.${name}.toc`).toString('latin1'),
    );
    const change = fc.tuple(
      fc.nat(800),
      fc.nat(20),
      fc.constantFrom('"', '\\', '{', '}', ':', '9', 'TRACK ', '\n', ''),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...sheets),
        fc.array(change, { minLength: 1, maxLength: 8 }),
        (sheet, changes) => {
          let text = sheet;
          for (const [at, count, put] of changes) text = text.slice(0, at) + put + text.slice(at + count);
          messageOf(() => layOutTracks(parseTocSheet(text)));
          messageOf(() => parseTocSheet(Buffer.from(text, 'latin1')));
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('rewriteTocFiles', () => {
  const name = (old: string) => (old === 'a.bin' ? 'Ä "b"'.replaceAll('"', '') : old);

  it('changes only the names', () => {
    const before = recording('cdrdao.mixed.toc').toString();
    const after = rewriteTocFiles(before, name);
    expect(after).toBe(before.replaceAll('a.bin', 'Ä b'));
    expect(parseTocSheet(after).tracks[1]?.parts[1]).toMatchObject({ fileName: 'Ä b' });
  });

  it('marks little-endian audio once', () => {
    const after = rewriteTocFiles(recording('cdrdao.mixed.toc'), name, { isLittleEndian: true });
    expect(after).toContain('DATAFILE "Ä b" 02:18:74');
    expect(after).toContain('FILE "Ä b" SWAP #24517248 0 00:35:00');
    expect(rewriteTocFiles(after, (old) => old, { isLittleEndian: true })).toBe(after);
    expect(parseTocSheet(after)).toEqual(
      parseTocSheet(rewriteTocFiles(recording('cdrdao.mixed.toc'), name), { audioByteOrder: 'little' }),
    );
  });

  it('refuses names that are more than a name', () => {
    for (const bad of ['a/b', '..', 'a"b', 'a\\b', '']) {
      expect(messageOf(() => rewriteTocFiles(recording('cdrdao.mixed.toc'), () => bad))).toContain(
        'cannot be',
      );
    }
    expect(messageOf(() => rewriteTocFiles('FILE 3', name))).toContain('Line 1');
  });
});
