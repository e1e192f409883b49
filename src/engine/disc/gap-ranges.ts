import { type Disc, joinRanges, type SectorRange, type Track } from '#model/index.ts';
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

/**
 * Sectors of a disc that no image of 2048-byte sectors can hold: audio tracks with the pre-gap before them, and gaps
 * between sessions. In order, joined.
 */
export function isoHoles(disc: Pick<Disc, 'media' | 'sessionCount' | 'tracks'>): SectorRange[] {
  const audio = disc.tracks.flatMap((track, index) => {
    if (track.type !== 'audio' || track.sectorCount === 0) return [];
    const followsData = disc.tracks[index - 1]?.type === 'data';
    const firstLba = Math.max(0, track.startLba - (followsData ? audioPregapSectors : 0));
    return [{ firstLba, lastLba: track.startLba + track.sectorCount - 1 }];
  });
  return joinRanges([...audio, ...gapRanges(disc)]);
}

/** One past the last sector of data that can be read as such; `null` if the tracks are not known or none is data. */
export function dataEndLba(disc: Pick<Disc, 'media' | 'tracks'>): number | null {
  if (!isRealToc(disc.media, disc.tracks)) return null;
  const index = disc.tracks.findLastIndex((track) => track.type === 'data');
  const track = disc.tracks[index];
  if (track === undefined) return null;
  const next = disc.tracks[index + 1];
  const gap = next?.type === 'audio' && next.session === track.session ? audioPregapSectors : 0;
  return Math.max(track.startLba + 1, track.startLba + track.sectorCount - gap);
}
