import { mkdir, readdir, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError, type Fingerprint, isAppError } from '#model/index.ts';
import { isSameDisc } from '../../disc/index.ts';
import { isTemporaryName, removeIfThere } from '../../files/atomic-file.ts';
import { hasErrno, readingError, writingError } from '../../files/file-errors.ts';
import { acquireLockFile, type FileLock, isStillNamed } from '../../files/file-lock.ts';
import { whyNotOwn } from '../../files/own-file.ts';
import type { WorkFiles } from '../../read/index.ts';
import { lockPatienceMs } from '../watch/lock-patiently.ts';
import { type JobState, readJobState, writeJobState } from './job-state.ts';
import {
  ownNames,
  requireNoForeignFiles,
  requireOwnFiles,
  requireOwnFolder,
  requireOwnLock,
  requireRealFolder,
} from './work-folder-checks.ts';

/** Attempts at a folder that others remove each time just before we have its lock. */
const maxAttempts = 20;

/** The place where an unfinished image lives, locked for one process at a time. */
export class WorkFolder {
  readonly path: string;
  /** The data part of the job. */
  readonly files: WorkFiles;
  /** Folder of all that is no data image: audio tracks, sessions, sheets, and scratch files. Made by `makeParts`. */
  readonly parts: string;
  /** Where an image of several files is put together before it is published. */
  readonly set: string;
  readonly #lock: FileLock;
  #isRemoved = false;

  private constructor(path: string, lock: FileLock) {
    this.path = path;
    this.#lock = lock;
    this.files = {
      folder: path,
      image: join(path, 'image.iso'),
      map: join(path, 'image.map'),
      goodMap: join(path, 'image.map.good'),
    };
    this.parts = join(path, 'parts');
    this.set = join(path, 'set');
  }

  /** Makes the folder of parts if need be. Errors: `OUTPUT_NOT_WRITABLE`, `NO_SPACE`. */
  async makeParts(): Promise<void> {
    try {
      await makePrivateFolder(this.parts);
    } catch (cause) {
      throw writingError(cause, { field: 'workFolder', path: this.parts });
    }
  }

  /** Descriptor of the lock, for tools to inherit. */
  get lockFd(): number {
    return this.#lock.fd;
  }

  /** False where the file system knows no locks: another process that works here is then not noticed. */
  get isLocked(): boolean {
    return this.#lock.isHeld;
  }

  /**
   * Opens or makes a working folder. Errors: `WORK_FOLDER_BUSY`; `WORK_FOLDER_DAMAGED` if it holds foreign files and no
   * job, or if anything in it under our names is not what we made; `OUTPUT_NOT_WRITABLE`, `NO_SPACE`.
   */
  static async open(path: string): Promise<WorkFolder> {
    for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
      const lock = await lockFolder(path);
      if (lock === 'gone') continue;
      if (lock === null) break;
      const folder = new WorkFolder(path, lock);
      try {
        await requireOwnFiles(path);
        await requireNoForeignFiles(path);
        if (lock.isHeld) await removeTemporaries(path);
        return folder;
      } catch (error) {
        await folder.release();
        throw error;
      }
    }
    throw new AppError('WORK_FOLDER_BUSY', `Another process is working in ${path}.`, { details: { path } });
  }

  readState(): Promise<JobState | null> {
    return readJobState(join(this.path, 'job.json'));
  }

  writeState(state: JobState): Promise<void> {
    return writeJobState(join(this.path, 'job.json'), state);
  }

  /** Lets go of the folder; everything in it stays. One in which no job was begun goes again. Never throws. */
  async release(): Promise<void> {
    try {
      if (!this.#isRemoved && (await this.#isUnused())) await this.#removeFiles();
    } catch {
      // A folder too many harms nobody, and whoever releases has something else to tell.
    }
    await this.#lock.release();
    // Only now NFS lets go of the name of a lock file that was removed while it was open.
    if (this.#isRemoved) await removeIfEmpty(this.path).catch(() => undefined);
  }

  /**
   * Makes sure that a new job can begin here. An image or map whose `job.json` is gone may be anybody's: it is neither
   * written over nor believed. Error: `WORK_FOLDER_DAMAGED`.
   */
  async requireUnused(): Promise<void> {
    const names = await readdir(this.path);
    const left = names.find((name) => name.startsWith('image.') || name === 'parts' || name === 'set');
    if (left === undefined) return;
    throw new AppError(
      'WORK_FOLDER_DAMAGED',
      `The working folder ${this.path} holds ${left}, but no job.json that it belongs to. Move it away, or choose another working folder.`,
      { details: { path: this.path, files: [left] } },
    );
  }

  /**
   * Removes what is left after the image has been published. The state goes last: a map that outlived it would make
   * the next reading believe that everything was read.
   */
  async remove(): Promise<void> {
    await this.#removeFiles();
    await removeIfEmpty(this.path);
  }

  async #removeFiles(): Promise<void> {
    await removeTemporaries(this.path);
    for (const name of ownNames) await rm(join(this.path, name), { recursive: true, force: true });
    // From here on all that has this path belongs to others.
    this.#isRemoved = true;
  }

  /** Whether the folder is ours and holds neither a job nor anything that could be part of one. */
  async #isUnused(): Promise<boolean> {
    if (!this.#lock.isHeld || !(await isStillNamed(this.#lock.fd, join(this.path, 'lock')))) return false;
    const names = await readdir(this.path);
    return !names.some((name) => ownNames.includes(name) && name !== 'lock');
  }
}

