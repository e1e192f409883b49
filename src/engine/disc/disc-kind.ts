import type { DiscKind, MediaType, Track } from '#model/index.ts';
import type { Toc } from '../drive/index.ts';
import type { MediaProbe } from './cdrom-id.ts';
import type { Volumes } from './volumes.ts';

/** Tracks of a disc by what they hold. */
export type TrackCounts = { readonly audio: number; readonly data: number };

/** The drive's disc information, else the table of contents, else nothing. */
export function countTracks(probe: MediaProbe | null, tracks: readonly Track[]): TrackCounts {
  const ofType = (type: Track['type']) => tracks.filter((track) => track.type === type).length;
  return {
    audio: probe?.audioTrackCount ?? ofType('audio'),
    data: probe?.dataTrackCount ?? ofType('data'),
  };
}

/** First sector of the last session's data, 0 with one session or where the last one is audio. */
export function findLastSession(probe: MediaProbe | null, toc: Toc | null): number {
  // Drives that cannot tell by way of the kernel answer 0 there.
  const lba = toc?.lastSessionLba || (probe?.lastSessionLba ?? 0);
  const first = toc?.tracks.find((track) => track.startLba >= lba);
  return first?.type === 'audio' ? 0 : Math.max(0, lba);
}

/**
 * A disc without a file system is not therefore an audio disc: blank and damaged ones look like that too. Only tracks
 * make audio, only directories make video, only a file system makes data; the rest is unknown.
 */
export function findKind(
  counts: TrackCounts,
  seen: {
    readonly isBlank: boolean;
    readonly sessionCount: number | null;
    readonly tracks: readonly Track[];
    readonly volumes: Volumes | null;
  },
): DiscKind {
  if (seen.isBlank) return 'blank';
  if (counts.audio > 0 && counts.data === 0) return 'audio';
  if (counts.audio > 0) {
    // CD-Extra (Blue Book): audio in the first session, data in the second.
    const sessions = seen.sessionCount ?? Math.max(1, ...seen.tracks.map((track) => track.session));
    const isAudioFirst = seen.tracks[0] === undefined || seen.tracks[0].type === 'audio';
    return sessions > 1 && isAudioFirst ? 'cd-extra' : 'mixed';
  }
  if (seen.volumes === null) return 'unknown';
  return seen.volumes.contentKind ?? (seen.volumes.fileSystems.length > 0 ? 'data' : 'unknown');
}

/**
 * Whether tracks are those of a CD. DVD and Blu-ray drives make up a table of contents (MMC-6 6.26.3.2), each a little
 * differently; of images only sheets have one.
 */
export function isRealToc(media: MediaType | null, tracks: readonly Track[]): boolean {
  if (media === 'image') return tracks.length > 0;
  if (media !== null) return media.startsWith('cd');
  return tracks.length > 1 || tracks.some((track) => track.type === 'audio');
}
