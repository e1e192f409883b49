import { lstat, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { writeFileAtomic } from '#engine/index.ts';
import { AppError } from '#model/index.ts';
import type { StoredIso } from '#store/index.ts';
import { isFolder, namesOf } from './iso-files.ts';

const trashName = '.disk2iso-trash';
const manifestName = 'trash.json';

/** What lies in a folder of the trash: what to move back, and where to. */
const Manifest = Type.Object({
  isoId: Type.Integer(),
  /** Path of the image as it was. */
  filePath: Type.String(),
  /** Names directly in the folder of the image, or the name of that folder itself. */
  names: Type.Array(Type.String()),
  from: Type.String(),
});

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

/** Makes the place in the trash and notes what belongs there; moves nothing yet. */
export async function planTrash(iso: StoredIso, at: Date): Promise<TrashMove> {
  const imageFolder = dirname(iso.filePath);
  const whole = isFolder(iso);
  const from = whole ? dirname(imageFolder) : imageFolder;
  const names = whole ? [basename(imageFolder)] : namesOf(iso).map(({ name }) => name);
  const to = join(from, trashName, `${iso.id}-${at.getTime()}`);
  const inTrash = whole ? join(to, basename(imageFolder)) : to;
  await mkdir(to, { recursive: true });
  const manifest = { isoId: iso.id, filePath: iso.filePath, names, from };
  await writeFileAtomic(join(to, manifestName), `${JSON.stringify(manifest)}\n`, 'library');
  return { from, to, names, filePath: iso.filePath, trashedPath: join(inTrash, basename(iso.filePath)) };
}

/** What was noted when an image was put into the trash. Error: `FILE_READ_FAILED` if the note is gone or damaged. */
export async function readTrash(iso: Pick<StoredIso, 'id' | 'filePath'>): Promise<TrashMove> {
  const to = trashFolderOf(iso);
  const path = join(to, manifestName);
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new AppError('FILE_READ_FAILED', `${path} cannot be read; the image is not where it was put.`, {
      cause,
      details: { path },
    });
  });
  const value: unknown = parseOrNull(text);
  if (!Value.Check(Manifest, value) || value.isoId !== iso.id) {
    throw new AppError('FILE_READ_FAILED', `${path} does not say where the image belongs.`, {
      details: { path },
    });
  }
  const { names, from, filePath } = value;
  return {
    from,
    to,
    names: names.filter((name) => name === basename(name)),
    filePath,
    trashedPath: iso.filePath,
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
  await mkdir(from, { recursive: true });
  for (const name of names) {
    if (await exists(join(to, name))) await rename(join(to, name), join(from, name));
  }
}

/** Removes the folder of an image in the trash, for good. */
export async function emptyTrashOf(iso: Pick<StoredIso, 'id' | 'filePath'>): Promise<void> {
  const folder = trashFolderOf(iso);
  if (basename(dirname(folder)) !== trashName) throw new Error(`${folder} is not in the trash`);
  await rm(folder, { recursive: true, force: true });
}

/** `…/.disk2iso-trash/<id>-<time>`, from the path of the image in it. */
function trashFolderOf({ id, filePath }: Pick<StoredIso, 'id' | 'filePath'>): string {
  for (let folder = dirname(filePath); folder !== dirname(folder); folder = dirname(folder)) {
    if (basename(dirname(folder)) === trashName && basename(folder).startsWith(`${id}-`)) return folder;
  }
  throw new AppError('FILE_READ_FAILED', `${filePath} is not in the trash.`, { details: { path: filePath } });
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
