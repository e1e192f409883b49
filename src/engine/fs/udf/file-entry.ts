import { readTag, readTimestamp, udfTag } from '../../disc/index.ts';
import type { BlockAddress } from './allocation.ts';

/** A file entry's fields (ECMA-167 4/14.9, extended: 4/14.17). */
export type FileEntry = {
  /** ECMA-167 4/14.6.6: 4 directory, 5 file, 12 symbolic link, 248 to 252 UDF's own. */
  readonly fileType: number;
  readonly sizeBytes: number;
  readonly modifiedAt: string | null;
  /** Permissions in the order of POSIX. */
  readonly mode: number;
  readonly isExtended: boolean;
  /** Kind of the allocation descriptors: 0 short, 1 long, 2 extended, 3 the contents themselves. */
  readonly allocationKind: number;
  readonly area: Buffer;
  /** First byte of `area` within the entry. */
  readonly areaOffset: number;
  readonly streamDirectory: BlockAddress | null;
  readonly strategy: number;
};

/** Reads a file entry; `null` if the block holds none, or one whose lengths make no sense. */
export function readFileEntry(block: Buffer): FileEntry | null {
  const tag = readTag(block);
  if (tag !== udfTag.fileEntry && tag !== udfTag.extendedFileEntry) return null;
  const isExtended = tag === udfTag.extendedFileEntry;
  const headerBytes = isExtended ? 216 : 176;
  if (block.length < headerBytes) return null;
  const areaOffset = headerBytes + block.readUInt32LE(headerBytes - 8);
  const areaEnd = areaOffset + block.readUInt32LE(headerBytes - 4);
  if (areaEnd > block.length) return null;
  const size = block.readBigUInt64LE(56);
  const hasStreams = isExtended && (block.readUInt32LE(152) & 0x3fffffff) !== 0;
  return {
    fileType: block.readUInt8(27),
    sizeBytes: size > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(size),
    modifiedAt: readTimestamp(block, isExtended ? 92 : 84),
    mode: toPosix(block.readUInt32LE(44)),
    isExtended,
    allocationKind: block.readUInt16LE(34) & 7,
    area: block.subarray(areaOffset, areaEnd),
    areaOffset,
    streamDirectory: hasStreams ? { block: block.readUInt32LE(156), map: block.readUInt16LE(160) } : null,
    strategy: block.readUInt16LE(20),
  };
}

/** Five bits each for others, group and owner: execute, write, read, and two that POSIX lacks (ECMA-167 4/14.9.5). */
function toPosix(permissions: number): number {
  return (permissions & 7) | (((permissions >>> 5) & 7) << 3) | (((permissions >>> 10) & 7) << 6);
}

/** Where an indirect entry of strategy 4096 leads (ECMA-167 4/14.7); `null` if the block holds none. */
export function readIndirectEntry(block: Buffer): BlockAddress | null {
  if (readTag(block) !== 259 || block.length < 52) return null;
  if ((block.readUInt32LE(36) & 0x3fffffff) === 0) return null;
  return { block: block.readUInt32LE(40), map: block.readUInt16LE(44) };
}

const longestTarget = 4096;

/** Path components of a symbolic link (ECMA-167 4/14.16.1) as a path. */
export function readPathComponents(bytes: Buffer, decode: (name: Buffer) => string | null): string {
  const names: string[] = [];
  for (let offset = 0; offset + 4 <= bytes.length && names.length < longestTarget; ) {
    const type = bytes.readUInt8(offset);
    const end = offset + 4 + bytes.readUInt8(offset + 1);
    // 1 and 2: a root; what stood before it does not count.
    if (type === 1 || type === 2) names.splice(0, names.length, '');
    else if (type === 3) names.push('..');
    else if (type === 4) names.push('.');
    else if (type === 5) names.push(decode(bytes.subarray(offset + 4, Math.min(end, bytes.length))) ?? '');
    offset = end;
  }
  const isRootAlone = names.length === 1 && names[0] === '';
  return isRootAlone ? '/' : names.join('/').slice(0, longestTarget);
}
