import { type Disc, joinRanges, SECTOR_BYTES, type SectorRange, type Track } from '#model/index.ts';
import { sessionGapSectors } from '../drive/index.ts';
import { isRealToc } from './disc-kind.ts';

/**
 * Sectors between the sessions of a multi-session CD: lead-out, lead-in and pre-gap, which hold nothing and cannot be
 * read. In order. Only what lies between sessions for certain is named: where it is unknown which session a gap follows,
 * the shorter one. Empty for all but CDs, whose table of contents alone is real.
 */
export function gapRanges(disc: Pick<Disc, 'media' | 'sessionCount' | 'tracks'>): SectorRange[] {
  // Where the medium is unknown it may be a DVD, whose table of contents is made up.
  if (disc.media === null || !isRealToc(disc.media, disc.tracks)) return [];
  return disc.tracks.flatMap((next, index) => {
    const track = disc.tracks[index - 1];
    if (track === undefined || next.session <= track.session) return [];
    const isFirst = track.session === 1 && isNextSession(disc, track, next);
    const firstLba = next.startLba - sessionGapSectors(isFirst ? 1 : 2);
    // A track that the gap would swallow is none: such a table of contents is not to be believed.
    return firstLba > track.startLba ? [{ firstLba, lastLba: next.startLba - 1 }] : [];
  });
}

/** Whether no session can lie between two tracks that are told to be in different ones. */
function isNextSession(disc: Pick<Disc, 'sessionCount' | 'tracks'>, track: Track, next: Track): boolean {
  if (disc.sessionCount === null || next.session !== track.session + 1) return false;
  // Without a session of its own for each track, those of the middle ones count as the first.
  return disc.sessionCount === 2 || disc.sessionCount === disc.tracks.length;
}

/** Sectors before an audio track that a drive cannot read as data: its pre-gap, 2 s (Yellow Book; MMC-6 4.2.3.5.2). */
const audioPregapSectors = 150;

/** What tells which sectors of a disc are data. */
type DataFacts = Pick<Disc, 'media' | 'sessionCount' | 'tracks' | 'fsBytes'>;

/**
 * Sectors of a disc that no image of 2048-byte sectors can hold: audio tracks with the pre-gap before them, and gaps
 * between sessions. In order, joined.
 */
export function isoHoles(disc: DataFacts): SectorRange[] {
  const audio = disc.tracks.flatMap((track, index) => {
    if (track.type !== 'audio' || track.sectorCount === 0) return [];
    const before = disc.tracks[index - 1];
    const firstLba = before?.type === 'data' ? endOfData(disc, before, track) : track.startLba;
    return [{ firstLba, lastLba: track.startLba + track.sectorCount - 1 }];
  });
  return joinRanges([...audio, ...gapRanges(disc)]);
}

/** One past the last sector of data that can be read as such; `null` if the tracks are not known or none is data. */
export function dataEndLba(disc: DataFacts): number | null {
  if (!isRealToc(disc.media, disc.tracks)) return null;
  const index = disc.tracks.findLastIndex((track) => track.type === 'data');
  const track = disc.tracks[index];
  if (track === undefined) return null;
  const next = disc.tracks[index + 1];
  if (next?.type === 'audio' && next.session === track.session) return endOfData(disc, track, next);
  return track.startLba + track.sectorCount;
}

/** Where the data of a track ends and the pre-gap of the audio behind it begins. A file system that reaches farther is believed. */
function endOfData({ fsBytes }: DataFacts, data: Track, audio: Track): number {
  const end = Math.max(data.startLba + 1, audio.startLba - audioPregapSectors);
  const fsEnd = Math.ceil((fsBytes ?? 0) / SECTOR_BYTES);
  return fsEnd > end && fsEnd <= audio.startLba ? fsEnd : Math.min(end, audio.startLba);
}
