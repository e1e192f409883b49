import type { Disc, ReadMode } from '#model/index.ts';
import type { Refusal } from './disc-reader.ts';

/** Why a reader of 2048-byte sectors cannot take a disc in a mode; `null` if it can. */
export function dataDiscRefusal(disc: Disc, mode: ReadMode): Refusal | null {
  if (mode === 'clone') {
    return {
      reason: 'Clone mode is not available in this version.',
      hint: 'Standard and rescue give an exact image of the data of a disc.',
    };
  }
  switch (disc.kind) {
    case 'blank':
      return { reason: 'The disc is blank: there is nothing to read.', hint: 'Put a recorded disc in.' };
    case 'audio':
      return {
        reason: 'This is an audio CD. It has no data sectors that an ISO image could hold.',
        hint: 'Reading audio CDs comes with a later version.',
      };
    case 'mixed':
    case 'cd-extra':
      return {
        reason: 'This disc holds audio tracks beside its data; an ISO image would lose them.',
        hint: 'Reading such discs comes with a later version. With --kind data only the data part is read.',
      };
    case 'video-cd':
    case 'super-video-cd':
      return {
        reason: 'A Video CD keeps its films in sectors of 2324 bytes that an ISO image cannot hold.',
        hint: 'Clone mode will take it in a later version.',
      };
    case 'data':
    case 'dvd-video':
    case 'bd-video':
    case 'unknown':
      break;
  }
  if (disc.tracks.length > 0 && disc.tracks.every((track) => track.type === 'audio')) {
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
