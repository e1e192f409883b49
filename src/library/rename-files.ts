import { lstat, readFile, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type Static, Type } from 'typebox';
import {
  type NewName,
  nameUnder,
  placeFile,
  plainName,
  removeIfThere,
  renamedFile,
  stemOf,
  syncFolder,
  writeNewFile,
  zstdEnding,
} from '#engine/index.ts';
import { AppError } from '#model/index.ts';
import type { StoredIso } from '#store/index.ts';
import { hasFolderAlone, namesOf, paperEndings } from './iso-files.ts';

/** New names for the files of an image, as the database notes them before anything is done. */
export const RenamePlan = Type.Object({
  folder: Type.String(),
  /** What the folder is called in the end, where the image has one of its own; else `null`. */
  newFolder: Type.Union([Type.String(), Type.Null()]),
  /** Old and new name of each file that gets another; the one to open comes last. */
  pairs: Type.Array(Type.Tuple([Type.String(), Type.String()])),
  /** Path of the image, before and after. */
  oldPath: Type.String(),
  newPath: Type.String(),
});
export type RenamePlan = Static<typeof RenamePlan>;

/** How a plan calls a file. */
export function newNameOf({ pairs }: RenamePlan): NewName {
  // Papers know compressed files by the names of their content.
  const names = new Map(
    pairs.flatMap(([from, to]) => [[plainName(from), plainName(to)] as const, [from, to] as const]),
  );
  return (name) => names.get(name) ?? name;
}

/**
 * What has to be renamed so that an image is called `baseName`; nothing is done yet. Files of the image whose name begins with
 * the old base name get the new one instead, others (tracks) keep theirs. Errors: `NAME_TAKEN`, `ISO_FILE_NOT_FOUND`.
 */
export async function planRename(iso: StoredIso, baseName: string): Promise<RenamePlan> {
  const main = basename(iso.filePath);
  const stem = stemOf(main);
  const folder = dirname(iso.filePath);
  // Files that are away would come back under their old names.
  const plain = join(folder, plainName(main));
  if (!(await isThere(plain)) && !(await isThere(`${plain}${zstdEnding}`))) throw notThere(iso.filePath);
  const isOwn = await hasFolderAlone(iso);
  const renamed = (name: string) => nameUnder(name, { stem, baseName });
  const pairs: [string, string][] = [];
  const names = [...namesOf(iso)].reverse().flatMap(({ name }) => [name, `${name}${zstdEnding}`]);
  for (const name of names) {
    const to = renamed(name);
    if (to === name || !(await isThere(join(folder, name)))) continue;
    pairs.push([name, to]);
  }
  const newFolder = isOwn && basename(folder) !== baseName ? join(dirname(folder), baseName) : null;
  const taken = [
    // In either form: what lies under the plain name would be taken for the content of ours.
    ...new Set(
      pairs.flatMap(([, to]) =>
        [plainName(to), `${plainName(to)}${zstdEnding}`].map((name) => join(folder, name)),
      ),
    ),
    // Papers of another image of that name would be taken for ours.
    ...(isOwn ? [] : paperEndings.map((ending) => join(folder, `${baseName}${ending}`))),
    ...(newFolder === null ? [] : [newFolder]),
  ];
  if (stem !== baseName || newFolder !== null) for (const path of taken) await requireFree(path);
  const newPath = join(newFolder ?? folder, renamed(main));
  return { folder, newFolder, pairs, oldPath: iso.filePath, newPath };
}

/**
 * Gives the files their new names, never over another file; may be killed at any moment and done again. Where the file system
 * has hard links, the old names stay until `removeOldNames`, so that the image has all its papers at every moment. Error:
 * `NAME_TAKEN`, what the system says; then all is as it was.
 */
export async function giveNewNames(plan: RenamePlan): Promise<void> {
  const { folder, newFolder, pairs } = plan;
  if (newFolder !== null && (await isThere(newFolder)) && !(await isThere(folder))) return;
  const made: [string, string][] = [];
  try {
    for (const [from, to] of pairs) {
      if (await giveName({ from: join(folder, from), to: join(folder, to) }, newNameOf(plan)))
        made.push([from, to]);
    }
    await syncFolder(folder);
    if (newFolder === null) return;
    await requireFree(newFolder);
    await rename(folder, newFolder);
    await syncFolder(dirname(folder));
  } catch (error) {
    for (const [from, to] of made) await takeBack({ from: join(folder, from), to: join(folder, to) });
    throw error;
  }
}

/** The old names go, now that everybody knows the new ones. */
export async function removeOldNames({ folder, newFolder, pairs }: RenamePlan): Promise<void> {
  const at = newFolder ?? folder;
  for (const [from, to] of pairs) {
    if (await isThere(join(at, to))) await removeIfThere(join(at, from));
  }
  await syncFolder(at);
}

type Move = { readonly from: string; readonly to: string };

/** False if it has its name already. */
async function giveName({ from, to }: Move, newName: NewName): Promise<boolean> {
  const stats = await lstat(from).catch(() => null);
  if (stats === null) {
    if (await isThere(to)) return false;
    throw notThere(from);
  }
  const content = await renamedFile(from, newName);
  if (content === null) {
    if ((await placeFile(from, to)) === 'placed') return true;
    const other = await lstat(to);
    if (other.ino === stats.ino && other.dev === stats.dev) return false;
    throw nameTaken(to);
  }
  if (await isThere(to)) {
    if ((await readFile(to)).equals(content)) return false;
    throw nameTaken(to);
  }
  await writeNewFile(to, content);
  return true;
}

async function takeBack({ from, to }: Move): Promise<void> {
  if (await isThere(from)) await removeIfThere(to);
  else await rename(to, from);
}

async function requireFree(path: string): Promise<void> {
  if (await isThere(path)) throw nameTaken(path);
}

function notThere(path: string): AppError {
  return new AppError('ISO_FILE_NOT_FOUND', `${path} is not there any more.`, { details: { path } });
}

function nameTaken(path: string): AppError {
  return new AppError('NAME_TAKEN', `baseName: ${path} exists already. Choose another name.`, {
    details: { field: 'baseName', path },
  });
}

async function isThere(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => null)) !== null;
}
