import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  countSectors,
  joinRanges,
  RAW_SECTOR_BYTES,
  type SecondRead,
  type SectorRange,
  subtractRanges,
  type Track,
} from '#model/index.ts';
import { removeIfThere } from '../../files/atomic-file.ts';
import { type AudioTrackReading, fillLostSectors } from '../../read/index.ts';
import type { TrackRecord } from '../job/job-state.ts';
import { log, type Run } from '../run-context.ts';
import type { PauseReason } from '../watch/reading-watch.ts';
import { settleByMajority } from './audio-majority.ts';
import type { AudioProgress, SectorReading } from './audio-progress.ts';
import { Paused, readTrackOnce } from './read-track-once.ts';

/** What came of all readings of a track. */
export type Readings = {
  /** The best that could be had; `null` if nothing could be read at all. */
  readonly wavPath: string | null;
  /** How often the track was read from beginning to end. */
  readonly attempts: number;
  readonly lost: SectorRange[];
  readonly repaired: SectorRange[];
  /** Whether all attempts of rescue were made. */
  readonly wasRescued: boolean;
  readonly secondRead: SecondRead | null;
};

/** How the readings of a track ended. */
export type ReadingsOutcome =
  | { readonly ending: 'finished'; readonly readings: Readings }
  | { readonly ending: 'paused'; readonly reason: PauseReason };

/** Which track is read, from where, and what an earlier run has of it. */
export type TrackTask = {
  readonly track: Track;
  readonly devicePath: string;
  readonly before: TrackRecord | null;
  readonly progress: AudioProgress;
};

/**
 * Reads a track until it is whole or all is tried: once in standard, in rescue up to `retries` times more, each with more
 * patience, the sectors of the readings put together. With `verify` it is then read again and compared; where two
 * readings differ a third decides.
 * Errors: as `readAudioTrack`.
 */
export function readTrack(run: Run, task: TrackTask): Promise<ReadingsOutcome> {
  return new TrackReader(run, task).read();
}

class TrackReader {
  readonly #run: Run;
  readonly #task: TrackTask;
  #attempts = 0;

  constructor(run: Run, task: TrackTask) {
    this.#run = run;
    this.#task = task;
  }

