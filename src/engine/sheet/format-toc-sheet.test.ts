import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isAppError } from '#model/index.ts';
import { SheetFolder } from '../../../test/support/sheet-folder.ts';
import { wavHeader } from '../audio/index.ts';
import { exec } from '../exec/index.ts';
import {
  type CdTextBlock,
  type CdTextField,
  cdTextFields,
  type SheetTrackMode,
  type SubChannel,
  sheetTrackModes,
  type TrackPart,
} from './disc-sheet.ts';
import {
  completeSheet,
  type DiscSheet,
  formatTocSheet,
  layOutTracks,
  parseTocSheet,
  sectorBytesOf,
} from './index.ts';
import { placeIndexes } from './toc-indexes.ts';

const again = (sheet: DiscSheet) => parseTocSheet(Buffer.from(formatTocSheet(sheet)));

function complaint(sheet: DiscSheet): string {
  try {
    formatTocSheet(sheet);
  } catch (error) {
    if (isAppError(error, 'INVALID_INPUT')) return error.message;
    throw error;
  }
  return 'no error';
}

// What a .toc can say, within files of 700 sectors each so that cdrdao accepts it too.
const fileFrames = 700;
const wholeText = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });
const latin1Text = fc.string({
  unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
  minLength: 1,
  maxLength: 40,
});
const oddText = fc.constantFrom(
  '"',
  '\\',
  '\\"',
  'a\\101',
  'Ã¼',
  'Ã¼"Ã¼',
  'ï»¿',
  '\u0000',
  '\t',
  'Grün\\',
  'ü\n—',
  '日本 "語"\\',
);
const anyText = fc
  .oneof(wholeText, latin1Text, oddText)
  .filter((text) => text.isWellFormed() && !text.includes('\uFFFD'));

const trackFields = cdTextFields.filter((field) => field !== 'GENRE');
const blocks = (text: fc.Arbitrary<string>, names: readonly CdTextField[]): fc.Arbitrary<CdTextBlock[]> =>
  fc.uniqueArray(
    fc.record({
      block: fc.nat(7),
      fields: fc
        .record(Object.fromEntries(names.map((field) => [field, text])), { requiredKeys: [] })
        .filter((fields) => Object.keys(fields).length > 0),
    }),
    { selector: ({ block }) => block, maxLength: 3 },
  );

const modes = fc
  .tuple(fc.constantFrom(...sheetTrackModes), fc.constantFrom<(SubChannel | null)[]>(null, 'RW', 'RW_RAW'))
  .map(([mode, subChannel]) => ({ mode, subChannel }));

function partOf({
  mode,
  subChannel,
}: {
  mode: SheetTrackMode;
  subChannel: SubChannel | null;
}): fc.Arbitrary<TrackPart> {
  const unit = sectorBytesOf({ mode, subChannel });
  const isBareAudio = mode === 'AUDIO' && subChannel === null;
  const kinds = isBareAudio
    ? ([
        ['le', 'binary'],
        ['be', 'motorola'],
        ['wave.wav', 'wave'],
      ] as const)
    : ([['be', mode === 'AUDIO' ? 'motorola' : 'binary']] as const);
  const step = isBareAudio ? 4 : 1;
  const frames = fc.integer({ min: 300, max: 350 });
  return fc.oneof(
    { weight: 1, arbitrary: frames.map((frameCount): TrackPart => ({ kind: 'silence', frameCount })) },
    {
      weight: 4,
      arbitrary: fc
        .tuple(
          fc.constantFrom(...kinds),
          frames,
          fc.oneof(
            fc.constant(0),
            fc.nat(340 * 588),
            fc.nat(340).map((at) => (at * unit) / step),
          ),
        )
        .map(([[name, format], frameCount, at]): TrackPart => {
          const startByte = Math.min(Math.floor(at) * step, (fileFrames - 350) * 2048);
          return {
            kind: 'file',
            fileName: format === 'wave' ? name : `${name} ü.bin`,
            format,
            startByte,
            frameCount,
          };
        }),
    },
  );
}