/** Makes a folder if need be and locks it: `null` if another process has it, `gone` if that one removed it meanwhile. */
async function lockFolder(path: string): Promise<FileLock | 'gone' | null> {
  // Before anything is made: a link in its place would have it made elsewhere.
  await requireOwnFolder(path);
  try {
    await mkdir(dirname(path), { recursive: true });
    await makePrivateFolder(path);
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return 'gone';
    throw writingError(error, { field: 'workFolder', path });
  }
  try {
    await requireOwnFolder(path);
    await requireNoForeignFiles(path);
    await requireOwnLock(path);
    return await acquireLockFile(join(path, 'lock'), { patienceMs: lockPatienceMs, field: 'workFolder' });
  } catch (error) {
    if (isAppError(error, 'NOT_FOUND')) return 'gone';
    throw error;
  }
}

async function makePrivateFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    if (!hasErrno(error, 'EEXIST')) throw error;
  }
}

/** Removes what a process left that was killed in the middle of writing. */
async function removeTemporaries(path: string): Promise<void> {
  for (const name of await readdir(path)) {
    // Not ours if it is a folder.
    if (isTemporaryName(name)) await removeIfThere(join(path, name)).catch(passUnless('EISDIR'));
  }
}

function passUnless(...expected: readonly string[]): (error: unknown) => void {
  return (error) => {
    if (!hasErrno(error, ...expected)) throw error;
  };
}

/**
 * The folder below `root` that holds an unfinished image of this disc, else the one to make. A drive may see the size
 * or the first sectors of the same disc differently, so that the fingerprint's id alone does not find it.
 */
export async function findWorkFolder(root: string, fingerprint: Fingerprint): Promise<string> {
  const own = join(root, fingerprint.id.slice(0, 16));
  await requireRealFolder(root);
  for (const name of await namesIn(root)) {
    const path = join(root, name);
    const state = await readOwnState(path).catch(() => null); // Somebody else's trouble.
    if (state !== null && isSameDisc(state.disc.fingerprint, fingerprint)) return path;
  }
  return own;
}

/** The state of a job that we can go on with: others may have laid a folder here that looks like one. */
async function readOwnState(path: string): Promise<JobState | null> {
  if ((await whyNotOwn(path, { kind: 'folder' })) !== null) return null;
  return readJobState(join(path, 'job.json'));
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return [];
    throw readingError(error, folder);
  }
}

/**
 * Makes the output folder with all its parents, one after the other: Node's own recursive mkdir never ends where a
 * parent is there and yet says that it is not (/proc, dead automounts). Errors: `OUTPUT_NOT_WRITABLE`, `NO_SPACE`.
 */
export async function makeFolder(path: string): Promise<void> {
  const missing: string[] = [];
  try {
    let folder = path;
    while (!(await isFolder(folder))) {
      missing.unshift(folder);
      folder = dirname(folder);
    }
    // Somebody else may be making the same one.
    for (const next of missing) await mkdir(next).catch(passUnless('EEXIST'));
    if (!(await isFolder(path))) throw Object.assign(new Error('not a folder'), { code: 'EEXIST' });
  } catch (cause) {
    throw writingError(cause, { field: 'outputFolder', path });
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    if ((await stat(path)).isDirectory()) return true;
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return false;
    throw error;
  }
  throw Object.assign(new Error('a file is in the way'), { code: 'ENOTDIR' });
}

/** Removes a folder, unless something is in it or it is not ours to remove (a mount point, or its parent is another's). */
export async function removeIfEmpty(path: string): Promise<void> {
  const left = ['ENOTEMPTY', 'EEXIST', 'ENOENT', 'EBUSY', 'EACCES', 'EPERM', 'EROFS'];
  await rmdir(path).catch(passUnless(...left));
}
