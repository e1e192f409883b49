import { hasEntityId } from './udf-descriptors.ts';

/** A partition descriptor's number and place. */
export type UdfPartition = {
  readonly number: number;
  readonly startLba: number;
  readonly sectorCount: number;
};

/**
 * An entry of the logical volume's partition map: how block numbers of its files become sectors. `sparable` discs keep
 * their blocks in place except for the few that wore out; `virtual` ones need a table from the end of the disc; `unknown`
 * is a kind that no revision of UDF describes.
 */
export type UdfPartitionMap =
  | { readonly kind: 'physical' | 'virtual' | 'unknown'; readonly partition: UdfPartition | null }
  | {
      readonly kind: 'sparable';
      readonly partition: UdfPartition | null;
      /** Blocks that are replaced together. */
      readonly packetBlocks: number;
      /** Sectors where the copies of the sparing table begin, and their length. */
      readonly tableLbas: readonly number[];
      readonly tableBytes: number;
    }
  | {
      readonly kind: 'metadata';
      readonly partition: UdfPartition | null;
      /** Block of the metadata file's entry and of its mirror's, within the partition. */
      readonly fileBlocks: readonly number[];
    };

/** Offset of the partition maps in a logical volume descriptor (ECMA-167 3/10.6). */
const mapsOffset = 440;

/** Partition maps of a logical volume in their order, which partition reference numbers count (ECMA-167 3/10.7). */
export function readPartitionMaps(logical: Buffer, partitions: readonly UdfPartition[]): UdfPartitionMap[] {
  const maps: UdfPartitionMap[] = [];
  const end = Math.min(mapsOffset + logical.readUInt32LE(264), logical.length);
  const count = logical.readUInt32LE(268);
  const byNumber = (number: number) => partitions.find((partition) => partition.number === number) ?? null;
  for (let offset = mapsOffset; offset + 6 <= end && maps.length < count; ) {
    const type = logical.readUInt8(offset);
    const length = logical.readUInt8(offset + 1);
    if (length < 6 || offset + length > end) break;
    if (type === 2 && length >= 64) {
      maps.push(readType2(logical.subarray(offset, offset + length), byNumber));
    } else {
      maps.push({
        kind: type === 1 ? 'physical' : 'unknown',
        partition: byNumber(logical.readUInt16LE(offset + 4)),
      });
    }
    offset += length;
  }
  return maps;
}

/** UDF 2.2.8 to 2.2.10: the kind is an entity identifier. */
function readType2(map: Buffer, byNumber: (number: number) => UdfPartition | null): UdfPartitionMap {
  const partition = byNumber(map.readUInt16LE(38));
  if (hasEntityId(map, 4, '*UDF Metadata Partition')) {
    return { kind: 'metadata', partition, fileBlocks: [map.readUInt32LE(40), map.readUInt32LE(44)] };
  }
  if (hasEntityId(map, 4, '*UDF Sparable Partition')) {
    const tableCount = Math.min(map.readUInt8(42), 4);
    return {
      kind: 'sparable',
      partition,
      packetBlocks: map.readUInt16LE(40),
      tableLbas: Array.from({ length: tableCount }, (_, index) => map.readUInt32LE(48 + index * 4)),
      tableBytes: map.readUInt32LE(44),
    };
  }
  return { kind: hasEntityId(map, 4, '*UDF Virtual Partition') ? 'virtual' : 'unknown', partition };
}
