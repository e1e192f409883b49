import { AppError } from '#model/index.ts';
import { type DiscSheet, type SheetTrack, sectorBytesOf, type TrackPart } from './disc-sheet.ts';

/** Where a track lies on the disc, in logical blocks. */
export type TrackPlace = {
  readonly number: number;
  readonly session: number;
  /** Start of the pre-gap; the same as `startLba` without one. */
  readonly pregapLba: number;
  /** Start as the table of contents has it: index 1. */
  readonly startLba: number;
  /** One past the last sector. */
  readonly endLba: number;
};

/**
 * Sectors between a session's last track and the next session's first: lead-out (1:30 after the first session, 0:30
 * after later ones), lead-in 1:00 and pre-gap 0:02, at 75 a second (Orange Book part II, multi-session). Sheets do not
 * say it, so that this is an assumption, though the one that writers follow.
 */
const sessionGapSectors = (endedSession: number) => (endedSession === 1 ? 11_400 : 6_900);

/** Files that a sheet names, each once, in the order of the disc. */
export function sheetFileNames(sheet: DiscSheet): string[] {
  const parts = sheet.tracks.flatMap((track) => track.parts);
  return [...new Set(parts.flatMap((part) => (part.kind === 'file' ? [part.fileName] : [])))];
}

/**
 * The same sheet with every length known. `bytesOf` gives the bytes of bare samples or sectors in a file, a header not
 * counted. Errors: `INVALID_INPUT` if a file is shorter than the sheet says.
 */
export function completeSheet(sheet: DiscSheet, bytesOf: (fileName: string) => number): DiscSheet {
  const complete = (track: SheetTrack, part: TrackPart): TrackPart => {
    if (part.kind === 'silence') return part;
    const room = Math.floor((bytesOf(part.fileName) - part.startByte) / sectorBytesOf(track));
    const frameCount = part.frameCount ?? room;
    const indexes = track.indexes.filter((index) => track.parts[index.part] === part);
    if (room < Math.max(1, frameCount) || indexes.some(({ frames }) => frames >= frameCount)) {
      throw new AppError('INVALID_INPUT', `A data file is shorter than track ${track.number} needs.`, {
        details: { fileName: part.fileName, track: track.number, sizeBytes: bytesOf(part.fileName) },
      });
    }
    return { ...part, frameCount };
  };
  const tracks = sheet.tracks.map((track) => ({
    ...track,
    parts: track.parts.map((part) => complete(track, part)),
  }));
  return { ...sheet, tracks };
}

/**
 * Places of all tracks, with sector 0 where the first part of the first track begins. `null` if a length is not
 * known: `completeSheet` first.
 */
export function layOutTracks(sheet: DiscSheet): TrackPlace[] | null {
  const places: TrackPlace[] = [];
  let at = 0;
  let session = sheet.tracks[0]?.session ?? 1;
  for (const track of sheet.tracks) {
    for (; session < track.session; session += 1) at += sessionGapSectors(session);
    const starts = [at];
    for (const { frameCount } of track.parts) {
      if (frameCount === null) return null;
      at += frameCount;
      starts.push(at);
    }
    const music = track.indexes.find(({ number }) => number === 1);
    const pregapLba = starts[0] ?? at;
    const startLba = (starts[music?.part ?? 0] ?? pregapLba) + (music?.frames ?? 0);
    places.push({ number: track.number, session: track.session, pregapLba, startLba, endLba: at });
  }
  return places;
}

/**
 * One sheet for the whole disc out of one for each session, as cdrdao writes them: tracks are numbered on, sessions
 * counted from 1. What a disc has once is taken from the first sheet that tells it.
 */
export function joinSessions(sheets: readonly DiscSheet[]): DiscSheet {
  const first = sheets[0]?.tracks[0]?.number ?? 1;
  const text = sheets.find(({ cdText }) => cdText.length > 0);
  const types = (['CD_I', 'CD_ROM_XA', 'CD_ROM', 'CD_DA'] as const).filter((type) =>
    sheets.some(({ discType }) => discType === type),
  );
  return {
    discType: types[0] ?? null,
    catalog: sheets.find(({ catalog }) => catalog !== null)?.catalog ?? null,
    cdTextLanguages: text?.cdTextLanguages ?? [],
    cdText: text?.cdText ?? [],
    remarks: sheets.flatMap(({ remarks }) => remarks),
    tracks: sheets
      .flatMap(({ tracks }, index) => tracks.map((track) => ({ ...track, session: index + 1 })))
      .map((track, index) => ({ ...track, number: first + index })),
  };
}
