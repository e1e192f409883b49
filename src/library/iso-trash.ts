import { lstat, mkdir, readdir, rename, rmdir } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import {
  hasErrno,
  readOwnFile,
  removeIfThere,
  whyNotOwn,
  writeFileAtomic,
  zstdEnding,
} from '#engine/index.ts';
import { AppError } from '#model/index.ts';
import type { StoredIso } from '#store/index.ts';
import { hasFolderAlone, isPlainName, namesOf } from './iso-files.ts';

const trashName = '.disk2iso-trash';
const manifestName = 'trash.json';
const mostManifestBytes = 1 << 20;

/**
 * What a folder of the trash says of itself. Whoever may write into the library may change it: only the names are used, and only
 * as names; where they belong is told by where the folder lies.
 */
const Manifest = Type.Object({
  isoId: Type.Integer(),
  /** Names directly in the folder of the image, or the name of that folder itself. */
  names: Type.Array(Type.String()),
});

/** What files on their way into the trash were when it began: nothing else may ever be moved in their place. */
export const Trashing = Type.Object({
  from: Type.String(),
  to: Type.String(),
  /** Path of the image before. */
  filePath: Type.String(),
  /** Those that were there, with what tells them from others of their name. */
  files: Type.Array(Type.Object({ name: Type.String(), stamp: Type.String() })),
});
export type Trashing = Static<typeof Trashing>;

/** Files of an image on their way to the trash, or back. */
export type TrashMove = {
  /** Where the files are if they are not in the trash. */
  readonly from: string;
  /** Their folder in the trash: on the same file system, beside them. */
  readonly to: string;
  readonly names: readonly string[];
  /** Path of the image before, and in the trash. */
  readonly filePath: string;
  readonly trashedPath: string;
};

/** Files of an image that go into the trash. */
export type TrashPlan = TrashMove & { readonly files: Trashing['files'] };

/**
 * Makes the place in the trash and notes what belongs there; moves nothing yet. A folder goes as a whole only if nothing in it is
 * anything else than this image; `hasOthers` tells whether other images of the library belong below it.
 */
export async function planTrash(
  iso: StoredIso,
  { at, hasOthers }: { readonly at: Date; readonly hasOthers: (folder: string) => boolean },
): Promise<TrashPlan> {
  const imageFolder = dirname(iso.filePath);
  const whole = (await hasFolderAlone(iso)) && !hasOthers(imageFolder);
  const from = whole ? dirname(imageFolder) : imageFolder;
  const names = whole ? [basename(imageFolder)] : bothForms(iso);
  const to = join(from, trashName, `${iso.id}-${at.getTime()}`);
  const inTrash = whole ? join(to, basename(imageFolder)) : to;
  // Only these: the folder of an image that is away is where a disk was mounted.
  for (const folder of [join(from, trashName), to]) await makeFolder(folder);
  const files = await Promise.all(
    names.map(async (name) => ({ name, stamp: await stampOf(join(from, name)) })),
  );
  const manifest = { isoId: iso.id, filePath: iso.filePath, names, from };
  await writeFileAtomic(join(to, manifestName), `${JSON.stringify(manifest)}\n`, 'library');
  return {
    ...{ from, to, names, filePath: iso.filePath, trashedPath: join(inTrash, basename(iso.filePath)) },
    files: files.flatMap(({ name, stamp }) => (stamp === null ? [] : [{ name, stamp }])),
  };
}

/** What the database notes of files that are about to go into the trash. */
export function trashingOf({ from, to, filePath, files }: TrashPlan): Trashing {
  return { from, to, filePath, files };
}

/**
 * Moves the rest of what was on its way into the trash when the server was cut off, as long as it is what was meant and
 * `isOthers` does not say that the name is another image's by now. Gives the paths that stay.
 */
export async function finishTrashing(
  { from, to, files }: Trashing,
  isOthers: (path: string) => boolean,
): Promise<readonly string[]> {
  const left: string[] = [];
  for (const { name, stamp } of files) {
    const path = join(from, name);
    const now = await stampOf(path);
    if (now === null) continue;
    if (now === stamp && !isOthers(path) && !(await exists(join(to, name))))
      await rename(path, join(to, name));
    else left.push(path);
  }
  return left;
}

/** Whether an image in the trash lies in a folder there: one whose file was away stays at its path. */
export function isInTrash({ id, filePath }: Place): boolean {
  return trashPlaceOf({ id, filePath }) !== null;
}

/** Where an image in the trash was before, from its path. */
export function placeBefore(iso: Place): string {
  const to = trashFolderOf(iso);
  return join(dirname(dirname(to)), relative(to, iso.filePath));
}

/**
 * Whether the file system with this part of the trash seems to be away: its folder is not there, and nothing that can be
 * seen lies where it was. Then nothing can be said of what is in it.
 */
export async function isTrashAway(iso: Place): Promise<boolean> {
  const to = trashFolderOf(iso);
  if (await exists(to)) return false;
  try {
    return (await readdir(dirname(dirname(to)))).every(
      (name) => name.startsWith('.') || name === 'lost+found',
    );
  } catch (error) {
    if (hasErrno(error, 'ENOENT', 'ENOTDIR')) return true;
    throw error;
  }
}

/** What tells where an image in the trash lies. */
type Place = Pick<StoredIso, 'id' | 'filePath'>;