  async read(): Promise<ReadingsOutcome> {
    try {
      return { ending: 'finished', readings: await this.#readAll() };
    } catch (error) {
      if (error instanceof Paused) return { ending: 'paused', reason: error.reason };
      throw error;
    } finally {
      for (const name of ['again', 'third']) await removeIfThere(this.#path(`${name}.wav`));
    }
  }

  async #readAll(): Promise<Readings> {
    const { request, job } = this.#run;
    let best = await this.#earlier();
    if (best === null) {
      const first = await this.#attempt('wav', { phase: 'reading', counts: true });
      best = {
        hasFile: first.ending === 'finished',
        lost: this.#lostOf(first),
        repaired: first.repairedSectors,
      };
    } else {
      this.#task.progress.skip(this.#task.track.sectorCount, 1);
    }
    const isRescue =
      job.state.isRescuing || request.mode !== 'standard' || request.options.onReadError === 'rescue';
    if (isRescue) best = await this.#rescue(best);
    const wavPath = best.hasFile ? this.#path('wav') : null;
    const secondRead = request.options.verify && wavPath !== null ? await this.#readAgain(best.lost) : null;
    return {
      wavPath,
      attempts: this.#attempts,
      lost: best.lost,
      repaired: best.repaired,
      wasRescued: isRescue,
      secondRead,
    };
  }

  /** What an earlier run left: of a damaged track its samples are kept until it is published. */
  async #earlier(): Promise<Best | null> {
    const { before, track } = this.#task;
    if (before === null) return null;
    this.#attempts = before.result.attempts;
    const file = await stat(this.#path('wav')).catch(() => null);
    const hasFile = file !== null && file.size > track.sectorCount * RAW_SECTOR_BYTES;
    return hasFile ? { hasFile, lost: before.result.lostSectors, repaired: [] } : null;
  }

  /** Further readings, as long as something is lost. */
  async #rescue(first: Best): Promise<Best> {
    let best = first;
    const { retries } = this.#run.request.options;
    for (let pass = 2; pass <= retries + 1 && best.lost.length > 0; pass += 1) {
      const name = best.hasFile ? 'again.wav' : 'wav';
      const again = await this.#attempt(name, { phase: 'retrying', counts: false, pass });
      if (again.ending !== 'finished') continue;
      if (best.hasFile) best = await this.#merge(best, again);
      else best = { hasFile: true, lost: this.#lostOf(again), repaired: again.repairedSectors };
    }
    return best;
  }

  async #merge(best: Best, again: AudioTrackReading): Promise<Best> {
    const { track } = this.#task;
    const merged = await fillLostSectors(
      { wavPath: this.#path('wav'), lost: best.lost },
      { wavPath: this.#path('again.wav'), lost: this.#lostOf(again) },
      track.startLba,
    );
    if (merged.isAligned)
      return { ...best, lost: merged.lost, repaired: joinRanges([...best.repaired, ...merged.filled]) };
    const message = `Track ${track.number}: two readings do not fit together, the drive lost its place; the first one is kept.`;
    log(this.#run, 'warning', message);
    return best;
  }

  /** The second reading, and where it differs a third. */
  async #readAgain(lost: readonly SectorRange[]): Promise<SecondRead> {
    const { track } = this.#task;
    const second = await this.#attempt('again.wav', { phase: 'rereading', counts: true });
    const all = [{ firstLba: track.startLba, lastLba: track.startLba + track.sectorCount - 1 }];
    const secondLost = this.#lostOf(second);
    const unreadable = subtractRanges(second.ending === 'finished' ? secondLost : all, [...lost]);
    const result = await settleByMajority({
      firstPath: this.#path('wav'),
      secondPath: this.#path('again.wav'),
      thirdPath: this.#path('third.wav'),
      startLba: track.startLba,
      ignored: joinRanges([...lost, ...unreadable]),
      readThird: async () => {
        const third = await this.#attempt('third.wav', { phase: 'retrying', counts: false, pass: 3 });
        return third.ending === 'finished' ? this.#lostOf(third) : all;
      },
    });
    const comparedSectors = track.sectorCount - countSectors(lost) - countSectors(unreadable);
    return { comparedBytes: comparedSectors * RAW_SECTOR_BYTES, isDirect: true, unreadable, ...result };
  }

  async #attempt(
    fileEnding: string,
    kind: Pick<SectorReading, 'phase' | 'counts'> & { readonly pass?: number },
  ): Promise<AudioTrackReading> {
    const { track, devicePath, progress } = this.#task;
    const pass = kind.pass ?? 1;
    const reading = await readTrackOnce(this.#run, {
      track,
      devicePath,
      wavPath: this.#path(fileEnding),
      readOffsetSamples: this.#run.request.options.readOffsetSamples,
      reading: { ...kind, pass, sectorCount: track.sectorCount },
      progress,
    });
    this.#attempts += 1;
    return reading;
  }

  #lostOf(reading: AudioTrackReading): SectorRange[] {
    const { startLba, sectorCount } = this.#task.track;
    if (reading.ending === 'finished') return reading.lostSectors;
    return [{ firstLba: startLba, lastLba: startLba + sectorCount - 1 }];
  }

  #path(ending: string): string {
    return join(this.#run.folder.parts, `${trackFileStem(this.#task.track)}.${ending}`);
  }
}

type Best = { readonly hasFile: boolean; readonly lost: SectorRange[]; readonly repaired: SectorRange[] };

/** `track-07`: what the files of a track are called in the folder of parts. */
export function trackFileStem({ number }: Pick<Track, 'number'>): string {
  return `track-${String(number).padStart(2, '0')}`;
}
