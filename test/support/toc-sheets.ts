import fc from 'fast-check';
import {
  type CdTextBlock,
  type CdTextField,
  cdTextFields,
  type DiscSheet,
  type SheetTrackMode,
  type SubChannel,
  sectorBytesOf,
  sheetTrackModes,
  type TrackPart,
} from '../../src/engine/sheet/disc-sheet.ts';
import { placeIndexes } from '../../src/engine/sheet/toc-indexes.ts';

/** Sectors that each file of `tocSheets` has, so that cdrdao finds every part in it. */
export const tocFileFrames = 700;
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
          const startByte = Math.min(Math.floor(at) * step, (tocFileFrames - 350) * 2048);
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

/** Sheets of all that a `.toc` can say, in the files `le ü.bin`, `be ü.bin` and `wave.wav`. */
export const tocSheets = (text = anyText): fc.Arbitrary<DiscSheet> =>
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
