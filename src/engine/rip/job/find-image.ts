import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hasErrno } from '../../files/file-errors.ts';
import { findClaim, findPublishedSet, removeStaged, unstageSet } from '../../image/index.ts';
import type { JobState } from './job-state.ts';
import { setFilesOf } from './set-files.ts';
import type { WorkFolder } from './work-folder.ts';

/** Where the image of a job is, and what becomes of its publication. */
export type FoundImage = {
  readonly publishing: JobState['publishing'];
  /** The image file, or the folder that holds what there is of it; `null` if it is nowhere. */
  readonly imagePath: string | null;
};

/**
 * Finds the image of a job. Its publication goes on where it has claimed a name, and is planned anew from the request
 * where it has not.
 */
export async function findImage(state: JobState, folder: WorkFolder): Promise<FoundImage> {
  const { publishing } = state;
  if (publishing === null) return { publishing: null, imagePath: await inWork(folder) };
  const hasFolder = (await statOrNull(publishing.outputFolder))?.isDirectory() ?? false;
  return publishing.files === null
    ? findSingle(state, publishing, { folder, hasFolder })
    : findSet(state, publishing, { folder, hasFolder });
}

type Publishing = NonNullable<JobState['publishing']>;
type Place = { readonly folder: WorkFolder; readonly hasFolder: boolean };

async function findSingle(
  state: JobState,
  publishing: Publishing,
  { folder, hasFolder }: Place,
): Promise<FoundImage> {
  const imagePath = await inWork(folder);
  const { outputFolder, baseName } = publishing;
  const search = { folder: outputFolder, baseName, jobId: state.jobId, imagePath: folder.files.image };
  const claim = hasFolder ? await findClaim(search) : null;
  if (claim !== null) {
    return { publishing, imagePath: imagePath ?? join(claim.folder, `${claim.baseName}.iso`) };
  }
  if (hasFolder) await removeStaged(outputFolder, state.jobId);
  return { publishing: null, imagePath };
}

async function findSet(
  state: JobState,
  publishing: Publishing,
  { folder, hasFolder }: Place,
): Promise<FoundImage> {
  const { outputFolder, baseName } = publishing;
  const claim = hasFolder ? await findPublishedSet({ outputFolder, baseName, jobId: state.jobId }) : null;
  if (claim !== null) return { publishing, imagePath: claim.folder };
  await unstageSet({
    jobId: state.jobId,
    outputFolder,
    stageFolder: folder.set,
    files: setFilesOf(folder, publishing.files ?? []),
  });
  return { publishing: null, imagePath: await inWork(folder) };
}

/** What of the image is in the working folder, `null` if nothing is. */
async function inWork(folder: WorkFolder): Promise<string | null> {
  for (const path of [folder.files.image, folder.parts, folder.set]) {
    if ((await statOrNull(path)) !== null) return path;
  }
  return null;
}

async function statOrNull(path: string) {
  try {
    return await stat(path);
  } catch (error) {
    if (hasErrno(error, 'ENOENT', 'ENOTDIR')) return null;
    throw error;
  }
}
