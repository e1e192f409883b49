import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import {
  intersectRanges,
  SECTOR_BYTES,
  type SecondRead,
  type SectorRange,
  subtractRanges,
} from '#model/index.ts';
import { writingError } from '../files/file-errors.ts';
import { type DiscCopy, differingSectors } from './differing-sectors.ts';

/** Three readings of the same sectors. */
export type ThreeReadings = {
  readonly image: DiscCopy;
  readonly second: DiscCopy;
  readonly third: DiscCopy;
};

/**
 * What a third reading decides about sectors in which the first two disagree: `corrected` where it is the same as the second,
 * `unsettled` where it is like neither or could not be made.
 */
export async function settleByThird(
  { image, second, third }: ThreeReadings,
  found: { readonly disagreeing: readonly SectorRange[]; readonly thirdRead: readonly SectorRange[] },
): Promise<Pick<SecondRead, 'corrected' | 'unsettled'>> {
  const asked = intersectRanges([...found.disagreeing], [...found.thirdRead]);
  const unlikeImage = await differingSectors(image, third, asked);
  const unlikeSecond = await differingSectors(second, third, unlikeImage);
  const corrected = subtractRanges(unlikeImage, unlikeSecond);
  const kept = subtractRanges(asked, unlikeImage);
  return { corrected, unsettled: subtractRanges([...found.disagreeing], [...kept, ...corrected]) };
}

/**
 * Puts sectors of another reading into the image, durably. `sizeBytes` is where the image ends: its last sector may be a
 * partial one. Errors: `NO_SPACE`, `OUTPUT_NOT_WRITABLE`.
 */
export async function mendImage(
  imagePath: string,
  from: DiscCopy,
  { ranges, sizeBytes }: { readonly ranges: readonly SectorRange[]; readonly sizeBytes: number },
): Promise<void> {
  try {
    await using source = await open(from.path, 'r');
    await using image = await open(imagePath, constants.O_RDWR | constants.O_NOFOLLOW);
    for (const { firstLba, lastLba } of ranges) {
      for (let lba = firstLba; lba <= lastLba; lba += 1) {
        const position = lba * SECTOR_BYTES;
        const sector = Buffer.alloc(Math.min(SECTOR_BYTES, sizeBytes - position));
        const { bytesRead } = await source.read(sector, 0, sector.length, position - from.offset);
        if (bytesRead !== sector.length)
          throw new Error(`only ${bytesRead} bytes of sector ${lba} are there`);
        await image.write(sector, 0, sector.length, position);
      }
    }
    await image.datasync();
  } catch (cause) {
    throw writingError(cause, { field: 'workFolder', path: imagePath });
  }
}
