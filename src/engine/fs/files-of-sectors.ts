import {
  countSectors,
  cropRanges,
  isAppError,
  joinRanges,
  SECTOR_BYTES,
  type SectorRange,
  subtractRanges,
} from '#model/index.ts';
import type { FileExtent, FileSystemReader, StructurePlace } from './file-system.ts';
import { type WalkedEntry, walkFiles } from './walk-files.ts';

/** A file that holds bad sectors. */
export type HitFile = {
  readonly path: string;
  readonly sizeBytes: number;
  /** Bytes of the file in bad sectors. */
  readonly badBytes: number;
  /** `badBytes` as a part of `sizeBytes`, above 0 up to 1; 1 where the file's description itself is hit. */
  readonly share: number;
  /** Its bad sectors in order, the first hundred areas of them. */
  readonly ranges: readonly SectorRange[];
};

/** A structure that bad sectors hit: a directory by its path, else by the name its standard gives it. */
export type HitStructure = { readonly name: string; readonly ranges: readonly SectorRange[] };

/** What a list of bad sectors means for what is on the disc. */
export type SectorDamage = {
  /** In the order of the directories; a thousand at most, `fileCount` counts them all. */
  readonly files: readonly HitFile[];
  readonly fileCount: number;
  readonly structures: readonly HitStructure[];
  readonly structureCount: number;
  /** Files looked at. */
  readonly checkedFiles: number;
  /** Paths whose contents could not be found out, a hundred at most: whether they are hit is not known. */
  readonly unknown: readonly string[];
  readonly unknownCount: number;
  /** Bad sectors that hold nothing of a file or structure: free space and padding. */
  readonly unusedSectors: number;
  /**
   * Every file that the disc holds was looked at, and none is hit. False as soon as a directory is hit or could not be read
   * whole, since there may be files that were not seen.
   */
  readonly isEveryFileIntact: boolean;
};

const mostFiles = 1000;
const mostStructures = 1000;
const mostUnknown = 100;
const mostRanges = 100;
/** Hit areas gathered before they are joined. */
const gatherLimit = 10_000;

/**
 * Finds what bad sectors hit, in one walk over the tree. Give a reader of a source that cannot read these sectors, or
 * whose image holds zeros there. Memory is bounded whatever the disc holds.
 */
