import type { DriveRun, Job, RunOutcome } from '#model/index.ts';
import type { RunnerEvent, TaskEnding } from '#runner/index.ts';
import { busyCodes } from './settle.ts';

/** What was measured of a run so far. */
type Measure = {
  readonly beganMs: number;
  /** When nothing more was read; `null`: it is read still. */
  readonly endedMs: number | null;
  /** Of the disc, at the beginning and now. */
  readonly bytesBefore: number;
  readonly bytesNow: number;
  readonly readErrors: number;
  readonly badBytes: number;
};

/** Measures what jobs do in drives, from begin to end of each runner. */
export class RunMeter {
  readonly #measures = new Map<string, Measure>();
  readonly #nowMs: () => number;

  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  begin({ uuid, bytesDone }: Pick<Job, 'uuid' | 'bytesDone'>): void {
    this.#measures.set(uuid, {
      beganMs: this.#nowMs(),
      endedMs: null,
      bytesBefore: bytesDone,
      bytesNow: bytesDone,
      readErrors: 0,
      badBytes: 0,
    });
  }

  hear(uuid: string, event: RunnerEvent): void {
    const now = this.#measures.get(uuid);
    if (now !== undefined) this.#measures.set(uuid, this.#after(now, event));
  }

  /** What the run was; `null` if it was not measured, or never came to reading. */
  end({ uuid, discKind }: Pick<Job, 'uuid' | 'discKind'>, ending: TaskEnding, at: string): DriveRun | null {
    const measure = this.#measures.get(uuid);
    this.#measures.delete(uuid);
    if (measure === undefined) return null;
    const { beganMs, endedMs, bytesBefore, readErrors } = measure;
    const provenance = ending.type === 'completed' ? ending.provenance : null;
    const badBytes = provenance?.badBytes ?? measure.badBytes;
    const size =
      provenance?.companions.reduce((sum, { sizeBytes }) => sum + sizeBytes, provenance.sizeBytes) ?? 0;
    const bytesNow = provenance === null ? measure.bytesNow : Math.max(measure.bytesNow, size - badBytes);
    const bytes = Math.max(0, bytesNow - bytesBefore);
    const outcome = outcomeOf(ending);
    // Neither read nor tried anything: the drive was busy, or the disc another one.
    if (bytes === 0 && readErrors === 0 && outcome === 'stopped') return null;
    return {
      ...{ jobUuid: uuid, at, outcome, bytes, readErrors, badBytes },
      discKind: provenance?.disc.kind ?? discKind,
      seconds: Math.max(0, (endedMs ?? this.#nowMs()) - beganMs) / 1000,
    };
  }

  #after(now: Measure, event: RunnerEvent): Measure {
    switch (event.type) {
      case 'started':
        return { ...now, bytesBefore: event.rescuedBytes, bytesNow: event.rescuedBytes };
      case 'progress': {
        const { phase, bytesDone, readErrors, badBytes } = event.progress;
        const bytesNow = phase === 'reading' ? Math.max(now.bytesNow, bytesDone) : now.bytesNow;
        return { ...now, bytesNow, readErrors, badBytes };
      }
      case 'reading-done':
        return { ...now, endedMs: this.#nowMs() };
      default:
        return now;
    }
  }
}

function outcomeOf(ending: TaskEnding): RunOutcome {
  // A drive that another program reads from has not failed.
  if (ending.type === 'failed') return busyCodes.includes(ending.failure.code) ? 'stopped' : 'failed';
  if (ending.type !== 'completed') return 'stopped';
  return ending.provenance.isComplete ? 'whole' : 'damaged';
}
