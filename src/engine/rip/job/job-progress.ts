import type { Progress } from '#model/index.ts';
import type { ReaderProgress } from '../../read/index.ts';

/** Parts of a job, in order. Their weight is the bytes they handle; finishing is quick beside reading. */
export type Stage = 'prepare' | 'read' | 'reread' | 'hash' | 'store';

/** Bytes that the stages of a job read from the disc. */
export type ReadAmounts = {
  readonly readBytes: number;
  /** Second read of the data part; second readings of audio belong to `readBytes`. */
  readonly rereadBytes: number;
};

/**
 * Puts the progress of the stages together into that of the whole job. Bytes never go backwards within a phase, nor the
 * fraction within the job.
 */
export class JobProgress {
  #amounts: ReadAmounts = { readBytes: 1, rereadBytes: 0 };
  #fraction = 0;
  /** Errors of readers that are done; each reader counts from 0. */
  #earlierReadErrors = 0;
  #readErrors = 0;
  #last: Progress | null = null;

  /** To be told before the first read. */
  plan(amounts: ReadAmounts): void {
    this.#amounts = amounts;
  }

  get readBytes(): number {
    return this.#amounts.readBytes;
  }

  /** The job's progress while `stage` reports `progress`. */
  of(stage: Stage, progress: ReaderProgress): Progress {
    const { bytesTotal, bytesPerSecond } = progress;
    const isSamePhase = this.#last?.phase === progress.phase;
    const bytesDone = Math.min(
      bytesTotal,
      isSamePhase ? Math.max(this.#last?.bytesDone ?? 0, progress.bytesDone) : progress.bytesDone,
    );
    const weights = this.#weights();
    const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
    let before = 0;
    for (const [name, weight] of weights) {
      if (name === stage) break;
      before += weight;
    }
    if (progress.readErrors < this.#readErrors) this.#earlierReadErrors += this.#readErrors;
    this.#readErrors = progress.readErrors;
    const share = bytesTotal === 0 ? 1 : bytesDone / bytesTotal;
    this.#fraction = Math.max(this.#fraction, (before + share * (weights.get(stage) ?? 0)) / total);
    this.#last = {
      ...progress,
      bytesDone,
      readErrors: this.#earlierReadErrors + this.#readErrors,
      fraction: this.#fraction,
      etaSeconds: this.#eta(stage, progress, bytesDone, bytesPerSecond),
    };
    return this.#last;
  }

  #weights(): Map<Stage, number> {
    const { readBytes, rereadBytes } = this.#amounts;
    const read = Math.max(1, readBytes);
    return new Map<Stage, number>([
      ['prepare', 0],
      ['read', read],
      ['reread', rereadBytes],
      ['hash', 0.03 * read],
      ['store', 0.01 * read],
    ]);
  }

  #eta(stage: Stage, progress: ReaderProgress, bytesDone: number, rate: number | null): number | null {
    // Retries take as long as the drive likes: no honest guess.
    const isSteady = progress.phase === 'reading' || progress.phase === 'rereading';
    if (!isSteady || rate === null || rate <= 0) return null;
    const laterBytes = stage === 'read' ? this.#amounts.rereadBytes : 0;
    return (progress.bytesTotal - bytesDone + laterBytes) / rate;
  }
}
