import { AppError, SECTOR_BYTES } from '#model/index.ts';
import { readTag } from '../../disc/index.ts';
import { fitExtents } from '../file-contents.ts';
import type { FileExtent, FsEntry, FsNode, FsNodeKind } from '../file-system.ts';
import { mostNames, NameKeeper } from '../names.ts';
import { type Allocation, type AllocationKind, type BlockAddress, readAllocations } from './allocation.ts';
import { type BlockSpace, blocksOf } from './block-space.ts';
import { type FileEntry, readFileEntry, readIndirectEntry, readPathComponents } from './file-entry.ts';
import { decodeOsta, parseFileIdentifiers } from './file-identifiers.ts';

/** A directory's length at most: a million names. */
const largestDirectory = 128 * 1024 * 1024;
const largestLink = 64 * 1024;
/** Entries that strategy 4096 may chain; each stands for one rewriting of the file. */
const mostRewritings = 1000;
/** Streams of one file that are counted. */
const mostStreams = 1000;
const directoryPieceBytes = 32 * 1024;

/** A file or directory of UDF. */
export class UdfNode implements FsNode {
  readonly name: string;
  readonly kind: FsNodeKind;
  readonly sizeBytes: number;
  readonly modifiedAt: string | null;
  readonly mode: number | null;
  readonly linkTarget: string | null;
  readonly streamCount: number;
  readonly identity: string;
  readonly #parts: UdfParts;

  constructor(parts: UdfParts) {
    const { entry, address } = parts;
    this.#parts = parts;
    this.name = parts.name;
    this.kind = kindOf(entry.fileType);
    this.sizeBytes = this.kind === 'symlink' || this.kind === 'other' ? 0 : entry.sizeBytes;
    this.modifiedAt = entry.modifiedAt;
    this.mode = entry.mode;
    this.linkTarget = parts.linkTarget;
    this.streamCount = parts.streamCount;
    this.identity = `${this.kind}@${address.map}:${address.block}`;
  }

