import { constants } from 'node:fs';
import { access, mkdir, stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { AppError } from '#model/index.ts';
import type { JobContext } from './job-context.ts';

/** The folder for an image, made if it is not there. Errors: `INVALID_INPUT`, `PATH_NOT_ALLOWED`, `OUTPUT_NOT_WRITABLE`. */
export async function makeOutputFolder({ resolveFolder }: JobContext, path: string): Promise<string> {
  if (!isAbsolute(path)) {
    throw new AppError('INVALID_INPUT', `outputPath: ${path} is not an absolute path; begin it with /.`, {
      details: { field: 'outputPath' },
    });
  }
  const resolved = await resolveFolder(path);
  try {
    await mkdir(resolved, { recursive: true });
  } catch (cause) {
    throw new AppError('OUTPUT_NOT_WRITABLE', `outputPath: the folder ${path} cannot be made.`, {
      cause,
      details: { field: 'outputPath', path },
    });
  }
  return resolved;
}

/** Whether a folder is there and may be written into: neither vanished nor mounted read-only. */
export async function isWritableFolder(path: string): Promise<boolean> {
  try {
    await access(path, constants.W_OK);
    return (await stat(path)).isDirectory();
  } catch {
    return false; // Whatever the reason, nothing can be placed there now.
  }
}
