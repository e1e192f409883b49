import { randomUUID } from 'node:crypto';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AppError,
  countSectors,
  type Disc,
  driveKey,
  joinRanges,
  SECTOR_BYTES,
  type SectorRange,
} from '#model/index.ts';
import { recommendedDomain } from '../disc/index.ts';
import type { Medium } from '../drive/drive.ts';
import { findClaim, removeStaged } from '../image/index.ts';
import { BlockMap, chooseReader, MapKeeper } from '../read/index.ts';
import { requireSpace } from './free-space.ts';
import { JobKeeper } from './job-keeper.ts';
import type { JobState } from './job-state.ts';
import type { RipRequest } from './rip-contract.ts';
import { whoseDisc } from './same-disc.ts';
import type { WorkFolder } from './work-folder.ts';

/** A job ready to be read, and what it has already. */
export type BegunJob = { readonly job: JobKeeper; readonly map: BlockMap; readonly isResumed: boolean };

/** What is in the drive, and where the job's files are. */
export type JobPlace = {
  readonly disc: Disc;
  readonly medium: Medium;
  readonly folder: WorkFolder;
  readonly signal: AbortSignal;
  readonly inheritedFds: readonly number[];
};

/**
 * Takes up the unfinished job of a working folder, or begins a new one there.
 * Errors: `WRONG_DISC`, `JOB_MISMATCH`, `WORK_FOLDER_DAMAGED`, `UNSUPPORTED_DISC`, `NO_SPACE`.
 */
export async function beginJob(request: RipRequest, place: JobPlace): Promise<BegunJob> {
  const { disc, folder } = place;
  const previous = await folder.readState();
  if (previous === null) return startNew(request, place);

  const { publishing, imagePath } = await findImage(previous, folder);
  const owner = await whoseDisc(previous, { ...place, files: folder.files, imagePath });
  if (owner === 'other') {
    throw new AppError(
      'WRONG_DISC',
      `The working folder ${folder.path} holds an unfinished image of ${nameOf(previous.disc)}, but ${nameOf(disc)} is in the drive.`,
      { details: { workFolder: folder.path, expected: previous.disc.label, found: disc.label } },
    );
  }
  // Nothing was read that could be lost, or it was published and somebody moved it away before this folder was cleared.
  const isPublished = previous.publishing !== null && imagePath === null;
  if (owner === 'anybody' || isPublished) return startOver(request, place);

  if (request.domain !== null && request.domain !== previous.domain.kind) {
    throw new AppError(
      'JOB_MISMATCH',
      `The unfinished image was begun with --domain ${previous.domain.kind}; that cannot change to ${request.domain} on the way.`,
      { details: { field: 'domain', begun: previous.domain.kind, asked: request.domain } },
    );
  }
  return takeUp(request, { ...previous, publishing }, folder);
}

/**
 * Where the image of a job is, `null` if nowhere, and what becomes of its publication: that goes on where it has claimed
 * a name, and is planned anew from the request where it has not.
 */
async function findImage(
  state: JobState,
  folder: WorkFolder,
): Promise<{ publishing: JobState['publishing']; imagePath: string | null }> {
  const inWork = (await stat(folder.files.image).catch(nullIfAbsent)) === null ? null : folder.files.image;
  if (state.publishing === null) return { publishing: null, imagePath: inWork };
  const { outputFolder, baseName } = state.publishing;
  const hasFolder = (await stat(outputFolder).catch(nullIfAbsent))?.isDirectory() ?? false;
  const search = { folder: outputFolder, baseName, jobId: state.jobId, imagePath: folder.files.image };
  const claim = hasFolder ? await findClaim(search) : null;
  if (claim !== null) {
    const published = join(claim.folder, `${claim.baseName}.iso`);
    return { publishing: state.publishing, imagePath: inWork ?? published };
  }
  if (hasFolder) await removeStaged(outputFolder, state.jobId);
  return { publishing: null, imagePath: inWork };
}

/** Begins anew in a folder whose job has nothing that could be lost. */
async function startOver(request: RipRequest, place: JobPlace): Promise<BegunJob> {
  const { image, map, goodMap, folder } = place.folder.files;
  for (const path of [image, map, `${map}.bak`, goodMap, join(folder, 'job.json')])
    await rm(path, { force: true });
  return startNew(request, place);
}

async function startNew(request: RipRequest, { disc, medium, folder }: JobPlace): Promise<BegunJob> {
  await folder.requireUnused();
  chooseReader(disc, request.mode);
  const domain = chooseDomain(request, disc, medium);
  checkExcluded(request.options.excluded, domain);
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
  checkExcluded(request.options.excluded, previous.domain);
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
    // The second read must have seen all that the first has; another drive may add to that.
    secondRead: request.options.verify && !isOtherDrive ? previous.secondRead : null,
  });
  await job.update({});
  return { job, map, isResumed: true };
}

/** What the map calls rescued must be in the image file. Error: `WORK_FOLDER_DAMAGED`. */
async function requireImageFor(map: BlockMap, folder: WorkFolder): Promise<void> {
  const lastRescued = map.areasIn('+').at(-1);
  const neededBytes = lastRescued === undefined ? 0 : lastRescued.pos + lastRescued.size;
  const imageBytes = (await stat(folder.files.image).catch(nullIfAbsent))?.size ?? 0;
  if (imageBytes >= neededBytes) return;
  throw new AppError(
    'WORK_FOLDER_DAMAGED',
    `${folder.files.image} has ${imageBytes} bytes, but its map says that ${neededBytes} were read. Restore the file, or choose another working folder.`,
    { details: { path: folder.files.image, imageBytes, neededBytes } },
  );
}

/** Sectors to leave out must be on the disc, and something must be left. Error: `INVALID_INPUT`. */
function checkExcluded(excluded: readonly SectorRange[], { sizeBytes }: JobState['domain']): void {
  const lastLba = Math.ceil(sizeBytes / SECTOR_BYTES) - 1;
  const beyond = excluded.find((range) => range.lastLba > lastLba);
  if (beyond !== undefined) {
    throw new AppError(
      'INVALID_INPUT',
      `Sectors ${beyond.firstLba}-${beyond.lastLba} cannot be left out: the last sector to read is ${lastLba}. Give sectors from 0 to ${lastLba}.`,
      { details: { field: 'excluded', lastLba } },
    );
  }
  if (countSectors(joinRanges(excluded)) > lastLba) {
    throw new AppError(
      'INVALID_INPUT',
      'With all sectors left out there is nothing to read. Leave out fewer.',
      {
        details: { field: 'excluded' },
      },
    );
  }
}

function nullIfAbsent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
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
  const kind = request.domain ?? recommendedDomain({ ...disc, capBytes });
  if (kind === 'cap' || disc.fsBytes === null) return { kind: 'cap', sizeBytes: capBytes };
  // A disc shorter than its file system claims can give no more than it has.
  return { kind: 'fs', sizeBytes: Math.min(disc.fsBytes, capBytes) };
}

function nameOf(disc: Disc): string {
  return disc.label === null ? 'a disc without a label' : `the disc ${JSON.stringify(disc.label)}`;
}
