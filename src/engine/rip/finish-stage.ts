import { join } from 'node:path';
import {
  AppError,
  type Checksums,
  countSectors,
  cropRanges,
  intersectRanges,
  type Provenance,
  SECTOR_BYTES,
  subtractRanges,
} from '#model/index.ts';
import packageJson from '../../../package.json' with { type: 'json' };
import { gapRanges } from '../disc/index.ts';
import { type ChecksumFollower, folderForKind, publishImage, safeBaseName } from '../image/index.ts';
import { type BlockMap, repeat } from '../read/index.ts';
import type { JobKeeper } from './job-keeper.ts';
import type { JobProgress } from './job-progress.ts';
import type { JobState } from './job-state.ts';
import type { RipContext, RipRequest, RipResult } from './rip-contract.ts';
import type { WorkFolder } from './work-folder.ts';

const progressIntervalMs = 500;

/**
 * Number of sectors at the very end that failed and are the run-out of a CD written track at once: the last two at
 * most, behind everything that the file system claims, and nothing else missing but the gaps between sessions. They hold
 * nothing (MMC-6, "Link Blocks"). Only on media said to be recordable: some drives call a written disc `cd` too, but
 * cdrom_id tells nothing that would set it apart from a pressed one (its profile is CD-ROM and its state withheld:
 * systemd, src/udev/cdrom_id), and there a bad end is damage.
 */
export function countRunOut(map: BlockMap, { disc, domain, options }: JobState): number {
  if (disc.media !== 'cd-r' && disc.media !== 'cd-rw') return 0;
  const missing = subtractRanges(map.sectorsIn('?', '*', '/', '-'), gapRanges(disc));
  const [tail] = missing;
  const sectorCount = Math.ceil(domain.sizeBytes / SECTOR_BYTES);
  if (missing.length !== 1 || tail === undefined || tail.lastLba !== sectorCount - 1) return 0;
  const count = countSectors(missing);
  const hasFailed = countSectors(intersectRanges(missing, map.sectorsIn('*', '/', '-'))) === count;
  const isExcluded = intersectRanges(missing, options.excluded).length > 0;
  const isBehindFiles = disc.fsBytes === null || disc.fsBytes <= tail.firstLba * SECTOR_BYTES;
  return count <= 2 && hasFailed && !isExcluded && isBehindFiles ? count : 0;
}

/** Hashes what is left of the image, telling progress. */
export async function finishChecksums(
  follower: ChecksumFollower,
  options: {
    sizeBytes: number;
    progress: JobProgress;
    context: RipContext;
    damage: { badBytes: number; badAreas: number };
  },
): Promise<Checksums> {
  const { sizeBytes, progress, context, damage } = options;
  const emit = async () =>
    context.onEvent({
      type: 'progress',
      progress: progress.of('hash', {
        phase: 'hashing',
        pass: 1,
        bytesDone: follower.hashedBytes,
        bytesTotal: sizeBytes,
        bytesPerSecond: null,
        readErrors: 0,
        secondsSinceLastRead: null,
        ...damage,
      }),
    });
  const ticker = repeat(emit, progressIntervalMs);
  try {
    await emit();
    return await follower.finish(sizeBytes, context.signal);
  } finally {
    await ticker.stop();
  }
}

/** What will stand in `name.json`, all but the name that publishing finds. */
export function describeImage(
  state: JobState,
  facts: { map: BlockMap; sizeBytes: number; runOutSectors: number; checksums: Checksums },
): Omit<Provenance, 'fileName'> {
  const { map, sizeBytes, runOutSectors, checksums } = facts;
  const lastLba = Math.ceil(map.sizeBytes / SECTOR_BYTES) - 1;
  const gapSectors = cropRanges(gapRanges(state.disc), { firstLba: 0, lastLba });
  const unread = runOutSectors > 0 ? [] : subtractRanges(map.sectorsIn('*', '/', '-', '?'), gapSectors);
  const badSectors = subtractRanges(unread, state.options.excluded);
  // The last sector of an image file may be a partial one.
  const badBytes = Math.min(countSectors(badSectors) * SECTOR_BYTES, map.sizeBytes - map.rescuedBytes);
  return {
    format: 'disk2iso-provenance',
    formatVersion: 1,
    jobId: state.jobId,
    sizeBytes,
    // A disc that ends before its file system does lacks files, however well it was read.
    isComplete: unread.length === 0 && (state.disc.fsBytes ?? 0) <= map.sizeBytes,
    badBytes,
    badSectors,
    excludedSectors: state.options.excluded,
    gapSectors,
    runOutSectors,
    checksums,
    secondRead: state.secondRead,
    mode: state.isRescuing ? 'rescue' : state.mode,
    domain: state.domain.kind,
    options: state.options,
    disc: state.disc,
    drives: state.drives,
    tools: state.tools,
    disk2isoVersion: packageJson.version,
    startedAt: state.startedAt,
    finishedAt: new Date().toISOString(),
  };
}

/** Places image and sidecars where they belong, under a name that nothing has yet, and clears the working folder. */
export async function publish(
  folder: WorkFolder,
  job: JobKeeper,
  { progress, context }: { progress: JobProgress; context: RipContext },
): Promise<RipResult> {
  const plan = job.state.publishing;
  if (plan === null) throw new AppError('INTERNAL', 'There is nothing to publish yet.');
  const { provenance } = plan;
  const published = await publishImage({
    jobId: job.state.jobId,
    imagePath: folder.files.image,
    mapPath: provenance.isComplete ? null : folder.files.goodMap,
    outputFolder: plan.outputFolder,
    baseName: plan.baseName,
    provenance,
    checksums: provenance.checksums,
    signal: context.signal,
    onProgress: ({ bytesDone }) =>
      context.onEvent({
        type: 'progress',
        progress: progress.of('store', {
          phase: 'storing',
          pass: 1,
          bytesDone,
          bytesTotal: provenance.sizeBytes,
          bytesPerSecond: null,
          badBytes: provenance.badBytes,
          badAreas: provenance.badSectors.length,
          readErrors: 0,
          secondsSinceLastRead: null,
        }),
      }),
  });
  await folder.remove();
  return {
    status: 'completed',
    imagePath: published.imagePath,
    sidecars: published.sidecars,
    provenance: { ...provenance, fileName: `${published.baseName}.iso` },
  };
}

/** Folder and name that the image shall have. */
export function planPublishing(
  request: RipRequest,
  state: JobState,
): { outputFolder: string; baseName: string } {
  const { outputFolder } = request;
  return {
    outputFolder: request.sortByKind ? join(outputFolder, folderForKind(state.disc.kind)) : outputFolder,
    baseName: request.baseName ?? safeBaseName(state.disc.label, new Date()),
  };
}
