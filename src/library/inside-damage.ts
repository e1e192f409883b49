import type { FsNode } from '#engine/index.ts';
import { cropRanges, isAppError, SECTOR_BYTES, type SectorRange } from '#model/index.ts';

/** Bytes of a file that lie in bad sectors; `null` where its place is not understood. */
export async function badBytesOf(node: FsNode, bad: readonly SectorRange[]): Promise<number | null> {
  if (bad.length === 0 || node.kind !== 'file') return 0;
  try {
    return (await node.extents()).reduce((sum, extent) => {
      if (extent.kind !== 'data' || extent.lengthBytes === 0) return sum;
      const { byteOffset, lengthBytes } = extent;
      const end = byteOffset + lengthBytes;
      const span = {
        firstLba: Math.floor(byteOffset / SECTOR_BYTES),
        lastLba: Math.floor((end - 1) / SECTOR_BYTES),
      };
      return cropRanges(bad, span).reduce(
        (part, { firstLba, lastLba }) =>
          part + Math.min(end, (lastLba + 1) * SECTOR_BYTES) - Math.max(byteOffset, firstLba * SECTOR_BYTES),
        sum,
      );
    }, 0);
  } catch (error) {
    if (isAppError(error, 'UNSUPPORTED_DISC')) return null;
    throw error;
  }
}
