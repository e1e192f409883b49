import type { Phase, Progress } from '#model/index.ts';
import type { TaskContext } from './task-context.ts';

/** A phase of a task, and how long it takes compared with its other phases. */
export type MeterPhase = { readonly phase: Phase; readonly weight: number };

/** Where a phase stands: in bytes, and in things where it counts any. */
export type MeterReading = {
  readonly bytesDone: number;
  readonly bytesTotal: number;
  readonly items?: { readonly done: number; readonly total: number };
  /** How far all of it is, 0–1, where phases take turns. */
  readonly overall?: number;
};

const intervalMs = 250;
/** A speed of less time than this says nothing. */
const speedAfterMs = 500;

/** Tells how far a task is, that is work in phases of bytes or things: as often as somebody can look, never backwards. */
export class Meter {
  readonly #send: TaskContext['send'];
  readonly #phases: readonly MeterPhase[];
  #phase: Phase | null = null;
  #phaseSince = 0;
  #bytesAtStart = 0;
  #toldAt = Number.NEGATIVE_INFINITY;
  #fraction = 0;

  constructor(send: TaskContext['send'], phases: readonly MeterPhase[]) {
    this.#send = send;
    this.#phases = phases;
  }

  report(phase: Phase, { bytesDone, bytesTotal, items, overall }: MeterReading): void {
    const now = performance.now();
    if (phase !== this.#phase) {
      this.#phase = phase;
      this.#phaseSince = now;
      this.#bytesAtStart = bytesDone;
    } else if (now - this.#toldAt < intervalMs) return;
    this.#toldAt = now;
    const share =
      shareOf(bytesDone, bytesTotal) ?? (items === undefined ? 0 : shareOf(items.done, items.total)) ?? 0;
    this.#fraction = Math.max(this.#fraction, overall ?? this.#overall(phase, share));
    const elapsedMs = now - this.#phaseSince;
    const speed = elapsedMs < speedAfterMs ? null : ((bytesDone - this.#bytesAtStart) / elapsedMs) * 1000;
    const progress: Progress = {
      phase,
      pass: 1,
      bytesDone,
      bytesTotal,
      fraction: this.#fraction,
      ...(items === undefined ? {} : { items: { ...items } }),
      bytesPerSecond: speed,
      etaSeconds: speed === null || speed <= 0 ? null : Math.max(0, bytesTotal - bytesDone) / speed,
      badBytes: 0,
      badAreas: 0,
      readErrors: 0,
      secondsSinceLastRead: null,
    };
    this.#send({ type: 'progress', progress });
  }

  #overall(phase: Phase, share: number): number {
    const total = this.#phases.reduce((sum, { weight }) => sum + weight, 0);
    const index = this.#phases.findIndex((other) => other.phase === phase);
    const before = this.#phases.slice(0, Math.max(0, index)).reduce((sum, { weight }) => sum + weight, 0);
    const weight = this.#phases[index]?.weight ?? 0;
    return total === 0 ? 0 : Math.min(1, (before + weight * share) / total);
  }
}

function shareOf(done: number, total: number): number | null {
  return total === 0 ? null : Math.min(1, Math.max(0, done / total));
}
