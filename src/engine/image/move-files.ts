import { createHash } from 'node:crypto';
import { link, lstat, utimes } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { AppError } from '#model/index.ts';
import { isLinkUnsupported } from '../files/atomic-file.ts';
import { hasErrno, writingError } from '../files/file-errors.ts';
import { findStored, hashCompressed, plainName, zstdEnding } from '../zstd/index.ts';
import { hashFile } from './checksum-follower.ts';
import { convertFile, type ProvingSums } from './convert-file.ts';
import type { ImageMove, MovePhase } from './image-move.ts';
import { type FileStamp, isSameStamp, stampOf } from './left-behind.ts';
import { readProvenance } from './sidecars.ts';
import { copyDurably } from './stage-image.ts';

/** A file on its way, by the name that it has now. */
export type MovingFile = {
  readonly name: string;
  readonly sizeBytes: number;
  readonly stamp: FileStamp;
  /** What is recorded of its bytes as they lie there. */
  readonly stated: ProvingSums;
  /** What is recorded of its content, for a compressed file of whose own bytes nothing is. */
  readonly content: ProvingSums | null;
};

/** Where a file is brought to, and who hears of it. */
export type Bringing = Pick<ImageMove, 'signal' | 'onStep' | 'linkCall'> & {
  readonly from: string;
  readonly to: string;
  /** It has to be copied: asked before a byte is written. */
  readonly beforeCopy: () => Promise<void>;
  readonly report: (phase: MovePhase, bytesDone: number) => void;
};

/**
 * The files that a move is about, in the order in which they are placed: the provenance claims a name, other papers follow, and
 * the main file ends it. Error: `NOT_FOUND` if the main file is not there.
 */
export async function movingFiles(
  move: Pick<ImageMove, 'folder' | 'files' | 'papers'>,
): Promise<MovingFile[]> {
  const { folder, files, papers } = move;
  const [main] = files;
  if (main === undefined) throw new Error('an image has a main file');
  const mainPath = join(folder, main.name);
  if ((await findStored(mainPath)) === null)
    throw new AppError('NOT_FOUND', `There is no file ${mainPath}.`, { details: { path: mainPath } });
  const json = `${basename(main.name, extname(main.name))}.json`;
  const reading = await readProvenance(join(folder, json));
  const stored = reading.type === 'provenance' ? (reading.provenance.stored ?? []) : [];
  const moving: MovingFile[] = [];
  const add = async (name: string, stated: ProvingSums, content: ProvingSums | null = null) => {
    const stamp = await stampOf(join(folder, name));
    if (stamp !== null) moving.push({ name, stamp, sizeBytes: Number(stamp.sizeBytes), stated, content });
  };
  for (const name of [...papers].sort((one, other) => Number(other === json) - Number(one === json)))
    await add(name, {});
  for (const { name, checksums } of [...files.slice(1), main]) {
    await add(name, checksums);
    const compressed = `${name}${zstdEnding}`;
    const form = stored.find(({ storedName }) => storedName === compressed);
    if (form === undefined) await add(compressed, {}, checksums);
    else await add(compressed, { sha256: form.sha256 });
  }
  return moving;
}

/**
 * Makes a file lie at `to` as well: by a second name where the file system has them, else as a copy that was read back and
 * compared. One that an earlier attempt has brought counts. Errors: those of `convertFile`; `FILE_READ_FAILED` if somebody
 * writes to the original meanwhile.
 */
export async function bringFile(file: MovingFile, bringing: Bringing): Promise<void> {
  const { from, to, signal, report, beforeCopy, onStep } = bringing;
  if (await linkTo(bringing)) onStep?.(`${to} linked`);
  else {
    const { stated, content } = file;
    const isMd5Only = stated.sha256 === undefined && stated.md5 !== undefined;
    const algorithms = [isMd5Only ? 'md5' : 'sha256'] as const;
    const sumsOf = (path: string) =>
      hashFile(path, algorithms, { signal, onProgress: ({ bytesDone }) => report('comparing', bytesDone) });
    await convertFile({
      ...{ from, to, stated, onStep },
      make: async (hidden) => {
        await beforeCopy();
        return await copyWithSums(bringing, hidden, algorithms);
      },
      sumsOfOld: () => sumsOf(from),
      sumsOfNew: sumsOf,
    });
    if (content !== null) await requireContent(to, content, signal);
  }
  const now = await stampOf(from);
  if (now !== null && isSameStamp(now, file.stamp)) return;
  const message = `${from} was changed while it was moved; it stays where it is. Try again when nobody writes to it.`;
  throw new AppError('FILE_READ_FAILED', message, { details: { path: from } });
}

/** Whether two names stand for the same file. */
export async function isSameFile(one: string, other: string): Promise<boolean> {
  const [first, second] = await Promise.all([one, other].map((path) => lstat(path).catch(() => null)));
  return first != null && second != null && first.dev === second.dev && first.ino === second.ino;
}

/** False if it has to be copied. */
async function linkTo({ from, to, linkCall = link }: Pick<Bringing, 'from' | 'to' | 'linkCall'>) {
  if (await isSameFile(from, to)) return true;
  try {
    await linkCall(from, to);
    return true;
  } catch (error) {
    if (hasErrno(error, 'EXDEV', 'EEXIST') || isLinkUnsupported(error)) return false;
    throw writingError(error, { field: 'outputPath', path: dirname(to) });
  }
}

async function copyWithSums(
  { from, signal, report }: Bringing,
  to: string,
  algorithms: readonly ('sha256' | 'md5')[],
): Promise<ProvingSums> {
  const hashes = algorithms.map((algorithm) => ({ algorithm, hash: createHash(algorithm) }));
  await copyDurably({
    ...{ imagePath: from, stagedPath: to, signal },
    onProgress: ({ bytesDone }) => report('copying', bytesDone),
    onBlock: (block) => {
      for (const { hash } of hashes) hash.update(block);
    },
  });
  const { atime, mtime } = await lstat(from);
  await utimes(to, atime, mtime);
  return Object.fromEntries(hashes.map(({ algorithm, hash }) => [algorithm, hash.digest('hex')]));
}

/** A compressed file of whose own sum nothing is recorded is proved by what it holds. */
async function requireContent(path: string, content: ProvingSums, signal: AbortSignal | undefined) {
  const sums = await hashCompressed(path, ['sha256', 'md5'], { signal });
  const isSame = (['sha256', 'md5'] as const).every(
    (name) => content[name] === undefined || content[name].toLowerCase() === sums[name],
  );
  if (isSame) return;
  const message = `${plainName(basename(path))} is not what is recorded of it: its checksum is another one. Nothing was changed; verify the image.`;
  throw new AppError('VERIFY_FAILED', message, { details: { path } });
}