  async *entries(signal?: AbortSignal): AsyncGenerator<FsEntry, void, undefined> {
    if (this.kind !== 'directory') return;
    const { space } = this.#parts;
    const names = new NameKeeper();
    const pieces = readPieces(this.#parts, signal);
    for await (const identifier of parseFileIdentifiers(pieces, space.problems)) {
      const { name, isChanged } = names.keep(identifier.name);
      if (isChanged) {
        space.problems.add(`A name was changed to be different from others and part of a path: "${name}".`);
      }
      const run = await space.locate(identifier.icb);
      const describedAt =
        run === null ? [] : [{ byteOffset: run.lba * SECTOR_BYTES, lengthBytes: SECTOR_BYTES }];
      yield { name, describedAt, node: () => openUdfNode(space, { name, address: identifier.icb }) };
      if (names.count >= mostNames) {
        space.problems.addLoss(`A folder has more than ${mostNames} names; the rest is not shown.`);
        return;
      }
    }
  }

  async extents(): Promise<readonly FileExtent[]> {
    if (this.kind === 'symlink' || this.kind === 'other') return [];
    return extentsOf(this.#parts);
  }
}

type UdfParts = {
  readonly space: BlockSpace;
  readonly name: string;
  readonly entry: FileEntry;
  /** Where the entry stands, which short descriptors are relative to. */
  readonly address: BlockAddress;
  readonly linkTarget: string | null;
  readonly streamCount: number;
};

/** Reads the file entry at a place and makes a node of it; `null`, told as a problem, if there is none. */
export async function openUdfNode(
  space: BlockSpace,
  { name, address }: { name: string; address: BlockAddress },
): Promise<UdfNode | null> {
  const found = await readEntry(space, address);
  if (found === null) {
    space.problems.addLoss('A UDF file entry cannot be read or is not valid; its name is not shown.');
    return null;
  }
  const parts = { space, name, entry: found.entry, address: found.address, linkTarget: null, streamCount: 0 };
  const linkTarget = kindOf(found.entry.fileType) === 'symlink' ? await readTarget(parts) : null;
  const streams = found.entry.streamDirectory;
  return new UdfNode({
    ...parts,
    linkTarget,
    streamCount: streams === null ? 0 : await countStreams(space, streams),
  });
}

/** The newest entry: with strategy 4096 the one that an indirect entry leads to (ECMA-167 4/A.5). */
async function readEntry(
  space: BlockSpace,
  address: BlockAddress,
): Promise<{ entry: FileEntry; address: BlockAddress } | null> {
  let newest: { entry: FileEntry; address: BlockAddress } | null = null;
  let place = address;
  const seen = new Set<string>();
  for (let steps = 0; steps <= mostRewritings; steps += 1) {
    const key = `${place.map}:${place.block}`;
    if (seen.has(key)) {
      space.problems.addLoss('UDF indirect entries lead back to themselves.');
      return newest;
    }
    seen.add(key);
    const block = await space.readBlock(place, (bytes) => readTag(bytes) !== null);
    const entry = block === null ? null : readFileEntry(block);
    if (entry === null) return newest;
    newest = { entry, address: place };
    if (entry.strategy !== 4096) return newest;
    const behind = await space.readBlock({ ...place, block: place.block + 1 });
    const next = behind === null ? null : readIndirectEntry(behind);
    if (next === null) return newest;
    place = next;
  }
  space.problems.addLoss('UDF indirect entries go on without end.');
  return newest;
}

async function extentsOf({ space, entry, address }: UdfParts): Promise<FileExtent[]> {
  const { allocationKind, area, areaOffset } = entry;
  const mediumBytes = space.bytes.sizeBytes;
  if (allocationKind === 3) {
    const run = await space.locate(address);
    const byteOffset = (run?.lba ?? -1) * SECTOR_BYTES + areaOffset;
    const embedded: FileExtent = { kind: 'data', byteOffset, lengthBytes: area.length };
    return fitExtents(run === null ? [] : [embedded], entry.sizeBytes, mediumBytes);
  }
  if (!isAllocationKind(allocationKind)) {
    throw new AppError('UNSUPPORTED_DISC', `Allocation descriptors of kind ${allocationKind} are not known.`);
  }
  const { allocations } = await readAllocations(area, {
    kind: allocationKind,
    map: address.map,
    problems: space.problems,
    readBlock: (place) => space.readBlock(place),
  });
  const extents: FileExtent[] = [];
  let left = entry.sizeBytes;
  for (const allocation of allocations) {
    if (left <= 0) break;
    const lengthBytes = Math.min(allocation.lengthBytes, left);
    left -= lengthBytes;
    if (!allocation.isRecorded) extents.push({ kind: 'hole', lengthBytes });
    else for await (const extent of placesOf(space, allocation, lengthBytes)) extents.push(extent);
  }
  return fitExtents(extents, entry.sizeBytes, mediumBytes);
}

/** Sectors of one allocation: several runs where blocks were moved. */
async function* placesOf(
  space: BlockSpace,
  allocation: Allocation,
  lengthBytes: number,
): AsyncGenerator<FileExtent, void, undefined> {
  const blocks = blocksOf({ ...allocation, lengthBytes });
  for (let done = 0; done < blocks; ) {
    const address = { block: allocation.block + done, map: allocation.map };
    const run = await space.locate(address, blocks - done);
    const leftBytes = lengthBytes - done * SECTOR_BYTES;
    if (run === null) {
      yield { kind: 'missing', lengthBytes: leftBytes };
      return;
    }
    yield {
      kind: 'data',
      byteOffset: run.lba * SECTOR_BYTES,
      lengthBytes: Math.min(leftBytes, run.count * SECTOR_BYTES),
    };
    done += run.count;
  }
}

/** Contents of a directory or link, piece by piece; ends, telling why, at what cannot be read. */
async function* readPieces(parts: UdfParts, signal?: AbortSignal): AsyncGenerator<Buffer, void, undefined> {
  const { space, entry, address } = parts;
  const { problems } = space;
  if (entry.sizeBytes > largestDirectory) {
    problems.addLoss(`A folder claims ${entry.sizeBytes} bytes of names; 128 MiB of them are looked at.`);
  }
  if (entry.allocationKind === 3) {
    yield entry.area.subarray(0, entry.sizeBytes);
    return;
  }
  let left = Math.min(entry.sizeBytes, largestDirectory);
  const kind = entry.allocationKind;
  if (!isAllocationKind(kind)) {
    problems.addLoss(`Allocation descriptors of kind ${kind} are not known; a folder is not shown.`);
    return;
  }
  const { allocations } = await readAllocations(entry.area, {
    kind,
    map: address.map,
    problems,
    readBlock: (place) => space.readBlock(place),
  });
  for (const allocation of allocations) {
    for (let done = 0; done < allocation.lengthBytes && left > 0; ) {
      signal?.throwIfAborted();
      const wanted = Math.min(directoryPieceBytes, allocation.lengthBytes - done, left);
      const piece = allocation.isRecorded
        ? await readRun(space, { block: allocation.block + done / SECTOR_BYTES, map: allocation.map }, wanted)
        : null;
      if (piece === null) {
        problems.addLoss('Part of a UDF directory cannot be read; names are missing.');
        if (!allocation.isRecorded || (await space.locate(allocation)) === null) return;
        // The next sector may be sound: a sector of zeros stands for this one.
        yield Buffer.alloc(Math.min(SECTOR_BYTES, wanted));
        done += SECTOR_BYTES;
        left -= Math.min(SECTOR_BYTES, wanted);
        continue;
      }
      yield piece;
      done += piece.length;
      left -= piece.length;
    }
  }
  if (left > 0) problems.addLoss('A UDF directory is shorter than it claims.');
}

/** Bytes from a block on, as many of the wanted ones as can be read together. */
async function readRun(space: BlockSpace, address: BlockAddress, wanted: number): Promise<Buffer | null> {
  const run = await space.locate(address, Math.ceil(wanted / SECTOR_BYTES));
  if (run === null) return null;
  if (run.mirrorLba === null) {
    const together = await space.bytes.read(
      run.lba * SECTOR_BYTES,
      Math.min(wanted, run.count * SECTOR_BYTES),
    );
    if (together !== null) return together;
  }
  const block = await space.readBlock(address);
  return block === null ? null : block.subarray(0, Math.min(wanted, SECTOR_BYTES));
}

async function readTarget(parts: UdfParts): Promise<string | null> {
  if (parts.entry.sizeBytes > largestLink) {
    parts.space.problems.add('A symbolic link of UDF is too long to be one.');
    return null;
  }
  const pieces: Buffer[] = [];
  for await (const piece of readPieces(parts)) pieces.push(piece);
  return readPathComponents(Buffer.concat(pieces), decodeOsta);
}

/** Streams named in a stream directory (ECMA-167 4/9.2). */
async function countStreams(space: BlockSpace, address: BlockAddress): Promise<number> {
  const found = await readEntry(space, address);
  if (found === null || found.entry.fileType !== 13) {
    space.problems.add('A UDF stream directory cannot be read; its streams are not counted.');
    return 0;
  }
  const parts = {
    space,
    name: '',
    entry: found.entry,
    address: found.address,
    linkTarget: null,
    streamCount: 0,
  };
  let count = 0;
  for await (const _ of parseFileIdentifiers(readPieces(parts), space.problems)) {
    count += 1;
    if (count >= mostStreams) break;
  }
  return count;
}

function isAllocationKind(kind: number): kind is AllocationKind {
  return kind === 0 || kind === 1 || kind === 2;
}

/** ECMA-167 4/14.6.6; 249 is a file for real-time playback (UDF 2.3.5.2.1). */
function kindOf(fileType: number): FsNodeKind {
  if (fileType === 4) return 'directory';
  if (fileType === 12) return 'symlink';
  return fileType === 5 || fileType === 249 || fileType === 0 ? 'file' : 'other';
}
