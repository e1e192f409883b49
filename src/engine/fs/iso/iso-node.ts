import { AppError, SECTOR_BYTES } from '#model/index.ts';
import type { ByteReader } from '../byte-reader.ts';
import { fitExtents } from '../file-contents.ts';
import type { FileExtent, FsEntry, FsNode, FsNodeKind, StructurePlace } from '../file-system.ts';
import { decodeNameBytes, decodeWide, mostNames, NameKeeper } from '../names.ts';
import type { Problems } from '../problems.ts';
import { type DirectoryRecord, readDirectoryRecord, recordsOfSector } from './directory-record.ts';
import { type RockRidge, readRockRidge } from './rock-ridge.ts';
import { readSystemUse } from './system-use.ts';

/** What all nodes of one tree need. */
export type IsoVolumeContext = {
  readonly bytes: ByteReader;
  readonly problems: Problems;
  readonly blockBytes: number;
  readonly isWide: boolean;
  /** Bytes of each system use area that are not Rock Ridge's; `null`: Rock Ridge is not read. */
  readonly skippedBytes: number | null;
  /** This volume's number in its set (ECMA-119 8.4.14). */
  readonly volumeNumber: number;
};

/** A directory's length at most; 64 MiB hold a million names. */
const largestDirectory = 64 * 1024 * 1024;
/** Pieces of a file at most: 4 GiB each, more than any medium holds. */
const mostPieces = 4096;
const unreadableInARow = 3;

/** What a node is made of. */
type IsoParts = {
  readonly name: string;
  /** All records of the file: more than one if it lies in several extents (ECMA-119 6.5.1). */
  readonly records: readonly DirectoryRecord[];
  readonly rockRidge: RockRidge | null;
};

/** A file or directory of ISO 9660, in the words of the tree that is shown. */
export class IsoNode implements FsNode {
  readonly name: string;
  readonly kind: FsNodeKind;
  readonly sizeBytes: number;
  readonly modifiedAt: string | null;
  readonly mode: number | null;
  readonly linkTarget: string | null;
  readonly streamCount = 0;
  readonly identity: string;
  readonly #parts: IsoParts;
  readonly #volume: IsoVolumeContext;

  constructor(volume: IsoVolumeContext, parts: IsoParts) {
    const { records, rockRidge } = parts;
    this.#volume = volume;
    this.#parts = parts;
    this.name = parts.name;
    this.kind = kindOf(parts);
    const storedBytes = records.reduce((sum, { lengthBytes }) => sum + lengthBytes, 0);
    this.sizeBytes = this.kind === 'symlink' ? 0 : (rockRidge?.decodedBytes ?? storedBytes);
    this.modifiedAt = rockRidge?.modifiedAt ?? records[0]?.recordedAt ?? null;
    this.mode = rockRidge?.mode == null ? null : rockRidge.mode & 0o7777;
    this.linkTarget = rockRidge?.linkTarget ?? null;
    this.identity = `${this.kind}@${records[0]?.block ?? 0}`;
  }

  async *entries(signal?: AbortSignal): AsyncGenerator<FsEntry, void, undefined> {
    if (this.kind !== 'directory') return;
    const names = new NameKeeper();
    let pieces: DirectoryRecord[] = [];
    for await (const record of this.#records(signal)) {
      if (record.isSelf || record.isParent || record.isAssociated) continue;
      if (pieces.length < mostPieces) pieces.push(record);
      if (record.isContinued) continue;
      const entry = await this.#entryOf(pieces, names);
      pieces = [];
      if (entry !== null) yield entry;
      if (names.count >= mostNames) {
        this.#volume.problems.addLoss(`A folder has more than ${mostNames} names; the rest is not shown.`);
        return;
      }
    }
    if (pieces.length > 0)
      this.#volume.problems.addLoss('A file of several extents lacks its last one; it is not shown.');
  }

  async extents(): Promise<readonly FileExtent[]> {
    const { bytes, blockBytes, volumeNumber, problems } = this.#volume;
    const { records, rockRidge } = this.#parts;
    if (this.kind === 'symlink' || this.kind === 'other') return [];
    const why =
      rockRidge?.encoding != null
        ? `is stored as ${rockRidge.encoding}`
        : records.some(({ isInterleaved }) => isInterleaved)
          ? 'is interleaved (ECMA-119 6.4.3)'
          : records.some((record) => record.volumeNumber !== volumeNumber)
            ? 'lies on another volume of the set'
            : null;
    if (why !== null && this.kind === 'file') {
      problems.add(`A file ${why}, which is not supported.`);
      throw new AppError('UNSUPPORTED_DISC', `${this.name} ${why}, which is not supported.`);
    }
    const stored: FileExtent[] = records.map((record) => ({
      kind: 'data',
      byteOffset: record.block * blockBytes,
      lengthBytes: record.lengthBytes,
    }));
    return fitExtents(stored, this.sizeBytes, bytes.sizeBytes);
  }

