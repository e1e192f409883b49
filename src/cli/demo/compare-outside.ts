import { open } from 'node:fs/promises';
import { SECTOR_BYTES, type SectorRange } from '#model/index.ts';

/** What comparing two files gave. */
export type Comparison = {
  readonly comparedBytes: number;
  /** Sectors outside the holes whose bytes differ. */
  readonly differingSectors: number;
  readonly isSameLength: boolean;
};

const blockSectors = 512;

/** Compares two files byte by byte, apart from the sectors in `holes`. */
export async function compareOutside(
  pathA: string,
  pathB: string,
  holes: readonly SectorRange[],
): Promise<Comparison> {
  await using fileA = await open(pathA);
  await using fileB = await open(pathB);
  const [sizeA, sizeB] = [(await fileA.stat()).size, (await fileB.stat()).size];
  const size = Math.min(sizeA, sizeB);
  const [blockA, blockB] = [
    Buffer.alloc(blockSectors * SECTOR_BYTES),
    Buffer.alloc(blockSectors * SECTOR_BYTES),
  ];
  let comparedBytes = 0;
  let differingSectors = 0;
  for (let start = 0; start < size; start += blockA.length) {
    const length = Math.min(blockA.length, size - start);
    await fileA.read(blockA, 0, length, start);
    await fileB.read(blockB, 0, length, start);
    for (let offset = 0; offset < length; offset += SECTOR_BYTES) {
      const lba = (start + offset) / SECTOR_BYTES;
      if (holes.some((hole) => lba >= hole.firstLba && lba <= hole.lastLba)) continue;
      const end = Math.min(offset + SECTOR_BYTES, length);
      comparedBytes += end - offset;
      if (!blockA.subarray(offset, end).equals(blockB.subarray(offset, end))) differingSectors += 1;
    }
  }
  return { comparedBytes, differingSectors, isSameLength: sizeA === sizeB };
}
