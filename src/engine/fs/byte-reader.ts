import { SECTOR_BYTES } from '#model/index.ts';
import { type SectorSource, tryRead } from '../disc/index.ts';
import type { StructurePlace } from './file-system.ts';

/** Sectors fetched together: 32 KiB, an ECC block of a DVD. */
const chunkSectors = 16;
/** Chunks kept: 4 MiB, enough for the entries of a directory and what they point to. */
const chunksKept = 128;
/** Unreadable sectors remembered, so that no drive is asked again and again; the oldest are forgotten. */
const chunksRemembered = 4096;

/** Reads structures of any length at any byte of a source, through a small cache. */
export class ByteReader {
  readonly source: SectorSource;
  readonly #chunks = new Map<number, Buffer>();
  readonly #damaged = new Map<number, Map<number, Buffer | null>>();

  constructor(source: SectorSource) {
    this.source = source;
  }

  /** Length of the medium in bytes; infinite if it does not say. */
  get sizeBytes(): number {
    return this.source.sectorCount === null
      ? Number.MAX_SAFE_INTEGER
      : this.source.sectorCount * SECTOR_BYTES;
  }

  /** Whether a place lies wholly within the medium. */
  holds({ byteOffset, lengthBytes }: StructurePlace): boolean {
    return byteOffset >= 0 && lengthBytes >= 0 && byteOffset + lengthBytes <= this.sizeBytes;
  }

  /** `lengthBytes` from `byteOffset`; `null` if any of it cannot be read. Meant for structures: 1 MiB at most. */
  async read(byteOffset: number, lengthBytes: number): Promise<Buffer | null> {
    if (lengthBytes > 1024 * 1024 || !this.holds({ byteOffset, lengthBytes })) return null;
    const parts: Buffer[] = [];
    for (let done = 0; done < lengthBytes; ) {
      const at = byteOffset + done;
      const sector = await this.sector(Math.floor(at / SECTOR_BYTES));
      if (sector === null) return null;
      const part = sector.subarray(at % SECTOR_BYTES, (at % SECTOR_BYTES) + lengthBytes - done);
      parts.push(part);
      done += part.length;
    }
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : Buffer.concat(parts);
  }

  /** One sector, `null` if it cannot be read. Not to be changed: it is the cache's. */
  async sector(lba: number): Promise<Buffer | null> {
    if (!this.holds({ byteOffset: lba * SECTOR_BYTES, lengthBytes: SECTOR_BYTES })) return null;
    const number = Math.floor(lba / chunkSectors);
    const index = lba % chunkSectors;
    const chunk = this.#chunks.get(number) ?? (await this.#fetch(number));
    if (chunk !== null) return chunk.subarray(index * SECTOR_BYTES, (index + 1) * SECTOR_BYTES);
    return this.#fetchOne(number, lba);
  }

  async #fetch(number: number): Promise<Buffer | null> {
    if (this.#damaged.has(number)) return null;
    const first = number * chunkSectors;
    const count = Math.min(chunkSectors, (this.source.sectorCount ?? Number.MAX_SAFE_INTEGER) - first);
    const chunk = await tryRead(this.source, first, count);
    if (chunk === null) remember(this.#damaged, { key: number, value: new Map(), most: chunksRemembered });
    else remember(this.#chunks, { key: number, value: chunk, most: chunksKept });
    return chunk;
  }

  async #fetchOne(number: number, lba: number): Promise<Buffer | null> {
    const known = this.#damaged.get(number);
    const sector = known?.get(lba);
    if (sector !== undefined) return sector;
    const fetched = await tryRead(this.source, lba, 1);
    known?.set(lba, fetched);
    return fetched;
  }
}

/** Adds to a map that forgets its oldest keys. */
function remember<Value>(
  map: Map<number, Value>,
  { key, value, most }: { key: number; value: Value; most: number },
): void {
  map.set(key, value);
  if (map.size <= most) return;
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
}
