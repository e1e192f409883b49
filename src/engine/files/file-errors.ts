import { AppError, type ErrorDetails } from '#model/index.ts';

/** The errno name of a failed system call (`ENOSPC`), `null` for any other thrown value. */
export function errnoOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

/** Whether a failed system call failed with one of the given errno names. */
export function hasErrno(error: unknown, ...names: readonly string[]): boolean {
  const errno = errnoOf(error);
  return errno !== null && names.includes(errno);
}

/**
 * What a failure to read `path` means to a person: `NOT_FOUND`, `PERMISSION_DENIED`, else `FILE_READ_FAILED`.
 * An `AppError` is passed on as it is.
 */
export function readingError(cause: unknown, path: string): AppError {
  if (cause instanceof AppError) return cause;
  const errno = errnoOf(cause);
  const details = { path, errno };
  switch (errno) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new AppError('NOT_FOUND', `There is no file ${path}.`, { cause, details });
    case 'EACCES':
    case 'EPERM':
      return new AppError('PERMISSION_DENIED', `The operating system does not let us read ${path}.`, {
        cause,
        details,
      });
    default:
      return new AppError('FILE_READ_FAILED', `${path} could not be read (${errno ?? reasonOf(cause)}).`, {
        cause,
        details,
      });
  }
}

/** Where something was to be written: the field a person set, and the path it led to. */
export type OutputPlace = { readonly field: string; readonly path: string };

/**
 * What a failure to write to `place.path` means to a person: `NO_SPACE` (also for quotas), else `OUTPUT_NOT_WRITABLE`;
 * field, path and errno are in the details. An `AppError` is passed on as it is.
 */
export function writingError(cause: unknown, place: OutputPlace): AppError {
  if (cause instanceof AppError) return cause;
  const errno = errnoOf(cause);
  const options = { cause, details: { ...place, errno } };
  if (errno === 'ENOSPC' || errno === 'EDQUOT') {
    const what = errno === 'EDQUOT' ? 'Your disk quota is used up' : 'There is no space left';
    return new AppError('NO_SPACE', `${what} at ${place.path}.`, options);
  }
  if (errno === 'EFBIG') return fileTooLargeError(place, options);
  return new AppError('OUTPUT_NOT_WRITABLE', `${place.path}: ${whyNotWritable(errno, cause)}`, options);
}

/**
 * `OUTPUT_NOT_WRITABLE` for EFBIG ("File too large"): the file may not grow any further, though there may be space.
 * FAT32 ends at 4 GiB less one byte, which is less than a full DVD (mkfs.fat(8); linux/fs/fat, `s_maxbytes`).
 */
export function fileTooLargeError(
  place: OutputPlace,
  { cause, details }: { cause?: unknown; details?: ErrorDetails } = {},
): AppError {
  return new AppError(
    'OUTPUT_NOT_WRITABLE',
    `${place.path}: the file is larger than this file system (or a limit set for this process) allows. FAT32 takes files below 4 GiB only; use a disk with another file system, such as exFAT or ext4.`,
    { cause, details: { ...place, errno: 'EFBIG', ...details } },
  );
}

function whyNotWritable(errno: string | null, cause: unknown): string {
  switch (errno) {
    case 'ENOENT':
      return 'this folder does not exist.';
    case 'ENOTDIR':
      return 'a part of this path is a file, not a folder.';
    case 'EEXIST':
      return 'a file of this name is in the way.';
    case 'ELOOP':
      return 'a symbolic link is in the way.';
    case 'EACCES':
    case 'EPERM':
      return 'you may not write here.';
    case 'EROFS':
      return 'this file system is mounted read-only.';
    default:
      return `writing failed (${errno ?? reasonOf(cause)}).`;
  }
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
