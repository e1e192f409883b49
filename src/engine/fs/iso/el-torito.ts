import { SECTOR_BYTES } from '#model/index.ts';
import type { ByteReader } from '../byte-reader.ts';
import type { BootEntry, StructurePlace } from '../file-system.ts';
import type { Problems } from '../problems.ts';

/** A catalogue as it could be read. */
export type BootCatalogue = { readonly entries: readonly BootEntry[]; readonly place: StructurePlace };

const entryBytes = 32;
/** Entries read at most: two sectors of them. */
const catalogueBytes = 2 * SECTOR_BYTES;
const virtualSectorBytes = 512;

/** Platforms (El Torito 1.0, figure 2; 0xEF by the UEFI Specification 13.3.2.1). */
const platforms: Readonly<Record<number, string>> = { 0: 'x86', 1: 'PowerPC', 2: 'Mac', 239: 'EFI' };
/** Floppies of media types 1 to 3 (El Torito 1.0, figure 3). */
const floppyBytes: Readonly<Record<number, number>> = { 1: 1_228_800, 2: 1_474_560, 3: 2_949_120 };

/** Reads the boot catalogue at a sector (El Torito 1.0, section 2); `null` if it cannot be read or is none. */
export async function readBootCatalogue(
  bytes: ByteReader,
  lba: number,
  problems: Problems,
): Promise<BootCatalogue | null> {
  const byteOffset = lba * SECTOR_BYTES;
  const catalogue =
    (await bytes.read(byteOffset, catalogueBytes)) ?? (await bytes.read(byteOffset, SECTOR_BYTES));
  if (catalogue === null || !isValidated(catalogue)) {
    problems.add('The boot catalogue of El Torito cannot be read or is not valid.');
    return null;
  }
  const entries: BootEntry[] = [];
  let platform = platformName(catalogue.readUInt8(1));
  let offset = entryBytes;
  // The first entry has no header; sections follow it.
  entries.push(readEntry(catalogue, offset, platform));
  let left = 0;
  for (offset += entryBytes; offset + entryBytes <= catalogue.length; offset += entryBytes) {
    const indicator = catalogue.readUInt8(offset);
    if (left > 0) {
      // 0x44 extends the entry before it with selection criteria.
      if (indicator === 0x44) continue;
      if (indicator !== 0x88 && indicator !== 0) break;
      entries.push(readEntry(catalogue, offset, platform));
      left -= 1;
    } else if (indicator === 0x90 || indicator === 0x91) {
      platform = platformName(catalogue.readUInt8(offset + 1));
      left = catalogue.readUInt16LE(offset + 2);
    } else if (indicator !== 0x44) break;
  }
  return { entries, place: { byteOffset, lengthBytes: Math.max(offset, SECTOR_BYTES) } };
}

/** The validation entry: its words add up to zero and it ends with 55 AA (2.1). */
function isValidated(catalogue: Buffer): boolean {
  let sum = 0;
  for (let offset = 0; offset < entryBytes; offset += 2)
    sum = (sum + catalogue.readUInt16LE(offset)) & 0xffff;
  return catalogue[0] === 1 && catalogue[30] === 0x55 && catalogue[31] === 0xaa && sum === 0;
}

function readEntry(catalogue: Buffer, offset: number, platform: string): BootEntry {
  const media = catalogue.readUInt8(offset + 1) & 0x0f;
  const sectorCount = catalogue.readUInt16LE(offset + 6);
  const floppy = floppyBytes[media];
  return {
    platform,
    isBootable: catalogue.readUInt8(offset) === 0x88,
    emulation: floppy !== undefined ? 'floppy' : media === 4 ? 'hard-disk' : 'none',
    lba: catalogue.readUInt32LE(offset + 8),
    sizeBytes: floppy ?? sectorCount * virtualSectorBytes,
  };
}

function platformName(id: number): string {
  return platforms[id] ?? `0x${id.toString(16).padStart(2, '0')}`;
}