export async function filesOfSectors(
  reader: FileSystemReader,
  ranges: readonly SectorRange[],
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<SectorDamage> {
  const tally = new Tally(joinRanges(ranges));
  let isWholeTree = true;
  for (const { name, places } of reader.structures) tally.structure(name, places);
  const onTrouble = () => {
    isWholeTree = false;
  };
  const options = { ...(signal === undefined ? {} : { signal }), onTrouble };
  for await (const walked of walkFiles({ path: '', node: reader.root }, options)) {
    signal?.throwIfAborted();
    await tallyEntry(tally, walked);
  }
  return tally.result(isWholeTree && !reader.hasLosses());
}

async function tallyEntry(tally: Tally, { path, entry, node }: WalkedEntry): Promise<void> {
  const described = tally.hits(entry?.describedAt ?? []);
  if (node === null) {
    if (described.length > 0)
      tally.file(path, { sizeBytes: 0, badBytes: 0, ranges: described, isLost: true });
    else tally.unclear(path);
    return;
  }
  if (node.kind === 'other' || node.kind === 'symlink') {
    if (described.length > 0)
      tally.file(path, { sizeBytes: 0, badBytes: 0, ranges: described, isLost: true });
    return;
  }
  const extents = await node.extents().catch((error: unknown) => {
    if (isAppError(error, 'UNSUPPORTED_DISC')) return null;
    throw error;
  });
  if (extents === null || extents.some(({ kind }) => kind === 'missing')) tally.unclear(path);
  const places = (extents ?? []).filter((extent) => isData(extent));
  if (node.kind === 'directory') {
    tally.structure(path === '' ? 'root directory' : `directory ${path}`, [
      ...(entry?.describedAt ?? []),
      ...places,
    ]);
    return;
  }
  tally.checkedFiles += 1;
  const hit = tally.hits(places);
  if (hit.length + described.length === 0) return;
  tally.file(path, {
    sizeBytes: node.sizeBytes,
    badBytes: tally.bytes(places),
    ranges: joinRanges([...described, ...hit]),
    isLost: described.length > 0,
  });
}

type DataExtent = Extract<FileExtent, { kind: 'data' }>;

function isData(extent: FileExtent): extent is DataExtent {
  return extent.kind === 'data' && extent.lengthBytes > 0;
}

/** Bytes of some places that lie in bad sectors (in order, joined). */
function bytesHit(places: readonly StructurePlace[], bad: readonly SectorRange[]): number {
  let sum = 0;
  for (const { byteOffset, lengthBytes } of places) {
    if (lengthBytes <= 0) continue;
    const end = byteOffset + lengthBytes;
    for (const { firstLba, lastLba } of cropRanges(bad, spanOf({ byteOffset, lengthBytes }))) {
      sum += Math.min(end, (lastLba + 1) * SECTOR_BYTES) - Math.max(byteOffset, firstLba * SECTOR_BYTES);
    }
  }
  return sum;
}

/** Bytes of the stored parts of a file or folder that lie in bad sectors (in order, joined). */
export function bytesInSectors(extents: readonly FileExtent[], bad: readonly SectorRange[]): number {
  return bytesHit(
    extents.filter((extent) => isData(extent)),
    bad,
  );
}

/** Gathers what is hit, within bounds. */
class Tally {
  checkedFiles = 0;
  readonly #bad: readonly SectorRange[];
  readonly #files: HitFile[] = [];
  readonly #structures: HitStructure[] = [];
  readonly #unknown: string[] = [];
  #fileCount = 0;
  #structureCount = 0;
  #unknownCount = 0;
  #used: SectorRange[] = [];

  constructor(bad: readonly SectorRange[]) {
    this.#bad = bad;
  }

  /** The bad sectors in some places, in order and joined. */
  hits(places: readonly StructurePlace[]): SectorRange[] {
    const found: SectorRange[] = [];
    for (const place of places) {
      if (place.lengthBytes > 0) found.push(...cropRanges(this.#bad, spanOf(place)));
    }
    if (found.length > 0) {
      this.#used.push(...found);
      if (this.#used.length > gatherLimit) this.#used = joinRanges(this.#used);
    }
    return joinRanges(found);
  }

  bytes(places: readonly StructurePlace[]): number {
    return bytesHit(places, this.#bad);
  }

  structure(name: string, places: readonly StructurePlace[]): void {
    const ranges = this.hits(places);
    if (ranges.length === 0) return;
    this.#structureCount += 1;
    if (this.#structures.length < mostStructures)
      this.#structures.push({ name, ranges: ranges.slice(0, mostRanges) });
  }

  file(
    path: string,
    hit: { sizeBytes: number; badBytes: number; ranges: readonly SectorRange[]; isLost: boolean },
  ): void {
    const { sizeBytes, badBytes, ranges, isLost } = hit;
    this.#fileCount += 1;
    if (this.#files.length >= mostFiles) return;
    const share = isLost || sizeBytes === 0 ? 1 : Math.min(1, badBytes / sizeBytes);
    this.#files.push({ path, sizeBytes, badBytes, share, ranges: ranges.slice(0, mostRanges) });
  }

  unclear(path: string): void {
    this.#unknownCount += 1;
    if (this.#unknown.length < mostUnknown) this.#unknown.push(path);
  }

  result(isWholeTree: boolean): SectorDamage {
    const isDirectoryHit = this.#structures.some(({ name }) => /^(?:root )?directory\b/.test(name));
    return {
      files: this.#files,
      fileCount: this.#fileCount,
      structures: this.#structures,
      structureCount: this.#structureCount,
      checkedFiles: this.checkedFiles,
      unknown: this.#unknown,
      unknownCount: this.#unknownCount,
      unusedSectors: countSectors(subtractRanges(this.#bad, this.#used)),
      isEveryFileIntact: this.#fileCount + this.#unknownCount === 0 && !isDirectoryHit && isWholeTree,
    };
  }
}

function spanOf({ byteOffset, lengthBytes }: StructurePlace): SectorRange {
  return {
    firstLba: Math.floor(byteOffset / SECTOR_BYTES),
    lastLba: Math.floor((byteOffset + lengthBytes - 1) / SECTOR_BYTES),
  };
}
