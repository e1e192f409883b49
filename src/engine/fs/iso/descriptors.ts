import { SECTOR_BYTES } from '#model/index.ts';
import { toIsoTime } from '../../disc/index.ts';
import type { ByteReader } from '../byte-reader.ts';
import type { FsStructure } from '../file-system.ts';
import type { Problems } from '../problems.ts';

/** The volume descriptors of a session (ECMA-119 8), those that can be read. */
export type IsoDescriptors = {
  readonly primary: Buffer | null;
  readonly joliet: Buffer | null;
  /** First sector of El Torito's catalogue. */
  readonly bootCatalogueLba: number | null;
  readonly place: FsStructure;
};

/** Descriptors start at this sector of a session (ECMA-119 6.2.1). */
const firstDescriptor = 16;
/** More than any real disc has; a set without a terminator must end somewhere. */
const maxDescriptors = 64;
const patience = 3;

/** Reads the descriptors of the session that starts at `sessionStartLba`. */
export async function readDescriptors(
  bytes: ByteReader,
  { sessionStartLba, problems }: { sessionStartLba: number; problems: Problems },
): Promise<IsoDescriptors> {
  let primary: Buffer | null = null;
  let joliet: Buffer | null = null;
  let bootCatalogueLba: number | null = null;
  let unreadable = 0;
  let count = 0;
  for (; count < maxDescriptors && unreadable < patience; count += 1) {
    const sector = await bytes.sector(sessionStartLba + firstDescriptor + count);
    if (sector === null) {
      unreadable += 1;
      continue;
    }
    if (sector.toString('latin1', 1, 6) !== 'CD001' || sector[0] === 255) break;
    if (sector[0] === 0 && sector.toString('latin1', 7, 30) === 'EL TORITO SPECIFICATION') {
      bootCatalogueLba ??= sector.readUInt32LE(71);
    }
    if (sector[0] === 1) primary ??= sector;
    if (sector[0] === 2 && isJoliet(sector)) joliet ??= sector;
    if (sector[0] === 3) problems.add('A volume partition of ISO 9660 (ECMA-119 8.6) is not looked into.');
  }
  if (unreadable > 0 && (primary ?? joliet) !== null) {
    problems.add('Some volume descriptors of ISO 9660 cannot be read.');
  }
  const byteOffset = (sessionStartLba + firstDescriptor) * SECTOR_BYTES;
  const place = {
    name: 'volume descriptors of ISO 9660',
    places: [{ byteOffset, lengthBytes: (count + 1) * SECTOR_BYTES }],
  };
  return { primary, joliet, bootCatalogueLba, place };
}

/** Escape sequences of UCS-2 levels 1, 2 and 3 (Joliet Specification, "SVD Identification"). */
function isJoliet(descriptor: Buffer): boolean {
  return ['%/@', '%/C', '%/E'].includes(descriptor.toString('latin1', 88, 91));
}

/** Block size of a volume (ECMA-119 6.2.2): a power of two, not more than a sector; 2048, told as a problem, for nonsense. */
export function readBlockBytes(descriptor: Buffer, problems: Problems): number {
  const blockBytes = descriptor.readUInt16LE(128);
  if ([512, 1024, SECTOR_BYTES].includes(blockBytes)) return blockBytes;
  problems.add(`ISO 9660 states an impossible block size of ${blockBytes} bytes; 2048 is assumed.`);
  return SECTOR_BYTES;
}

/** The path tables (ECMA-119 6.9): not used here, since directories tell the same, but worth naming when damaged. */
export function pathTablesOf(descriptor: Buffer, blockBytes: number): FsStructure {
  const lengthBytes = descriptor.readUInt32LE(132);
  const blocks = [
    descriptor.readUInt32LE(140),
    descriptor.readUInt32LE(144),
    descriptor.readUInt32BE(148),
    descriptor.readUInt32BE(152),
  ];
  return {
    name: 'path tables of ISO 9660',
    places: blocks
      .filter((block) => block > 0)
      .map((block) => ({ byteOffset: block * blockBytes, lengthBytes })),
  };
}

/** Sixteen digits and a zone in quarters of an hour (ECMA-119 8.4.26.1); `null` for none. */
export function readLongDate(bytes: Buffer, offset: number): string | null {
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(
    bytes.toString('latin1', offset, offset + 16),
  );
  if (match === null || offset + 17 > bytes.length) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, hundredths = 0] = match
    .slice(1)
    .map(Number);
  const zoneMinutes = bytes.readInt8(offset + 16) * 15;
  return toIsoTime({ year, month, day, hour, minute, second, milliseconds: hundredths * 10, zoneMinutes });
}
