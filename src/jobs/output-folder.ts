import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';

/** Whether a folder is there and may be written into: neither vanished nor mounted read-only. */
export async function isWritableFolder(path: string): Promise<boolean> {
  try {
    await access(path, constants.W_OK);
    return (await stat(path)).isDirectory();
  } catch {
    return false; // Whatever the reason, nothing can be placed there now.
  }
}
