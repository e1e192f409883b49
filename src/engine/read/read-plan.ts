import { AppError, type Disc, type DiscKind, type ReadMode, type Track } from '#model/index.ts';
import { isRealToc } from '../disc/index.ts';

/** What of a disc is read, and how. */
export type ReadPlan =
  | {
      /** Data sectors into an `.iso`, and audio tracks into files of their own; at least one of both. */
      readonly type: 'content';
      readonly hasData: boolean;
      readonly audioTracks: readonly Track[];
    }
  /** All sectors of a CD as they are, session by session. */
  | { readonly type: 'sessions'; readonly sessionCount: number };

/** Why a disc cannot be read in a mode: a sentence for a person, and what to do. */
type Refusal = { readonly reason: string; readonly hint: string };

/** What to read of a disc in a mode. Error: `UNSUPPORTED_DISC`, with the reason and what can be done in words. */
export function planReading(disc: Disc, mode: ReadMode): ReadPlan {
  const refusal = refuse(disc, mode);
  if (refusal !== null) {
    throw new AppError('UNSUPPORTED_DISC', `${refusal.reason} ${refusal.hint}`, {
      details: { kind: disc.kind, mode },
    });
  }
  if (mode === 'clone' && isCd(disc)) {
    return { type: 'sessions', sessionCount: disc.sessionCount ?? Math.max(1, ...sessionsOf(disc.tracks)) };
  }
  const audioTracks = wantsAudio(disc.kind) ? disc.tracks.filter((track) => track.type === 'audio') : [];
  const hasData = disc.kind !== 'audio' && (disc.kind !== 'cd-extra' || hasTrack(disc, 'data'));
  return { type: 'content', hasData, audioTracks };
}

/** Whether a disc is a CD, which has tracks, or the sheet of one. */
export function isCd(disc: Pick<Disc, 'media' | 'tracks'>): boolean {
  return isRealToc(disc.media, disc.tracks);
}

/** A kind of data given by a person leaves the music out. */
function wantsAudio(kind: DiscKind): boolean {
  return kind === 'audio' || kind === 'mixed' || kind === 'cd-extra';
}

function sessionsOf(tracks: readonly Track[]): number[] {
  return tracks.map((track) => track.session);
}

function hasTrack({ tracks }: Disc, type: Track['type']): boolean {
  return tracks.some((track) => track.type === type);
}

function refuse(disc: Disc, mode: ReadMode): Refusal | null {
  if (disc.kind === 'blank') {
    return { reason: 'The disc is blank: there is nothing to read.', hint: 'Put a recorded disc in.' };
  }
  const isKnown = disc.kind !== 'unknown' || disc.kindIsOverridden;
  if (!isKnown && disc.state === 'appendable') {
    return {
      reason: 'This disc was not finalised: it has no file system and no complete table of contents.',
      hint: 'Finalise it in the recorder that wrote it. To get whatever can be read as it is, tell that it holds data (--kind data).',
    };
  }
  if (mode === 'clone' && isCd(disc)) {
    return disc.tracks.length === 0 ? noContents : null;
  }
  if (!isKnown) {
    return {
      reason:
        'It cannot be told what is on this disc: it has no file system that is known here, or the sectors that describe it are damaged.',
      hint: 'Clean it or try another drive. To read all its sectors as they are, tell that it holds data (--kind data), best in rescue mode.',
    };
  }
  if (disc.kind === 'video-cd' || disc.kind === 'super-video-cd') {
    return {
      reason: 'A Video CD keeps its films in sectors of 2324 bytes that an ISO image cannot hold.',
      hint: 'Read it in clone mode (--mode clone), which keeps every sector.',
    };
  }
  return refuseContent(disc);
}

const noContents: Refusal = {
  reason: 'The table of contents of this disc cannot be read, so its tracks are not known.',
  hint: 'Clean it, put it in again, or try another drive.',
};

function refuseContent(disc: Disc): Refusal | null {
  const hasAudio = hasTrack(disc, 'audio');
  if (wantsAudio(disc.kind) && !hasAudio) {
    if (disc.tracks.length === 0) return noContents;
    return { reason: 'This disc has no audio tracks.', hint: 'Check the kind of disc that was given.' };
  }
  if (disc.kind === 'audio') return null;
  if (hasAudio && !hasTrack(disc, 'data')) {
    return {
      reason: 'All tracks of this disc are audio tracks; there are no data sectors to read.',
      hint: 'Check the kind of disc that was given.',
    };
  }
  if (disc.capBytes === null || disc.capBytes === 0) {
    return {
      reason: 'The drive does not say how large this disc is.',
      hint: 'Clean the disc, put it in again, or try another drive.',
    };
  }
  return null;
}
