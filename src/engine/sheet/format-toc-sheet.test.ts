import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isAppError } from '#model/index.ts';
import { SheetFolder } from '../../../test/support/sheet-folder.ts';
import { tocFileFrames, tocSheets } from '../../../test/support/toc-sheets.ts';
import { wavHeader } from '../audio/index.ts';
import { exec } from '../exec/index.ts';
import type { SheetTrackMode, TrackPart } from './disc-sheet.ts';
import { completeSheet, type DiscSheet, formatTocSheet, layOutTracks, parseTocSheet } from './index.ts';

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
      fc.property(tocSheets(), (sheet) => {
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
    const bytes = Buffer.alloc(tocFileFrames * 2448);
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
      fc.asyncProperty(tocSheets(), async (sheet) => {
        await folder.put('x.toc', formatTocSheet(sheet));
        const { output } = await run('cdrdao', 'show-toc', 'x.toc');
        expect(output).not.toContain('ERROR');
        expect(output).toContain(`TOC TYPE: ${sheet.discType}`);
        const printed = [...output.matchAll(/^ +(START|END) +\S+\( *(\d+)\)/gm)].map(([, , frames]) =>
          Number(frames),
        );
        const places = layOutTracks(completeSheet(sheet, () => tocFileFrames * 2448)) ?? [];
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
    const samples = Buffer.alloc(tocFileFrames * 2352);
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
