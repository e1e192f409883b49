import type { Progress } from '#model/index.ts';
import type { ReaderProgress } from '../read/index.ts';

/** Parts of a job, in order. Their weight is the bytes they handle; finishing is quick beside reading. */
export type Stage = 'prepare' | 'read' | 'reread' | 'hash' | 'store';

/**
 * Puts the progress of the stages together into that of the whole job. Bytes never go backwards within a phase, nor the
 * fraction within the job.
 */
export class JobProgress {
  readonly #weights: ReadonlyMap<Stage, number>;
  #fraction = 0;
  /** Errors of readers that are done; each reader counts from 0. */
  #earlierReadErrors = 0;
  #readErrors = 0;
  #last: Progress | null = null;

  constructor(options: { readonly hasSecondRead: boolean }) {
    this.#weights = new Map<Stage, number>([
      ['prepare', 0],
      ['read', 1],
      ['reread', options.hasSecondRead ? 1 : 0],
      ['hash', 0.03],
      ['store', 0.01],
    ]);
  }

  /** The job's progress while `stage` reports `progress`. */
  of(stage: Stage, progress: ReaderProgress): Progress {
    const { bytesTotal, bytesPerSecond } = progress;
    const isSamePhase = this.#last?.phase === progress.phase;
    const bytesDone = Math.min(
      bytesTotal,
      isSamePhase ? Math.max(this.#last?.bytesDone ?? 0, progress.bytesDone) : progress.bytesDone,
    );
    const total = [...this.#weights.values()].reduce((sum, weight) => sum + weight, 0);
    let before = 0;
    for (const [name, weight] of this.#weights) {
      if (name === stage) break;
      before += weight;
    }
    if (progress.readErrors < this.#readErrors) this.#earlierReadErrors += this.#readErrors;
    this.#readErrors = progress.readErrors;
    const share = bytesTotal === 0 ? 1 : bytesDone / bytesTotal;
    this.#fraction = Math.max(this.#fraction, (before + share * (this.#weights.get(stage) ?? 0)) / total);
    this.#last = {
      ...progress,
      bytesDone,
      readErrors: this.#earlierReadErrors + this.#readErrors,
      fraction: this.#fraction,
      etaSeconds: this.#eta(stage, progress, bytesDone, bytesPerSecond),
    };
    return this.#last;
  }

  #eta(stage: Stage, progress: ReaderProgress, bytesDone: number, rate: number | null): number | null {
    // Retries take as long as the drive likes: no honest guess.
    const isSteady = progress.phase === 'reading' || progress.phase === 'rereading';
    if (!isSteady || rate === null || rate <= 0) return null;
    const laterBytes = stage === 'read' ? (this.#weights.get('reread') ?? 0) * progress.bytesTotal : 0;
    return (progress.bytesTotal - bytesDone + laterBytes) / rate;
  }
}
