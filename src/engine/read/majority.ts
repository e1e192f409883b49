import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import {
  AppError,
  intersectRanges,
  SECTOR_BYTES,
  type SecondRead,
  type SectorRange,
  subtractRanges,
} from '#model/index.ts';
import { writingError } from '../files/file-errors.ts';
import { type DiscSectors, differingSectors } from './differing-sectors.ts';
import { CopyFile, type DiscCopy } from './disc-copy.ts';

/** Three readings of the same sectors. */
export type ThreeReadings = {
  readonly image: DiscCopy;
  readonly second: DiscCopy;
  readonly third: DiscCopy;
};

/** What there is to decide, of a disc of `sizeBytes`. */
export type Dispute = {
  /** Sectors in which the first two readings disagree. */
  readonly disagreeing: readonly SectorRange[];
  /** Sectors that the third reading has. */
  readonly thirdRead: readonly SectorRange[];
  readonly sizeBytes: number;
};

const chunkBytes = 1024 * 1024;

/**
 * What a third reading decides about sectors in which the first two disagree: `corrected` where it is the same as the
 * second, `unsettled` where it is like neither or could not be made. Errors: as `differingSectors`.
 */
export async function settleByThird(
  { image, second, third }: ThreeReadings,
  { disagreeing, thirdRead, sizeBytes }: Dispute,
): Promise<Pick<SecondRead, 'corrected' | 'unsettled'>> {
  const asked = intersectRanges(disagreeing, thirdRead);
  const unlikeImage = await differingSectors(image, third, { ranges: asked, sizeBytes });
  const unlikeSecond = await differingSectors(second, third, { ranges: unlikeImage, sizeBytes });
  const corrected = subtractRanges(unlikeImage, unlikeSecond);
  const kept = subtractRanges(asked, unlikeImage);
  return { corrected, unsettled: subtractRanges(disagreeing, [...kept, ...corrected]) };
}

/**
 * Puts sectors of another reading into the image, in place and durably; never a byte beyond the end of the disc. If it
 * fails, some of them may be in the image already.
 * Errors: `NO_SPACE`, `OUTPUT_NOT_WRITABLE`; of the other reading `NOT_FOUND`, `PERMISSION_DENIED`, `FILE_READ_FAILED`.
 */
export async function mendImage(
  imagePath: string,
  from: DiscCopy,
  { ranges, sizeBytes }: DiscSectors,
): Promise<void> {
  await using source = await CopyFile.open(from);
  try {
    await using image = await open(imagePath, constants.O_RDWR | constants.O_NOFOLLOW);
    const buffer = Buffer.alloc(chunkBytes);
    for (const { firstLba, lastLba } of ranges) {
      const end = Math.min(sizeBytes, (lastLba + 1) * SECTOR_BYTES);
      for (let position = firstLba * SECTOR_BYTES; position < end; position += chunkBytes) {
        const wanted = buffer.subarray(0, Math.min(chunkBytes, end - position));
        const bytes = await source.read(wanted, position);
        if (bytes.length < wanted.length) throw endedEarly(from.path, position + bytes.length);
        await writeAll(image, bytes, position);
      }
    }
    await image.datasync();
  } catch (cause) {
    throw writingError(cause, { field: 'workFolder', path: imagePath });
  }
}

/** write(2) may write less than it was given. */
async function writeAll(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    if (bytesWritten === 0) throw new Error(`nothing was written at byte ${position + done}`);
    done += bytesWritten;
  }
}

function endedEarly(path: string, firstMissing: number): AppError {
  return new AppError(
    'FILE_READ_FAILED',
    `${path} became shorter while the image was mended with it; start the same command again.`,
    { details: { path, firstMissing } },
  );
}
