import { SECTOR_BYTES } from '#model/index.ts';
import { walkSectors } from './read-sectors.ts';
import type { SectorSource } from './sector-source.ts';

/** Descriptor tag identifiers (ECMA-167 3/7.2.1 and 4/7.2.1). */
export const udfTag = {
  primaryVolume: 1,
  anchor: 2,
  volumePointer: 3,
  partition: 5,
  logicalVolume: 6,
  terminating: 8,
  logicalVolumeIntegrity: 9,
  fileSet: 256,
  fileIdentifier: 257,
  fileEntry: 261,
  extendedFileEntry: 266,
} as const;

/** A run of sectors as volume descriptors name it (ECMA-167 3/7.1). */
export type UdfExtent = { readonly lengthBytes: number; readonly lba: number };

/**
 * Identifier of the descriptor that begins a buffer, `null` if its tag checksum or CRC is wrong (ECMA-167 3/7.2).
 * Where it was recorded is not compared; see `isRecordedAt`.
 */
export function readTag(descriptor: Buffer): number | null {
  if (descriptor.length < 16) return null;
  let sum = 0;
  for (let index = 0; index < 16; index += 1) {
    if (index !== 4) sum = (sum + descriptor.readUInt8(index)) & 0xff;
  }
  if (sum !== descriptor.readUInt8(4)) return null;
  const crcLength = descriptor.readUInt16LE(10);
  if (16 + crcLength > descriptor.length) return null;
  return crc16(descriptor.subarray(16, 16 + crcLength)) === descriptor.readUInt16LE(8)
    ? descriptor.readUInt16LE(0)
    : null;
}

/** Whether a descriptor says that it was recorded in this sector; a stray copy of another volume does not. */
export function isRecordedAt(descriptor: Buffer, lba: number): boolean {
  return descriptor.length >= 16 && descriptor.readUInt32LE(12) === lba;
}

/** The polynomial of ECMA-167 3/7.2.6: x^16 + x^12 + x^5 + 1, most significant bit first, starting with 0. */
export function crc16(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = ((crc << 1) ^ (crc & 0x8000 ? 0x1021 : 0)) & 0xffff;
  }
  return crc;
}

/** Reads an extent (ECMA-167 3/7.1); the offset must lie within the descriptor. */
export function readExtent(descriptor: Buffer, offset: number): UdfExtent {
  return { lengthBytes: descriptor.readUInt32LE(offset), lba: descriptor.readUInt32LE(offset + 4) };
}

/** Whether a 32-byte entity identifier names `name` (ECMA-167 1/7.4). */
export function hasEntityId(descriptor: Buffer, offset: number, name: string): boolean {
  return descriptor.toString('latin1', offset + 1, offset + 24).replace(/\0.*$/s, '') === name;
}

/** The volume descriptors of one sequence that are valid, newest last. */
export type VolumeSequence = {
  readonly descriptors: readonly { readonly tag: number; readonly bytes: Buffer }[];
  readonly isUnreadable: boolean;
};

/** Descriptors of a sequence at most; real ones hold six or seven in 16 sectors. */
const maxSequenceSectors = 64;
/** Continuation extents followed at most. */
const maxPointers = 4;

/** Reads a volume descriptor sequence up to its terminator, following volume descriptor pointers (ECMA-167 3/8.4.2). */
export async function readVolumeSequence(source: SectorSource, extent: UdfExtent): Promise<VolumeSequence> {
  const found: { tag: number; bytes: Buffer; number: number }[] = [];
  let isUnreadable = false;
  let next: UdfExtent | null = extent;
  for (let pointers = 0; next !== null && pointers <= maxPointers; pointers += 1) {
    const current: UdfExtent = next;
    next = null;
    const count = Math.min(Math.floor(current.lengthBytes / SECTOR_BYTES), maxSequenceSectors);
    let lba = current.lba;
    for await (const bytes of walkSectors(source, current.lba, count)) {
      const place = lba;
      lba += 1;
      if (bytes === null) isUnreadable = true;
      const tag = bytes === null ? null : readTag(bytes);
      if (bytes === null || tag === null || !isRecordedAt(bytes, place)) continue;
      if (tag === 0 || tag === udfTag.terminating) break;
      if (tag === udfTag.volumePointer) {
        next = readExtent(bytes, 20);
        break;
      }
      // The volume descriptor sequence number stands first in all of them.
      found.push({ tag, bytes, number: bytes.readUInt32LE(16) });
    }
  }
  // Of several, the one with the highest number prevails (ECMA-167 3/8.4.3).
  return { descriptors: found.sort((a, b) => a.number - b.number), isUnreadable };
}
