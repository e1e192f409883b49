import { isDeepStrictEqual } from 'node:util';
import { type DiscSheet, type SheetTrack, sectorBytesOf, type TrackPart } from './disc-sheet.ts';
import { frameCountOf } from './toc-indexes.ts';

type FilePart = Extract<TrackPart, { kind: 'file' }>;

/**
 * The sheet of a session that was read (`cdrdao read-cd`), with what was found when it was only asked for its contents
 * (`read-toc`): pre-gaps and indexes, which `read-cd` measures wrong or not at all, ISRC, CD-TEXT and catalogue number where it
 * has none. The sectors stay where they are: only the border between two audio tracks moves. Sheets that do not describe the
 * same tracks are not merged.
 */
export function mergeContents(read: DiscSheet, contents: DiscSheet | null): DiscSheet {
  if (contents === null || !haveSameTracks(read, contents)) return read;
  const tracks = [...read.tracks];
  for (const [index, track] of read.tracks.entries()) {
    const told = contents.tracks[index];
    if (told === undefined) continue;
    tracks[index] = {
      ...(tracks[index] ?? track),
      isrc: track.isrc ?? told.isrc,
      cdText: track.cdText.length > 0 ? track.cdText : told.cdText,
    };
    if (track.mode === 'AUDIO') placeIndexes(tracks, index, told);
  }
  const hasText = read.cdText.length > 0;
  return {
    ...read,
    catalog: read.catalog ?? contents.catalog,
    cdTextLanguages: hasText ? read.cdTextLanguages : contents.cdTextLanguages,
    cdText: hasText ? read.cdText : contents.cdText,
    tracks,
  };
}

/** Whether anything was merged that the text of the first sheet does not say. */
export function isSameSheet(one: DiscSheet, other: DiscSheet): boolean {
  return isDeepStrictEqual(one, other);
}

function haveSameTracks(read: DiscSheet, contents: DiscSheet): boolean {
  return (
    read.tracks.length === contents.tracks.length &&
    read.tracks.every(
      (track, index) => (track.mode === 'AUDIO') === (contents.tracks[index]?.mode === 'AUDIO'),
    )
  );
}

/** Moves the start of a track's pre-gap to where it is, and takes over its later indexes. */
function placeIndexes(tracks: SheetTrack[], index: number, told: SheetTrack): void {
  const [previous, track] = [tracks[index - 1], tracks[index]];
  if (track === undefined) return;
  const delta = startOf(told) - startOf(track);
  const moved = delta === 0 || previous === undefined ? null : moveBorder(previous, track, delta);
  const own = moved?.track ?? track;
  if (moved !== null) tracks[index - 1] = moved.previous;
  tracks[index] = {
    ...own,
    indexes: [...own.indexes.filter(({ number }) => number < 2), ...laterIndexes(own, told)],
  };
}

/** Frames from the first part of a track to its index 1. */
function startOf({ parts, indexes }: SheetTrack): number {
  const music = indexes.find(({ number }) => number === 1);
  return music === undefined ? 0 : (frameCountOf(parts.slice(0, music.part)) ?? 0) + music.frames;
}

/** Gives so many frames from the end of one track to the pre-gap of the next; `null` where they do not lie in one file. */
function moveBorder(
  previous: SheetTrack,
  track: SheetTrack,
  delta: number,
): { previous: SheetTrack; track: SheetTrack } | null {
  const last = previous.parts.at(-1);
  const [first] = track.parts;
  if (last?.kind !== 'file' || first?.kind !== 'file' || !isContiguous(previous, last, first)) return null;
  const [lastFrames, firstFrames] = [(last.frameCount ?? 0) - delta, (first.frameCount ?? 0) + delta];
  const pregap = startOf(track) + delta;
  if (lastFrames < 1 || firstFrames < 1 || pregap < 0) return null;
  const startByte = first.startByte - delta * sectorBytesOf(track);
  return {
    previous: { ...previous, parts: [...previous.parts.slice(0, -1), { ...last, frameCount: lastFrames }] },
    track: {
      ...track,
      parts: [{ ...first, startByte, frameCount: firstFrames }, ...track.parts.slice(1)],
      indexes: [
        ...(pregap > 0 ? [{ number: 0, part: 0, frames: 0 }] : []),
        { number: 1, part: 0, frames: pregap },
        ...track.indexes.filter(({ number }) => number > 1),
      ],
    },
  };
}

function isContiguous(previous: SheetTrack, last: FilePart, first: FilePart): boolean {
  const isLast = previous.mode === 'AUDIO' && last.frameCount !== null && first.fileName === last.fileName;
  return isLast && last.startByte + last.frameCount * sectorBytesOf(previous) === first.startByte;
}

/** Indexes 2 and up, which count from index 1, within the part that this lies in. */
function laterIndexes(track: SheetTrack, told: SheetTrack): SheetTrack['indexes'] {
  const music = track.indexes.find(({ number }) => number === 1);
  const part = track.parts[music?.part ?? 0];
  const start = startOf(told);
  return told.indexes
    .filter(({ number }) => number > 1)
    .map((index) => ({
      number: index.number,
      part: music?.part ?? 0,
      frames:
        (music?.frames ?? 0) + (frameCountOf(told.parts.slice(0, index.part)) ?? 0) + index.frames - start,
    }))
    .filter(({ frames }) => frames < (part?.frameCount ?? 0));
}
