import { joinRanges, SECTOR_BYTES, type SectorRange } from '#model/index.ts';
import { CopyFile, type DiscCopy } from './disc-copy.ts';

const chunkBytes = 1024 * 1024;

/** Sectors of a disc of `sizeBytes`; its last sector may be a partial one. */
export type DiscSectors = { readonly ranges: readonly SectorRange[]; readonly sizeBytes: number };

/**
 * Sectors in which two copies differ, in order and joined. A sector that one of them does not hold in full differs, also
 * if neither does: only bytes that were compared agree. Without sectors to compare no copy is opened; it may not exist.
 * Errors: `NOT_FOUND`, `PERMISSION_DENIED`, `FILE_READ_FAILED`.
 */
export async function differingSectors(
  one: DiscCopy,
  other: DiscCopy,
  { ranges, sizeBytes }: DiscSectors,
): Promise<SectorRange[]> {
  if (ranges.length === 0) return [];
  await using first = await CopyFile.open(one);
  await using second = await CopyFile.open(other);
  const differing: SectorRange[] = [];
  const a = Buffer.alloc(chunkBytes);
  const b = Buffer.alloc(chunkBytes);
  for (const { firstLba, lastLba } of ranges) {
    const end = Math.min(sizeBytes, (lastLba + 1) * SECTOR_BYTES);
    for (let position = firstLba * SECTOR_BYTES; position < end; position += chunkBytes) {
      const length = Math.min(chunkBytes, end - position);
      const found = compareSectors(
        await first.read(a.subarray(0, length), position),
        await second.read(b.subarray(0, length), position),
        length,
      );
      for (const index of found) {
        const lba = position / SECTOR_BYTES + index;
        differing.push({ firstLba: lba, lastLba: lba });
      }
    }
  }
  return joinRanges(differing);
}

/** Indexes of the sectors of `length` bytes that differ between two buffers or are missing from one. */
function compareSectors(a: Buffer, b: Buffer, length: number): number[] {
  if (a.length === length && a.equals(b)) return [];
  const indexes: number[] = [];
  for (let start = 0; start < length; start += SECTOR_BYTES) {
    const end = Math.min(length, start + SECTOR_BYTES);
    const isWhole = a.length >= end && b.length >= end;
    if (!isWhole || !a.subarray(start, end).equals(b.subarray(start, end)))
      indexes.push(start / SECTOR_BYTES);
  }
  return indexes;
}
