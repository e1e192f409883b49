import { SECTOR_BYTES } from '#model/index.ts';
import { decodeCompressedUnicode } from './disc-text.ts';
import { tryRead } from './read-sectors.ts';
import type { SectorSource } from './sector-source.ts';
import { readTag, udfTag } from './udf-descriptors.ts';
import type { UdfPartitionMap } from './udf-partitions.ts';

/** An entry of a directory. */
export type UdfEntry = { readonly name: string; readonly isDirectory: boolean };

/** The root directory's entries. `isIncomplete`: it lies in a place known here but could not be read to its end. */
export type UdfRoot = { readonly entries: readonly UdfEntry[]; readonly isIncomplete: boolean };

/** A run of blocks of a file, in a partition of the map. */
type Allocation = { readonly lengthBytes: number; readonly block: number; readonly map: number };

const maxDirectoryBytes = 1024 * 1024;
/** Blocks of a directory fetched together. */
const chunkBlocks = 16;
const nothing: UdfRoot = { entries: [], isIncomplete: false };

/** Follows logical volume, file set, root entry (ECMA-167 3/10.6.7, 4/14.1, 4/14.9, 4/14.17) to the root's names. */
export async function readUdfRoot(
  source: SectorSource,
  logical: Buffer,
  maps: readonly UdfPartitionMap[],
): Promise<UdfRoot> {
  const volume = new BlockReader(source, maps);
  // A file set descriptor's place is the first 16 bytes of the contents use field (UDF 2.2.4.4).
  const fileSetPlace = readLongAllocation(logical, 248);
  if (!volume.canReach(fileSetPlace.map)) return nothing;
  const fileSet = await volume.readBlock(fileSetPlace.block, fileSetPlace.map);
  if (fileSet === null || readTag(fileSet) !== udfTag.fileSet) return { entries: [], isIncomplete: true };
  const rootPlace = readLongAllocation(fileSet, 400);
  if (!volume.canReach(rootPlace.map)) return nothing;
  const data = await volume.readFile(rootPlace.block, rootPlace.map);
  return data === null
    ? { entries: [], isIncomplete: true }
    : { entries: listEntries(data.bytes), isIncomplete: data.isIncomplete };
}

/** File identifier descriptors (ECMA-167 4/14.4), deleted ones and the parent left out. */
function listEntries(directory: Buffer): UdfEntry[] {
  const entries: UdfEntry[] = [];
  for (let offset = 0; offset + 38 <= directory.length; ) {
    if (directory.readUInt16LE(offset) !== udfTag.fileIdentifier) break;
    const characteristics = directory.readUInt8(offset + 18);
    const nameLength = directory.readUInt8(offset + 19);
    const nameStart = offset + 38 + directory.readUInt16LE(offset + 36);
    const nameEnd = nameStart + nameLength;
    if (nameEnd > directory.length) break;
    const name = decodeCompressedUnicode(directory.subarray(nameStart, nameEnd));
    // Bit 2: deleted. Bit 3: the parent. Bit 1: a directory (ECMA-167 4/14.4.3).
    if ((characteristics & 0b1100) === 0 && name !== null) {
      entries.push({ name, isDirectory: (characteristics & 0b10) !== 0 });
    }
    offset = (nameEnd + 3) & ~3;
  }
  return entries;
}

function readLongAllocation(bytes: Buffer, offset: number): Allocation {
  return {
    // The two highest bits tell the type of the extent (ECMA-167 4/14.14.1.1).
    lengthBytes: bytes.readUInt32LE(offset) & 0x3fffffff,
    block: bytes.readUInt32LE(offset + 4),
    map: bytes.readUInt16LE(offset + 8),
  };
}

/** Turns blocks of partitions into sectors, and file entries into contents. */
class BlockReader {
  readonly #source: SectorSource;
  readonly #maps: readonly UdfPartitionMap[];
  readonly #metadataFiles = new Map<number, readonly Allocation[]>();

  constructor(source: SectorSource, maps: readonly UdfPartitionMap[]) {
    this.#source = source;
    this.#maps = maps;
  }

  canReach(map: number): boolean {
    const entry = this.#maps[map];
    return entry !== undefined && entry.partition !== null && isDirect(entry);
  }

