import { SECTOR_BYTES } from '#model/index.ts';
import type { ByteReader } from '../byte-reader.ts';
import type { FsStructure } from '../file-system.ts';
import type { TableFile } from './translator.ts';

/** The virtual allocation table of a write-once disc: where each block that was written again now lies. */
export type VirtualTable = {
  readonly structure: FsStructure;
  /** Block of the physical partition; `null` if the block is not in use or the table cannot be read there. */
  realBlock(block: number): Promise<number | null>;
};

/** The table's entry is the last sector recorded; padding and run-out blocks may follow it in an image. */
const searchedSectors = 512;
const unused = 0xffff_ffff;

/** Finds the newest table from the end of the disc backwards (UDF 2.2.11: by file type 248; in 1.50 by its identifier). */
export async function findVat(
  bytes: ByteReader,
  readTable: (entry: Buffer, lba: number) => Promise<TableFile | null>,
): Promise<VirtualTable | null> {
  const { sectorCount } = bytes.source;
  if (sectorCount === null) return null;
  for (let lba = sectorCount - 1; lba >= Math.max(0, sectorCount - searchedSectors); lba -= 1) {
    const entry = await bytes.sector(lba);
    const file = entry === null ? null : await readTable(entry, lba);
    const layout = file === null ? null : await layoutOf(file, bytes);
    if (file === null || layout === null) continue;
    return {
      structure: {
        name: 'virtual allocation table of UDF',
        places: [{ byteOffset: lba * SECTOR_BYTES, lengthBytes: SECTOR_BYTES }, ...file.runs],
      },
      realBlock: async (block) => {
        if (block >= layout.count) return null;
        const entryBytes = await readAt(bytes, file, { offset: layout.start + block * 4, lengthBytes: 4 });
        const real = entryBytes?.readUInt32LE(0) ?? unused;
        return real === unused ? null : real;
      },
    };
  }
  return null;
}

/** Where the entries begin and how many there are. */
async function layoutOf(
  file: TableFile,
  bytes: ByteReader,
): Promise<{ start: number; count: number } | null> {
  if (file.fileType === 248) {
    // UDF 2.00 and later: a header that tells its length (2.2.11).
    const head = await readAt(bytes, file, { offset: 0, lengthBytes: 2 });
    const start = head?.readUInt16LE(0) ?? 0;
    return start < 152 || start > file.sizeBytes
      ? null
      : { start, count: Math.floor((file.sizeBytes - start) / 4) };
  }
  if (file.fileType !== 0 || file.sizeBytes < 36) return null;
  // UDF 1.50: entries first, then an identifier and the place of the previous table.
  const end = file.sizeBytes - 36;
  const id = await readAt(bytes, file, { offset: end, lengthBytes: 32 });
  const isTable = id?.toString('latin1', 1, 23) === '*UDF Virtual Alloc Tbl';
  return isTable ? { start: 0, count: Math.floor(end / 4) } : null;
}

/** Bytes of the table, wherever its extents are. */
async function readAt(
  bytes: ByteReader,
  file: TableFile,
  { offset, lengthBytes }: { offset: number; lengthBytes: number },
): Promise<Buffer | null> {
  let skipped = 0;
  const parts: Buffer[] = [];
  let wanted = lengthBytes;
  for (const run of file.runs) {
    const inside = offset + lengthBytes - wanted - skipped;
    if (wanted > 0 && inside >= 0 && inside < run.lengthBytes) {
      const part = await bytes.read(run.byteOffset + inside, Math.min(wanted, run.lengthBytes - inside));
      if (part === null) return null;
      parts.push(part);
      wanted -= part.length;
    }
    skipped += run.lengthBytes;
  }
  return wanted > 0 ? null : Buffer.concat(parts);
}
