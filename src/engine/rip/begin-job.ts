import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { AppError, type Disc, driveKey } from '#model/index.ts';
import type { Medium } from '../drive/drive.ts';
import { BlockMap, chooseReader, MapKeeper } from '../read/index.ts';
import { requireSpace } from './free-space.ts';
import { JobKeeper } from './job-keeper.ts';
import type { JobState } from './job-state.ts';
import type { RipRequest } from './rip-contract.ts';
import { isDiscOf } from './same-disc.ts';
import type { WorkFolder } from './work-folder.ts';

/** A job ready to be read, and what it has already. */
export type BegunJob = { readonly job: JobKeeper; readonly map: BlockMap; readonly isResumed: boolean };

/**
 * Takes up the unfinished job of a working folder, or begins a new one there.
 * Errors: `WRONG_DISC`, `JOB_MISMATCH`, `WORK_FOLDER_DAMAGED`, `UNSUPPORTED_DISC`, `NO_SPACE`.
 */
export async function beginJob(
  request: RipRequest,
  found: { readonly disc: Disc; readonly medium: Medium; readonly folder: WorkFolder },
): Promise<BegunJob> {
  const { disc, folder } = found;
  const previous = await folder.readState();
  if (previous === null) return startNew(request, found);

  if (!(await isDiscOf(previous, found))) {
    throw new AppError(
      'WRONG_DISC',
      `The working folder ${folder.path} holds an unfinished image of ${nameOf(previous.disc)}, but ${nameOf(disc)} is in the drive.`,
      { details: { workFolder: folder.path, expected: previous.disc.label, found: disc.label } },
    );
  }
  if (request.domain !== null && request.domain !== previous.domain.kind) {
    throw new AppError(
      'JOB_MISMATCH',
      `The unfinished image was begun with --domain ${previous.domain.kind}; that cannot change to ${request.domain} on the way.`,
      { details: { field: 'domain', begun: previous.domain.kind, asked: request.domain } },
    );
  }
  return takeUp(request, previous, folder);
}

async function startNew(
  request: RipRequest,
  { disc, medium, folder }: { disc: Disc; medium: Medium; folder: WorkFolder },
): Promise<BegunJob> {
  await folder.requireUnused();
  chooseReader(disc, request.mode);
  const domain = chooseDomain(request, disc, medium);
  await requireSpace(folder.path, domain.sizeBytes);
  const job = new JobKeeper(folder, {
    format: 'disk2iso-job',
    formatVersion: 1,
    jobId: randomUUID(),
    startedAt: new Date().toISOString(),
    mode: request.mode,
    isRescuing: false,
    domain,
    disc,
    options: request.options,
    completedPasses: [],
    drives: [request.drive.info],
    tools: [],
    secondRead: null,
    publishing: null,
  });
  await job.update({});
  return { job, map: BlockMap.untried(domain.sizeBytes), isResumed: false };
}

async function takeUp(request: RipRequest, previous: JobState, folder: WorkFolder): Promise<BegunJob> {
  const map =
    (await new MapKeeper(folder.files, previous.domain.sizeBytes).restore()) ??
    BlockMap.untried(previous.domain.sizeBytes);
  if (previous.publishing === null) {
    await requireImageFor(map, folder);
    await requireSpace(folder.path, map.sizeBytes - map.rescuedBytes);
  }
  const isOtherDrive = !previous.drives.some((drive) => driveKey(drive) === driveKey(request.drive.info));
  const job = new JobKeeper(folder, {
    ...previous,
    // Options, and going over to rescue, may be chosen anew; what was read does not depend on them.
    options: request.options,
    mode: request.mode,
    isRescuing: previous.isRescuing && request.options.onReadError === 'rescue',
    // Another drive may read what the first could not: every pass has a point again.
    completedPasses: isOtherDrive ? [] : previous.completedPasses,
    drives: isOtherDrive ? [...previous.drives, request.drive.info] : previous.drives,
    secondRead: request.options.verify ? previous.secondRead : null,
  });
  await job.update({});
  return { job, map, isResumed: true };
}

/** What the map calls rescued must be in the image file. Error: `WORK_FOLDER_DAMAGED`. */
async function requireImageFor(map: BlockMap, folder: WorkFolder): Promise<void> {
  const lastRescued = map.areasIn('+').at(-1);
  const neededBytes = lastRescued === undefined ? 0 : lastRescued.pos + lastRescued.size;
  const imageBytes = await stat(folder.files.image).then(
    (stats) => stats.size,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return 0;
      throw error;
    },
  );
  if (imageBytes >= neededBytes) return;
  throw new AppError(
    'WORK_FOLDER_DAMAGED',
    `${folder.files.image} has ${imageBytes} bytes, but its map says that ${neededBytes} were read. Restore the file, or choose another working folder.`,
    { details: { path: folder.files.image, imageBytes, neededBytes } },
  );
}

function chooseDomain(request: RipRequest, disc: Disc, medium: Medium): JobState['domain'] {
  const capBytes = disc.capBytes ?? medium.sizeBytes;
  if (request.domain === 'fs' && disc.fsBytes === null) {
    throw new AppError(
      'UNSUPPORTED_DISC',
      'No file system was found on this disc, so its size is unknown. Use the capacity (--domain cap).',
      {
        details: { field: 'domain' },
      },
    );
  }
  if (request.domain === 'cap' || disc.fsBytes === null) return { kind: 'cap', sizeBytes: capBytes };
  // A disc shorter than its file system claims can give no more than it has.
  return { kind: 'fs', sizeBytes: Math.min(disc.fsBytes, capBytes) };
}

function nameOf(disc: Disc): string {
  return disc.label === null ? 'a disc without a label' : `the disc ${JSON.stringify(disc.label)}`;
}
