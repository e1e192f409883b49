import { SECTOR_BYTES } from '#model/index.ts';
import { tryRead, walkSectors } from './read-sectors.ts';
import type { SectorSource } from './sector-source.ts';

/** An entry of a directory, its name without version number (`;1`) and as recorded otherwise. */
export type IsoEntry = {
  readonly name: string;
  readonly isDirectory: boolean;
  /** The directory record itself (ECMA-119 9.1), to list a directory further down. */
  readonly record: Buffer;
};

/** Contents of a directory's first extent. Records never cross a sector's end (ECMA-119 6.8.1.1). */
export type IsoDirectory = {
  /** The sectors that could be read, in order. */
  readonly sectors: readonly Buffer[];
  /** Part of it cannot be read, or it is larger than what is read of it. */
  readonly isIncomplete: boolean;
  readonly hasRockRidge: boolean;
};

const maxDirectoryBytes = 1024 * 1024;

/** Reads a directory by its record: at most 1 MiB, and nothing beyond three unreadable sectors in a row. */
export async function readIsoDirectory(
  source: SectorSource,
  record: Buffer,
  blockBytes: number,
): Promise<IsoDirectory> {
  if (record.length < 34) return { sectors: [], isIncomplete: true, hasRockRidge: false };
  const firstByte = (record.readUInt32LE(2) + record.readUInt8(1)) * blockBytes;
  const claimedBytes = record.readUInt32LE(10);
  const firstLba = Math.floor(firstByte / SECTOR_BYTES);
  const sectorCount = Math.ceil(Math.min(claimedBytes, maxDirectoryBytes) / SECTOR_BYTES);
  // A directory of blocks smaller than a sector may begin inside one.
  const skipBytes = firstByte % SECTOR_BYTES;
  const sectors: Buffer[] = [];
  let missing = 0;
  for await (const sector of walkSectors(source, firstLba, sectorCount)) {
    if (sector === null) missing += 1;
    else sectors.push(sectors.length + missing === 0 ? sector.subarray(skipBytes) : sector);
  }
  const first = sectors[0];
  return {
    sectors,
    isIncomplete: missing > 0 || claimedBytes > maxDirectoryBytes,
    hasRockRidge: first !== undefined && (await seesRockRidge(source, first, blockBytes)),
  };
}

/** Entries of a directory, `.` and `..` left out; stops at the first record that makes no sense. */
export function listIsoDirectory(
  sectors: readonly Buffer[],
  decodeName: (bytes: Uint8Array) => string | null,
): IsoEntry[] {
  const entries: IsoEntry[] = [];
  for (const sector of sectors) {
    for (let offset = 0; offset + 34 <= sector.length; ) {
      const recordLength = sector.readUInt8(offset);
      const nameLength = sector.readUInt8(offset + 32);
      // Zero: the rest of the sector is unused.
      if (recordLength < 34 || 33 + nameLength > recordLength || offset + recordLength > sector.length) break;
      const record = sector.subarray(offset, offset + recordLength);
      const nameBytes = record.subarray(33, 33 + nameLength);
      const isSelfOrParent = nameLength === 1 && (nameBytes[0] === 0 || nameBytes[0] === 1);
      const name = decodeName(nameBytes)?.replace(/\.?;\d+$/, '') ?? '';
      if (!isSelfOrParent && name !== '') {
        entries.push({ name, isDirectory: (record.readUInt8(25) & 2) !== 0, record });
      }
      offset += recordLength;
    }
  }
  return entries;
}

/**
 * Whether the root's `.` record carries Rock Ridge: the System Use Sharing Protocol's SP entry (SUSP 5.3), and an entry
 * of Rock Ridge (RR, PX) or an extension reference that names it (SUSP 5.5), here or in the continuation area.
 */
async function seesRockRidge(source: SectorSource, sector: Buffer, blockBytes: number): Promise<boolean> {
  const recordLength = sector[0] ?? 0;
  if (recordLength < 34 || recordLength > sector.length || sector[32] !== 1) return false;
  const area = sector.subarray(34, recordLength);
  // CD-ROM XA puts 14 bytes of its own first.
  const start = [0, 14].find((offset) => area.toString('latin1', offset, offset + 2) === 'SP');
  if (start === undefined || area[start + 4] !== 0xbe || area[start + 5] !== 0xef) return false;

  const entries = listSystemUse(area.subarray(start));
  if (entries.some(isRockRidge)) return true;
  const continuation = entries.find((entry) => entry.toString('latin1', 0, 2) === 'CE' && entry.length >= 28);
  if (continuation === undefined) return false;
  const firstByte =
    continuation.readUInt32LE(4) * blockBytes + (continuation.readUInt32LE(12) % SECTOR_BYTES);
  const next = await tryRead(source, Math.floor(firstByte / SECTOR_BYTES), 1);
  const offset = firstByte % SECTOR_BYTES;
  return (
    next !== null &&
    listSystemUse(next.subarray(offset, offset + continuation.readUInt32LE(20))).some(isRockRidge)
  );
}

function listSystemUse(area: Buffer): Buffer[] {
  const entries: Buffer[] = [];
  for (let offset = 0; offset + 4 <= area.length; ) {
    const length = area.readUInt8(offset + 2);
    if (length < 4 || offset + length > area.length) break;
    entries.push(area.subarray(offset, offset + length));
    offset += length;
  }
  return entries;
}

function isRockRidge(entry: Buffer): boolean {
  const signature = entry.toString('latin1', 0, 2);
  if (signature === 'RR' || signature === 'PX') return true;
  return signature === 'ER' && /RRIP_1991A|IEEE_P1282|IEEE_1282/.test(entry.toString('latin1', 8));
}