const trackArbitrary = (text: fc.Arbitrary<string>) =>
  modes.chain((mode) =>
    fc
      .record({
        parts: fc.array(partOf(mode), { minLength: 1, maxLength: 3 }),
        // Index 1 and what follows it, in frames; the shortest part has 300.
        positions: fc.uniqueArray(fc.nat(299), { minLength: 1, maxLength: 5 }),
        flags: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
        isrc: fc.option(fc.constantFrom('DETST2600001', 'USABC1234567')),
        cdText: blocks(text, trackFields),
      })
      .map(({ parts, positions, flags, isrc, cdText }) => {
        const [startFrames = 0, ...later] = [...positions].sort((a, b) => a - b);
        const increments = later.map((frames) => frames - startFrames);
        const indexes = placeIndexes(
          { parts, startFrames, endFrames: null, increments },
          (problem) => new Error(problem),
        );
        const [isCopyPermitted, hasPreEmphasis, isFourChannel] = flags;
        return {
          ...mode,
          session: 1,
          parts,
          indexes,
          isCopyPermitted,
          hasPreEmphasis,
          isFourChannel,
          isrc,
          cdText,
        };
      }),
  );

const sheetArbitrary = (text = anyText): fc.Arbitrary<DiscSheet> =>
  fc
    .record({
      discType: fc.constantFrom('CD_DA', 'CD_ROM', 'CD_ROM_XA', 'CD_I'),
      catalog: fc.option(fc.constant('4006381333931')),
      cdTextLanguages: fc.uniqueArray(fc.record({ block: fc.nat(7), languageCode: fc.nat(255) }), {
        selector: ({ block }) => block,
        maxLength: 3,
      }),
      cdText: blocks(text, cdTextFields),
      remarks: fc.constant([]),
      first: fc.integer({ min: 1, max: 90 }),
      tracks: fc.array(trackArbitrary(text), { minLength: 1, maxLength: 5 }),
    })
    .map(
      ({ first, tracks, ...disc }): DiscSheet => ({
        ...disc,
        tracks: tracks.map((track, index) => ({ ...track, number: first + index })),
      }),
    );

const audioSheet = (fields: Partial<DiscSheet['tracks'][number]>): DiscSheet => ({
  ...parseTocSheet('CD_DA\nTRACK AUDIO\nFILE "a.bin" SWAP 0 00:05:00\n'),
  tracks: parseTocSheet('CD_DA\nTRACK AUDIO\nFILE "a.bin" SWAP 0 00:05:00\n').tracks.map((track) => ({
    ...track,
    ...fields,
  })),
});

