import type { ByteReader } from '../byte-reader.ts';
import type { StructurePlace } from '../file-system.ts';
import type { Problems } from '../problems.ts';

/** One entry of a system use area: two letters, a version, and what follows (SUSP 4.1). */
export type SystemUseEntry = { readonly signature: string; readonly data: Buffer };

/** Entries of one record, and where its continuation areas lie. */
export type SystemUse = {
  readonly entries: readonly SystemUseEntry[];
  readonly continuedAt: readonly StructurePlace[];
};

/** A record's continuation areas at most: real ones need one or two, a chain of them could be endless. */
const mostAreas = 32;
/** An area lies within one sector (SUSP 5.1). */
const largestArea = 2048;
/** Entries of one record at most; real ones have about ten. */
const mostEntries = 512;

/** Reads a record's system use entries, and those of its continuation areas (SUSP 5.1 CE, 5.4 ST). */
export async function readSystemUse(
  area: Buffer,
  context: { readonly bytes: ByteReader; readonly blockBytes: number; readonly problems: Problems },
): Promise<SystemUse> {
  const entries: SystemUseEntry[] = [];
  const continuedAt: StructurePlace[] = [];
  let next: Buffer | null = area;
  while (next !== null) {
    const place = collectEntries(next, entries, context.blockBytes);
    if (place === null) break;
    const isKnown = continuedAt.some((known) => known.byteOffset === place.byteOffset);
    if (isKnown || continuedAt.length >= mostAreas || entries.length >= mostEntries) {
      context.problems.add('Rock Ridge entries continue without end; what came before is used.');
      break;
    }
    continuedAt.push(place);
    next =
      place.lengthBytes > largestArea ? null : await context.bytes.read(place.byteOffset, place.lengthBytes);
    if (next === null) context.problems.add('A continuation area of Rock Ridge cannot be read.');
  }
  return { entries, continuedAt };
}

/** Takes the entries of one area; the place of the next area, if one is named. */
function collectEntries(area: Buffer, entries: SystemUseEntry[], blockBytes: number): StructurePlace | null {
  let place: StructurePlace | null = null;
  for (let offset = 0; offset + 4 <= area.length && entries.length < mostEntries; ) {
    const length = area.readUInt8(offset + 2);
    if (length < 4 || offset + length > area.length) break;
    const signature = area.toString('latin1', offset, offset + 2);
    const data = area.subarray(offset + 4, offset + length);
    offset += length;
    if (signature === 'ST') break;
    if (signature !== 'CE') entries.push({ signature, data });
    else if (data.length >= 24) {
      place = {
        byteOffset: data.readUInt32LE(0) * blockBytes + data.readUInt32LE(8),
        lengthBytes: data.readUInt32LE(16),
      };
    }
  }
  return place;
}

/**
 * How many bytes of each system use area belong to others, told by the SP entry of the root's first record (SUSP 5.3);
 * `null` without one: then the protocol is not in use. Discs with CD-ROM XA put 14 bytes of that first.
 */
export function readSkippedBytes(area: Buffer): number | null {
  for (const start of [0, 14]) {
    const isThere =
      area.length >= start + 7 &&
      area.toString('latin1', start, start + 2) === 'SP' &&
      area.readUInt16BE(start + 4) === 0xbeef;
    if (isThere) return area.readUInt8(start + 6);
  }
  return null;
}
