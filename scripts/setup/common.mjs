// What the parts of scripts/setup.mjs share. Plain JavaScript for Node 18, like all of them.
import { accessSync, constants } from 'node:fs';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** A reason to stop that the person in front of it can do something about. */
export class SetupError extends Error {}

/** Speaks on stderr, so that what the command itself prints can be piped. */
export function say(text) {
  console.error(text);
}

/** PATH without any node_modules/.bin that npm put in front: the machine's own programs. */
export function outerPath() {
  const folders = (process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin').split(delimiter);
  return folders.filter((folder) => !folder.endsWith('node_modules/.bin')).join(delimiter);
}

/** Absolute path of a program, searched as src/engine/exec/find-program.ts does; null if it is not there. */
export function findProgram(name) {
  const systemFolders = ['/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/lib/udev', '/lib/udev'];
  for (const folder of [...outerPath().split(delimiter).filter(isAbsolute), ...systemFolders]) {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return join(folder, name);
    } catch {
      // Not here: look in the next folder.
    }
  }
  return null;
}