describe('formatTocSheet', () => {
  it('writes what parseTocSheet reads as the same', () => {
    fc.assert(
      fc.property(sheetArbitrary(), (sheet) => {
        expect(again(sheet)).toEqual(sheet);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps recorded sheets (cdrdao 1.2.4)', async () => {
    for (const name of ['audio', 'mixed', 'extra-session1', 'extra-session2']) {
      const url = new URL(`../../../test/fixtures/recordings/cdrdao.${name}.toc`, import.meta.url);
      for (const audioByteOrder of ['big', 'little'] as const) {
        const sheet = parseTocSheet(await readFile(url), { audioByteOrder });
        expect(again(sheet)).toEqual(sheet);
      }
    }
  });

  it('keeps parts that reach to the end of their file, post-gaps and texts without a language', () => {
    for (const text of [
      'CD_DA\nTRACK AUDIO\nFILE "a.bin" SWAP #3 0\n',
      'CD_DA\nTRACK AUDIO\nFILE "a.mp3" 17\n',
      'CD_ROM\nTRACK MODE1\nDATAFILE "a.bin" #17\n',
      'CD_DA\nCD_TEXT { LANGUAGE 3 { TITLE "x" } }\nTRACK AUDIO\nCD_TEXT { LANGUAGE 3 { TITLE "y" } }\nSILENCE 00:09:00\nEND 00:07:00\n',
    ]) {
      expect(again(parseTocSheet(text))).toEqual(parseTocSheet(text));
    }
  });

  it('writes discs of any type as one that holds them', () => {
    const typeOf = (mode: SheetTrackMode) =>
      again({ ...audioSheet({ mode, parts: [{ kind: 'silence', frameCount: 300 }] }), discType: null })
        .discType;
    expect(typeOf('AUDIO')).toBe('CD_DA');
    expect(typeOf('MODE1_RAW')).toBe('CD_ROM');
    expect(typeOf('MODE2_FORM1')).toBe('CD_ROM_XA');
  });

  it('leaves out the genre of a track, for which cdrdao refuses the file', () => {
    const fields = { TITLE: 'One', GENRE: 'Noise' };
    const sheet = again(
      audioSheet({
        cdText: [
          { block: 0, fields },
          { block: 1, fields: { GENRE: 'Noise' } },
        ],
      }),
    );
    expect(sheet.tracks[0]?.cdText).toEqual([{ block: 0, fields: { TITLE: 'One' } }]);
  });

  it('refuses what a .toc cannot say', () => {
    const file = (fileName: string, format: 'binary' | 'motorola' | 'wave' | 'aiff'): TrackPart[] => [
      { kind: 'file', fileName, format, startByte: 0, frameCount: 300 },
    ];
    const refusal = (fields: Parameters<typeof audioSheet>[0]) => complaint(audioSheet(fields));
    expect(refusal({ parts: file('a"b.bin', 'binary') })).toMatch(/^Track 1 .* name cannot be written\.$/);
    expect(refusal({ parts: file('../b.bin', 'binary') })).toMatch(/name cannot be written\.$/);
    expect(refusal({ parts: file('a.wav', 'binary') })).toMatch(
      /name does not tell its format \(binary\)\.$/,
    );
    expect(refusal({ parts: file('a.flac', 'wave') })).toMatch(/name does not tell its format \(wave\)\.$/);
    expect(refusal({ parts: file('a.mp3', 'motorola') })).toMatch(/name does not tell its format/);
    expect(refusal({ parts: file('a.aiff', 'aiff') })).toMatch(/name does not tell its format/);
    expect(refusal({ subChannel: 'RW', parts: file('a.bin', 'binary') })).toMatch(
      /sub-channels, and samples/,
    );
    expect(refusal({ mode: 'MODE1', parts: file('a.wav', 'wave') })).toMatch(/data in a file with a format/);
    expect(refusal({ parts: [{ kind: 'silence', frameCount: 999 * 4500 + 1 }] })).toMatch(
      /longer than any disc/,
    );
  });

  it('cuts a text that is too long to be read again, and replaces what is no character', () => {
    const titleOf = (TITLE: string) =>
      again({ ...audioSheet({}), cdText: [{ block: 0, fields: { TITLE } }] }).cdText[0]?.fields.TITLE ?? '';
    for (const text of [
      'x'.repeat(5000),
      'ü'.repeat(5000),
      `x${'ü'.repeat(5000)}`,
      `xx${'ü'.repeat(5000)}`,
      '日😀'.repeat(5000),
    ]) {
      expect(titleOf(text).length).toBeGreaterThan(1000);
      expect(text.startsWith(titleOf(text))).toBe(true);
    }
    expect(titleOf('a\ud800b\uFFFDc')).toBe('a?b?c');
  });
});

describe('formatTocSheet in cdrdao', () => {
  let folder: SheetFolder;
  beforeAll(async () => {
    folder = await SheetFolder.make();
    const bytes = Buffer.alloc(fileFrames * 2448);
    await folder.put('le ü.bin', bytes);
    await folder.put('be ü.bin', bytes);
    await folder.put('wave.wav', Buffer.concat([wavHeader(bytes.length), bytes]));
  });
  afterAll(() => folder.remove());
  const run = async (program: string, ...args: string[]) => {
    const { stdout, stderr, exitCode } = await exec(program, args, { cwd: folder.path });
    return { output: `${stdout}${stderr}`, exitCode, bytes: stdout };
  };

  it('means the same tracks, places and flags', async () => {
    await fc.assert(
      fc.asyncProperty(sheetArbitrary(), async (sheet) => {
        await folder.put('x.toc', formatTocSheet(sheet));
        const { output } = await run('cdrdao', 'show-toc', 'x.toc');
        expect(output).not.toContain('ERROR');
        expect(output).toContain(`TOC TYPE: ${sheet.discType}`);
        const printed = [...output.matchAll(/^ +(START|END) +\S+\( *(\d+)\)/gm)].map(([, , frames]) =>
          Number(frames),
        );
        const places = layOutTracks(completeSheet(sheet, () => fileFrames * 2448)) ?? [];
        expect(printed).toEqual(places.flatMap(({ startLba, endLba }) => [startLba, endLba]));
        const modesPrinted = [...output.matchAll(/^TRACK +\d+ +Mode (.*):/gm)].map(([, mode]) => mode);
        expect(modesPrinted).toEqual(
          sheet.tracks.map(({ mode, subChannel }) => [mode, subChannel ?? ''].join(' ').trim()),
        );
        const flags = [...output.matchAll(/COPY (NOT )?PERMITTED/g)].map(([, not]) => not === undefined);
        expect(flags).toEqual(sheet.tracks.map(({ isCopyPermitted }) => isCopyPermitted));
        const indexCount = [...output.matchAll(/^ +INDEX/gm)].length;
        expect(indexCount).toBe(
          sheet.tracks.flatMap(({ indexes }) => indexes.filter(({ number }) => number > 1)).length,
        );
      }),
      { numRuns: 40 },
    );
  });

  it('is as long', async () => {
    await folder.put(
      'x.toc',
      formatTocSheet(audioSheet({ parts: [{ kind: 'silence', frameCount: 12_345 }] })),
    );
    expect((await run('cdrdao', 'toc-size', 'x.toc')).output).toMatch(/^12345$/m);
  });

  it('has the samples that the sheet means, from wherever they begin', async () => {
    const samples = Buffer.alloc(fileFrames * 2352);
    for (let at = 0; at < samples.length; at += 2) samples.writeInt16LE(((at / 2) % 60_000) - 30_000, at);
    await folder.put('count.bin', samples);
    await folder.put('count.wav', Buffer.concat([wavHeader(samples.length), samples]));
    await folder.put('swapped.bin', Buffer.from(samples).swap16());
    for (const startByte of [0, 4, 2352, 2356]) {
      for (const [fileName, format] of [
        ['count.bin', 'binary'],
        ['swapped.bin', 'motorola'],
        ['count.wav', 'wave'],
      ] as const) {
        const parts = [{ kind: 'file', fileName, format, startByte, frameCount: 300 }] as const;
        await folder.put('x.toc', formatTocSheet(audioSheet({ parts })));
        const { output } = await run('cdrdao', 'show-data', 'x.toc');
        const shown = [...output.matchAll(/^ *(\d+): *(-?\d+) +(-?\d+)$/gm)].slice(-500);
        expect(shown).toHaveLength(500);
        for (const [, index, left, right] of shown) {
          const at = startByte + Number(index) * 4;
          expect([Number(left), Number(right)]).toEqual([
            samples.readInt16LE(at),
            samples.readInt16LE(at + 2),
          ]);
        }
      }
    }
  });

  it('has the texts in Latin-1', async () => {
    const fields = { TITLE: 'Grün \\ "so" \\', PERFORMER: 'Ölaf' };
    const text = { cdText: [{ block: 0, fields }], cdTextLanguages: [{ block: 0, languageCode: 9 }] };
    await folder.put(
      'x.toc',
      formatTocSheet({
        ...audioSheet({ cdText: text.cdText, parts: [{ kind: 'silence', frameCount: 300 }] }),
        ...text,
      }),
    );
    const { bytes } = await run('toc2cddb', 'x.toc');
    expect(bytes.toString('latin1')).toContain('DTITLE=Ölaf / Grün \\ "so" \\\n');
  });
});
