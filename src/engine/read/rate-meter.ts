/** Span over which a rate is averaged. */
const windowMs = 8000;
/** Below this span a rate would be noise. */
const leastMs = 500;

/** Average rate of something that grows, over the last seconds. */
export class RateMeter {
  readonly #now: () => number;
  #samples: { at: number; bytes: number }[] = [];

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Takes the present value; returns bytes per second, `null` as long as it cannot be told. */
  of(bytes: number): number | null {
    const now = this.#now();
    this.#samples.push({ at: now, bytes });
    this.#samples = this.#samples.filter((sample) => now - sample.at <= windowMs);
    const oldest = this.#samples[0];
    if (oldest === undefined || now - oldest.at < leastMs) return null;
    return Math.max(0, ((bytes - oldest.bytes) * 1000) / (now - oldest.at));
  }
}
