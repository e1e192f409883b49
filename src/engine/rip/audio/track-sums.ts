import { AppError, type AudioTrackResult, type Disc, type Track } from '#model/index.ts';
import { checksumTracks, hex32, TrackChecksums } from '../../audio/index.ts';
import { leadOutLba } from '../job/job-size.ts';
import type { TrackRecord } from '../job/job-state.ts';

/** Checksums of a track as results and `job.json` hold them. */
export type TrackSumsText = Pick<AudioTrackResult, 'crc32' | 'accurateRipV1' | 'accurateRipV2'> &
  Pick<TrackRecord, 'ctdb'>;

/** Takes all checksums of a track from its samples. Error: `INTERNAL` if they are not exactly as many as it has. */
export async function sumTrack(
  disc: Disc,
  track: Track,
  samples: AsyncIterable<Uint8Array>,
): Promise<TrackSumsText> {
  const layout = { tracks: disc.tracks, leadOutLba: leadOutLba(disc) };
  const place = checksumTracks(layout).find(({ number }) => number === track.number);
  if (place === undefined) throw new AppError('INTERNAL', `Track ${track.number} is not on the disc.`);
  const checksums = new TrackChecksums(place);
  for await (const chunk of samples) checksums.update(chunk);
  const sums = checksums.digest();
  if (sums === null) {
    throw new AppError(
      'INTERNAL',
      `Track ${track.number} was read with another number of samples than it has.`,
      {
        details: { track: track.number, sampleCount: place.sampleCount },
      },
    );
  }
  return {
    crc32: hex32(sums.crc32),
    accurateRipV1: hex32(sums.accurateRip.v1),
    accurateRipV2: hex32(sums.accurateRip.v2),
    ctdb: sums.ctdb,
  };
}
