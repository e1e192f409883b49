/** Files that must be right: replaced atomically, locked, ours, and with errors that a person understands. */

export {
  placeFile,
  removeIfThere,
  syncFile,
  syncFolder,
  temporaryPath,
  writeFileAtomic,
  writeNewFile,
} from './atomic-file.ts';
export { resolveBelow } from './below-roots.ts';
export { hasErrno, readingError, writingError } from './file-errors.ts';
export { acquireLockFile, type FileLock } from './file-lock.ts';
export { readOwnFile, whyNotOwn } from './own-file.ts';
export { requireWritableFolder } from './writable-folder.ts';
