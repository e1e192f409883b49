import { constants } from 'node:fs';
import { access, mkdir, readFile, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { requireNoRestore } from '#backup/index.ts';
import { acquireLockFile, type FileLock, writeFileAtomic } from '#engine/index.ts';
import { AppError } from '#model/index.ts';

/** The data folder while this server has it for itself. */
export type DataFolder = {
  readonly path: string;
  /** Notes where the server can be reached, for whoever tries to start another one. */
  announce(url: string): Promise<void>;
  release(): Promise<void>;
};

/**
 * Takes the data folder. Errors: `OUTPUT_NOT_WRITABLE` naming its owner, `DATA_FOLDER_BUSY` naming who has it,
 * `RESTORE_UNFINISHED`.
 */
export async function openDataFolder(path: string): Promise<DataFolder> {
  await makeWritable(path);
  const lock = await acquireLockFile(join(path, 'server.lock'), { field: 'data' });
  const note = join(path, 'server.json');
  if (lock === null) throw busy(path, await readFile(note, 'utf8').catch(() => '')); // The note is only for its words.
  try {
    requireNoRestore(path);
  } catch (error) {
    await releaseLock(lock);
    throw error;
  }
  return {
    path,
    announce: (url) => writeFileAtomic(note, `${JSON.stringify({ pid: process.pid, url })}\n`, 'data'),
    release: () => releaseLock(lock),
  };
}

async function releaseLock(lock: FileLock): Promise<void> {
  await lock.release();
}

async function makeWritable(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    const owner = await stat(path).then(
      ({ uid }) =>
        ` It belongs to the user with number ${uid}; this is ${userInfo().username} (${userInfo().uid}).`,
      () => '',
    );
    const message = `data: the folder ${path} cannot be written to.${owner}`;
    throw new AppError('OUTPUT_NOT_WRITABLE', message, { cause, details: { field: 'data', path } });
  }
}

function busy(path: string, note: string): AppError {
  const [, pid = '?'] = /"pid":(\d+)/.exec(note) ?? [];
  const [, url = 'an unknown address'] = /"url":"([^"]+)"/.exec(note) ?? [];
  return new AppError(
    'DATA_FOLDER_BUSY',
    `The data folder ${path} is used by the server at ${url} (process ${pid}).`,
    {
      details: { path, pid, url },
    },
  );
}
