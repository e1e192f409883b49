/** Files that must be right: replaced atomically, locked, ours, and with errors that a person understands. */

export { writeFileAtomic } from './atomic-file.ts';
export { resolveBelow } from './below-roots.ts';
export { acquireLockFile, type FileLock } from './file-lock.ts';