  async readBlock(block: number, map: number): Promise<Buffer | null> {
    const lba = await this.#locate(block, map);
    return lba === null ? null : tryRead(this.#source, lba, 1);
  }

  /** Contents of a file by its entry, at most 1 MiB; `null` without a valid entry. */
  async readFile(block: number, map: number): Promise<{ bytes: Buffer; isIncomplete: boolean } | null> {
    const entry = await this.readBlock(block, map);
    const layout = entry === null ? null : readFileEntry(entry, map);
    if (layout === null) return null;
    if (layout.embedded !== null) return { bytes: layout.embedded, isIncomplete: false };
    const parts: Buffer[] = [];
    let wanted = Math.min(layout.sizeBytes, maxDirectoryBytes);
    let isUnreadable = false;
    for (const allocation of layout.allocations) {
      const blocks = Math.ceil(allocation.lengthBytes / SECTOR_BYTES);
      for (let index = 0; index < blocks && wanted > 0 && !isUnreadable; ) {
        const count = Math.min(chunkBlocks, blocks - index, Math.ceil(wanted / SECTOR_BYTES));
        const run = await this.#readRun(allocation.block + index, count, allocation.map);
        const length = Math.min(wanted, run.length, allocation.lengthBytes - index * SECTOR_BYTES);
        parts.push(run.subarray(0, length));
        wanted -= length;
        isUnreadable = run.length === 0;
        index += run.length / SECTOR_BYTES;
      }
    }
    const isIncomplete = wanted > 0 || layout.sizeBytes > maxDirectoryBytes;
    return { bytes: Buffer.concat(parts), isIncomplete };
  }

  /** Up to `count` blocks from `block`: those that lie together and can be read together, else one, else none. */
  async #readRun(block: number, count: number, map: number): Promise<Buffer> {
    const first = await this.#locate(block, map);
    const last = await this.#locate(block + count - 1, map);
    const isTogether = first !== null && last === first + count - 1;
    const run = isTogether ? await tryRead(this.#source, first, count) : null;
    return run ?? (await this.readBlock(block, map)) ?? Buffer.alloc(0);
  }

  async #locate(block: number, map: number): Promise<number | null> {
    const entry = this.#maps[map];
    if (entry === undefined || entry.partition === null || !isDirect(entry)) return null;
    const { startLba, sectorCount } = entry.partition;
    if (entry.kind !== 'metadata') return block < sectorCount ? startLba + block : null;
    let skipped = 0;
    for (const allocation of await this.#metadataFile(map, entry.fileBlocks, startLba)) {
      const blocks = Math.ceil(allocation.lengthBytes / SECTOR_BYTES);
      if (block < skipped + blocks) return startLba + allocation.block + (block - skipped);
      skipped += blocks;
    }
    return null;
  }

  /** Extents of the metadata file or its mirror (UDF 2.2.13), relative to the physical partition. */
  async #metadataFile(
    map: number,
    fileBlocks: readonly number[],
    startLba: number,
  ): Promise<readonly Allocation[]> {
    const known = this.#metadataFiles.get(map);
    if (known !== undefined) return known;
    for (const block of fileBlocks) {
      const entry = await tryRead(this.#source, startLba + block, 1);
      const layout = entry === null ? null : readFileEntry(entry, map);
      if (layout === null || layout.embedded !== null) continue;
      this.#metadataFiles.set(map, layout.allocations);
      return layout.allocations;
    }
    this.#metadataFiles.set(map, []);
    return [];
  }
}

/** Blocks can be found without a table. */
function isDirect({ kind }: UdfPartitionMap): boolean {
  return kind !== 'virtual' && kind !== 'unknown';
}

type FileLayout = {
  readonly sizeBytes: number;
  readonly embedded: Buffer | null;
  readonly allocations: readonly Allocation[];
};

/** A file entry or extended file entry (ECMA-167 4/14.9, 4/14.17); short allocations lie in the entry's own partition. */
function readFileEntry(entry: Buffer, map: number): FileLayout | null {
  const tag = readTag(entry);
  if (tag !== udfTag.fileEntry && tag !== udfTag.extendedFileEntry) return null;
  const header = tag === udfTag.fileEntry ? 176 : 216;
  const start = header + entry.readUInt32LE(header - 8);
  const end = start + entry.readUInt32LE(header - 4);
  if (end > entry.length) return null;
  const size = entry.readBigUInt64LE(56);
  const sizeBytes = size > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(size);
  const kind = entry.readUInt16LE(34) & 7;
  const area = entry.subarray(start, end);
  if (kind === 3)
    return { sizeBytes, embedded: area.subarray(0, Math.min(sizeBytes, area.length)), allocations: [] };
  if (kind > 1) return null;
  const allocations: Allocation[] = [];
  const step = kind === 0 ? 8 : 16;
  for (let offset = 0; offset + step <= area.length; offset += step) {
    const allocation =
      kind === 1
        ? readLongAllocation(area, offset)
        : {
            lengthBytes: area.readUInt32LE(offset) & 0x3fffffff,
            block: area.readUInt32LE(offset + 4),
            map,
          };
    // Length zero ends the list (ECMA-167 4/12).
    if (allocation.lengthBytes === 0) break;
    allocations.push(allocation);
  }
  return { sizeBytes, embedded: null, allocations };
}
