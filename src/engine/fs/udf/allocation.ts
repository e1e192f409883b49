import { SECTOR_BYTES } from '#model/index.ts';
import { readTag } from '../../disc/index.ts';
import type { Problems } from '../problems.ts';

/** A block of a partition, by the partition's place in the logical volume's map (ECMA-167 4/7.1). */
export type BlockAddress = { readonly block: number; readonly map: number };

/** A run of blocks of a file (ECMA-167 4/14.14.1.1): recorded, or only promised, and then zeros. */
export type Allocation = BlockAddress & {
  readonly lengthBytes: number;
  readonly isRecorded: boolean;
};

/** Blocks in which a list of allocation descriptors goes on are of this kind (ECMA-167 4/14.5). */
const allocationExtentTag = 258;
/** Blocks that a list may go on in. At 8 bytes for 1 GiB of file each, no real one needs more. */
const mostContinuations = 20_000;
/** Descriptors kept of one file: some 30 MB at worst. */
const mostAllocations = 250_000;

/** Descriptor sizes by the kind in a file entry's flags (ECMA-167 4/14.6.8): short, long, extended. */
const descriptorBytes = [8, 16, 20] as const;
export type AllocationKind = 0 | 1 | 2;

/** A list of allocation descriptors, and the blocks it went on in. */
export type AllocationList = {
  readonly allocations: readonly Allocation[];
  readonly continuedAt: readonly BlockAddress[];
};

/**
 * Reads allocation descriptors (ECMA-167 4/14.14), following the list wherever it goes on. `map` is where blocks of short
 * descriptors lie. Ends early, telling why, where a block cannot be read or the list bites its tail.
 */
export async function readAllocations(
  area: Buffer,
  context: {
    readonly kind: AllocationKind;
    readonly map: number;
    readonly problems: Problems;
    readBlock(address: BlockAddress): Promise<Buffer | null>;
  },
): Promise<AllocationList> {
  const { kind, map, problems } = context;
  const step = descriptorBytes[kind];
  const allocations: Allocation[] = [];
  const continuedAt: BlockAddress[] = [];
  const seen = new Set<string>();
  let current = area;
  let offset = 0;
  while (offset + step <= current.length) {
    const word = current.readUInt32LE(offset);
    const lengthBytes = word & 0x3fffffff;
    // The two highest bits: recorded, allocated only, neither, or the list goes on there.
    const type = word >>> 30;
    if (lengthBytes === 0) break;
    const address = readAddress(current.subarray(offset, offset + step), kind, map);
    if (kind === 2 && current.readUInt32LE(offset + 4) !== current.readUInt32LE(offset + 8)) {
      problems.add('Extended allocation descriptors of compressed data are not supported.');
    }
    offset += step;
    if (type !== 3) {
      if (allocations.length >= mostAllocations) {
        problems.addLoss('A UDF file lies in more pieces than are followed; its end is missing.');
        break;
      }
      allocations.push({ ...address, lengthBytes, isRecorded: type === 0 });
      continue;
    }
    const key = `${address.map}:${address.block}`;
    if (seen.has(key) || seen.size >= mostContinuations) {
      problems.addLoss('A list of UDF allocation descriptors goes on without end.');
      break;
    }
    seen.add(key);
    continuedAt.push(address);
    const next = await readContinuation(address, context.readBlock);
    if (next === null) {
      problems.addLoss('A block in which UDF allocation descriptors go on cannot be read.');
      break;
    }
    current = next;
    offset = 0;
  }
  return { allocations, continuedAt };
}

function readAddress(descriptor: Buffer, kind: AllocationKind, map: number): BlockAddress {
  if (kind === 0) return { block: descriptor.readUInt32LE(4), map };
  const offset = kind === 1 ? 4 : 12;
  return { block: descriptor.readUInt32LE(offset), map: descriptor.readUInt16LE(offset + 4) };
}

/** The descriptors in an allocation extent descriptor (ECMA-167 4/14.5). */
async function readContinuation(
  address: BlockAddress,
  readBlock: (address: BlockAddress) => Promise<Buffer | null>,
): Promise<Buffer | null> {
  const block = await readBlock(address);
  if (block === null || readTag(block) !== allocationExtentTag) return null;
  const length = block.readUInt32LE(20);
  return 24 + length > SECTOR_BYTES ? null : block.subarray(24, 24 + length);
}
