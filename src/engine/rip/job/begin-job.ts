import { randomUUID } from 'node:crypto';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { AppError, type Disc, driveKey } from '#model/index.ts';
import type { Medium } from '../../drive/drive.ts';
import { BlockMap, MapKeeper, planReading } from '../../read/index.ts';
import type { RipRequest } from '../rip-contract.ts';
import { findImage } from './find-image.ts';
import { requireSpace } from './free-space.ts';
import { checkExcluded, chooseDomain, jobPlanOf } from './job-domain.ts';
import { JobKeeper } from './job-keeper.ts';
import { doneBytes, spaceBytes } from './job-size.ts';
import type { JobState } from './job-state.ts';
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

  return takeUp(request, { ...previous, publishing }, folder);
}

/** Begins anew in a folder whose job has nothing that could be lost. */
async function startOver(request: RipRequest, place: JobPlace): Promise<BegunJob> {
  const { image, map, goodMap, folder } = place.folder.files;
  const { parts, set } = place.folder;
  for (const path of [image, map, `${map}.bak`, goodMap, parts, set, join(folder, 'job.json')])
    await rm(path, { recursive: true, force: true });
  return startNew(request, place);
}

async function startNew(request: RipRequest, { disc, medium, folder }: JobPlace): Promise<BegunJob> {
  await folder.requireUnused();
  const plan = jobPlanOf(planReading(disc, request.mode));
  const domain = chooseDomain(request, plan, { disc, medium });
  checkExcluded(request.options.excluded, domain);
  const { options, mode } = request;
  await requireSpace(folder.path, spaceBytes({ disc, plan, domain, options }));
  const job = new JobKeeper(folder, {
    format: 'disk2iso-job',
    formatVersion: 2,
    jobId: randomUUID(),
    startedAt: new Date().toISOString(),
    mode,
    isRescuing: false,
    plan,
    domain,
    disc,
    options,
    completedPasses: [],
    drives: [request.drive.info],
    tools: [],
    secondRead: null,
    facts: null,
    tags: null,
    tracks: [],
    sessions: [],
    publishing: null,
  });
  await job.update({});
  return { job, map: BlockMap.untried(domain?.sizeBytes ?? 0), isResumed: false };
}

async function takeUp(request: RipRequest, previous: JobState, folder: WorkFolder): Promise<BegunJob> {
  requireSameTerms(request, previous);
  checkExcluded(request.options.excluded, previous.domain);
  const sizeBytes = previous.domain?.sizeBytes ?? 0;
  const map =
    (previous.domain && (await new MapKeeper(folder.files, sizeBytes).restore())) ??
    BlockMap.untried(sizeBytes);
  if (previous.publishing === null) {
    if (previous.domain !== null) await requireImageFor(map, folder);
    const leftBytes = spaceBytes(previous) - map.rescuedBytes - doneBytes(previous);
    await requireSpace(folder.path, Math.max(0, leftBytes));
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
    tracks: isOtherDrive
      ? previous.tracks.map((record) => ({ ...record, wasRescued: false }))
      : previous.tracks,
    drives: isOtherDrive ? [...previous.drives, request.drive.info] : previous.drives,
    // The second read must have seen all that the first has; another drive may add to that.
    secondRead: request.options.verify && !isOtherDrive ? previous.secondRead : null,
    tags: request.tags ?? previous.tags,
  });
  await job.update({});
  return { job, map, isResumed: true };
}

/** What was read already must fit what is asked for now. Error: `JOB_MISMATCH`. */
function requireSameTerms(request: RipRequest, previous: JobState): void {
  const mismatch = (field: string, message: string) =>
    new AppError('JOB_MISMATCH', message, { details: { field } });
  const isClone = previous.mode === 'clone';
  if (isClone !== (request.mode === 'clone')) {
    throw mismatch(
      'mode',
      `The unfinished image was begun ${isClone ? 'as a clone (--mode clone)' : `in mode ${previous.mode}`}; that cannot change to ${request.mode} on the way.`,
    );
  }
  const plan = jobPlanOf(
    planReading({ ...previous.disc, kind: request.kind ?? previous.disc.kind }, request.mode),
  );
  if (JSON.stringify(plan) !== JSON.stringify(previous.plan)) {
    throw mismatch(
      'kind',
      `The unfinished image was begun as that of a disc of kind ${previous.disc.kind}; that cannot change on the way.`,
    );
  }
  if (request.domain !== null && previous.domain !== null && request.domain !== previous.domain.kind) {
    throw mismatch(
      'domain',
      `The unfinished image was begun with --domain ${previous.domain.kind}; that cannot change to ${request.domain} on the way.`,
    );
  }
  if (
    previous.tracks.length > 0 &&
    request.tags !== null &&
    !isDeepStrictEqual(request.tags, previous.tags)
  ) {
    throw mismatch('tags', 'Tracks were written with other tags already; tags cannot change on the way.');
  }
  const { readOffsetSamples, subChannels } = previous.options;
  if (previous.tracks.length > 0 && request.options.readOffsetSamples !== readOffsetSamples) {
    throw mismatch(
      'readOffsetSamples',
      `Tracks were read with a read offset of ${readOffsetSamples} samples already; that cannot change on the way.`,
    );
  }
  if (previous.sessions.length > 0 && request.options.subChannels !== subChannels) {
    throw mismatch(
      'subChannels',
      `Sessions were read ${subChannels ? 'with' : 'without'} sub-channels already; that cannot change on the way.`,
    );
  }
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

function nullIfAbsent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}

function nameOf(disc: Disc): string {
  return disc.label === null ? 'a disc without a label' : `the disc ${JSON.stringify(disc.label)}`;
}
