import { randomUUID } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hasErrno, syncFolder, writeNewFile, writingError } from '#engine/index.ts';
import { unreachable } from './errors.ts';

/** Lies in the folder of a target, so that an empty mount point is not taken for the storage that belongs on it. */
const markerName = '.disk2iso-target';

/** What the marker in a folder says; `null` without one. Error: `TARGET_UNREACHABLE` if the folder is not there. */
export async function readMarker(folder: string): Promise<string | null> {
  try {
    if (!(await stat(folder)).isDirectory()) throw unreachable(folder, 'it is no folder');
    const text = (await readFile(join(folder, markerName), 'utf8')).trim();
    return /^[0-9a-f-]{36}$/.test(text) ? text : null;
  } catch (error) {
    if (hasErrno(error, 'ENOENT', 'ENOTDIR')) {
      if (await isFolder(folder)) return null;
      throw unreachable(folder, 'there is no such folder', error);
    }
    if (
      error instanceof Error &&
      'code' in error &&
      typeof error.code === 'string' &&
      /^E/.test(error.code)
    ) {
      throw unreachable(folder, error.code, error);
    }
    throw error;
  }
}

/** The marker of a folder, made if there is none. Errors: `TARGET_UNREACHABLE`, `OUTPUT_NOT_WRITABLE`, `NO_SPACE`. */
export async function writeMarker(folder: string): Promise<string> {
  const known = await readMarker(folder);
  if (known !== null) return known;
  const marker = randomUUID();
  const path = join(folder, markerName);
  try {
    await writeNewFile(path, `${marker}\n`);
    await syncFolder(folder);
  } catch (cause) {
    throw writingError(cause, { field: 'setup.path', path });
  }
  return marker;
}

async function isFolder(path: string): Promise<boolean> {
  return await stat(path).then(
    (facts) => facts.isDirectory(),
    () => false, // Whatever the reason: nothing can be sent there.
  );
}
