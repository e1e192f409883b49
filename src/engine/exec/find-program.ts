import { access, constants } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { AppError } from '#model/index.ts';

/** Places of system programs that a user's PATH may lack (Debian's user PATH has no sbin). */
const systemFolders = ['/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/lib/udev', '/lib/udev'];

/** Absolute path of a program, searched in PATH and in the system's own folders. Error: `TOOL_MISSING`. */
export async function findProgram(name: string): Promise<string> {
  const found = await lookUpProgram(name);
  if (found !== null) return found;
  throw new AppError('TOOL_MISSING', `The program ${name} is not installed.`, { details: { program: name } });
}

/** Like `findProgram`, but `null` if it is not there. */
export async function lookUpProgram(name: string): Promise<string | null> {
  const candidates = isAbsolute(name)
    ? [name]
    : [...(process.env.PATH ?? '').split(delimiter).filter(isAbsolute), ...systemFolders].map((folder) =>
        join(folder, name),
      );
  for (const candidate of candidates) {
    try {
      await access(candidate, constants.X_OK);
      return candidate;
    } catch {
      // Not here: look in the next folder.
    }
  }
  return null;
}
