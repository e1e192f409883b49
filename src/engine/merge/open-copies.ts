import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { intersectRanges, joinRanges, SECTOR_BYTES, type SectorRange, subtractRanges } from '#model/index.ts';
import { compareDiscs } from '../disc/index.ts';
import { readingError } from '../files/file-errors.ts';
import {
  changedSince,
  type EarlierImage,
  missingSectors,
  openEarlierImage,
  unsuitable,
} from '../image/index.ts';

/** One of the images to be merged, open, and its sum taken on the way. Read from front to back. */
export class DiscCopy implements AsyncDisposable {
  readonly image: EarlierImage;
  /** Sectors that it holds for certain, in order and joined. */
  readonly claims: readonly SectorRange[];
  readonly #file: FileHandle;
  readonly #hash: Hash | null;

  private constructor(image: EarlierImage, file: FileHandle) {
    this.image = image;
    this.#file = file;
    this.#hash = image.sum === null ? null : createHash(image.sum.algorithm);
    const lastLba = Math.ceil(image.provenance.sizeBytes / SECTOR_BYTES) - 1;
    // Where readings of its disc did not agree, nobody knows what it holds.
    const doubtful = [...missingSectors(image), ...(image.provenance.secondRead?.unsettled ?? [])];
    this.claims = subtractRanges([{ firstLba: 0, lastLba }], doubtful);
  }

  /** Errors: as `openEarlierImage`. */
  static async open(path: string): Promise<DiscCopy> {
    const image = await openEarlierImage(path);
    const file = await open(path, 'r').catch((cause: unknown) => {
      throw readingError(cause, path);
    });
    return new DiscCopy(image, file);
  }

  /** Fills `window` with what stands in the file from `position` on. Errors: `FILE_READ_FAILED`, `IMAGE_UNSUITABLE` if it ends before. */
  async read(window: Buffer, position: number): Promise<void> {
    const { path } = this.image;
    for (let done = 0; done < window.length; ) {
      const { bytesRead } = await this.#file
        .read(window, done, window.length - done, position + done)
        .catch((cause: unknown) => {
          throw readingError(cause, path);
        });
      if (bytesRead === 0) throw unsuitable(path, 'became shorter while it was read');
      done += bytesRead;
    }
    this.#hash?.update(window);
  }

  /** Whether what was read is the image that is on record; all of it must have been read. Error: `IMAGE_UNSUITABLE`. */
  requireUnchanged(): void {
    const { sum } = this.image;
    if (sum !== null && this.#hash?.digest('hex') !== sum.sum) throw changedSince(this.image, sum);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
  }
}

/**
 * For each image, whether its papers alone say that it is of the same disc as the first one; of the others what they hold
 * must tell. Error: `IMAGE_UNSUITABLE` if any two cannot be of the same disc, or were not read in the same way.
 */
export function knownToBeOneDisc(images: readonly EarlierImage[]): boolean[] {
  const isKnown = images.map((_, index) => index === 0);
  for (const [index, image] of images.entries()) {
    for (const before of images.slice(0, index)) requireComparable(before, image);
  }
  // The papers of a third may connect two of which too little is known to compare them.
  for (let isGrowing = true; isGrowing; ) {
    isGrowing = false;
    for (const [index, image] of images.entries()) {
      if (isKnown[index] || !images.some((other, at) => isKnown[at] && isSame(image, other))) continue;
      isKnown[index] = true;
      isGrowing = true;
    }
  }
  return isKnown;
}

const isSame = (one: EarlierImage, other: EarlierImage) => compare(one, other) === 'same';

function compare({ provenance: a }: EarlierImage, { provenance: b }: EarlierImage) {
  return compareDiscs(a.disc.fingerprint, b.disc.fingerprint);
}

function requireComparable(one: EarlierImage, other: EarlierImage): void {
  const [a, b] = [one.provenance, other.provenance];
  if (a.jobId === b.jobId) throw unsuitable(other.path, `is the same image as ${one.path}`);
  if (compare(one, other) === 'different') {
    throw unsuitable(other.path, `is an image of another disc than ${one.path}`);
  }
  if (a.sizeBytes === b.sizeBytes) return;
  throw unsuitable(
    other.path,
    `has ${b.sizeBytes} bytes and ${one.path} ${a.sizeBytes}; only images of the same size can be merged`,
  );
}

/** Sectors that all copies were told to leave out. */
export function excludedByAll(images: readonly EarlierImage[]): SectorRange[] {
  const [first = [], ...others] = images.map(({ provenance }) => joinRanges(provenance.excludedSectors));
  return others.reduce((common, list) => intersectRanges(common, list), first);
}
