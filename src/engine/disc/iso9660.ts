import { SECTOR_BYTES } from '#model/index.ts';
import { decodeIsoText, decodeUcs2, mergeLabels } from './disc-text.ts';
import { toIsoTime } from './disc-time.ts';
import { type IsoEntry, listIsoDirectory, readIsoDirectory } from './iso9660-directory.ts';
import { walkSectors } from './read-sectors.ts';
import type { SectorSource } from './sector-source.ts';

/** What the descriptors of an ISO 9660 volume say. Claims of the disc, bounds-checked and nothing more. */
export type IsoVolume = {
  readonly label: string | null;
  /** `YYYY-MM-DD-HH-MM-SS-CC`, as blkid prints it: the digits of the modification time, else of the creation time. */
  readonly volumeUuid: string | null;
  readonly blockBytes: number;
  /** Volume space size in bytes, counted from the session's start. */
  readonly sizeBytes: number;
  /** ISO 8601 in UTC. */
  readonly createdAt: string | null;
  readonly facts: Readonly<Record<string, string>>;
  readonly hasJoliet: boolean;
  readonly hasRockRidge: boolean;
  readonly hasElTorito: boolean;
  /** The root directory, as far as it could be read (at most 1 MiB of it). */
  readonly root: readonly IsoEntry[];
};

/** A volume, or why there is none. `isUnreadable`: sectors where descriptors belong could not be read. */
export type IsoReading = {
  readonly volume: IsoVolume | null;
  readonly isUnreadable: boolean;
  readonly warnings: readonly string[];
};

/** Volume descriptors start at this sector of a session (ECMA-119 6.2.1). */
const firstDescriptor = 16;
/** More than any real disc has; a descriptor set without a terminator must end somewhere. */
const maxDescriptors = 64;

/**
 * Reads the volume descriptors of the session that starts at `sessionStartLba` and lists its root directory. Extents
 * are absolute on the disc, whatever the session. Throws only what the source throws for the drive as a whole.
 */
export async function readIso9660(source: SectorSource, sessionStartLba = 0): Promise<IsoReading> {
  const set = await readDescriptorSet(source, sessionStartLba);
  // With a damaged primary descriptor Joliet's still tells size, label and root.
  const main = set.primary ?? set.joliet;
  if (main === null) return { volume: null, isUnreadable: set.isUnreadable, warnings: [] };

  const warnings: string[] = [];
  if (set.isUnreadable) warnings.push('Some volume descriptors of ISO 9660 cannot be read.');
  const blockBytes = readBlockBytes(main, warnings);
  const spaceBlocks = readBothEndian(main, 80, warnings);
  const directory = await readIsoDirectory(source, main.subarray(156, 190), blockBytes);
  if (directory.isIncomplete) warnings.push('The root directory of ISO 9660 cannot be read completely.');
  const { primary, joliet } = set;

  return {
    isUnreadable: set.isUnreadable,
    warnings,
    volume: {
      label: readLabel(primary, joliet),
      volumeUuid: readUuid(main),
      blockBytes,
      sizeBytes: spaceBlocks * blockBytes,
      createdAt: readLongDate(main, 813),
      facts: readFacts(main, primary === null ? decodeUcs2 : decodeIsoText),
      hasJoliet: joliet !== null,
      hasRockRidge: directory.hasRockRidge,
      hasElTorito: set.hasElTorito,
      root: listIsoDirectory(directory.sectors, primary === null ? decodeUcs2 : decodeIsoText),
    },
  };
}

type DescriptorSet = {
  readonly primary: Buffer | null;
  readonly joliet: Buffer | null;
  readonly hasElTorito: boolean;
  readonly isUnreadable: boolean;
};

async function readDescriptorSet(source: SectorSource, sessionStartLba: number): Promise<DescriptorSet> {
  let primary: Buffer | null = null;
  let joliet: Buffer | null = null;
  let hasElTorito = false;
  let isUnreadable = false;
  for await (const sector of walkSectors(source, sessionStartLba + firstDescriptor, maxDescriptors)) {
    if (sector === null) {
      isUnreadable = true;
      continue;
    }
    if (sector.toString('latin1', 1, 6) !== 'CD001') break;
    const type = sector[0];
    if (type === 255) break;
    if (type === 0) hasElTorito ||= sector.toString('latin1', 7, 30) === 'EL TORITO SPECIFICATION';
    if (type === 1) primary ??= sector;
    if (type === 2 && isJoliet(sector)) joliet ??= sector;
  }
  return { primary, joliet, hasElTorito, isUnreadable };
}

