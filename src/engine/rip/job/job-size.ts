import { type Disc, RAW_SECTOR_BYTES, type SectorRange, type Track } from '#model/index.ts';
import { dataBytes } from './job-domain.ts';
import type { ReadAmounts } from './job-progress.ts';
import type { JobState } from './job-state.ts';

/** Bytes of raw sectors and the sub-channels behind each. */
const subChannelBytes = 96;

/** Tracks that a job reads as audio, in order. */
export function audioTracksOf({ disc, plan }: Pick<JobState, 'disc' | 'plan'>): Track[] {
  return disc.tracks.filter(
    (track) =>
      track.type === 'audio' && (plan.type === 'sessions' || plan.audioTracks.includes(track.number)),
  );
}

/** One past the last sector that the table of contents knows. */
export function leadOutLba(disc: Disc): number {
  return Math.max(0, ...disc.tracks.map((track) => track.startLba + track.sectorCount));
}

/** What a job reads from the disc, in bytes. */
export function readAmounts(state: Pick<JobState, 'disc' | 'plan' | 'domain' | 'options'>): ReadAmounts {
  const { disc, plan, domain, options } = state;
  const audioBytes = audioTracksOf(state).reduce(
    (sum, track) => sum + track.sectorCount * RAW_SECTOR_BYTES,
    0,
  );
  if (plan.type === 'sessions') {
    // Audio is read a second time: cdrdao says nothing of sectors that it could not read.
    return { readBytes: sessionsBytes(disc) + audioBytes, rereadBytes: 0 };
  }
  const data = dataBytes(disc, domain);
  const audioReadings = options.verify ? 2 : 1;
  return { readBytes: data + audioReadings * audioBytes, rereadBytes: options.verify ? data : 0 };
}

/** Raw bytes of all tracks. */
export function sessionsBytes(disc: Disc): number {
  return disc.tracks.reduce((sum, track) => sum + track.sectorCount * RAW_SECTOR_BYTES, 0);
}

/** Bytes that the working folder will have to hold at the same time, at most. */
export function spaceBytes(state: Pick<JobState, 'disc' | 'plan' | 'domain' | 'options'>): number {
  const { disc, plan, domain, options } = state;
  const tracks = audioTracksOf(state);
  const longest = Math.max(0, ...tracks.map((track) => track.sectorCount)) * RAW_SECTOR_BYTES;
  if (plan.type === 'sessions') {
    const perSector = RAW_SECTOR_BYTES + (options.subChannels ? subChannelBytes : 0);
    return (sessionsBytes(disc) / RAW_SECTOR_BYTES) * perSector + 2 * longest;
  }
  const audioBytes = tracks.reduce((sum, track) => sum + track.sectorCount * RAW_SECTOR_BYTES, 0);
  // Three readings of a track may lie side by side while they are compared.
  return dataBytes(disc, domain) + audioBytes + 3 * longest;
}

/** Bytes of finished parts, as `readAmounts` counts them. The data part is not among them. */
export function doneBytes(state: JobState): number {
  const readings = state.options.verify ? 2 : 1;
  const tracks = state.tracks.reduce(
    (sum, { result }) => sum + readings * result.sectorCount * RAW_SECTOR_BYTES,
    0,
  );
  const sessions = state.sessions.map(({ session }) => session);
  const ofSessions = state.disc.tracks.filter((track) => sessions.includes(track.session));
  return ofSessions.reduce(
    (sum, track) => sum + track.sectorCount * RAW_SECTOR_BYTES * (track.type === 'audio' ? 2 : 1),
    tracks,
  );
}

/** Sectors of all these tracks. */
export function sectorsOf(tracks: readonly Track[]): number {
  return tracks.reduce((sum, track) => sum + track.sectorCount, 0);
}

/** The sectors that a track takes on the disc. */
export function spanOf({ startLba, sectorCount }: Track): SectorRange {
  return { firstLba: startLba, lastLba: startLba + sectorCount - 1 };
}
