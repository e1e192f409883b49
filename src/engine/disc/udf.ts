import { SECTOR_BYTES } from '#model/index.ts';
import { tryRead, walkSectors } from './read-sectors.ts';
import type { SectorSource } from './sector-source.ts';
import {
  hasEntityId,
  isRecordedAt,
  readExtent,
  readTag,
  readVolumeSequence,
  type UdfExtent,
  udfTag,
} from './udf-descriptors.ts';
import { readUdfRoot, type UdfEntry } from './udf-directory.ts';
import { readOstaString, readTimestamp, readUdfFacts, readUdfUuid } from './udf-fields.ts';
import { readPartitionMaps, type UdfPartition, type UdfPartitionMap } from './udf-partitions.ts';

/** What the descriptors of a UDF volume say. Claims of the disc, bounds-checked and nothing more. */
export type UdfVolume = {
  /** Logical volume identifier: what systems show as the name. */
  readonly label: string | null;
  /** Sixteen hexadecimal digits made from the volume set identifier in the way of blkid. */
  readonly volumeUuid: string | null;
  /** Highest byte that any descriptor lays claim to, from sector 0; `null` if no partition could be read. */
  readonly endBytes: number | null;
  /** ISO 8601 in UTC. */
  readonly createdAt: string | null;
  readonly facts: Readonly<Record<string, string>>;
  /** Names in the root directory; empty where it cannot be reached (virtual partitions). */
  readonly root: readonly UdfEntry[];
};

/** A volume, or why there is none. `isRecognised`: the disc announces UDF, whether or not it could be parsed. */
export type UdfReading = {
  readonly volume: UdfVolume | null;
  readonly isRecognised: boolean;
  readonly warnings: readonly string[];
};

/**
 * Reads a UDF volume of 2048-byte blocks, the block size of all optical media. Throws only what
 * the source throws for the drive as a whole.
 */
export async function readUdf(source: SectorSource, sessionStartLba = 0): Promise<UdfReading> {
  const recognition = await readRecognitionSequence(source, sessionStartLba);
  if (recognition === 'absent') return { volume: null, isRecognised: false, warnings: [] };
  const isRecognised = recognition === 'nsr';
  const anchor = await findUdfAnchor(source, sessionStartLba);
  if (anchor === null) {
    return {
      volume: null,
      isRecognised,
      warnings: isRecognised ? ['The disc announces UDF, but its anchor cannot be read.'] : [],
    };
  }
  const warnings: string[] = [];
  const volume = await readVolume(source, anchor, warnings);
  return { volume, isRecognised: isRecognised || volume !== null, warnings };
}

/** Volume structure descriptors (ECMA-167 2/8.4, 2/9): NSR02 or NSR03 announces a volume of this standard. */
export async function readRecognitionSequence(
  source: SectorSource,
  sessionStartLba: number,
): Promise<'nsr' | 'absent' | 'unreadable'> {
  let isUnreadable = false;
  for await (const sector of walkSectors(source, sessionStartLba + 16, 64)) {
    if (sector === null) {
      isUnreadable = true;
      continue;
    }
    const id = sector.toString('latin1', 1, 6);
    if (id === 'NSR02' || id === 'NSR03') return 'nsr';
    if (!['BEA01', 'TEA01', 'CD001', 'BOOT2', 'CDW02'].includes(id)) break;
  }
  return isUnreadable ? 'unreadable' : 'absent';
}

/** An anchor volume descriptor pointer: both volume descriptor sequences (ECMA-167 3/10.2), and where it stands. */
export type UdfAnchor = { readonly main: UdfExtent; readonly reserve: UdfExtent; readonly lba: number };

/** Anchors stand at two of 256, N-256 and N (ECMA-167 3/8.4.2.1); on open write-once discs also at 512 (UDF 2.2.3). */
export async function findUdfAnchor(
  source: SectorSource,
  sessionStartLba: number,
): Promise<UdfAnchor | null> {
  const last = source.sectorCount === null ? null : source.sectorCount - 1;
  const places = [sessionStartLba + 256, ...(last === null ? [] : [last, last - 256]), sessionStartLba + 512];
  for (const lba of places) {
    const anchor = await readAnchor(source, lba);
    if (anchor !== null) return anchor;
  }
  return null;
}

async function readAnchor(source: SectorSource, lba: number): Promise<UdfAnchor | null> {
  const sector = lba < 0 ? null : await tryRead(source, lba, 1);
  if (sector === null || readTag(sector) !== udfTag.anchor || !isRecordedAt(sector, lba)) return null;
  return { main: readExtent(sector, 16), reserve: readExtent(sector, 24), lba };
}

