/** Bytes of UDF descriptors, for images that no tool at hand can write. Offsets: ECMA-167 and UDF, as the readers name them. */
import { crc16 } from '../../src/engine/disc/udf-descriptors.ts';

export const blockBytes = 2048;

/** A place in a partition of the logical volume's map. */
export type Place = { readonly block: number; readonly map: number };

/** Puts the tag in front of a descriptor (ECMA-167 3/7.2): checksum and CRC over all of its bytes. */
export function sealTag(descriptor: Buffer, tag: { id: number; location: number; revision: number }): Buffer {
  descriptor.writeUInt16LE(tag.id, 0);
  descriptor.writeUInt16LE(tag.revision >= 0x200 ? 3 : 2, 2);
  descriptor.writeUInt16LE(crc16(descriptor.subarray(16)), 8);
  descriptor.writeUInt16LE(descriptor.length - 16, 10);
  descriptor.writeUInt32LE(tag.location, 12);
  let sum = 0;
  for (let index = 0; index < 16; index += 1) if (index !== 4) sum += descriptor.readUInt8(index);
  descriptor.writeUInt8(sum & 0xff, 4);
  return descriptor;
}

/** OSTA compressed Unicode, eight bits a character where they fit. */
export function compress(text: string): Buffer {
  if (/^[\0-\xff]*$/.test(text)) return Buffer.concat([Buffer.from([8]), Buffer.from(text, 'latin1')]);
  return Buffer.concat([Buffer.from([16]), Buffer.from(text, 'utf16le').swap16()]);
}

/** A d-string field (ECMA-167 1/7.2.12). */
export function dString(text: string, length: number): Buffer {
  const field = Buffer.alloc(length);
  const bytes = compress(text);
  bytes.copy(field);
  field.writeUInt8(bytes.length, length - 1);
  return field;
}

/** An entity identifier (ECMA-167 1/7.4), its suffix beginning with the revision as those of UDF do. */
export function entityId(name: string, revision = 0): Buffer {
  const id = Buffer.alloc(32);
  id.write(name, 1, 'latin1');
  id.writeUInt16LE(revision, 24);
  return id;
}

/** The character set of OSTA (UDF 2.1.2). */
export function charset(): Buffer {
  const spec = Buffer.alloc(64);
  spec.write('OSTA Compressed Unicode', 1, 'latin1');
  return spec;
}

/** 2021-02-03 04:05:06 UTC (ECMA-167 1/7.3). */
export function timestamp(): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt16LE(0x1000, 0);
  bytes.writeUInt16LE(2021, 2);
  bytes.set([2, 3, 4, 5, 6], 4);
  return bytes;
}

/** A long allocation descriptor (ECMA-167 4/14.14.2); the type of the extent in the highest two bits of the length. */
export function longAd(lengthBytes: number, { block, map }: Place, type = 0): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt32LE((lengthBytes | (type << 30)) >>> 0, 0);
  bytes.writeUInt32LE(block, 4);
  bytes.writeUInt16LE(map, 8);
  return bytes;
}

/** Any kind of allocation descriptor: 0 short, 1 long, 2 extended. */
export function allocationDescriptor(kind: 0 | 1 | 2, lengthBytes: number, place: Place, type = 0): Buffer {
  const long = longAd(lengthBytes, place, type);
  if (kind === 1) return long;
  if (kind === 0) return long.subarray(0, 8);
  const extended = Buffer.alloc(20);
  long.copy(extended, 0, 0, 4);
  extended.writeUInt32LE(lengthBytes, 4);
  extended.writeUInt32LE(lengthBytes, 8);
  extended.writeUInt32LE(place.block, 12);
  extended.writeUInt16LE(place.map, 16);
  return extended;
}

