import {
  type SheetFileFormat,
  type SheetTrack,
  type SheetTrackMode,
  type SubChannel,
  sectorBytesOf,
  sheetTrackModes,
  type TrackPart,
} from './disc-sheet.ts';
import { isPlainFileName } from './sheet-file.ts';
import { parseIsrc } from './sheet-text.ts';
import { readTocCdText } from './toc-cd-text.ts';
import { frameCountOf, placeIndexes } from './toc-indexes.ts';
import type { TocReader } from './toc-reader.ts';

/** Order of the bytes in bare audio files that are not marked with SWAP. */
export type AudioByteOrder = 'big' | 'little';

const samplesPerFrame = 588;
const bytesPerSample = 4;
/** 999 minutes: more than fits in `MM:SS:FF` here, and safe to add up 99 times. */
const mostFrames = 999 * 60 * 75;

/** A track while it is read: what statements said, in the order of the file. */
type Draft = {
  readonly mode: SheetTrackMode;
  readonly subChannel: SubChannel | null;
  readonly parts: TrackPart[];
  isCopyPermitted: boolean;
  hasPreEmphasis: boolean;
  isFourChannel: boolean;
  isrc: string | null;
  cdText: SheetTrack['cdText'];
  /** Frames from the track's first part; `null` if no statement said. */
  startFrames: number | null;
  endFrames: number | null;
  /** Frames from the end of the pre-gap. */
  readonly increments: number[];
};

/** Reads a track from after the word TRACK up to the next one. Errors: `INVALID_INPUT` with the line. */
export function readTocTrack(reader: TocReader, number: number, byteOrder: AudioByteOrder): SheetTrack {
  const draft: Draft = {
    ...readMode(reader),
    parts: [],
    isCopyPermitted: false,
    hasPreEmphasis: false,
    isFourChannel: false,
    isrc: null,
    cdText: [],
    startFrames: null,
    endFrames: null,
    increments: [],
  };
  while (!reader.isAt('TRACK') && reader.next.kind !== 'end') readStatement(reader, draft, byteOrder);
  const { startFrames: _, endFrames: __, increments: ___, ...track } = draft;
  return { ...track, number, session: 1, indexes: placeIndexes(draft, (problem) => reader.error(problem)) };
}

function readMode(reader: TocReader): Pick<SheetTrack, 'mode' | 'subChannel'> {
  const word = reader.take('word', 'the mode of a track').text;
  const mode = sheetTrackModes.find((known) => known === word);
  if (mode === undefined) throw reader.error(`"${word.slice(0, 40)}" is not the mode of a track.`);
  return { mode, subChannel: readSubChannel(reader) };
}

function readSubChannel(reader: TocReader): SubChannel | null {
  if (reader.skip('RW')) return 'RW';
  return reader.skip('RW_RAW') ? 'RW_RAW' : null;
}

function readStatement(reader: TocReader, draft: Draft, byteOrder: AudioByteOrder): void {
  const isOn = !reader.skip('NO');
  const word = reader.take('word', 'a statement').text;
  if (!isOn && word !== 'COPY' && word !== 'PRE_EMPHASIS') throw reader.error(`"NO ${word}" means nothing.`);
  switch (word) {
    case 'COPY':
      draft.isCopyPermitted = isOn;
      return;
    case 'PRE_EMPHASIS':
      draft.hasPreEmphasis = isOn;
      return;
    case 'TWO_CHANNEL_AUDIO':
    case 'FOUR_CHANNEL_AUDIO':
      draft.isFourChannel = word === 'FOUR_CHANNEL_AUDIO';
      return;
    case 'ISRC':
      draft.isrc = parseIsrc(reader.takeString('an ISRC'));
      if (draft.isrc === null)
        throw reader.error('an ISRC has 12 characters: 5 of A-Z and 0-9, then 7 digits.');
      return;
    case 'CD_TEXT':
      draft.cdText = readTocCdText(reader).blocks;
      return;
    case 'PREGAP':
      addPart(reader, draft, { kind: 'silence', frameCount: reader.takeFrames('the length of the pre-gap') });
      setStart(reader, draft, frameCountOf(draft.parts));
      return;
    case 'START':
      setStart(reader, draft, takePosition(reader, draft));
      return;
    case 'END':
      if (draft.endFrames !== null) throw reader.error('the end of the track is there twice.');
      draft.endFrames = takePosition(reader, draft);
      return;
    case 'INDEX':
      if (draft.increments.length >= 98) throw reader.error('a track has at most 99 indexes.');
      draft.increments.push(reader.takeFrames('the place of an index'));
      return;
    case 'SILENCE':
    case 'ZERO':
      readSilence(reader, draft, word);
      return;
    case 'FILE':
    case 'AUDIOFILE':
    case 'DATAFILE':
      readFile(reader, draft, word === 'DATAFILE' ? null : byteOrder, byteOrder);
      return;
    default:
      throw reader.error(`"${word.slice(0, 40)}" is not a statement that can be used here.`);
  }
}

