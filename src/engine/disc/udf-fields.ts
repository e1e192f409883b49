import { decodeDString, decodeDStringRaw } from './disc-text.ts';
import { toIsoTime } from './disc-time.ts';
import { hasEntityId } from './udf-descriptors.ts';

/** A d-string whose character set is OSTA's (UDF 2.1.2), else `null`. */
export function readOstaString(descriptor: Buffer, charsetOffset: number, field: Buffer): string | null {
  return isOstaCharset(descriptor, charsetOffset) ? decodeDString(field) : null;
}

function isOstaCharset(descriptor: Buffer, offset: number): boolean {
  return descriptor[offset] === 0 && hasEntityId(descriptor, offset, 'OSTA Compressed Unicode');
}

/**
 * The first 16 characters of the volume set identifier are unique (UDF 2.2.2.5). libblkid takes their first 16 bytes
 * in UTF-8: all hexadecimal digits, they are the UUID; if only the first 8 are, these and the next 4 bytes in
 * hexadecimal; else the first 8 bytes in hexadecimal.
 */
export function readUdfUuid(primary: Buffer): string | null {
  const text = isOstaCharset(primary, 200) ? decodeDStringRaw(primary.subarray(72, 200)) : null;
  if (text === null) return null;
  const bytes = Buffer.alloc(16);
  // Buffer.write keeps whole characters only, as libblkid does.
  if (bytes.write(text) < 8) return null;
  const digits = /^[0-9a-fA-F]*/.exec(bytes.toString('latin1'))?.[0].length ?? 0;
  if (digits === 16) return bytes.toString('latin1').toLowerCase();
  if (digits >= 8) return bytes.toString('latin1', 0, 8).toLowerCase() + bytes.toString('hex', 8, 12);
  return bytes.toString('hex', 0, 8);
}

/** ECMA-167 1/7.3: zone in minutes in the lower 12 bits (-2047: none told), then year to seconds, then fractions. */
export function readTimestamp(descriptor: Buffer, offset: number): string | null {
  const zone = (descriptor.readUInt16LE(offset) << 20) >> 20;
  return toIsoTime({
    year: descriptor.readInt16LE(offset + 2),
    month: descriptor.readUInt8(offset + 4),
    day: descriptor.readUInt8(offset + 5),
    hour: descriptor.readUInt8(offset + 6),
    minute: descriptor.readUInt8(offset + 7),
    second: descriptor.readUInt8(offset + 8),
    milliseconds: descriptor.readUInt8(offset + 9) * 10,
    zoneMinutes: zone === -2047 ? 0 : zone,
  });
}

/** What the descriptors say of themselves; identifiers under the names of ECMA-167 3/10.1. */
export function readUdfFacts(primary: Buffer | null, logical: Buffer): Record<string, string> {
  const revision = logical.readUInt16LE(240);
  const facts: Record<string, string | null> = {
    // Binary-coded: 0x0201 is revision 2.01 (UDF 2.1.5.3).
    udfRevision: `${(revision >> 8).toString(16)}.${(revision & 0xff).toString(16).padStart(2, '0')}`,
    udfVolumeId: primary === null ? null : readOstaString(primary, 200, primary.subarray(24, 56)),
    udfVolumeSetId: primary === null ? null : readOstaString(primary, 200, primary.subarray(72, 200)),
    udfApplicationId: primary === null ? null : readEntityName(primary, 344),
  };
  return Object.fromEntries(
    Object.entries(facts).filter((fact): fact is [string, string] => fact[1] !== null),
  );
}

/** Name of an entity identifier without its leading `*`; `null` if there is none. */
function readEntityName(descriptor: Buffer, offset: number): string | null {
  const name = descriptor.toString('latin1', offset + 1, offset + 24).replace(/\0.*$/s, '');
  const readable = name.replace(/^\*/, '').replace(/[^\x20-\x7e]/g, '');
  return readable === '' ? null : readable;
}
