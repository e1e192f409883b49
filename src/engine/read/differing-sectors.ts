import { open } from 'node:fs/promises';
import { joinRanges, SECTOR_BYTES, type SectorRange } from '#model/index.ts';

const chunkBytes = 1024 * 1024;

/** A copy of a disc, or of a part of it. `offset` is the byte of the disc that it begins with. */
export type DiscCopy = { readonly path: string; readonly offset: number };

/** Sectors of `ranges` in which two copies differ. A second one that does not exist has nothing to differ. */
export async function differingSectors(
  one: DiscCopy,
  second: DiscCopy,
  ranges: readonly SectorRange[],
): Promise<SectorRange[]> {
  const again = await open(second.path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (again === null) return [];
  const differing: SectorRange[] = [];
  try {
    const first = await open(one.path, 'r');
    try {
      const a = Buffer.alloc(chunkBytes);
      const b = Buffer.alloc(chunkBytes);
      for (const { firstLba, lastLba } of ranges) {
        const end = (lastLba + 1) * SECTOR_BYTES;
        for (let pos = firstLba * SECTOR_BYTES; pos < end; pos += chunkBytes) {
          const length = Math.min(chunkBytes, end - pos);
          const { bytesRead: firstBytes } = await first.read(a, 0, length, pos - one.offset);
          const { bytesRead: secondBytes } = await again.read(b, 0, length, pos - second.offset);
          const found = compareSectors(a.subarray(0, firstBytes), b.subarray(0, secondBytes));
          for (const index of found) {
            const lba = pos / SECTOR_BYTES + index;
            differing.push({ firstLba: lba, lastLba: lba });
          }
        }
      }
    } finally {
      await first.close();
    }
  } finally {
    await again.close();
  }
  return joinRanges(differing);
}

/** Indexes of the sectors that differ between two buffers; where one of them ends earlier they do. */
function compareSectors(a: Buffer, b: Buffer): number[] {
  if (a.equals(b)) return [];
  const indexes: number[] = [];
  for (let start = 0; start < Math.max(a.length, b.length); start += SECTOR_BYTES) {
    const end = start + SECTOR_BYTES;
    if (!a.subarray(start, end).equals(b.subarray(start, end))) indexes.push(start / SECTOR_BYTES);
  }
  return indexes;
}