function setStart(reader: TocReader, draft: Draft, frames: number | null): void {
  if (frames === null) throw reader.error('the length of the file before this place is not known.');
  if (draft.startFrames !== null) throw reader.error('the end of the pre-gap is there twice.');
  draft.startFrames = frames;
}

function takePosition(reader: TocReader, draft: Draft): number {
  const frames = reader.isAtNumber() ? reader.takeFrames('a place in the track') : frameCountOf(draft.parts);
  if (frames === null) throw reader.error('the length of the file before this place is not known.');
  return frames;
}

function readSilence(reader: TocReader, draft: Draft, word: 'SILENCE' | 'ZERO'): void {
  if (word === 'SILENCE') {
    const samples = reader.takeLength('the length of the silence', samplesPerFrame);
    addPart(reader, draft, { kind: 'silence', frameCount: toFrames(reader, samples, samplesPerFrame) });
    return;
  }
  const mode = sheetTrackModes.some((known) => reader.isAt(known)) ? readMode(reader) : draft;
  const subChannel = readSubChannel(reader) ?? mode.subChannel ?? draft.subChannel;
  const unit = sectorBytesOf({ mode: mode.mode, subChannel });
  const length = reader.takeLength('the length of the zeros', unit);
  addPart(reader, draft, { kind: 'silence', frameCount: toFrames(reader, length, unit) });
}

/** Lengths are in samples for FILE and AUDIOFILE, in bytes for DATAFILE (`sampleOrder` `null`). */
function readFile(
  reader: TocReader,
  draft: Draft,
  sampleOrder: AudioByteOrder | null,
  byteOrder: AudioByteOrder,
): void {
  const fileName = reader.takeString('a file name');
  if (!isPlainFileName(fileName)) throw reader.error('only files in the folder of the sheet may be named.');
  if ((sampleOrder !== null) !== (draft.mode === 'AUDIO' && draft.subChannel === null)) {
    throw reader.error('FILE is for audio tracks without sub-channels, DATAFILE for all others.');
  }
  const isSwapped = sampleOrder !== null && reader.skip('SWAP');
  const offsetBytes = reader.skip('#') ? reader.takeNumber('a place in the file') : 0;
  const unit = sampleOrder === null ? sectorBytesOf(draft) : samplesPerFrame;
  const startSamples =
    sampleOrder === null ? 0 : reader.takeLength('the first sample in the file', samplesPerFrame);
  const length = reader.isAtNumber() ? reader.takeLength('the length in the file', unit) : 0;
  const startByte = offsetBytes + startSamples * bytesPerSample;
  if (!Number.isSafeInteger(startByte)) throw reader.error('the place in the file is too large.');
  addPart(reader, draft, {
    kind: 'file',
    fileName,
    format: draft.mode === 'AUDIO' ? audioFormat(fileName, (byteOrder === 'little') !== isSwapped) : 'binary',
    startByte,
    // cdrdao takes a missing length and 0 for "up to the end".
    frameCount: length === 0 ? null : toFrames(reader, length, unit),
  });
}

/** cdrdao tells audio files by their ending and takes all others for bare samples (`TrackData::audioFileType`). */
function audioFormat(fileName: string, isLittleEndian: boolean): SheetFileFormat {
  if (/\.wav$/i.test(fileName)) return 'wave';
  if (/\.mp3$/i.test(fileName)) return 'mp3';
  return isLittleEndian ? 'binary' : 'motorola';
}

function toFrames(reader: TocReader, length: number, unit: number): number {
  if (length % unit !== 0) throw reader.error(`a length of ${length} is not a whole number of frames.`);
  return length / unit;
}

function addPart(reader: TocReader, draft: Draft, part: TrackPart): void {
  if (part.frameCount === 0) throw reader.error('a length of 0 means nothing here.');
  if ((part.frameCount ?? 0) > mostFrames) throw reader.error('this is longer than any disc.');
  if (draft.parts.length >= 1000) throw reader.error('a track of more than 1000 pieces is not read.');
  draft.parts.push(part);
}
