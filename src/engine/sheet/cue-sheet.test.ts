import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAppError } from '#model/index.ts';
import {
  completeSheet,
  type DiscSheet,
  formatCueSheet,
  layOutTracks,
  parseCueSheet,
  resolveSheetFile,
  sheetFileNames,
} from './index.ts';

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (isAppError(error, 'INVALID_INPUT')) return error.message;
    throw error;
  }
  return 'no error';
}
const complaint = (text: string) => messageOf(() => parseCueSheet(text));
const withTrack = (line: string) => `FILE "a.bin" BINARY\nTRACK 01 AUDIO\n${line}\n`;

describe('parseCueSheet', () => {
  it('reads one file with several tracks, flags, texts and sessions', () => {
    const sheet = parseCueSheet(
      [
        'REM DATE 1999',
        'CATALOG 1234567890123',
        'TITLE "The "Disc""',
        'PERFORMER Somebody Else',
        'FILE "my disc.bin" BINARY',
        '  TRACK 01 MODE1/2048',
        '    FLAGS DCP 4CH PRE SCMS',
        '    INDEX 01 00:00:00',
        '    POSTGAP 00:02:00',
        '  TRACK 02 AUDIO',
        '    TITLE "Two"',
        '    ISRC usabc1234567',
        '    PREGAP 00:02:00',
        '    INDEX 01 00:00:10',
        '  rem session 02',
        '  REM REPLAYGAIN_TRACK_GAIN 1 dB',
        '  TRACK 03 AUDIO',
        '    INDEX 00 00:00:30',
        '    INDEX 01 00:00:40',
        '    INDEX 02 00:00:50',
      ].join('\r\n'),
    );
    expect(sheet).toMatchObject({
      discType: null,
      catalog: '1234567890123',
      cdText: [{ block: 0, fields: { TITLE: 'The "Disc"', PERFORMER: 'Somebody Else' } }],
      remarks: ['DATE 1999', 'REPLAYGAIN_TRACK_GAIN 1 dB'],
    });
    const file = { kind: 'file', fileName: 'my disc.bin', format: 'binary' };
    expect(sheet.tracks).toMatchObject([
      {
        session: 1,
        mode: 'MODE1',
        isCopyPermitted: true,
        hasPreEmphasis: true,
        isFourChannel: true,
        parts: [
          { ...file, startByte: 0, frameCount: 10 },
          { kind: 'silence', frameCount: 150 },
        ],
      },
      {
        session: 1,
        isrc: 'USABC1234567',
        cdText: [{ block: 0, fields: { TITLE: 'Two' } }],
        parts: [
          { kind: 'silence', frameCount: 150 },
          { ...file, startByte: 20480, frameCount: 20 },
        ],
        indexes: [
          { number: 0, part: 0, frames: 0 },
          { number: 1, part: 1, frames: 0 },
        ],
      },
      {
        session: 2,
        parts: [{ ...file, startByte: 20480 + 20 * 2352, frameCount: null }],
        indexes: [
          { number: 0, part: 0, frames: 0 },
          { number: 1, part: 0, frames: 10 },
          { number: 2, part: 0, frames: 20 },
        ],
      },
    ]);
  });

  it('reads tracks that begin in the file of the track before', () => {
    const sheet = parseCueSheet(`FILE one.flac WAVE
TRACK 01 AUDIO
INDEX 01 00:00:00
TRACK 02 AUDIO
INDEX 00 03:00:00
FILE "two.flac" WAVE
INDEX 01 00:00:00`);
    expect(sheet.tracks[1]).toMatchObject({
      parts: [
        { fileName: 'one.flac', format: 'wave', startByte: 13500 * 2352, frameCount: null },
        { fileName: 'two.flac', startByte: 0, frameCount: null },
      ],
      indexes: [
        { number: 0, part: 0, frames: 0 },
        { number: 1, part: 1, frames: 0 },
      ],
    });
    expect(sheetFileNames(sheet)).toEqual(['one.flac', 'two.flac']);
    const whole = completeSheet(sheet, (name) => (name === 'one.flac' ? 13600 * 2352 + 5 : 2352 * 75));
    expect(layOutTracks(whole)?.[1]).toEqual({
      number: 2,
      session: 1,
      pregapLba: 13500,
      startLba: 13600,
      endLba: 13675,
    });
    expect(messageOf(() => completeSheet(sheet, () => 2352))).toContain('shorter than track 1 needs');
    expect(parseCueSheet(formatCueSheet(sheet))).toEqual(sheet);
  });

  it('takes a pre-gap that is partly silence, and one of no length', () => {
    const gap = parseCueSheet(`${withTrack('PREGAP 00:00:10')}INDEX 00 00:00:00\nINDEX 01 00:00:05`);
    expect(gap.tracks[0]?.indexes).toEqual([
      { number: 0, part: 0, frames: 0 },
      { number: 1, part: 1, frames: 5 },
    ]);
    expect(messageOf(() => formatCueSheet(gap))).toContain('no index where its file begins');
    const none = parseCueSheet(withTrack('INDEX 00 00:00:07\nINDEX 01 00:00:07'));
    expect(none.tracks[0]?.indexes).toEqual([{ number: 1, part: 0, frames: 0 }]);
  });

  it('decodes what programs write', () => {
    const text = withTrack('TITLE "Käse"\nINDEX 01 00:00:00');
    const title = (bytes: Uint8Array) => parseCueSheet(bytes).tracks[0]?.cdText[0]?.fields.TITLE;
    expect(title(Buffer.from(text))).toBe('Käse');
    expect(title(Buffer.from(`\uFEFF${text}`))).toBe('Käse');
    expect(title(Buffer.from(text, 'latin1'))).toBe('Käse');
    expect(title(Buffer.from(`\uFEFF${text}`, 'utf16le'))).toBe('Käse');
    expect(title(Buffer.from(`\uFEFF${text}`, 'utf16le').swap16())).toBe('Käse');
    expect(parseCueSheet(`\uFEFF${text}`).tracks).toHaveLength(1);
  });

  it('knows all types of tracks and files', () => {
    const types =
      'AUDIO CDG MODE1/2048 MODE1/2352 MODE2/2048 MODE2/2324 MODE2/2336 MODE2/2352 CDI/2336 cdi/2352';
    for (const type of types.split(' ')) {
      const sheet = parseCueSheet(`FILE x.bin MOTOROLA\nTRACK 1 ${type}\nINDEX 01 00:00:00`);
      const isAudio = type === 'AUDIO' || type === 'CDG';
      expect(sheet.tracks[0]?.parts).toMatchObject([{ format: isAudio ? 'motorola' : 'binary' }]);
      expect(parseCueSheet(formatCueSheet(sheet)).tracks[0]).toEqual(sheet.tracks[0]);
    }
    for (const type of ['AIFF', 'MP3', 'FLAC', 'WAVE', 'BINARY']) {
      expect(complaint(`FILE x ${type}\nTRACK 01 AUDIO\nINDEX 01 00:00:00`)).toBe('no error');
    }
  });

  it('names the line and what is wrong there', () => {
    expect(complaint(withTrack('INDEX 01 00:00:75'))).toBe(
      'Line 3 of the sheet: "00:00:75" is not a time of minutes, seconds and frames.',
    );
    expect(complaint('FILE "/etc/passwd" BINARY')).toContain('only files in the folder');
    expect(complaint('FILE "a.bin"')).toContain('a name and a type');
    expect(complaint('FILE "a.bin" TAPE')).toContain('"TAPE" is not a type');
    expect(complaint('FILE a constructor')).toContain('"CONSTRUCTOR" is not a type');
    expect(complaint('TRACK 01 toString')).toContain('"toString" is not a type');
    expect(complaint('TRACK 100 AUDIO')).toContain('a track number is expected, not "100"');
    expect(complaint('TRACK 00 AUDIO')).toContain('track 0 cannot follow');
    expect(complaint(withTrack('TRACK 03 AUDIO'))).toContain('track 3 cannot follow on 1');
    expect(complaint(withTrack('INDEX 02 00:00:00'))).toContain('index 2 cannot follow on nothing');
    expect(complaint(withTrack('INDEX 01 00:00:00\nINDEX 03 00:01:00'))).toContain(
      'index 3 cannot follow on 1',
    );
    expect(complaint(withTrack('INDEX 01 00:01:00\nINDEX 02 00:00:00'))).toContain('does not lie behind');
    expect(complaint(withTrack('INDEX 01 00:01:00\nTRACK 02 AUDIO\nINDEX 01 00:01:00'))).toContain(
      'lie behind',
    );
    expect(complaint(withTrack('INDEX 00 00:00:00'))).toContain('track 1 has no INDEX 01');
    expect(complaint('TRACK 01 AUDIO\nINDEX 01 00:00:00')).toContain('before the first FILE');
    expect(complaint('INDEX 01 00:00:00')).toContain('before the first TRACK');
    expect(complaint('CATALOG x')).toContain('13 digits');
    expect(complaint(withTrack('ISRC "x"'))).toContain('12 characters');
    expect(complaint(withTrack('EXPLODE NOW'))).toContain('"EXPLODE" is no command');
    expect(complaint('REM SESSION 02\nREM SESSION 01')).toContain('backwards');
    expect(complaint(`REM ${'x'.repeat(5000)}`)).toContain('too long');
    expect(complaint('')).toContain('without a TRACK');
    expect(complaint('CDTEXTFILE "x.cdt"')).toContain('without a TRACK');
  });

  it('survives any text', () => {
    const word = fc.constantFrom(
      ...'FILE TRACK INDEX PREGAP POSTGAP REM SESSION 00 01 02 99 AUDIO MODE1/2352 a.bin "a.bin" BINARY WAVE'.split(
        ' ',
      ),
      ...['00:00:00', '00:00:02', '99:59:74', 'FLAGS', 'ISRC', 'TITLE', '"', '\n', '\n', '\n'],
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 60 }), (words) => {
        messageOf(() => {
          const sheet = parseCueSheet(words.join(' '));
          layOutTracks(completeSheet(sheet, () => 1e9));
          formatCueSheet(sheet);
        });
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void messageOf(() => parseCueSheet(bytes))),
    );
  });
});

