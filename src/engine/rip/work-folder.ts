import { mkdir, open, readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, type Fingerprint } from '#model/index.ts';
import { isSameDisc } from '../disc/index.ts';
import type { DriveLock } from '../drive/index.ts';
import type { WorkFiles } from '../read/index.ts';
import { type JobState, readJobState, writeJobState } from './job-state.ts';
import { lockPatiently } from './lock-patiently.ts';

/** Files that a working folder may hold, in the order of their removal; nothing else is ever removed from it. */
const ownNames = [
  'image.iso',
  'image.map',
  'image.map.bak',
  'image.map.good',
  'simulated-damage.map',
  'domain.map',
  'second-read',
  'job.json',
  'lock',
];

/** The place where an unfinished image lives, locked for one process at a time. */
export class WorkFolder {
  readonly path: string;
  readonly files: WorkFiles;
  readonly #lock: DriveLock;

  private constructor(path: string, lock: DriveLock) {
    this.path = path;
    this.#lock = lock;
    this.files = {
      folder: path,
      image: join(path, 'image.iso'),
      map: join(path, 'image.map'),
      goodMap: join(path, 'image.map.good'),
    };
  }

  /** Descriptor of the lock, for tools to inherit. */
  get lockFd(): number {
    return this.#lock.fd;
  }

  /**
   * Opens or makes a working folder. Errors: `WORK_FOLDER_BUSY`, `WORK_FOLDER_DAMAGED` (holds foreign files),
   * `OUTPUT_NOT_WRITABLE`.
   */
  static async open(path: string): Promise<WorkFolder> {
    await makeFolder(path);
    const foreign = (await readdir(path)).filter(
      (name) => !ownNames.includes(name) && !name.startsWith('.disk2iso-'),
    );
    if (foreign.length > 0) {
      throw new AppError(
        'WORK_FOLDER_DAMAGED',
        `The working folder ${path} holds files that are not an unfinished image (${foreign[0]}). Choose an empty or new folder.`,
        { details: { path, files: foreign.slice(0, 10) } },
      );
    }
    const lockPath = join(path, 'lock');
    await (await open(lockPath, 'a', 0o600)).close();
    const lock = await lockPatiently(lockPath);
    if (lock === null) {
      throw new AppError('WORK_FOLDER_BUSY', `Another process is working in ${path}.`, { details: { path } });
    }
    return new WorkFolder(path, lock);
  }

  readState(): Promise<JobState | null> {
    return readJobState(join(this.path, 'job.json'));
  }

  writeState(state: JobState): Promise<void> {
    return writeJobState(join(this.path, 'job.json'), state);
  }

  /** Lets go of the folder; everything in it stays. */
  async release(): Promise<void> {
    await this.#lock.release();
  }

  /**
   * Makes sure that a new job can begin here. An image or map whose `job.json` is gone may be anybody's: it is neither
   * written over nor believed. Error: `WORK_FOLDER_DAMAGED`.
   */
  async requireUnused(): Promise<void> {
    const names = await readdir(this.path);
    const left = names.find((name) => name.startsWith('image.'));
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
    for (const name of ownNames) await rm(join(this.path, name), { recursive: true, force: true });
    await removeIfEmpty(this.path);
  }
}

/**
 * The folder below `root` that holds an unfinished image of this disc, else the one to make. A drive may see the size
 * or the first sectors of the same disc differently, so that the fingerprint's id alone does not find it.
 */
export async function findWorkFolder(root: string, fingerprint: Fingerprint): Promise<string> {
  const own = join(root, fingerprint.id.slice(0, 16));
  const names = await readdir(root).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  for (const name of names.sort()) {
    const path = join(root, name);
    const state = await readJobState(join(path, 'job.json')).catch(() => null); // Somebody else's trouble.
    if (state !== null && isSameDisc(state.disc.fingerprint, fingerprint)) return path;
  }
  return own;
}

/** Makes a folder with all its parents. Error: `OUTPUT_NOT_WRITABLE`. */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (cause) {
    throw new AppError(
      'OUTPUT_NOT_WRITABLE',
      `The folder ${path} cannot be made: ${(cause as Error).message}.`,
      {
        cause,
        details: { path },
      },
    );
  }
}

/** Removes a folder unless something is in it. */
export async function removeIfEmpty(path: string): Promise<void> {
  try {
    await rmdir(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST' && code !== 'ENOENT') throw error;
  }
}