/** A file identifier descriptor (ECMA-167 4/14.4). Bits of `characteristics`: 1 directory, 2 deleted, 3 parent. */
export function fileIdentifier(
  name: string | Buffer,
  icb: Place,
  about: { characteristics: number; location: number; revision: number },
): Buffer {
  const nameBytes = typeof name === 'string' ? (name === '' ? Buffer.alloc(0) : compress(name)) : name;
  const descriptor = Buffer.alloc((38 + nameBytes.length + 3) & ~3);
  descriptor.writeUInt16LE(1, 16);
  descriptor.writeUInt8(about.characteristics, 18);
  descriptor.writeUInt8(nameBytes.length, 19);
  longAd(blockBytes, icb).copy(descriptor, 20);
  nameBytes.copy(descriptor, 38);
  return sealTag(descriptor, { id: 257, ...about });
}

/** What a file entry says. */
export type EntryFields = {
  readonly fileType: number;
  readonly sizeBytes: number;
  readonly allocationKind: number;
  readonly area: Buffer;
  readonly location: number;
  readonly revision: number;
  readonly isExtended: boolean;
  readonly strategy?: number;
  readonly streams?: Place;
  readonly uniqueId?: number;
  readonly linkCount?: number;
};

/** A file entry, or an extended one (ECMA-167 4/14.9, 4/14.17), as one block. */
export function fileEntry(fields: EntryFields): Buffer {
  const header = fields.isExtended ? 216 : 176;
  const bytes = Buffer.alloc(header + fields.area.length);
  bytes.writeUInt16LE(fields.strategy ?? 4, 20);
  bytes.writeUInt16LE(fields.strategy === 4096 ? 2 : 1, 24);
  bytes.writeUInt8(fields.fileType, 27);
  bytes.writeUInt16LE(fields.allocationKind, 34);
  // Owner may read and write, group and others read; directories may be searched.
  bytes.writeUInt32LE(fields.fileType === 4 ? (7 << 10) | (5 << 5) | 5 : (6 << 10) | (4 << 5) | 4, 44);
  bytes.writeUInt16LE(fields.linkCount ?? 1, 48);
  bytes.writeBigUInt64LE(BigInt(fields.sizeBytes), 56);
  const blocks = BigInt(fields.allocationKind === 3 ? 0 : Math.ceil(fields.sizeBytes / blockBytes));
  bytes.writeBigUInt64LE(fields.isExtended ? BigInt(fields.sizeBytes) : blocks, 64);
  if (fields.isExtended) bytes.writeBigUInt64LE(blocks, 72);
  const times = fields.isExtended ? [80, 92, 104, 116] : [72, 84, 96];
  for (const offset of times) timestamp().copy(bytes, offset);
  bytes.writeUInt32LE(1, fields.isExtended ? 128 : 108);
  if (fields.isExtended && fields.streams !== undefined) longAd(blockBytes, fields.streams).copy(bytes, 152);
  entityId('*disk2iso test').copy(bytes, fields.isExtended ? 168 : 128);
  bytes.writeBigUInt64LE(BigInt(fields.uniqueId ?? 0), fields.isExtended ? 200 : 160);
  bytes.writeUInt32LE(fields.area.length, header - 4);
  fields.area.copy(bytes, header);
  const id = fields.isExtended ? 266 : 261;
  return sealTag(bytes, { id, location: fields.location, revision: fields.revision });
}

/** An indirect entry (ECMA-167 4/14.7). */
export function indirectEntry(
  next: Place,
  { location, revision }: { location: number; revision: number },
): Buffer {
  const bytes = Buffer.alloc(52);
  bytes.writeUInt16LE(4096, 20);
  bytes.writeUInt16LE(1, 24);
  bytes.writeUInt8(3, 27);
  longAd(blockBytes, next).copy(bytes, 36);
  return sealTag(bytes, { id: 259, location, revision });
}

/** Path components of a link (ECMA-167 4/14.16). */
export function pathComponents(target: string): Buffer {
  const parts: Buffer[] = [];
  const component = (type: number, name: Buffer = Buffer.alloc(0)) =>
    parts.push(Buffer.from([type, name.length, 0, 0]), name);
  if (target.startsWith('/')) component(2);
  for (const name of target.split('/').filter((part) => part !== '')) {
    if (name === '..') component(3);
    else if (name === '.') component(4);
    else component(5, compress(name));
  }
  return Buffer.concat(parts);
}