describe('resolveSheetFile', () => {
  it('stays in the folder of the sheet', () => {
    expect(resolveSheetFile('/discs/x.cue', 'x (1).bin')).toBe('/discs/x (1).bin');
    const bad = ['', '.', '..', '../x', '/x', 'a/b', 'a\\b', 'C:x', 'a\0', 'a\nb', 'ä'.repeat(128)];
    for (const name of bad)
      expect(messageOf(() => resolveSheetFile('/discs/x.cue', name))).toContain('own folder');
  });
});

const text = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
  .map((value) => value.replaceAll(/["\p{Cc}\u2028\u2029]/gu, '').trim())
  .filter((value) => value !== '');
const texts = fc
  .record({ TITLE: text, PERFORMER: text, SONGWRITER: text }, { requiredKeys: [] })
  .map((fields) => (Object.keys(fields).length === 0 ? [] : [{ block: 0, fields }]));

/** A disc in which every file holds one to three whole tracks; lengths are known except at the end of a file. */
const sheets: fc.Arbitrary<DiscSheet> = fc
  .record({
    catalog: fc.option(fc.stringMatching(/^\d{13}$/)),
    cdText: texts,
    remarks: fc.array(
      text.filter((value) => !/^session/i.test(value)),
      { maxLength: 3 },
    ),
    tracks: fc.array(
      fc.record({
        mode: fc.constantFrom('AUDIO' as const, 'MODE1_RAW' as const, 'MODE1' as const, 'MODE2' as const),
        isNewFile: fc.boolean(),
        isNewSession: fc.boolean(),
        silence: fc.nat(2).map((value) => value * 75),
        postgap: fc.nat(1).map((value) => value * 150),
        pregap: fc.nat(300),
        steps: fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 4 }),
        isCopyPermitted: fc.boolean(),
        hasPreEmphasis: fc.boolean(),
        isFourChannel: fc.boolean(),
        isrc: fc.option(fc.stringMatching(/^[A-Z0-9]{5}\d{7}$/)),
        cdText: texts,
      }),
      { minLength: 1, maxLength: 12 },
    ),
  })
  .map(({ tracks, ...disc }) => {
    let session = 1;
    let fileNumber = 0;
    let at = 0;
    const built = tracks.map((track, index) => {
      const { isNewFile, isNewSession, silence, postgap, pregap, steps, ...kept } = track;
      if (index > 0 && isNewSession) session += 1;
      if (index === 0 || isNewFile) {
        fileNumber += 1;
        at = 0;
      }
      const gap = silence > 0 ? 0 : pregap;
      const frameCount = gap + steps.reduce((sum, step) => sum + step, 0);
      const startByte = at;
      at += frameCount * { AUDIO: 2352, MODE1_RAW: 2352, MODE1: 2048, MODE2: 2336 }[kept.mode];
      const isLast = index + 1 === tracks.length || tracks[index + 1]?.isNewFile === true;
      const part = silence > 0 ? 1 : 0;
      const positions = steps.map(
        (_, step) => gap + steps.slice(0, step).reduce((sum, value) => sum + value, 0),
      );
      return {
        ...kept,
        number: index + 1,
        session,
        subChannel: null,
        parts: [
          ...(silence > 0 ? [{ kind: 'silence' as const, frameCount: silence }] : []),
          {
            kind: 'file' as const,
            fileName: `disc ${fileNumber}.bin`,
            format: 'binary' as const,
            startByte,
            frameCount: isLast ? null : frameCount,
          },
          ...(postgap > 0 ? [{ kind: 'silence' as const, frameCount: postgap }] : []),
        ],
        indexes: [
          ...(silence > 0 || gap > 0 ? [{ number: 0, part: 0, frames: 0 }] : []),
          ...positions.map((frames, step) => ({ number: step + 1, part, frames })),
        ],
      };
    });
    return { ...disc, discType: null, cdTextLanguages: [], tracks: built };
  });

describe('formatCueSheet', () => {
  it('writes what reads back as the same sheet', () => {
    fc.assert(
      fc.property(sheets, (sheet) => {
        expect(parseCueSheet(formatCueSheet(sheet))).toEqual(sheet);
      }),
      { numRuns: 300 },
    );
  });

  it('writes English texts, without what a cue sheet cannot hold', () => {
    const [track] = parseCueSheet(withTrack('INDEX 01 00:00:00')).tracks;
    const cue = formatCueSheet({
      discType: 'CD_DA',
      catalog: null,
      cdTextLanguages: [{ block: 1, languageCode: 9 }],
      cdText: [
        { block: 0, fields: { TITLE: 'Deutsch' } },
        { block: 1, fields: { TITLE: 'An "English"\ntitle', COMPOSER: 'x' } },
      ],
      remarks: ['SESSION 09', 'a\nFILE "/etc/passwd" BINARY'],
      tracks: track === undefined ? [] : [{ ...track, cdText: [{ block: 0, fields: { TITLE: '\n' } }] }],
    });
    expect(cue).toBe(
      'REM a FILE "/etc/passwd" BINARY\nTITLE "An \'English\' title"\n' +
        'FILE "a.bin" BINARY\n  TRACK 01 AUDIO\n    INDEX 01 00:00:00\n',
    );
  });

  it('refuses what no cue sheet can describe', () => {
    const sheet = parseCueSheet(withTrack('INDEX 01 00:00:00\nTRACK 02 MODE1/2048\nINDEX 01 00:00:10'));
    const [one, two] = sheet.tracks;
    if (one === undefined || two === undefined) throw new Error('unreachable');
    const [file] = one.parts;
    const [later] = two.parts;
    if (file?.kind !== 'file' || later?.kind !== 'file') throw new Error('unreachable');
    const gap = { kind: 'silence', frameCount: 5 } as const;
    const refuse = (...tracks: DiscSheet['tracks']) => messageOf(() => formatCueSheet({ ...sheet, tracks }));
    expect(refuse(one, two)).toBe('no error');
    expect(refuse({ ...one, parts: [gap] })).toContain('silence elsewhere');
    expect(refuse({ ...one, parts: [file, gap, file] })).toContain('silence elsewhere');
    expect(refuse({ ...one, parts: [gap, file] })).toContain('index in silence');
    expect(refuse({ ...one, indexes: [{ number: 1, part: 0, frames: 3 }] })).toContain('no index where');
    expect(refuse({ ...one, subChannel: 'RW' })).toContain('sub-channels');
    expect(refuse(one, { ...two, parts: [{ ...later, startByte: 7 }] })).toContain('does not begin where');
    expect(refuse({ ...one, parts: [{ ...file, startByte: 7 }] })).toContain('middle of a sector');
    expect(refuse({ ...one, parts: [{ ...file, fileName: 'a"b' }] })).toContain('name cannot be written');
    const other = { ...two, mode: 'AUDIO' as const, parts: [{ ...later, fileName: 'b.bin' }] };
    const back = { ...one, number: 3, parts: [{ ...file, startByte: 23520, format: 'wave' as const }] };
    expect(refuse(one, other, back)).toContain('another format');
    expect(refuse(one, other, { ...back, parts: [file] })).toContain('returns to a file');
  });
});
