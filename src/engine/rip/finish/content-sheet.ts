import {
  type CdFacts,
  type CdTrackFacts,
  type Disc,
  type MusicTags,
  type MusicText,
  RAW_SECTOR_BYTES,
  SECTOR_BYTES,
  type Track,
} from '#model/index.ts';
import { sessionGapSectors } from '../../drive/index.ts';
import type { CdTextBlock, DiscSheet, SheetTrack, TrackIndex, TrackPart } from '../../sheet/disc-sheet.ts';

/** What the sheet of a disc that was read by its contents is made from. */
export type SheetFacts = {
  readonly disc: Disc;
  readonly facts: CdFacts;
  readonly tags: MusicTags;
  /** File of each audio track, by its number: exactly the track's sectors as the table of contents has them. */
  readonly audioFiles: ReadonlyMap<number, string>;
  /** The `.iso`, which holds sector n of the disc at n times 2048 bytes; `null` without a data part. */
  readonly data: { readonly fileName: string; readonly sizeBytes: number } | null;
  readonly remarks: readonly string[];
};

/**
 * The sheet of a disc of which audio tracks, and perhaps data, were read into files of their own. Where something of the
 * disc is in no file (before the first track, behind the file system) it has silence, so that every track keeps its
 * place. `null` if a cue sheet cannot put it: tracks left out in the middle.
 */
export function contentSheet(facts: SheetFacts): DiscSheet | null {
  const tracks = facts.disc.tracks.filter((track) => isKept(track, facts));
  if (tracks.some((track, index) => index > 0 && track.number !== (tracks[index - 1]?.number ?? 0) + 1))
    return null;
  const firstSession = tracks[0]?.session ?? 1;
  return {
    discType: null,
    catalog: facts.facts.catalog,
    cdTextLanguages: [],
    cdText: textBlocks(facts.tags.disc),
    remarks: facts.remarks,
    tracks: tracks.map((track, index) => ({
      ...sheetTrack(track, {
        ...facts,
        previous: tracks[index - 1] ?? null,
        next: tracks[index + 1] ?? null,
      }),
      session: track.session - firstSession + 1,
    })),
  };
}

type Neighbours = { readonly previous: Track | null; readonly next: Track | null };

function isKept(track: Track, { audioFiles, data }: SheetFacts): boolean {
  return track.type === 'audio' ? audioFiles.has(track.number) : data !== null;
}

function sheetTrack(track: Track, context: SheetFacts & Neighbours): Omit<SheetTrack, 'session'> {
  const facts = context.facts.tracks.find(({ number }) => number === track.number) ?? null;
  const tags = context.tags.tracks.find(({ number }) => number === track.number)?.text ?? null;
  const { parts, indexes } =
    track.type === 'data' ? dataParts(track, context) : audioParts(track, facts, context);
  return {
    number: track.number,
    mode: track.type === 'audio' ? 'AUDIO' : facts?.mode?.startsWith('MODE2') ? 'MODE2_FORM1' : 'MODE1',
    subChannel: null,
    parts,
    indexes,
    isCopyPermitted: (track.control & 2) !== 0,
    hasPreEmphasis: track.type === 'audio' && (track.control & 1) !== 0,
    isFourChannel: track.type === 'audio' && (track.control & 8) !== 0,
    isrc: facts?.isrc ?? null,
    cdText: tags === null ? [] : textBlocks(tags),
  };
}

type Places = { readonly parts: TrackPart[]; readonly indexes: TrackIndex[] };

function dataParts(track: Track, context: SheetFacts & Neighbours): Places {
  const { data, previous } = context;
  const filler = silenceBefore(track, previous, context);
  return {
    parts: [
      ...filler,
      {
        kind: 'file',
        fileName: data?.fileName ?? '',
        format: 'binary',
        startByte: track.startLba * SECTOR_BYTES,
        frameCount: Math.max(1, endInFiles(track, context) - track.startLba),
      },
    ],
    indexes: indexesOf(filler.length, []),
  };
}

/** The pre-gap of an audio track lies at the end of the file before it; of the first one it is in no file. */
function audioParts(track: Track, facts: CdTrackFacts | null, context: SheetFacts & Neighbours): Places {
  const { audioFiles, previous, next } = context;
  const ownFile = audioFiles.get(track.number) ?? '';
  const nextPregap = pregapWithin(track, next, context);
  const own: TrackPart = {
    kind: 'file',
    fileName: ownFile,
    format: 'wave',
    startByte: 0,
    frameCount: track.sectorCount - nextPregap,
  };
  const laterIndexes = (facts?.laterIndexes ?? []).filter(
    (frames) => frames < track.sectorCount - nextPregap,
  );
  const pregap = previous === null ? 0 : pregapWithin(previous, track, context);
  if (pregap > 0 && previous !== null) {
    const inPrevious: TrackPart = {
      kind: 'file',
      fileName: audioFiles.get(previous.number) ?? '',
      format: 'wave',
      startByte: (previous.sectorCount - pregap) * RAW_SECTOR_BYTES,
      frameCount: pregap,
    };
    return { parts: [inPrevious, own], indexes: indexesOf(1, laterIndexes) };
  }
  const filler = silenceBefore(track, previous, context);
  return { parts: [...filler, own], indexes: indexesOf(filler.length, laterIndexes) };
}

/** Sectors of a track's file that are the pre-gap of the one after it. */
function pregapWithin(track: Track, next: Track | null, { facts }: SheetFacts): number {
  if (next?.type !== 'audio' || track.type !== 'audio' || next.session !== track.session) return 0;
  const pregap = facts.tracks.find(({ number }) => number === next.number)?.pregapSectors ?? 0;
  return pregap < track.sectorCount ? pregap : 0;
}

/** One past the last sector of a track that is in a file. */
function endInFiles(track: Track, { data }: SheetFacts): number {
  const endLba = track.startLba + track.sectorCount;
  return track.type === 'audio'
    ? endLba
    : Math.min(endLba, Math.floor((data?.sizeBytes ?? 0) / SECTOR_BYTES));
}

/** What lies between two tracks and is in no file. Between sessions a gap of ordinary length is understood by itself. */
function silenceBefore(track: Track, previous: Track | null, context: SheetFacts): TrackPart[] {
  const isNextSession = previous !== null && previous.session !== track.session;
  const endLba = previous === null ? 0 : endInFiles(previous, context);
  const frameCount = track.startLba - endLba - (isNextSession ? sessionGapSectors(previous.session) : 0);
  return frameCount > 0 ? [{ kind: 'silence', frameCount }] : [];
}

/** Index 1 where the track's own part begins, index 0 at the start of a part before it. */
function indexesOf(ownPart: number, laterIndexes: readonly number[]): TrackIndex[] {
  return [
    ...(ownPart > 0 ? [{ number: 0, part: 0, frames: 0 }] : []),
    { number: 1, part: ownPart, frames: 0 },
    ...laterIndexes.map((frames, index) => ({ number: index + 2, part: ownPart, frames })),
  ];
}

function textBlocks({ title, performer, songwriter }: MusicText): CdTextBlock[] {
  const fields = {
    ...(title === null ? {} : { TITLE: title }),
    ...(performer === null ? {} : { PERFORMER: performer }),
    ...(songwriter === null ? {} : { SONGWRITER: songwriter }),
  };
  return Object.keys(fields).length === 0 ? [] : [{ block: 0, fields }];
}
