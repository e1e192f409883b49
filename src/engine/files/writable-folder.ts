import { constants } from 'node:fs';
import { access, unlink } from 'node:fs/promises';
import { createNew, temporaryPath } from './atomic-file.ts';
import { hasErrno } from './file-errors.ts';

/**
 * Makes sure that a folder can be written into, by doing it: rights alone say nothing of a file system that is read-only
 * for this process, or of a server that takes nothing from root. `isTrial`: makes no file, asks for the rights only, and
 * passes what is not there yet. Throws what the operating system says.
 */
export async function requireWritableFolder(path: string, isTrial: boolean): Promise<void> {
  if (isTrial) {
    await access(path, constants.W_OK | constants.X_OK).catch((cause: unknown) => {
      if (!hasErrno(cause, 'ENOENT')) throw cause;
    });
    return;
  }
  const probe = temporaryPath(path);
  const file = await createNew(probe);
  await file.close();
  await unlink(probe);
}