/** What was noted when an image was put into the trash. Error: `FILE_READ_FAILED` if the note is gone, damaged or not ours. */
export async function readTrash(iso: Pick<StoredIso, 'id' | 'filePath'>): Promise<TrashMove> {
  const to = trashFolderOf(iso);
  const inTrash = dirname(iso.filePath);
  const path = join(to, manifestName);
  await requireFolder(to, 'us');
  const reading = await readOwnFile(path, mostManifestBytes);
  if (reading.type !== 'text') {
    const reason = reading.type === 'absent' ? 'is gone' : reading.reason;
    throw notUsable(path, `${reason}; the image is not where it was put`);
  }
  const value: unknown = parseOrNull(reading.text);
  if (!Value.Check(Manifest, value) || value.isoId !== iso.id || !value.names.every(isPlainName))
    throw notUsable(path, 'does not say what belongs to the image');
  const whole = inTrash !== to;
  if (whole) await requireFolder(inTrash, 'anybody');
  const from = dirname(dirname(to));
  return {
    ...{ from, to, filePath: join(from, relative(to, iso.filePath)), trashedPath: iso.filePath },
    names: whole ? [basename(inTrash)] : value.names.filter((name) => name !== manifestName),
  };
}

/** Moves what is still in the library into the trash. May be done again after a crash. */
export async function moveToTrash({ from, to, names }: TrashMove): Promise<void> {
  for (const name of names) {
    if ((await exists(join(from, name))) && !(await exists(join(to, name))))
      await rename(join(from, name), join(to, name));
  }
}

/** Moves everything back. Error: `NAME_TAKEN` if another file has one of the names by now; then nothing was moved. */
export async function moveBack({ from, to, names }: TrashMove): Promise<void> {
  for (const name of names) {
    if ((await exists(join(to, name))) && (await exists(join(from, name)))) {
      throw new AppError(
        'NAME_TAKEN',
        `${join(from, name)} exists again. Rename it or move it away; the image stays in the trash until then.`,
        { details: { path: join(from, name) } },
      );
    }
  }
  for (const name of names) {
    if (await exists(join(to, name))) await rename(join(to, name), join(from, name));
  }
}

/**
 * Removes the files of an image in the trash, for good, and its folder there. False if anything else lies there: that is nobody's
 * to remove, and stays. `filePath` is the one in the trash.
 */
export async function emptyTrashOf(iso: StoredIso): Promise<boolean> {
  const folder = trashFolderOf(iso);
  const own = dirname(iso.filePath);
  // A link in the place of a folder would lead elsewhere.
  for (const path of new Set([folder, own]))
    if ((await whyNotOwn(path, { kind: 'folder', owner: 'anybody' })) !== null) return false;
  for (const name of bothForms(iso)) await removeFile(join(own, name));
  if (own !== folder) await removeFolder(own);
  const left = await readdir(folder).catch((error: unknown) => {
    if (hasErrno(error, 'ENOENT')) return [];
    throw error;
  });
  if (left.some((name) => name !== manifestName)) return false;
  await removeFile(join(folder, manifestName));
  return removeFolder(folder);
}

/** Every name that a file of the image may have as it lies there. */
function bothForms(iso: StoredIso): string[] {
  return namesOf(iso).flatMap(({ name }) => [name, `${name}${zstdEnding}`]);
}

/** A folder of that name is no file of an image. */
async function removeFile(path: string): Promise<void> {
  const stats = await lstat(path).catch(() => null);
  if (stats !== null && !stats.isDirectory()) await removeIfThere(path);
}

async function removeFolder(path: string): Promise<boolean> {
  try {
    await rmdir(path);
    return true;
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return true;
    if (hasErrno(error, 'ENOTEMPTY', 'EEXIST')) return false;
    throw error;
  }
}

/** A link in the place of a folder would lead elsewhere. Error: `FILE_READ_FAILED`. */
async function requireFolder(path: string, owner: 'us' | 'anybody'): Promise<void> {
  const reason = await whyNotOwn(path, { kind: 'folder', owner });
  if (reason !== null) throw notUsable(path, reason);
}

function notUsable(path: string, why: string): AppError {
  return new AppError('FILE_READ_FAILED', `${path} ${why}.`, { details: { path } });
}

/** `…/.disk2iso-trash/<id>-<time>`, from the path of the image in it. */
function trashFolderOf(iso: Place): string {
  const place = trashPlaceOf(iso);
  if (place !== null) return place;
  const { filePath } = iso;
  throw new AppError('FILE_READ_FAILED', `${filePath} is not in the trash.`, { details: { path: filePath } });
}

function trashPlaceOf({ id, filePath }: Place): string | null {
  for (let folder = dirname(filePath); folder !== dirname(folder); folder = dirname(folder)) {
    const [number, time = ''] = basename(folder).split('-');
    if (basename(dirname(folder)) === trashName && number === String(id) && /^[0-9]+$/.test(time))
      return folder;
  }
  return null;
}

async function makeFolder(path: string): Promise<void> {
  await mkdir(path).catch((error: unknown) => {
    if (!hasErrno(error, 'EEXIST')) throw error;
  });
}

/** What tells a file (or folder) from every other, and from itself after a change; `null` if there is none. */
async function stampOf(path: string): Promise<string | null> {
  try {
    const { ino, size, mtimeNs } = await lstat(path, { bigint: true });
    return [ino, size, mtimeNs].join(' ');
  } catch (error) {
    if (hasErrno(error, 'ENOENT', 'ENOTDIR')) return null;
    throw error;
  }
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return false;
    throw error;
  }
}
