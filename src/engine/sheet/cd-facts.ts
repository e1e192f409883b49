import { type CdFacts, type CdTrackFacts, type MusicText, noMusicText, type Track } from '#model/index.ts';
import { cleanText } from '../audio/index.ts';
import type { CdTextBlock, CdTextField, DiscSheet, SheetTrack } from './disc-sheet.ts';
import { parseCatalog, parseIsrc } from './sheet-text.ts';

/** Code of English in EBU Tech 3264 annex 3. */
const english = 9;

/** Bits of the Q sub-channel's control field (IEC 60908 17.5; MMC-6 table "Q Sub-channel control field"). */
const preEmphasisBit = 1;
const copyPermittedBit = 2;

/** CD-TEXT that has a place in `MusicText`; CD-TEXT knows no date. */
const musicFields = [
  ['title', 'TITLE'],
  ['performer', 'PERFORMER'],
  ['songwriter', 'SONGWRITER'],
  ['composer', 'COMPOSER'],
  ['arranger', 'ARRANGER'],
  ['genre', 'GENRE'],
] as const satisfies readonly (readonly [keyof MusicText, CdTextField])[];

/**
 * What a sheet tells of a CD beyond its table of contents. Of CD-TEXT in several languages it takes English, else what
 * comes first. Text is made tidy (`cleanText`). Numbers that are all zeros are taken for none: that is how a disc says
 * that it has none. A pre-gap is `null` where a length before it is not known (`completeSheet` makes it known).
 */
export function cdFactsOf(sheet: DiscSheet): CdFacts {
  const block = sheet.cdTextLanguages.find(({ languageCode }) => languageCode === english)?.block ?? null;
  const disc = fieldsIn(sheet.cdText, block);
  const tracks: CdTrackFacts[] = [];
  for (const track of sheet.tracks) tracks.push(trackFacts(track, block, tracks.at(-1)?.text ?? noMusicText));
  return {
    catalog: numberIfAny(sheet.catalog ?? parseCatalog(disc.UPC_EAN ?? '')),
    text: musicText(disc, noMusicText),
    tracks,
  };
}

/** What is known of a CD of which nobody read more than the table of contents. */
export function cdFactsFromTracks(tracks: readonly Track[]): CdFacts {
  return {
    catalog: null,
    text: noMusicText,
    tracks: tracks.map(({ number, session, type, control }) => ({
      number,
      session,
      type,
      mode: null,
      pregapSectors: null,
      laterIndexes: [],
      isrc: null,
      isCopyPermitted: (control & copyPermittedBit) !== 0,
      // The same bit of a data track says how it was written.
      hasPreEmphasis: type === 'audio' && (control & preEmphasisBit) !== 0,
      text: noMusicText,
    })),
  };
}

function trackFacts(track: SheetTrack, block: number | null, before: MusicText): CdTrackFacts {
  const fields = fieldsIn(track.cdText, block);
  const { number, session, mode, isCopyPermitted, hasPreEmphasis } = track;
  const start = placeOf(track, 1);
  const pregap = placeOf(track, 0);
  const laterIndexes = track.indexes
    .filter((index) => index.number > 1)
    .map((index) => distance(start, placeOf(track, index.number)))
    .filter((sectors) => sectors !== null);
  return {
    number,
    session,
    type: mode === 'AUDIO' ? 'audio' : 'data',
    mode,
    pregapSectors: pregap === 'none' ? 0 : distance(pregap, start),
    laterIndexes,
    isrc: numberIfAny(track.isrc ?? parseIsrc(fields.ISRC ?? '')),
    isCopyPermitted,
    hasPreEmphasis,
    text: musicText(fields, before),
  };
}

/** Frames from the start of the track's first part to an index; `null` if the length of a part before it is not known. */
function placeOf(track: SheetTrack, number: number): number | 'none' | null {
  const index = track.indexes.find((one) => one.number === number);
  if (index === undefined) return 'none';
  let frames = index.frames;
  for (const { frameCount } of track.parts.slice(0, index.part)) {
    if (frameCount === null) return null;
    frames += frameCount;
  }
  return frames;
}

function distance(from: number | 'none' | null, to: number | 'none' | null): number | null {
  return typeof from === 'number' && typeof to === 'number' && to >= from ? to - from : null;
}

function fieldsIn(blocks: readonly CdTextBlock[], preferred: number | null): CdTextBlock['fields'] {
  return (blocks.find(({ block }) => block === preferred) ?? blocks[0])?.fields ?? {};
}

/** A TAB alone stands for the text of the track before (MMC-3 annex J, "Tab Indicator"; two in double-byte text). */
function musicText(fields: CdTextBlock['fields'], before: MusicText): MusicText {
  const text: MusicText = { ...noMusicText };
  for (const [name, field] of musicFields) {
    const value = fields[field] ?? '';
    text[name] = /^\t{1,2}$/.test(value) ? before[name] : cleanText(value);
  }
  return text;
}

/** A number of all zeros is one that was not given (Pioneer SCSI-2 drive manual, READ SUB-CHANNEL, on catalogue numbers). */
function numberIfAny(number: string | null): string | null {
  return number !== null && /[^0]/.test(number) ? number : null;
}
