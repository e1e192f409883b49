import { type SectorSource, UnreadableSectorError } from '../../src/engine/disc/index.ts';

/** Sectors in memory that count how many were asked for; those of `bad` cannot be read. */
export class MemorySource implements SectorSource {
  readonly sectorCount: number;
  asked = 0;
  readonly #bytes: Buffer;
  readonly #bad: ReadonlySet<number>;

  constructor(bytes: Buffer, bad: Iterable<number> = []) {
    this.#bytes = bytes;
    this.#bad = new Set(bad);
    this.sectorCount = Math.floor(bytes.length / 2048);
  }

  async read(lba: number, count: number): Promise<Uint8Array> {
    this.asked += count;
    const isInside = Number.isSafeInteger(lba) && lba >= 0 && count > 0 && lba + count <= this.sectorCount;
    if (!isInside) throw new UnreadableSectorError(lba, count);
    for (let sector = lba; sector < lba + count; sector += 1) {
      if (this.#bad.has(sector)) throw new UnreadableSectorError(sector, 1);
    }
    return Uint8Array.from(this.#bytes.subarray(lba * 2048, (lba + count) * 2048));
  }

  async close(): Promise<void> {
    // Nothing is open.
  }
}
