import type { MetricsSample } from '#model/index.ts';
import { type MachineFigures, readMachineFigures } from './machine-figures.ts';

const intervalMs = 5000;
/** An hour. */
const keptSamples = 720;

/** Looks at the machine every five seconds, and keeps an hour of it. */
export class Metrics {
  readonly #now: () => Date;
  readonly #read: () => Promise<MachineFigures>;
  readonly #samples: MetricsSample[] = [];
  readonly #listeners = new Set<(sample: MetricsSample) => void>();
  readonly #onError: (error: unknown) => void;
  #before: { readonly figures: MachineFigures; readonly atMs: number } | null = null;
  #timer: NodeJS.Timeout | null = null;
  #look: Promise<void> = Promise.resolve();

  constructor(options: {
    readonly now: () => Date;
    readonly onError: (error: unknown) => void;
    readonly read?: () => Promise<MachineFigures>;
  }) {
    this.#now = options.now;
    this.#onError = options.onError;
    this.#read = options.read ?? readMachineFigures;
  }

  /** Begins to look. Idempotent. */
  start(): void {
    if (this.#timer !== null) return;
    const look = () => {
      this.#look = this.look().catch(this.#onError);
    };
    this.#timer = setInterval(look, intervalMs);
    look();
  }

  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    await this.#look;
  }

  /** `null` before the first look. */
  latest(): MetricsSample | null {
    return this.#samples.at(-1) ?? null;
  }

  /** Oldest first. */
  history(): readonly MetricsSample[] {
    return this.#samples;
  }

  listen(listener: (sample: MetricsSample) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes one sample. */
  async look(): Promise<void> {
    const figures = await this.#read();
    const atMs = performance.now();
    const sample = this.#sampleOf(figures, atMs);
    this.#before = { figures, atMs };
    this.#samples.push(sample);
    if (this.#samples.length > keptSamples) this.#samples.shift();
    for (const listener of this.#listeners) listener(sample);
  }

  #sampleOf(figures: MachineFigures, atMs: number): MetricsSample {
    const before = this.#before;
    const seconds = before === null ? 0 : (atMs - before.atMs) / 1000;
    const rate = (key: 'diskReadBytes' | 'diskWrittenBytes') => {
      const [then, now] = [before?.figures[key] ?? null, figures[key]];
      return then === null || now === null || seconds <= 0 ? null : Math.max(0, now - then) / seconds;
    };
    return {
      at: this.#now().toISOString(),
      cpu: before === null ? null : busyShare(before.figures, figures),
      load: figures.load,
      memoryUsedBytes: figures.memoryUsedBytes,
      memoryTotalBytes: figures.memoryTotalBytes,
      diskReadBytesPerSecond: rate('diskReadBytes'),
      diskWriteBytesPerSecond: rate('diskWrittenBytes'),
      temperatureCelsius: figures.temperatureCelsius,
      processMemoryBytes: process.memoryUsage.rss(),
    };
  }
}

function busyShare(then: MachineFigures, now: MachineFigures): number | null {
  if (
    then.totalTicks === null ||
    now.totalTicks === null ||
    then.busyTicks === null ||
    now.busyTicks === null
  ) {
    return null;
  }
  const total = now.totalTicks - then.totalTicks;
  return total <= 0 ? null : Math.min(1, Math.max(0, (now.busyTicks - then.busyTicks) / total));
}
