import { countSectors, isAppError, joinRanges, type Track } from '#model/index.ts';
import {
  type AudioProgressFigures,
  type AudioTrackReading,
  BlockMap,
  readAudioTrack,
  repeat,
} from '../../read/index.ts';
import { log, type Run } from '../run-context.ts';
import { type PauseReason, ReadingWatch } from '../watch/reading-watch.ts';
import type { AudioProgress, SectorReading } from './audio-progress.ts';
import { findUnconfirmedSilence } from './confirm-silence.ts';

/** Leaves a pause through the loops of a stage; caught where the stage ends, never seen outside. */
export class Paused extends Error {
  readonly reason: PauseReason;

  constructor(reason: PauseReason) {
    super(reason);
    this.name = 'Paused';
    this.reason = reason;
  }
}

/** One reading of a track into a WAVE file. */
export type TrackReadingOrder = {
  readonly track: Track;
  readonly devicePath: string;
  readonly wavPath: string;
  readonly readOffsetSamples: number;
  readonly reading: SectorReading;
  readonly progress: AudioProgress;
};

/** cd-paranoia's default number of retries of a sector (its manual, --never-skip). */
const patience = 20;
/** Speed of further attempts, as a multiple of 1x: slow enough for most drives to read more. */
const slowSpeed = 4;

/**
 * Reads a track from beginning to end, with more patience the more often it was read, looking after disc and disk.
 * Throws `Paused`, and the errors of `readAudioTrack`.
 */
export async function readTrackOnce(run: Run, order: TrackReadingOrder): Promise<AudioTrackReading> {
  const { folder, guard, signal } = run;
  const { reading, progress, track, devicePath, wavPath, readOffsetSamples } = order;
  const ending = await watched({ folder: folder.path, guard, signal }, async (own, watch) => {
    let figures: AudioProgressFigures = { sectorsDone: 0, readErrors: 0, lostSectors: 0 };
    const tell = (now: AudioProgressFigures) => {
      figures = now;
      progress.tell(reading, now, watch);
    };
    const result = await readAudioTrack(
      {
        devicePath,
        track,
        discTracks: run.job.state.disc.tracks,
        wavPath,
        readOffsetSamples,
        patience: patience * reading.pass,
        speed: reading.phase === 'retrying' ? slowSpeed : null,
        simulatedBad: run.medium.badSectors,
        inheritedFds: run.inheritedFds,
        onProgress: tell,
        onToolRun: run.tools.record,
      },
      own,
    );
    if (result.ending !== 'finished' || !run.medium.isDevice) return result;
    const ticker = repeat(async () => tell(figures), 1000);
    try {
      return await withUnconfirmedSilence(run, order, result, own);
    } finally {
      await ticker.stop();
    }
  });
  if (ending.ending === 'interrupted') throw new Paused('user');
  progress.endReading(reading, countSectors(ending.failedSectors));
  return ending;
}

/** Adds to what is lost the silence that the drive does not confirm. */
async function withUnconfirmedSilence(
  run: Run,
  { track, devicePath, wavPath, readOffsetSamples }: TrackReadingOrder,
  result: AudioTrackReading,
  signal: AbortSignal,
): Promise<AudioTrackReading> {
  const where = { devicePath, track, wavPath, readOffsetSamples, signal };
  const unread = await findUnconfirmedSilence(where);
  if (unread === null) {
    const message = `Track ${track.number}: this drive cannot be asked whether silence is what the disc has there.`;
    log(run, 'warning', message);
    return result;
  }
  return { ...result, lostSectors: joinRanges([...result.lostSectors, ...unread]) };
}

/** Runs work that has no map of its own under a watch. Throws `Paused` if it came to that. */
export async function watched<T>(
  { folder, guard, signal }: { folder: string; guard: Run['guard']; signal: AbortSignal },
  work: (signal: AbortSignal, watch: ReadingWatch) => Promise<T>,
): Promise<T> {
  const watch = new ReadingWatch({ folder, guard }, BlockMap.untried(0));
  try {
    const ending = await watch.run(signal, (own) => work(own, watch));
    if (ending.reason !== null) throw new Paused(ending.reason);
    return ending.result;
  } catch (error) {
    // A reader that failed because its disc was taken away has not failed.
    const loss = isAppError(error, 'TOOL_FAILED') ? await guard.check() : null;
    if (loss !== null) throw new Paused(loss);
    throw error;
  }
}
