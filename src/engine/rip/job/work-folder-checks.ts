import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError } from '#model/index.ts';
import { temporaryPrefix } from '../../files/atomic-file.ts';
import { readingError } from '../../files/file-errors.ts';
import { whyNotOwn } from '../../files/own-file.ts';
import { type JobState, readJobState } from './job-state.ts';

/** Files that a working folder may hold, in the order of their removal; nothing else is ever removed from it. */
export const ownNames: readonly string[] = [
  'image.iso',
  'image.map',
  'image.map.bak',
  'image.map.good',
  'simulated-damage.map',
  'domain.map',
  'second-read',
  'parts',
  'set',
  'making',
  'job.json',
  'lock',
];

/** Those of them that are folders. */
const ownFolders: readonly string[] = ['second-read', 'parts', 'set'];

/** Folder below the output folder that holds working folders. */
const rootName = '.disk2iso';

/** What desktops, file servers and NAS systems put into every folder: it is never in the way, and never removed. */
const litter =
  /^(\.DS_Store|\._.*|@eaDir|Thumbs\.db|desktop\.ini|lost\+found|\.nfs[0-9a-f]+|\.smbdelete.*|\.fuse_hidden.*)$/i;

/** Refuses a folder that is not one, or that somebody else rules. Absent is fine. Error: `WORK_FOLDER_DAMAGED`. */
export async function requireOwnFolder(path: string): Promise<void> {
  const root = dirname(path);
  if (basename(root) === rootName) await requireRealFolder(root);
  refuse(path, await whyNotOwn(path, { kind: 'folder', owner: 'us-or-root' }));
}

/** Refuses a link in place of a folder that several users may share. Absent is fine. Error: `WORK_FOLDER_DAMAGED`. */
export async function requireRealFolder(path: string): Promise<void> {
  refuse(path, await whyNotOwn(path, { kind: 'folder', owner: 'anybody' }));
}

/** Refuses a folder of files that have nothing to do with a job of ours. Error: `WORK_FOLDER_DAMAGED`. */
export async function requireNoForeignFiles(path: string): Promise<void> {
  const names = await readdir(path).catch((cause: unknown) => {
    throw readingError(cause, path);
  });
  if (names.includes('job.json')) return;
  const foreign = names.filter(
    (name) => !ownNames.includes(name) && !name.startsWith(temporaryPrefix) && !litter.test(name),
  );
  if (foreign.length === 0) return;
  throw new AppError(
    'WORK_FOLDER_DAMAGED',
    `The working folder ${path} holds files that are not an unfinished image (${foreign[0]}). Choose an empty or new folder.`,
    { details: { path, files: foreign.slice(0, 10) } },
  );
}

/**
 * Refuses a folder in which a name of ours stands for something that we did not make: a link, a pipe, a file of
 * somebody else. Returns the state of the job there, `null` without one. Error: `WORK_FOLDER_DAMAGED`.
 */
export async function requireOwnFiles(path: string): Promise<JobState | null> {
  const state = await readJobState(join(path, 'job.json'));
  for (const name of ownNames) {
    const file = join(path, name);
    if (ownFolders.includes(name)) refuse(file, await whyNotOwn(file, { kind: 'folder' }));
    else refuse(file, await whyNotOwn(file, { kind: 'file', maxLinks: linksOf(name, state) }));
  }
  return state;
}

/** The same for the lock file alone, which is opened before all others are looked at. */
export async function requireOwnLock(path: string): Promise<void> {
  const file = join(path, 'lock');
  refuse(file, await whyNotOwn(file, { kind: 'file' }));
}

/** While it is published, the image has its name here, a hidden one in the output folder and at last its final one. */
function linksOf(name: string, state: JobState | null): number {
  return name === 'image.iso' && state !== null && state.publishing !== null ? 3 : 1;
}

function refuse(path: string, reason: string | null): void {
  if (reason === null) return;
  throw new AppError(
    'WORK_FOLDER_DAMAGED',
    `${path} ${reason}; disk2iso did not make it so and leaves it alone.`,
    {
      details: { path, reason },
    },
  );
}
