import { countSectors, isAppError, type Track } from '#model/index.ts';
import { type AudioTrackReading, BlockMap, readAudioTrack } from '../../read/index.ts';
import type { Run } from '../run-context.ts';
import { type PauseReason, ReadingWatch } from '../watch/reading-watch.ts';
import type { AudioProgress, SectorReading } from './audio-progress.ts';

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
  const ending = await watched({ folder: folder.path, guard, signal }, (own, watch) =>
    readAudioTrack(
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
        onProgress: (now) => progress.tell(reading, now, watch),
        onToolRun: run.tools.record,
      },
      own,
    ),
  );
  if (ending.ending === 'interrupted') throw new Paused('user');
  progress.endReading(reading, countSectors(ending.failedSectors));
  return ending;
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