/** Escape sequences of UCS-2 levels 1, 2 and 3 (Joliet Specification, "SVD Identification"). */
function isJoliet(descriptor: Buffer): boolean {
  return ['%/@', '%/C', '%/E'].includes(descriptor.toString('latin1', 88, 91));
}

function readLabel(primary: Buffer | null, joliet: Buffer | null): string | null {
  if (joliet === null) return primary === null ? null : decodeIsoText(primary.subarray(40, 72));
  const wide = joliet.subarray(40, 72);
  return primary === null ? decodeUcs2(wide) : mergeLabels(wide, primary.subarray(40, 72));
}

/** A number recorded in both byte orders (ECMA-119 7.3.3); the little-endian half is the one that systems use. */
function readBothEndian(descriptor: Buffer, offset: number, warnings: string[]): number {
  const little = descriptor.readUInt32LE(offset);
  const big = descriptor.readUInt32BE(offset + 4);
  if (little !== big) {
    warnings.push(
      `ISO 9660 states its size twice, differently: ${little} and ${big} blocks. The first is used.`,
    );
  }
  return little;
}

function readBlockBytes(descriptor: Buffer, warnings: string[]): number {
  const blockBytes = descriptor.readUInt16LE(128);
  // ECMA-119 6.2.2: a power of two, not more than a sector.
  if ([512, 1024, SECTOR_BYTES].includes(blockBytes)) return blockBytes;
  warnings.push(`ISO 9660 states an impossible block size of ${blockBytes} bytes; 2048 is assumed.`);
  return SECTOR_BYTES;
}

/** Identifiers of the descriptor under the names the standard gives them (ECMA-119 8.4). */
function readFacts(descriptor: Buffer, decode: (bytes: Uint8Array) => string | null): Record<string, string> {
  const fields = {
    systemId: [8, 32],
    volumeSetId: [190, 128],
    publisherId: [318, 128],
    dataPreparerId: [446, 128],
    applicationId: [574, 128],
  } as const;
  const facts: Record<string, string> = {};
  for (const [name, [offset, length]] of Object.entries(fields)) {
    const value = decode(descriptor.subarray(offset, offset + length));
    if (value !== null) facts[name] = value;
  }
  const modifiedAt = readLongDate(descriptor, 830);
  if (modifiedAt !== null) facts.modifiedAt = modifiedAt;
  return facts;
}

function readUuid(descriptor: Buffer): string | null {
  return dateAsUuid(descriptor.subarray(830, 847)) ?? dateAsUuid(descriptor.subarray(813, 830));
}

/** ECMA-119 8.4.26.1: sixteen digits and a time zone; sixteen zeros and zone 0 mean that there is no date. */
function dateAsUuid(field: Buffer): string | null {
  const digits = field.toString('latin1', 0, 16);
  if (/^0{16}$/.test(digits) && field[16] === 0) return null;
  // blkid prints whatever bytes are there, and nothing if all are NUL; a UUID that is no text helps nobody.
  if (!/^[\x20-\x7e]{16}$/.test(digits) || digits.trim() === '') return null;
  return [digits.slice(0, 4), ...[4, 6, 8, 10, 12, 14].map((start) => digits.slice(start, start + 2))].join(
    '-',
  );
}

function readLongDate(descriptor: Buffer, offset: number): string | null {
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(
    descriptor.toString('latin1', offset, offset + 16),
  );
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, hundredths = 0] = match
    .slice(1)
    .map(Number);
  // Offset from Greenwich in quarters of an hour, -48 to +52.
  const zoneMinutes = descriptor.readInt8(offset + 16) * 15;
  return toIsoTime({ year, month, day, hour, minute, second, milliseconds: hundredths * 10, zoneMinutes });
}
