import { type FileHandle, link, open, stat, statfs, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '#model/index.ts';
import { createNew, isLinkUnsupported, type LinkCall } from '../files/atomic-file.ts';
import { hasErrno, readingError } from '../files/file-errors.ts';
import type { FileWork } from './checksum-follower.ts';

/** How an image gets onto the file system of its output folder. */
export type StageOptions = FileWork & {
  readonly imagePath: string;
  /** Hidden name in the output folder; must not exist. */
  readonly stagedPath: string;
  readonly linkCall?: LinkCall | undefined;
};

/** Sees each block of a copy, in order, before the next is read. */
type BlockWatch = { readonly onBlock?: ((block: Buffer) => void) | undefined };

const copyBlockBytes = 1024 * 1024;
// Written back regularly, so that the last fsync does not stand still for minutes.
const syncEveryBytes = 256 * 1024 * 1024;

/**
 * Brings an image onto the file system of the output folder and gives the path from which it can be put in place:
 * `stagedPath`, a second name for it or (across file systems) a copy that is durable; or `imagePath` itself where links
 * are not supported. The original stays untouched; a failed or aborted copy is removed.
 * Errors: `NO_SPACE` if a copy would not fit, errors of reading the image; else throws what the system says, or the
 * signal's reason.
 */
export async function stageImage(options: StageOptions): Promise<string> {
  const { imagePath, stagedPath, linkCall = link } = options;
  try {
    await linkCall(imagePath, stagedPath);
    return stagedPath;
  } catch (error) {
    // link(2) looks at the mount before the file system: unsupported means that rename(2) will do.
    if (isLinkUnsupported(error)) return imagePath;
    if (!hasErrno(error, 'EXDEV')) throw error;
  }
  await requireFreeSpace(dirname(stagedPath), (await stat(imagePath)).size);
  await copyDurably(options);
  return stagedPath;
}

/**
 * Copies a file to a path that must not exist yet, durably; a failed or aborted copy is removed. `onProgress` is called
 * for every 16 MiB. Errors: as `stageImage`, but the space is not asked for.
 */
export async function copyDurably({
  imagePath,
  stagedPath,
  signal,
  onProgress,
  onBlock,
}: StageOptions & BlockWatch): Promise<void> {
  const { size: bytesTotal } = await stat(imagePath);
  await using source = await open(imagePath, 'r').catch((cause: unknown) => {
    throw readingError(cause, imagePath);
  });
  await using target = await createNew(stagedPath);
  try {
    const block = Buffer.allocUnsafeSlow(copyBlockBytes);
    for (let bytesDone = 0; bytesDone < bytesTotal; ) {
      signal?.throwIfAborted();
      const filled = await readBlock({ source, block, position: bytesDone, path: imagePath });
      await target.writeFile(filled);
      onBlock?.(filled);
      bytesDone += filled.length;
      if (bytesDone % syncEveryBytes === 0) await target.datasync();
      if (bytesDone % (16 * copyBlockBytes) === 0) onProgress?.({ bytesDone, bytesTotal });
    }
    await target.sync();
  } catch (error) {
    await unlink(stagedPath);
    throw error;
  }
}

type BlockRequest = { source: FileHandle; block: Buffer; position: number; path: string };

async function readBlock({ source, block, position, path }: BlockRequest): Promise<Buffer> {
  const { bytesRead } = await source.read(block, 0, block.length, position).catch((cause: unknown) => {
    throw readingError(cause, path);
  });
  if (bytesRead > 0) return block.subarray(0, bytesRead);
  throw new AppError('WORK_FOLDER_DAMAGED', `${path} became shorter while it was copied.`, {
    details: { path },
  });
}

/** Asked before the first byte is written, so that a library does not fill up only to fail. Error: `NO_SPACE`. */
export async function requireFreeSpace(folder: string, neededBytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const freeBytes = bavail * bsize;
  if (neededBytes <= freeBytes) return;
  throw new AppError(
    'NO_SPACE',
    `The image needs ${neededBytes} bytes and ${folder} has ${freeBytes} free; the image was kept where it is.`,
    { details: { field: 'outputFolder', path: folder, neededBytes, freeBytes } },
  );
}

/** Whether two files are the same file or hold the same bytes. Throws what the system says, or the signal's reason. */
export async function isSameContent(
  onePath: string,
  otherPath: string,
  signal?: AbortSignal,
): Promise<boolean> {
  await using one = await open(onePath, 'r');
  await using other = await open(otherPath, 'r');
  const [oneStats, otherStats] = [await one.stat(), await other.stat()];
  if (oneStats.dev === otherStats.dev && oneStats.ino === otherStats.ino) return true;
  if (oneStats.size !== otherStats.size) return false;
  const oneBlock = Buffer.allocUnsafeSlow(copyBlockBytes);
  const otherBlock = Buffer.allocUnsafeSlow(copyBlockBytes);
  for (let position = 0; position < oneStats.size; ) {
    signal?.throwIfAborted();
    const oneRead = await one.read(oneBlock, 0, copyBlockBytes, position);
    const otherRead = await other.read(otherBlock, 0, copyBlockBytes, position);
    const readBytes = Math.min(oneRead.bytesRead, otherRead.bytesRead);
    if (readBytes === 0) return false;
    if (!oneBlock.subarray(0, readBytes).equals(otherBlock.subarray(0, readBytes))) return false;
    position += readBytes;
  }
  return true;
}
