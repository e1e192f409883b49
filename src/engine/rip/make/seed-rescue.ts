import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { countSectors, defaultReadOptions, subtractRanges } from '#model/index.ts';
import { isoHoles } from '../../disc/index.ts';
import { removeIfThere, syncFile, syncFolder } from '../../files/atomic-file.ts';
import { hasErrno, writingError } from '../../files/file-errors.ts';
import {
  changedSince,
  copyDurably,
  type EarlierImage,
  type FileProgress,
  hashFile,
  missingSectors,
  openEarlierImage,
  sourceOf,
  unsuitable,
} from '../../image/index.ts';
import { MapKeeper, planReading } from '../../read/index.ts';
import { requireSpace } from '../job/free-space.ts';
import { jobPlanOf } from '../job/job-domain.ts';
import { WorkFolder } from '../job/work-folder.ts';
import { beginMaking, endMaking } from './making.ts';

/** An image of the library, and the working folder in which reading shall go on from it. */
export type SeedRequest = { readonly imagePath: string; readonly workFolder: string };

/** Where a caller listens and stops. */
export type SeedContext = {
  readonly signal: AbortSignal;
  /** Copying first, then comparing the copy with the sum on record; each from 0 to the size of the image. */
  readonly onProgress: (phase: 'copying' | 'comparing', progress: FileProgress) => void;
  readonly onLog: (level: 'info' | 'warning', message: string) => void;
};

/**
 * Fills the working folder with copies of an image and its map, as if reading had been paused there: `rip` in mode
 * `rescue` then reads only what is missing, and refuses another disc. The image itself is only read. Called again it
 * finds its work done; killed on the way it begins anew.
 *
 * Errors: `IMAGE_UNSUITABLE` in words where nothing is missing, no map was kept, or the image is not what its sum says;
 * `NO_SPACE`, `OUTPUT_NOT_WRITABLE`, `WORK_FOLDER_BUSY`, `WORK_FOLDER_DAMAGED`; the signal's reason if aborted.
 */
export async function seedRescue(request: SeedRequest, context: SeedContext): Promise<void> {
  const folder = await WorkFolder.open(request.workFolder);
  try {
    if ((await folder.readState()) !== null) return;
    const earlier = await openEarlierImage(request.imagePath);
    const missing = requireSomethingMissing(earlier);
    await beginMaking(folder);
    await copyImage(earlier, folder, context);
    await requireUnchanged(earlier, folder.files.image, context);
    context.signal.throwIfAborted();
    await new MapKeeper(folder.files, earlier.map.sizeBytes).replace(earlier.map);
    await folder.writeState(stateOf(earlier, missing));
    await endMaking(folder);
  } finally {
    await folder.release();
  }
}

/** Number of sectors that the disc may still give. Error: `IMAGE_UNSUITABLE` if there is none. */
export function requireSomethingMissing(earlier: EarlierImage): number {
  const { path, provenance } = earlier;
  const missing = countSectors(subtractRanges(missingSectors(earlier), isoHoles(provenance.disc)));
  if (missing > 0) return missing;
  throw unsuitable(path, 'lacks no sector, so there is nothing to go on with');
}

async function copyImage(earlier: EarlierImage, folder: WorkFolder, context: SeedContext): Promise<void> {
  const { path: imagePath, provenance } = earlier;
  const target = folder.files.image;
  try {
    if (await cloneFile(imagePath, target)) {
      context.onLog('info', 'The image shares its bytes with the copy until either is written to.');
    } else {
      await requireSpace(folder.path, provenance.sizeBytes);
      await copyDurably({
        imagePath,
        stagedPath: target,
        signal: context.signal,
        onProgress: (progress) => context.onProgress('copying', progress),
      });
    }
    await syncFolder(folder.path);
  } catch (cause) {
    if (context.signal.aborted && cause === context.signal.reason) throw cause;
    throw writingError(cause, { field: 'workFolder', path: target });
  }
}

/** Shares the bytes of a file with a new one, at once and without space (ioctl_ficlonerange(2)); false where that is not known. */
async function cloneFile(from: string, to: string): Promise<boolean> {
  try {
    await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE_FORCE);
  } catch (error) {
    if (!hasErrno(error, 'ENOTSUP', 'EOPNOTSUPP', 'EXDEV', 'EINVAL', 'ENOSYS', 'ENOTTY', 'EBADF'))
      throw error;
    await removeIfThere(to);
    return false;
  }
  await syncFile(to);
  return true;
}

/** It is the copy that is looked at: what is gone on with is then proved, whatever becomes of the image meanwhile. */
async function requireUnchanged(
  earlier: EarlierImage,
  copyPath: string,
  context: SeedContext,
): Promise<void> {
  const { sum } = earlier;
  if (sum === null) {
    context.onLog('warning', 'No checksum of the image is on record: whether it was changed cannot be told.');
    return;
  }
  const sums = await hashFile(copyPath, [sum.algorithm], {
    signal: context.signal,
    onProgress: (progress) => context.onProgress('comparing', progress),
  });
  if (sums[sum.algorithm] !== sum.sum) throw changedSince(earlier, sum);
}

function stateOf(earlier: EarlierImage, missing: number): Parameters<WorkFolder['writeState']>[0] {
  const { disc, domain, drives, tools } = earlier.provenance;
  return {
    format: 'disk2iso-job',
    formatVersion: 2,
    jobId: randomUUID(),
    startedAt: new Date().toISOString(),
    mode: 'rescue',
    isRescuing: true,
    plan: jobPlanOf(planReading(disc, 'rescue')),
    domain: { kind: domain, sizeBytes: earlier.map.sizeBytes },
    disc,
    options: defaultReadOptions,
    // Cleaned, or another copy of it, or in another drive: every pass has a point again.
    completedPasses: [],
    drives,
    origin: { type: 'rescue', from: sourceOf(earlier), missingSectors: missing },
    tools,
    secondRead: null,
    facts: null,
    tags: null,
    tracks: [],
    sessions: [],
    publishing: null,
  };
}
