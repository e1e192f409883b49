import { SECTOR_BYTES } from '#model/index.ts';
import type { UdfPartition, UdfPartitionMap } from '../../disc/index.ts';
import type { ByteReader } from '../byte-reader.ts';
import type { FsStructure } from '../file-system.ts';
import type { Problems } from '../problems.ts';
import { type Allocation, type AllocationKind, type BlockAddress, readAllocations } from './allocation.ts';
import { readFileEntry } from './file-entry.ts';
import { readSparingTable } from './sparing-table.ts';
import type { Run, TableFile, Translator } from './translator.ts';
import { findVat, type VirtualTable } from './virtual-table.ts';

/** Turns blocks of the partitions of a logical volume into sectors. */
export class BlockSpace {
  readonly bytes: ByteReader;
  readonly problems: Problems;
  readonly structures: FsStructure[] = [];
  readonly #translators: (Translator | null)[];

  private constructor(bytes: ByteReader, problems: Problems) {
    this.bytes = bytes;
    this.problems = problems;
    this.#translators = [];
  }

  /** Reads the tables that the partitions need. A partition without a readable one is named and stays out of reach. */
  static async open(
    bytes: ByteReader,
    maps: readonly UdfPartitionMap[],
    problems: Problems,
  ): Promise<BlockSpace> {
    const space = new BlockSpace(bytes, problems);
    for (const [index, map] of maps.entries()) {
      space.#translators.push(map.partition === null ? null : await space.#translator(map, map.partition));
      if (map.partition === null) problems.add(`UDF partition ${index} has no descriptor.`);
    }
    return space;
  }

  /** Where a block and those behind it lie, `wanted` at most; `null` if nowhere. */
  async locate({ block, map }: BlockAddress, wanted = 1): Promise<Run | null> {
    return (await this.#translators[map]?.(block, wanted)) ?? null;
  }

  /** One block; its second copy where the first cannot be read or is not what `isSound` asks for. */
  async readBlock(
    address: BlockAddress,
    isSound: (block: Buffer) => boolean = () => true,
  ): Promise<Buffer | null> {
    const run = await this.locate(address);
    if (run === null) return null;
    const block = await this.bytes.sector(run.lba);
    if (block !== null && isSound(block)) return block;
    const mirror = run.mirrorLba === null ? null : await this.bytes.sector(run.mirrorLba);
    if (mirror === null || !isSound(mirror)) return block;
    this.problems.add('Part of the UDF metadata partition is damaged; its mirror is used.');
    return mirror;
  }

  async #translator(map: UdfPartitionMap, partition: UdfPartition): Promise<Translator | null> {
    const plain = plainTranslator(partition);
    switch (map.kind) {
      case 'physical':
        return plain;
      case 'sparable': {
        const table = await readSparingTable(this.bytes, map);
        if (table === null)
          this.problems.add('The sparing table of UDF cannot be read; worn-out blocks stay as they are.');
        else this.structures.push(table.structure);
        return table === null ? plain : table.translate(plain);
      }
      case 'virtual': {
        const vat = await findVat(this.bytes, (entry, lba) => this.#tableFile(entry, { lba, plain }));
        if (vat === null) {
          this.problems.add(
            'The virtual allocation table of UDF cannot be found: the disc is unfinished or cut short.',
          );
          return null;
        }
        this.structures.push(vat.structure);
        return virtualTranslator(vat, plain);
      }
      case 'metadata':
        return this.#metadataTranslator(map.fileBlocks, plain);
      case 'unknown':
        this.problems.add('A UDF partition is of a kind that is not known; what lies in it is out of reach.');
        return null;
    }
  }

  /** Extents of a file whose blocks lie in the physical partition: the tables themselves. */
  async #tableFile(
    entry: Buffer,
    { lba, plain }: { lba: number; plain: Translator },
  ): Promise<TableFile | null> {
    const fields = readFileEntry(entry);
    if (fields === null) return null;
    if (fields.allocationKind === 3) {
      return {
        sizeBytes: Math.min(fields.sizeBytes, fields.area.length),
        runs: [{ byteOffset: lba * SECTOR_BYTES + fields.areaOffset, lengthBytes: fields.area.length }],
        fileType: fields.fileType,
      };
    }
    if (fields.allocationKind > 1) return null;
    const kind: AllocationKind = fields.allocationKind === 0 ? 0 : 1;
    const readBlock = async ({ block }: BlockAddress) => {
      const run = await plain(block, 1);
      return run === null ? null : this.bytes.sector(run.lba);
    };
    const { allocations } = await readAllocations(fields.area, {
      kind,
      map: 0,
      problems: this.problems,
      readBlock,
    });
    const runs: { byteOffset: number; lengthBytes: number }[] = [];
    for (const allocation of allocations) {
      const run = await plain(allocation.block, blocksOf(allocation));
      if (run === null || run.count < blocksOf(allocation)) return null;
      runs.push({ byteOffset: run.lba * SECTOR_BYTES, lengthBytes: allocation.lengthBytes });
    }
    return { sizeBytes: fields.sizeBytes, runs, fileType: fields.fileType };
  }

