import { SECTOR_BYTES } from '#model/index.ts';
import { hasEntityId, type UdfPartitionMap } from '../../disc/index.ts';
import type { ByteReader } from '../byte-reader.ts';
import type { FsStructure } from '../file-system.ts';
import type { Translator } from './translator.ts';

/** Where worn-out packets were moved to. */
export type SparingTable = {
  readonly structure: FsStructure;
  /** Blocks of a partition, led to where their packets were moved. */
  translate(plain: Translator): Translator;
};

/** Entries at most: more than a medium of 4096 spare packets has. */
const largestTable = 64 * 1024;

/** Reads the first valid copy of the sparing table (UDF 2.2.12). */
export async function readSparingTable(
  bytes: ByteReader,
  map: Extract<UdfPartitionMap, { kind: 'sparable' }>,
): Promise<SparingTable | null> {
  for (const lba of map.tableLbas) {
    const lengthBytes = Math.min(Math.max(map.tableBytes, SECTOR_BYTES), largestTable);
    const table = await bytes.read(lba * SECTOR_BYTES, lengthBytes);
    if (table === null || !hasEntityId(table, 16, '*UDF Sparing Table') || map.packetBlocks === 0) continue;
    const moved = readEntries(table);
    const places = map.tableLbas.map((place) => ({ byteOffset: place * SECTOR_BYTES, lengthBytes }));
    return {
      structure: { name: 'sparing table of UDF', places },
      translate: (plain) => async (block, wanted) => {
        const offset = block % map.packetBlocks;
        const mapped = moved.get(block - offset);
        const count = Math.min(wanted, map.packetBlocks - offset);
        if (mapped === undefined) return plain(block, count);
        // A packet's new place is a sector of the disc, not a block of the partition.
        return { lba: mapped + offset, count, mirrorLba: null };
      },
    };
  }
  return null;
}

/** Map entries: the packet's first block, and the sector it was moved to; FFFFFFF0h and above are free or defective. */
function readEntries(table: Buffer): Map<number, number> {
  const moved = new Map<number, number>();
  const count = table.readUInt16LE(48);
  for (let index = 0; index < count && 56 + index * 8 + 8 <= table.length; index += 1) {
    const original = table.readUInt32LE(56 + index * 8);
    if (original < 0xffff_fff0) moved.set(original, table.readUInt32LE(60 + index * 8));
  }
  return moved;
}
