import {
  type CdTextBlock,
  type SheetFileFormat,
  type SheetTrack,
  sectorBytesOf,
  type TrackIndex,
  type TrackPart,
} from './disc-sheet.ts';
import { sheetError } from './sheet-text.ts';

/** A FILE statement; two that name the same file are two. */
export type CueFile = { readonly name: string; readonly format: SheetFileFormat };

/** An INDEX statement. `frames` counts from the start of the file, each track's in sectors of its own size. */
export type CueMark = {
  readonly number: number;
  readonly file: CueFile;
  readonly frames: number;
  readonly line: number;
};

/** A track of a cue sheet as its statements tell it. */
export type CueDraft = Pick<SheetTrack, 'number' | 'session' | 'mode' | 'subChannel'> & {
  readonly line: number;
  readonly marks: CueMark[];
  readonly fields: Partial<Record<keyof CdTextBlock['fields'], string>>;
  pregapFrames: number;
  postgapFrames: number;
  isCopyPermitted: boolean;
  hasPreEmphasis: boolean;
  isFourChannel: boolean;
  isrc: string | null;
};

/** A mark with its place in bytes. */
type PlacedMark = CueMark & { readonly draft: CueDraft; readonly startByte: number };

/**
 * Turns marks in files into parts and indexes: a track reaches from its first mark in a file to the next track's
 * first, or to the end of the file. Errors: `INVALID_INPUT` for marks out of order.
 */
export function buildCueTracks(drafts: readonly CueDraft[]): SheetTrack[] {
  const marks = placeMarks(drafts);
  return drafts.map((draft) => {
    const own = marks.filter((mark) => mark.draft === draft);
    if (!own.some(({ number }) => number === 1)) {
      throw sheetError(draft.line, `track ${draft.number} has no INDEX 01.`);
    }
    const { marks: _, fields, line: __, pregapFrames, postgapFrames, ...track } = draft;
    const parts: TrackPart[] = [];
    const indexes: TrackIndex[] = [];
    if (pregapFrames > 0) {
      parts.push({ kind: 'silence', frameCount: pregapFrames });
      indexes.push({ number: 0, part: 0, frames: 0 });
    }
    for (const mark of own) {
      const first = own.find(({ file }) => file === mark.file) ?? mark;
      if (first === mark) parts.push(partAt(mark, marks));
      // A pre-gap that is partly silence and partly in the file begins with the silence.
      if (mark.number === 0 && (pregapFrames > 0 || isEmptyGap(mark, own))) continue;
      indexes.push({ number: mark.number, part: parts.length - 1, frames: mark.frames - first.frames });
    }
    if (postgapFrames > 0) parts.push({ kind: 'silence', frameCount: postgapFrames });
    const cdText = Object.keys(fields).length === 0 ? [] : [{ block: 0, fields }];
    return { ...track, parts, indexes, cdText };
  });
}

/** Gives every mark its byte: the sectors before it have the size of the track that they belong to. */
function placeMarks(drafts: readonly CueDraft[]): PlacedMark[] {
  const placed: PlacedMark[] = [];
  for (const draft of drafts) {
    for (const mark of draft.marks) {
      const last = placed.at(-1);
      const before = last?.file === mark.file ? last : null;
      // A pre-gap of no length is written by some programs, and no harm.
      const least = before?.draft === draft && mark.number === 1 ? 0 : 1;
      if (before !== null && mark.frames < before.frames + least) {
        throw sheetError(mark.line, 'this index does not lie behind the one above it.');
      }
      const step = mark.frames - (before?.frames ?? 0);
      const startByte = (before?.startByte ?? 0) + step * sectorBytesOf(before?.draft ?? draft);
      placed.push({ ...mark, draft, startByte });
    }
  }
  return placed;
}

function isEmptyGap(mark: CueMark, own: readonly CueMark[]): boolean {
  return own.some(({ number, file, frames }) => number === 1 && file === mark.file && frames === mark.frames);
}

function partAt(mark: PlacedMark, marks: readonly PlacedMark[]): TrackPart {
  const next = marks.find((other) => other.file === mark.file && other.draft.number > mark.draft.number);
  const frameCount = next === undefined ? null : next.frames - mark.frames;
  if (frameCount === 0) throw sheetError(mark.line, 'the track that begins here has no length.');
  const isBare = mark.file.format === 'motorola' && mark.draft.mode !== 'AUDIO';
  return {
    kind: 'file',
    fileName: mark.file.name,
    format: isBare ? 'binary' : mark.file.format,
    startByte: mark.startByte,
    frameCount,
  };
}