  /** The metadata file and its mirror (UDF 2.2.13): blocks of the partition are blocks of this file. */
  async #metadataTranslator(fileBlocks: readonly number[], plain: Translator): Promise<Translator | null> {
    const files: (readonly { byteOffset: number; lengthBytes: number }[])[] = [];
    for (const block of fileBlocks) {
      const run = await plain(block, 1);
      const entry = run === null ? null : await this.bytes.sector(run.lba);
      const file =
        run === null || entry === null ? null : await this.#tableFile(entry, { lba: run.lba, plain });
      if (run !== null) {
        const places = [{ byteOffset: run.lba * SECTOR_BYTES, lengthBytes: SECTOR_BYTES }];
        this.structures.push({ name: 'entry of the UDF metadata file or its mirror', places });
      }
      if (file !== null) files.push(file.runs);
      else this.problems.add('The UDF metadata file or its mirror cannot be read; the other one is used.');
    }
    const [main, mirror] = files;
    if (main === undefined) {
      this.problems.add('Neither the UDF metadata file nor its mirror can be read.');
      return null;
    }
    return async (block, wanted) => {
      const run = runIn(main, block, wanted);
      const second = mirror === undefined ? null : runIn(mirror, block, 1);
      if (run === null) return null;
      const mirrorLba = second === null || second.lba === run.lba ? null : second.lba;
      return { ...run, mirrorLba };
    };
  }
}

function plainTranslator({ startLba, sectorCount }: UdfPartition): Translator {
  return async (block, wanted) =>
    block < sectorCount
      ? { lba: startLba + block, count: Math.min(wanted, sectorCount - block), mirrorLba: null }
      : null;
}

function virtualTranslator(vat: VirtualTable, plain: Translator): Translator {
  return async (block) => {
    const real = await vat.realBlock(block);
    return real === null ? null : plain(real, 1);
  };
}

function runIn(
  runs: readonly { byteOffset: number; lengthBytes: number }[],
  block: number,
  wanted: number,
): Run | null {
  let skipped = 0;
  for (const { byteOffset, lengthBytes } of runs) {
    const blocks = Math.ceil(lengthBytes / SECTOR_BYTES);
    if (block < skipped + blocks) {
      const inside = block - skipped;
      const lba = Math.floor(byteOffset / SECTOR_BYTES) + inside;
      return { lba, count: Math.min(wanted, blocks - inside), mirrorLba: null };
    }
    skipped += blocks;
  }
  return null;
}

/** Blocks that an allocation takes. */
export function blocksOf({ lengthBytes }: Allocation): number {
  return Math.ceil(lengthBytes / SECTOR_BYTES);
}