  /** Records of the directory's contents, sector by sector; what cannot be read is named and skipped. */
  async *#records(signal?: AbortSignal): AsyncGenerator<DirectoryRecord, void, undefined> {
    const { bytes, problems, blockBytes } = this.#volume;
    const [own] = this.#parts.records;
    if (own === undefined) return;
    if (own.lengthBytes > largestDirectory) {
      problems.addLoss(`A folder claims ${own.lengthBytes} bytes of names; 64 MiB of them are looked at.`);
    }
    const start = own.block * blockBytes;
    const end = start + Math.min(own.lengthBytes, largestDirectory);
    let unreadable = 0;
    for (let at = start; at < end && unreadable < unreadableInARow; ) {
      signal?.throwIfAborted();
      const lba = Math.floor(at / SECTOR_BYTES);
      const sector = await bytes.sector(lba);
      const skip = at % SECTOR_BYTES;
      const length = Math.min(SECTOR_BYTES - skip, end - at);
      at += SECTOR_BYTES - skip;
      if (sector === null) {
        unreadable += 1;
        problems.addLoss(`Sector ${lba} of a folder cannot be read; names are missing.`);
        continue;
      }
      unreadable = 0;
      for (const record of recordsOfSector(sector.subarray(skip, skip + length))) {
        if (record === 'damaged')
          problems.addLoss(`Sector ${lba} of a folder holds a directory record that makes no sense.`);
        else yield record;
      }
    }
  }

  async #entryOf(pieces: readonly DirectoryRecord[], names: NameKeeper): Promise<FsEntry | null> {
    const [first] = pieces;
    if (first === undefined) return null;
    const { skippedBytes, problems, bytes, blockBytes, isWide } = this.#volume;
    let rockRidge: RockRidge | null = null;
    let describedAt: readonly StructurePlace[] = [];
    if (skippedBytes !== null) {
      const use = await readSystemUse(first.systemUse.subarray(skippedBytes), {
        bytes,
        blockBytes,
        problems,
      });
      rockRidge = readRockRidge(use.entries, problems);
      describedAt = use.continuedAt;
    }
    // Kept here because ISO 9660 allows eight levels only; it is shown where it belongs.
    if (rockRidge?.isRelocated) return null;
    const recorded = rockRidge?.name ?? plainName(first, isWide);
    const { name, isChanged } = names.keep(recorded);
    if (isChanged)
      problems.add(`A name was changed to be different from others and part of a path: "${name}".`);
    const volume = this.#volume;
    const node = async (): Promise<FsNode | null> => {
      const child = rockRidge?.childBlock ?? null;
      const records = child === null ? pieces : await relocatedDirectory(volume, child);
      return records === null ? null : new IsoNode(volume, { name, records, rockRidge });
    };
    return { name, describedAt, node };
  }
}

/** The directory that a child link leads to: its own first record tells its length (IEEE P1282 4.1.5.1). */
async function relocatedDirectory(
  volume: IsoVolumeContext,
  block: number,
): Promise<DirectoryRecord[] | null> {
  const at = block * volume.blockBytes;
  const sector = await volume.bytes.sector(Math.floor(at / SECTOR_BYTES));
  const record = sector === null ? null : readDirectoryRecord(sector, at % SECTOR_BYTES);
  if (record === null || !record.isSelf || !record.isDirectory) {
    volume.problems.addLoss('A folder kept elsewhere (Rock Ridge CL) is not there.');
    return null;
  }
  return [{ ...record, block }];
}

/** Type bits of `st_mode` (POSIX `sys/stat.h`). */
const modeKinds: ReadonlyMap<number, FsNodeKind> = new Map([
  [0o040000, 'directory'],
  [0o100000, 'file'],
  [0o120000, 'symlink'],
]);

function kindOf({ records, rockRidge }: IsoParts): FsNodeKind {
  if (rockRidge?.childBlock != null || records[0]?.isDirectory) return 'directory';
  const type = (rockRidge?.mode ?? 0) & 0o170000;
  if (type === 0) return rockRidge?.linkTarget == null ? 'file' : 'symlink';
  const kind = modeKinds.get(type) ?? 'other';
  // A record that is no directory has no entries, whatever Rock Ridge says.
  return kind === 'directory' ? 'file' : kind;
}

/** An identifier without its version number, and without the dot of an empty extension (ECMA-119 7.5.1). */
function plainName(record: DirectoryRecord, isWide: boolean): string {
  const name = isWide ? decodeWide(record.nameBytes) : decodeNameBytes(record.nameBytes);
  if (record.isDirectory) return name;
  const base = name.replace(/;\d*$/, '');
  return isWide ? base : base.replace(/(?<=.)\.$/s, '');
}
