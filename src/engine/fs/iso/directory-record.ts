import { SECTOR_BYTES } from '#model/index.ts';
import { toIsoTime } from '../../disc/index.ts';

/** A directory record's fields (ECMA-119 9.1), numbers from their little-endian halves. */
export type DirectoryRecord = {
  /** First block of the contents, behind the extended attribute record. */
  readonly block: number;
  readonly lengthBytes: number;
  /** ISO 8601 in UTC. */
  readonly recordedAt: string | null;
  readonly isDirectory: boolean;
  /** Associated files (resource forks) belong to the next record and are no files of their own (9.1.6, bit 2). */
  readonly isAssociated: boolean;
  /** The file goes on in the next record (9.1.6, bit 7). */
  readonly isContinued: boolean;
  /** Interleaved: pieces of the file with gaps between them (6.4.3). */
  readonly isInterleaved: boolean;
  /** Volume of the set that holds the contents (9.1.9). */
  readonly volumeNumber: number;
  readonly nameBytes: Buffer;
  /** `.` and `..` (6.8.2.2). */
  readonly isSelf: boolean;
  readonly isParent: boolean;
  readonly systemUse: Buffer;
};

const fixedBytes = 33;

/** The record at `offset`; `null` if its lengths make no sense there. */
export function readDirectoryRecord(bytes: Buffer, offset: number): DirectoryRecord | null {
  const length = bytes[offset] ?? 0;
  if (length <= fixedBytes || offset + length > bytes.length) return null;
  const record = bytes.subarray(offset, offset + length);
  const nameLength = record.readUInt8(32);
  if (nameLength === 0 || fixedBytes + nameLength > length) return null;
  const nameBytes = record.subarray(fixedBytes, fixedBytes + nameLength);
  const flags = record.readUInt8(25);
  // A padding byte makes the name end at an even place (9.1.12).
  const systemUseStart = fixedBytes + nameLength + (nameLength % 2 === 0 ? 1 : 0);
  return {
    block: record.readUInt32LE(2) + record.readUInt8(1),
    lengthBytes: record.readUInt32LE(10),
    recordedAt: readShortDate(record, 18),
    isDirectory: (flags & 0x02) !== 0,
    isAssociated: (flags & 0x04) !== 0,
    isContinued: (flags & 0x80) !== 0,
    isInterleaved: record.readUInt8(26) !== 0 || record.readUInt8(27) !== 0,
    volumeNumber: record.readUInt16LE(28),
    nameBytes,
    isSelf: nameLength === 1 && nameBytes[0] === 0,
    isParent: nameLength === 1 && nameBytes[0] === 1,
    systemUse: record.subarray(Math.min(systemUseStart, length)),
  };
}

/** Records of one sector, which they never cross (6.8.1.1). `damaged` ends them: a record that makes no sense. */
export function* recordsOfSector(sector: Buffer): Generator<DirectoryRecord | 'damaged', void, undefined> {
  for (let offset = 0; offset < Math.min(sector.length, SECTOR_BYTES); ) {
    // Zero: the rest of the sector is unused.
    if (sector[offset] === 0) return;
    const record = readDirectoryRecord(sector, offset);
    if (record === null) {
      yield 'damaged';
      return;
    }
    yield record;
    offset += sector.readUInt8(offset);
  }
}

/** Seven bytes: years since 1900, month to second, zone in quarters of an hour (ECMA-119 9.1.5). */
export function readShortDate(bytes: Buffer, offset: number): string | null {
  if (offset + 7 > bytes.length) return null;
  return toIsoTime({
    year: 1900 + bytes.readUInt8(offset),
    month: bytes.readUInt8(offset + 1),
    day: bytes.readUInt8(offset + 2),
    hour: bytes.readUInt8(offset + 3),
    minute: bytes.readUInt8(offset + 4),
    second: bytes.readUInt8(offset + 5),
    milliseconds: 0,
    zoneMinutes: bytes.readInt8(offset + 6) * 15,
  });
}
