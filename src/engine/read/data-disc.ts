import type { Disc, ReadMode, Track } from '#model/index.ts';
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
        hint: 'Reading such discs comes with a later version.',
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
  const audioRefusal = refuseAudioTracks(disc.tracks);
  if (audioRefusal !== null) return audioRefusal;
  if (disc.capBytes === null || disc.capBytes === 0) {
    return {
      reason: 'The drive does not say how large this disc is.',
      hint: 'Clean the disc, put it in again, or try another drive.',
    };
  }
  return null;
}

/** Whatever kind was given: an audio track has no sectors of 2048 bytes, and each of them would fail as if damaged. */
function refuseAudioTracks(tracks: readonly Track[]): Refusal | null {
  const audio = tracks.filter((track) => track.type === 'audio');
  const [firstAudio] = audio;
  if (firstAudio === undefined) return null;
  if (audio.length === tracks.length) {
    return {
      reason: 'All tracks of this disc are audio tracks; there are no data sectors to read.',
      hint: 'Check the kind of disc that was given.',
    };
  }
  const isDataFirst = tracks.findLastIndex((track) => track.type === 'data') < tracks.indexOf(firstAudio);
  const where = isDataFirst ? 'behind' : 'before or between';
  const count = audio.length === 1 ? 'an audio track' : `${audio.length} audio tracks`;
  return {
    reason: `This disc has ${count} ${where} its data. An ISO image cannot hold audio, and every sector of it would count as damaged.`,
    hint: 'Reading such discs comes with a later version.',
  };
}
