import { readTag, udfTag } from '../../disc/index.ts';
import { decodeWide } from '../names.ts';
import type { Problems } from '../problems.ts';
import type { BlockAddress } from './allocation.ts';

/** A name in a directory and where the file's entry stands (ECMA-167 4/14.4). */
export type FileIdentifier = { readonly name: string; readonly icb: BlockAddress; readonly icbBytes: number };

const fixedBytes = 38;

/**
 * File identifier descriptors out of a directory's contents, which come in pieces cut anywhere. Deleted ones and the
 * parent are left out. Where one is damaged, the next valid one is looked for, at multiples of four as all of them stand.
 */
export async function* parseFileIdentifiers(
  pieces: AsyncIterable<Buffer>,
  problems: Problems,
): AsyncGenerator<FileIdentifier, void, undefined> {
  let held: Buffer = Buffer.alloc(0);
  for await (const piece of pieces) {
    held = held.length === 0 ? piece : Buffer.concat([held, piece]);
    let offset = 0;
    while (offset + fixedBytes <= held.length) {
      const length = lengthOf(held, offset);
      // A damaged length must not make the rest of the directory look like one long name.
      const isPlausible = held.readUInt16LE(offset) === udfTag.fileIdentifier && hasTagSum(held, offset);
      if (isPlausible && offset + length > held.length) break;
      const descriptor = held.subarray(offset, offset + length);
      if (!isPlausible || readTag(descriptor) !== udfTag.fileIdentifier) {
        if (held.readUInt32LE(offset) !== 0)
          problems.addLoss('A UDF directory is damaged; names may be missing.');
        offset += 4;
        continue;
      }
      offset += length;
      const identifier = readIdentifier(descriptor, problems);
      if (identifier !== null) yield identifier;
    }
    held = held.subarray(offset);
  }
  if (held.some((byte) => byte !== 0)) problems.addLoss('A UDF directory ends within a name.');
}

function lengthOf(bytes: Buffer, offset: number): number {
  const length = fixedBytes + bytes.readUInt8(offset + 19) + bytes.readUInt16LE(offset + 36);
  return (length + 3) & ~3;
}

/** The tag's own checksum (ECMA-167 3/7.2.3). */
function hasTagSum(bytes: Buffer, offset: number): boolean {
  let sum = 0;
  for (let index = 0; index < 16; index += 1) if (index !== 4) sum += bytes.readUInt8(offset + index);
  return (sum & 0xff) === bytes.readUInt8(offset + 4);
}

function readIdentifier(descriptor: Buffer, problems: Problems): FileIdentifier | null {
  const characteristics = descriptor.readUInt8(18);
  // Bit 2: deleted. Bit 3: the parent (ECMA-167 4/14.4.3).
  if ((characteristics & 0b1100) !== 0) return null;
  const start = fixedBytes + descriptor.readUInt16LE(36);
  const name = decodeOsta(descriptor.subarray(start, start + descriptor.readUInt8(19)));
  // The list of blocks that must not be used is kept as a hidden file (UDF 2.3.7.2).
  if ((characteristics & 1) !== 0 && name === 'Non-Allocatable Space') return null;
  if (name === null) problems.add('A UDF name is in a character set that is not known; "_" stands for it.');
  return {
    name: name ?? '',
    icb: { block: descriptor.readUInt32LE(24), map: descriptor.readUInt16LE(28) },
    icbBytes: descriptor.readUInt32LE(20) & 0x3fffffff,
  };
}

/** OSTA compressed Unicode (UDF 2.1.1): 8 or 16 bits a character; 254 and 255 mark deleted names; `null` for other kinds. */
export function decodeOsta(bytes: Buffer): string | null {
  const kind = bytes[0];
  const characters = bytes.subarray(1);
  if (kind === 8 || kind === 254) return characters.toString('latin1');
  return kind === 16 || kind === 255 ? decodeWide(characters) : null;
}
