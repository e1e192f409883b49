import { truncate, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  type AudioTrackResult,
  countSectors,
  noMusicText,
  RAW_SECTOR_BYTES,
  type Track,
} from '#model/index.ts';
import { cdIdsOf, encodeFlac, flacTagsFor, readWavSamples, wavHeader } from '../../audio/index.ts';
import { removeIfThere } from '../../files/atomic-file.ts';
import { writingError } from '../../files/file-errors.ts';
import { cdFactsFromTracks } from '../../sheet/index.ts';
import { leadOutLba } from '../job/job-size.ts';
import type { TrackRecord } from '../job/job-state.ts';
import type { Run } from '../run-context.ts';
import { type Readings, trackFileStem } from './audio-track-readings.ts';
import { sumTrack } from './track-sums.ts';

/**
 * Makes the FLAC file of a track and its checksums. What could not be read is silence in it, as lost sectors of data are
 * zeros in an image: the disc keeps its shape. Of a damaged track the samples stay for a later attempt.
 * Errors: `NO_SPACE`, `OUTPUT_NOT_WRITABLE`, `TOOL_FAILED`, `VERIFY_FAILED`.
 */
export async function finishTrack(run: Run, track: Track, readings: Readings): Promise<TrackRecord> {
  const stem = join(run.folder.parts, trackFileStem(track));
  const silentPath = `${stem}.silent.wav`;
  if (readings.wavPath === null) await writeSilentWav(silentPath, track.sectorCount * RAW_SECTOR_BYTES);
  const wavPath = readings.wavPath ?? silentPath;
  const samples = readWavSamples(wavPath, run.signal);
  const { ctdb, ...sums } = await sumTrack(run.job.state.disc, track, samples);
  const result: AudioTrackResult = {
    number: track.number,
    fileName: `${basename(stem)}.flac`,
    sectorCount: track.sectorCount,
    quality: qualityOf(readings),
    attempts: readings.attempts,
    lostSectors: readings.lost,
    unsettledSectors: readings.secondRead?.unsettled ?? [],
    repairedSectorCount: countSectors(readings.repaired),
    ...sums,
  };
  await encode(run, { track, result, wavPath, flacPath: `${stem}.flac` });
  await removeIfThere(silentPath);
  if (readings.lost.length === 0) await removeIfThere(wavPath);
  return { result, wasRescued: readings.wasRescued, secondRead: readings.secondRead, ctdb };
}

function qualityOf({ wavPath, lost, repaired, secondRead }: Readings): AudioTrackResult['quality'] {
  if (wavPath === null) return 'unread';
  if (lost.length > 0 || (secondRead?.unsettled.length ?? 0) > 0) return 'damaged';
  return repaired.length > 0 || (secondRead?.corrected.length ?? 0) > 0 ? 'repaired' : 'good';
}

type Encoding = {
  readonly track: Track;
  readonly result: AudioTrackResult;
  readonly wavPath: string;
  readonly flacPath: string;
};

async function encode(run: Run, { track, result, wavPath, flacPath }: Encoding): Promise<void> {
  const { disc, tags, facts } = run.job.state;
  const tagFacts = facts ?? cdFactsFromTracks(disc.tracks);
  // Of an interrupted run, or of a track that is read anew.
  await removeIfThere(flacPath);
  await encodeFlac({
    wavPath,
    flacPath,
    tags: flacTagsFor({
      tags: tags ?? { source: 'none', releaseId: null, disc: noMusicText, tracks: [] },
      facts: tagFacts,
      ids: cdIdsOf({ tracks: disc.tracks, leadOutLba: leadOutLba(disc) }),
      trackNumber: track.number,
      trackTotal: Math.max(...disc.tracks.map(({ number }) => number)),
      result,
    }),
    signal: run.signal,
    onToolRun: run.tools.record,
  });
}

/** A WAVE file of CD audio that holds nothing but silence; sparse. */
async function writeSilentWav(path: string, sampleBytes: number): Promise<void> {
  const header = wavHeader(sampleBytes);
  try {
    await writeFile(path, header);
    await truncate(path, header.length + sampleBytes);
  } catch (cause) {
    throw writingError(cause, { field: 'workFolder', path });
  }
}
