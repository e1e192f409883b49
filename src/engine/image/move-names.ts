import { lstat, mkdir, readFile, rename, rmdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { AppError } from '#model/index.ts';
import { placeFile, removeIfThere, syncFolder, writeNewFile } from '../files/atomic-file.ts';
import { hasErrno } from '../files/file-errors.ts';
import { plainName, zstdEnding } from '../zstd/index.ts';
import type { ImageMove } from './image-move.ts';
import { sizeOf } from './image-set.ts';
import { stampOf } from './left-behind.ts';
import { isSameFile, type MovingFile } from './move-files.ts';
import { type NewName, nameUnder, renamedFile } from './rename-content.ts';
import { isSameContent } from './stage-image.ts';

/** An image whose files are all at the new place, still hidden. */
export type NamedSet = ImageMove & {
  /** Where they lie. */
  readonly stage: string;
  /** The hidden folder around it. */
  readonly work: string;
  readonly moving: readonly MovingFile[];
};

/** What the files of an image are called under a base name; the content of a compressed one tells. */
export function newNamesUnder({ files }: Pick<ImageMove, 'files'>, baseName: string): NewName {
  const main = files[0]?.name ?? '';
  const stem = basename(main, extname(main));
  return (name) => nameUnder(name, { stem, baseName });
}

/**
 * Whether nothing has one of the names that the files of an image would get, in either form: what lies under a plain name would be
 * taken for the content of a compressed one. Error: `NAME_TAKEN` for a file that is called the same under any base name.
 */
export async function isNameFree(set: NamedSet, baseName: string): Promise<boolean> {
  const newName = newNamesUnder(set, baseName);
  const other = newNamesUnder(set, '');
  for (const name of new Set([...set.moving.map((file) => file.name), ...set.papers])) {
    const plain = plainName(newName(name));
    for (const path of [plain, `${plain}${zstdEnding}`].map((each) => join(set.outputFolder, each))) {
      if ((await sizeOf(path)) === null && !set.taken.includes(path)) continue;
      if (other(name) !== name) return false;
      const message = `${path} is there already and is another file. Rename it or move it away.`;
      throw new AppError('NAME_TAKEN', message, { details: { path } });
    }
  }
  return true;
}

/** Gives all files their names under a base name; `false`, with everything taken back, if somebody has one of them. */
export async function placeUnder(set: NamedSet, baseName: string): Promise<boolean> {
  for (const { name } of set.moving) {
    const to = join(set.outputFolder, newNamesUnder(set, baseName)(name));
    const piece = (await rewrittenPiece(set, name, baseName)) ?? join(set.stage, name);
    if (!(await placePiece(set, { piece, to }))) {
      await takeBack(set, baseName);
      return false;
    }
    set.onStep?.(`${to} placed`);
  }
  await syncFolder(set.outputFolder);
  return true;
}

/**
 * Takes away what was placed under a base name, as far as it is what lies in the hidden folder, or the same as the original:
 * afterwards all of it is hidden again, or can be brought again. The originals are not touched.
 */
export async function takeBack(set: NamedSet, baseName: string): Promise<void> {
  if (set.isFolder) return takeFolderBack(set, baseName);
  for (const { name } of [...set.moving].reverse()) {
    const [original, staged] = [join(set.folder, name), join(set.stage, name)];
    const to = join(set.outputFolder, newNamesUnder(set, baseName)(name));
    if ((await sizeOf(to)) === null) continue;
    if ((await sizeOf(staged)) === null) {
      // Where there are no hard links it was given its name by rename(2).
      if (await isSame(original, to)) await rename(to, staged);
      continue;
    }
    const rewritten = await rewrittenPiece(set, name, baseName);
    const isOurs = rewritten === null ? await isSameFile(staged, to) : await isSame(rewritten, to);
    if (isOurs || (await isPlaceholder(set, to))) await removeIfThere(to);
  }
  await syncFolder(set.outputFolder);
}

async function takeFolderBack(set: NamedSet, baseName: string): Promise<void> {
  const at = join(set.outputFolder, baseName);
  // It never got its name if it is hidden still.
  if ((await sizeOf(set.stage)) !== null || (await sizeOf(at)) === null) return;
  for (const { name } of set.moving) {
    const to = join(at, name);
    if ((await sizeOf(to)) !== null && (await isSame(join(set.folder, name), to))) await removeIfThere(to);
  }
  try {
    await rmdir(at);
  } catch (error) {
    if (!hasErrno(error, 'ENOTEMPTY', 'EEXIST')) throw error;
  }
  await syncFolder(set.outputFolder);
}

/** A file that names the others, by their new names; `null` for one that has nothing to say differently. */
async function rewrittenPiece(set: NamedSet, name: string, baseName: string): Promise<string | null> {
  const newName = newNamesUnder(set, baseName);
  if (set.files.every((file) => newName(file.name) === file.name)) return null;
  const content = await renamedFile(join(set.stage, name), newName);
  if (content === null) return null;
  const folder = join(set.work, 'named');
  await mkdir(folder, { recursive: true });
  const piece = join(folder, name);
  await removeIfThere(piece);
  await writeNewFile(piece, content);
  return piece;
}

/** `false` if somebody else has the name. */
async function placePiece(set: NamedSet, { piece, to }: { piece: string; to: string }): Promise<boolean> {
  const { linkCall } = set;
  if ((await placeFile(piece, to, { placeholder: placeholderOf(set), linkCall })) === 'placed') return true;
  if (await isPlaceholder(set, to)) {
    await rename(piece, to);
    return true;
  }
  return isSame(piece, to);
}

/** What stands under a name for a moment where there are no hard links. */
function placeholderOf({ jobId }: Pick<NamedSet, 'jobId'>): string {
  return `disk2iso moves a file here: ${jobId}\n`;
}

async function isPlaceholder(set: NamedSet, path: string): Promise<boolean> {
  const wanted = placeholderOf(set);
  const stats = await lstat(path);
  if (!stats.isFile() || stats.size > wanted.length) return false;
  // One that was cut off while it was written is a beginning of it.
  return wanted.startsWith(await readFile(path, 'utf8'));
}

async function isSame(one: string, other: string): Promise<boolean> {
  const [first, second] = [await stampOf(one), await stampOf(other)];
  if (first === null || second === null || first.sizeBytes !== second.sizeBytes) return false;
  return await isSameContent(one, other);
}