async function readVolume(
  source: SectorSource,
  anchor: UdfAnchor,
  warnings: string[],
): Promise<UdfVolume | null> {
  const main = await readVolumeSequence(source, anchor.main);
  const hasAll = [udfTag.primaryVolume, udfTag.partition, udfTag.logicalVolume].every((tag) =>
    main.descriptors.some((descriptor) => descriptor.tag === tag),
  );
  const reserve = hasAll ? null : await readVolumeSequence(source, anchor.reserve);
  if (main.isUnreadable) {
    warnings.push(
      `Part of the main UDF volume descriptors cannot be read${hasAll ? '.' : '; the reserve copy is used.'}`,
    );
  }
  // Newest last; the main sequence stands behind the reserve, so that it prevails.
  const descriptors = [...(reserve?.descriptors ?? []), ...main.descriptors];
  const ofKind = (tag: number) => descriptors.filter((d) => d.tag === tag).map((d) => d.bytes);
  const logical = ofKind(udfTag.logicalVolume).at(-1);
  // Other users of ECMA-167 exist; UDF is the one that says so (UDF 2.2.4.3).
  if (logical === undefined || !hasEntityId(logical, 216, '*OSTA UDF Compliant')) {
    warnings.push('The disc announces UDF, but no logical volume descriptor can be read.');
    return null;
  }
  const primary = ofKind(udfTag.primaryVolume).at(-1) ?? null;
  const partitions = readUdfPartitions(ofKind(udfTag.partition));
  const maps = readPartitionMaps(logical, partitions);
  const directory = await readUdfRoot(source, logical, maps);
  if (directory.isIncomplete) warnings.push('The root directory of UDF cannot be read completely.');
  return {
    label: readOstaString(logical, 20, logical.subarray(84, 212)),
    volumeUuid: primary === null ? null : readUdfUuid(primary),
    endBytes: await findEnd(source, { anchor, logical, partitions, maps }),
    createdAt: primary === null ? null : readTimestamp(primary, 376),
    facts: readUdfFacts(primary, logical),
    root: directory.entries,
  };
}

/** Partition descriptors (ECMA-167 3/10.5), given oldest first: of several with one number the newest prevails. */
export function readUdfPartitions(descriptors: readonly Buffer[]): UdfPartition[] {
  const byNumber = new Map<number, UdfPartition>();
  for (const bytes of descriptors) {
    const number = bytes.readUInt16LE(22);
    byNumber.set(number, {
      number,
      startLba: bytes.readUInt32LE(188),
      sectorCount: bytes.readUInt32LE(192),
    });
  }
  return [...byNumber.values()];
}

type Layout = {
  readonly anchor: UdfAnchor;
  readonly logical: Buffer;
  readonly partitions: readonly UdfPartition[];
  readonly maps: readonly UdfPartitionMap[];
};

/** Sectors beyond the descriptors' reach in which the last anchor is looked for: a DVD's ECC block is 16 sectors. */
const tailSectors = 16;

/**
 * End of the volume: the partitions, the descriptor sequences and the integrity sequence, and behind them the last
 * anchor. ECMA-167 3/8.4.2.1 puts anchors at N and N-256, and an image cut in front of them is no valid volume; N is
 * not recorded anywhere, so they are looked for at the end of the medium (whole, or padded to an ECC block) and right
 * behind everything else.
 */
async function findEnd(
  source: SectorSource,
  { anchor, logical, partitions, maps }: Layout,
): Promise<number | null> {
  if (partitions.length === 0) return null;
  const extents = [anchor.main, anchor.reserve, readExtent(logical, 432)].filter((e) => e.lengthBytes > 0);
  const count = source.sectorCount;
  // The partition of a write-once disc reaches to where it could be written; its table is the last sector recorded.
  if (count !== null && maps.some((map) => map.kind === 'virtual')) return count * SECTOR_BYTES;
  let end = Math.max(
    ...partitions.map((partition) => partition.startLba + partition.sectorCount),
    ...extents.map((extent) => extent.lba + Math.ceil(extent.lengthBytes / SECTOR_BYTES)),
  );
  if (count !== null && count > end && (await readAnchor(source, count - 257)) !== null)
    return count * SECTOR_BYTES;
  const windows = [end, ...(count === null ? [] : [Math.max(end, count - tailSectors)])];
  for (const start of windows) {
    const length = count === null ? tailSectors : Math.min(tailSectors, count - start);
    const tail = length > 0 ? await tryRead(source, start, length) : null;
    for (let index = length - 1; tail !== null && index >= 0; index -= 1) {
      const sector = tail.subarray(index * SECTOR_BYTES, (index + 1) * SECTOR_BYTES);
      if (readTag(sector) === udfTag.anchor && isRecordedAt(sector, start + index)) {
        end = Math.max(end, start + index + 1);
        break;
      }
    }
  }
  return end * SECTOR_BYTES;
}
