import { SECTOR_BYTES } from '#model/index.ts';
import { type SectorSource, UnreadableSectorError } from './sector-source.ts';

/** Reads a run of sectors; `null` if any of it cannot be read. */
export async function tryRead(source: SectorSource, lba: number, count: number): Promise<Buffer | null> {
  try {
    const bytes = await source.read(lba, count);
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  } catch (error) {
    if (error instanceof UnreadableSectorError) return null;
    throw error;
  }
}

/** Unreadable sectors in a row after which a structure is given up: each can cost a drive half a minute. */
const patience = 3;
/** Sectors asked for together: 32 KiB, an ECC block of a DVD. */
const chunkSectors = 16;

/**
 * The sectors from `lba` in order, for structures that tell their end themselves: read together where possible, else
 * one by one, unreadable ones as `null`. Ends after `count` sectors, or after three unreadable ones in a row.
 */
export async function* walkSectors(
  source: SectorSource,
  lba: number,
  count: number,
): AsyncGenerator<Buffer | null, void, undefined> {
  let unreadableInARow = 0;
  for (let start = 0; start < count; start += chunkSectors) {
    const length = Math.min(chunkSectors, count - start);
    const chunk = await tryRead(source, lba + start, length);
    for (let index = 0; index < length; index += 1) {
      const sector =
        chunk === null
          ? await tryRead(source, lba + start + index, 1)
          : chunk.subarray(index * SECTOR_BYTES, (index + 1) * SECTOR_BYTES);
      unreadableInARow = sector === null ? unreadableInARow + 1 : 0;
      yield sector;
      if (unreadableInARow >= patience) return;
    }
  }
}
