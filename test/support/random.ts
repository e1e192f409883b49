/** A small seeded generator (mulberry32), so that a failed run can be repeated from its printed seed. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** 0 ≤ x < 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** An integer from `min` to `max`, both included. */
  integer(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  bytes(count: number): Buffer {
    const buffer = Buffer.alloc(count);
    for (let at = 0; at + 4 <= count; at += 4) buffer.writeUInt32LE(Math.floor(this.next() * 4294967296), at);
    return buffer;
  }
}
