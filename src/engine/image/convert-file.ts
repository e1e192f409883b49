import { createHash } from 'node:crypto';
import { lstat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError, type Checksums } from '#model/index.ts';
import { placeFile, removeIfThere, syncFolder, temporaryPrefix } from '../files/atomic-file.ts';
import { hasErrno, readingError, writingError } from '../files/file-errors.ts';

/** Sums that prove a content. */
export type ProvingSums = Pick<Checksums, 'sha256' | 'md5'>;

/** A file that shall lie in another form, or at another place, with the same content. */
export type Conversion = {
  readonly from: string;
  readonly to: string;
  /** What is recorded of the content; may be nothing. */
  readonly stated: ProvingSums;
  /** Makes the new file durable under a hidden name in the folder of `to`; gives the sums of what was read of `from`. */
  readonly make: (hiddenPath: string) => Promise<ProvingSums>;
  /** Sums of the content of `from`, and of a file of the new form, as they lie there. */
  readonly sumsOfOld: () => Promise<ProvingSums>;
  readonly sumsOfNew: (path: string) => Promise<ProvingSums>;
  /** Watches the steps; tests cut it off there. */
  readonly onStep?: ((step: string) => void) | undefined;
};

/**
 * Makes the new file beside the old one and proves that both have the same content: the old one is what is recorded of
 * it, and the new one, read back, is the same. The old file stays; removing it is for the caller, once all files of an image
 * are made. May be cut off anywhere and called again: a new file that is there and the same counts as made.
 * Errors: `NOT_FOUND` if neither file is there, `NAME_TAKEN` if another file has the new name, `VERIFY_FAILED` if the old
 * one is not what is recorded of it or the new one not the same; those of reading and writing; the signal's reason.
 */
export async function convertFile(conversion: Conversion): Promise<void> {
  const { from, to, stated, onStep } = conversion;
  const hidden = hiddenNameOf(to);
  await removeIfThere(hidden);
  const [hasOld, hasNew] = [await isThere(from), await isThere(to)];
  if (!hasOld && !hasNew)
    throw new AppError('NOT_FOUND', `There is no file ${from}.`, { details: { path: from } });
  if (hasNew) return requireSame(conversion, hasOld);
  try {
    const sums = await conversion.make(hidden);
    onStep?.('made');
    requireStated(sums, stated, from);
    const back = await conversion.sumsOfNew(hidden);
    if (!agree(back, sums)) {
      const message = `The new copy of ${from} is not the same when it is read back; it was removed, the image stays as it is. Look at the storage.`;
      throw new AppError('VERIFY_FAILED', message, { details: { path: from } });
    }
    onStep?.('compared');
    if ((await placeFile(hidden, to)) === 'taken') throw taken(to);
    onStep?.('placed');
  } catch (cause) {
    throw cause instanceof AppError || !isSystemError(cause)
      ? cause
      : writingError(cause, { field: 'path', path: to });
  } finally {
    await removeIfThere(hidden);
  }
  await syncFolder(dirname(to));
}

/** The hidden name that a file has before it is proved: always the same, so that what a killed attempt left is found. */
export function hiddenNameOf(path: string): string {
  const key = createHash('sha256').update(basename(path)).digest('hex').slice(0, 16);
  return join(dirname(path), `${temporaryPrefix}${key}.tmp`);
}

/** A file that is there already was made by an earlier attempt, or is somebody else's. */
async function requireSame(conversion: Conversion, hasOld: boolean): Promise<void> {
  const { from, to, stated } = conversion;
  const sums = await conversion.sumsOfNew(to).catch((cause: unknown) => {
    if (hasOld && cause instanceof AppError && cause.code === 'ZSTD_UNUSABLE') throw taken(to);
    throw cause;
  });
  if (!hasOld) return requireStated(sums, stated, to);
  const wanted = await conversion.sumsOfOld();
  requireStated(wanted, stated, from);
  if (!agree(sums, wanted)) throw taken(to);
}

function requireStated(sums: ProvingSums, stated: ProvingSums, path: string): void {
  if (agree(sums, stated)) return;
  const message = `${path} is not what is recorded of it: its checksum is another one. Nothing was changed; verify the image.`;
  throw new AppError('VERIFY_FAILED', message, { details: { path } });
}

/** Whether no sum that both have differs. */
function agree(one: ProvingSums, other: ProvingSums): boolean {
  return (['sha256', 'md5'] as const).every(
    (name) => one[name] === undefined || other[name] === undefined || one[name] === other[name].toLowerCase(),
  );
}

function taken(path: string): AppError {
  return new AppError(
    'NAME_TAKEN',
    `${path} is there already and is another file. Rename it or move it away.`,
    {
      details: { path },
    },
  );
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (cause) {
    if (hasErrno(cause, 'ENOENT', 'ENOTDIR')) return false;
    throw readingError(cause, path);
  }
}
