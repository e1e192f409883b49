import type { Disc, SectorRange, Track } from '#model/index.ts';
import { sessionGapSectors } from '../drive/index.ts';

/**
 * Sectors between the sessions of a multi-session CD: lead-out, lead-in and pre-gap, which hold nothing and cannot be
 * read. In order. Only what lies between sessions for certain is named: where it is unknown which session a gap follows,
 * the shorter one. Empty for all but CDs, whose table of contents alone is real.
 */
export function gapRanges(disc: Pick<Disc, 'media' | 'sessionCount' | 'tracks'>): SectorRange[] {
  if (!disc.media?.startsWith('cd')) return [];
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
