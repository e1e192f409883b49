import { AppError, type ChecksumAlgorithm, SECTOR_BYTES } from '#model/index.ts';
import { createNew } from '../files/atomic-file.ts';
import { writingError } from '../files/file-errors.ts';
import { ChecksumFollower, type EarlierImage, openEarlierImage } from '../image/index.ts';
import { RateMeter } from '../read/index.ts';
import { requireSpace } from '../rip/job/free-space.ts';
import {
  type MadeImage,
  type MakeRequest,
  type Making,
  makeImage,
  noFigures,
} from '../rip/make/make-image.ts';
import type { RipContext, RipResult } from '../rip/rip-contract.ts';
import { describeMerged } from './describe-merged.ts';
import { MergeOutcome } from './merge-outcome.ts';
import { mergeWindow } from './merge-window.ts';
import { DiscCopy, knownToBeOneDisc } from './open-copies.ts';

/** Which images to make one of. */
export type MergeRequest = MakeRequest & {
  /** At least two; where copies have the same sectors the first is named as their source. */
  readonly imagePaths: readonly string[];
  readonly checksums: readonly ChecksumAlgorithm[];
};

const windowBytes = 512 * SECTOR_BYTES;
const syncEveryBytes = 256 * 1024 * 1024;

/**
 * Makes one image of several of the same disc: each sector from a copy that has it. Where copies that claim to have a
 * sector differ, more than half of them decide; without such a majority the sector is named as a conflict, is zeros and
 * counts as bad, for the disc to decide later. The images themselves are only read, and must be what their sums say.
 *
 * Errors: `IMAGE_UNSUITABLE` in words for images that do not serve or are not of one disc; else as `makeImage`.
 */
export async function mergeImages(request: MergeRequest, context: RipContext): Promise<RipResult> {
  if (request.imagePaths.length < 2) {
    throw new AppError('INVALID_INPUT', 'ids: At least two images are needed to make one of.', {
      details: { field: 'ids' },
    });
  }
  return await makeImage(request, context, (making) => merge(request, making));
}

/** Looks at the papers of images alone, whether they can be made into one. Errors: as `mergeImages`. */
export async function requireMergeable(imagePaths: readonly string[]): Promise<void> {
  const images: EarlierImage[] = [];
  for (const path of imagePaths) images.push(await openEarlierImage(path));
  knownToBeOneDisc(images);
}

async function merge(request: MergeRequest, making: Making): Promise<MadeImage> {
  await using stack = new AsyncDisposableStack();
  const copies: DiscCopy[] = [];
  for (const path of request.imagePaths) copies.push(stack.use(await DiscCopy.open(path)));
  const [base, ...others] = copies.map(({ image }) => image);
  if (base === undefined) throw new AppError('INTERNAL', 'There is nothing to merge.');
  const images = [base, ...others] as const;
  const isKnown = knownToBeOneDisc(images);
  for (const { path, sum } of images) {
    if (sum === null)
      making.log('warning', `No checksum of ${path} is on record: whether it was changed cannot be told.`);
  }
  const { sizeBytes } = base.provenance;
  await requireSpace(making.folder.path, sizeBytes);
  making.plan({ readBytes: sizeBytes, rereadBytes: 0 });
  const { image: path } = making.folder.files;
  const follower = new ChecksumFollower({ path, algorithms: request.checksums });
  follower.start();
  try {
    const outcome = await writeMerged({ copies, isKnown, sizeBytes, follower }, making);
    for (const copy of copies) copy.requireUnchanged();
    outcome.requireOneDisc(images, isKnown);
    for (const message of outcome.remarks(images)) making.log('warning', message);
    making.tell('hash', { ...noFigures, phase: 'hashing', bytesDone: 0, bytesTotal: sizeBytes });
    const checksums = await follower.finish(sizeBytes, making.signal);
    return describeMerged(images, outcome, checksums);
  } finally {
    await follower.stop();
  }
}

type Merging = {
  readonly copies: readonly DiscCopy[];
  readonly isKnown: readonly boolean[];
  readonly sizeBytes: number;
  readonly follower: ChecksumFollower;
};

/** Reads all copies side by side from front to back, and writes what comes of them. Durable when it resolves. */
async function writeMerged(
  { copies, isKnown, sizeBytes, follower }: Merging,
  { folder, signal, tell }: Making,
): Promise<MergeOutcome> {
  const path = folder.files.image;
  const outcome = new MergeOutcome(copies.length);
  const claims = copies.map((copy) => copy.claims);
  const buffers = copies.map(() => Buffer.allocUnsafeSlow(windowBytes));
  const rate = new RateMeter();
  const failure = (cause: unknown): never => {
    throw writingError(cause, { field: 'workFolder', path });
  };
  const target = await createNew(path).catch(failure);
  try {
    for (let bytesDone = 0; bytesDone < sizeBytes; ) {
      signal.throwIfAborted();
      const length = Math.min(windowBytes, sizeBytes - bytesDone);
      const windows = buffers.map((buffer) => buffer.subarray(0, length));
      for (const [index, copy] of copies.entries()) {
        const window = windows[index];
        if (window !== undefined) await copy.read(window, bytesDone);
      }
      const firstLba = bytesDone / SECTOR_BYTES;
      const merged = mergeWindow({ firstLba, copies: windows, claims, isKnown });
      await target.writeFile(merged.merged).catch(failure);
      outcome.add(merged);
      bytesDone += length;
      if (bytesDone % syncEveryBytes === 0) await target.datasync().catch(failure);
      follower.advance(bytesDone);
      const figures = { bytesDone, bytesTotal: sizeBytes, bytesPerSecond: rate.of(bytesDone) };
      tell('read', { ...noFigures, ...figures, ...outcome.damage, phase: 'merging' });
    }
    await target.sync().catch(failure);
    return outcome;
  } finally {
    await target.close();
  }
}
