import { mkdir, readdir, rename } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { AppError, type Provenance } from '#model/index.ts';
import { isTemporaryName, syncFolder, writeFileAtomic } from '../files/atomic-file.ts';
import { hasErrno, writingError } from '../files/file-errors.ts';
import { readOwnFile, whyNotOwn } from '../files/own-file.ts';
import { findStored, plainName } from '../zstd/index.ts';
import type { ImageMove } from './image-move.ts';
import { isSetTaken, sizeOf } from './image-set.ts';
import type { LeftBehind } from './left-behind.ts';
import { bringFile, type MovingFile, movingFiles } from './move-files.ts';
import { isNameFree, type NamedSet, newNamesUnder, placeUnder, takeBack } from './move-names.ts';
import { hiddenPath, makeFolder, noNameLeft, numberedNames, removeHiddenFolder } from './output-folder.ts';
import { readProvenance } from './sidecars.ts';
import { requireFreeSpace } from './stage-image.ts';

/** Where an image lies now besides where it was. */
export type MovedImage = {
  /** Of its main file. */
  readonly imagePath: string;
  /** Old and new name of each file that is called otherwise there. */
  readonly names: readonly (readonly [string, string])[];
  /** What its sidecar says there; `null` without one. */
  readonly provenance: Provenance | null;
  /** What is to be removed once the new place is known (`dropLeft`). */
  readonly left: LeftBehind;
};

/**
 * Makes an image lie in another folder too, with all its papers: under its name, or else the next free one, never over another
 * file. Each file is brought into a hidden folder there, by a second name on the same file system, else as a copy that
 * was read back and compared; then all get their names, the main file last. The original stays until `dropLeft`, and
 * the hidden folder with it: it says which name was taken. May be cut off anywhere and called again: it goes on from the files
 * that are there, under the same name.
 * Errors: `NOT_FOUND` if the main file is gone, `INVALID_INPUT` for a folder in which it lies already, `VERIFY_FAILED`,
 * `NO_SPACE`, `OUTPUT_NOT_WRITABLE`, `NAME_TAKEN` if a file that keeps its name meets another; the signal's reason. What was brought
 * stays for the next attempt, or `undoMove`.
 */
export async function moveImage(move: ImageMove): Promise<MovedImage> {
  requireElsewhere(move);
  try {
    const moving = await movingFiles(move);
    await makeFolder(move.outputFolder);
    const work = await openWork(move);
    // A folder that has its name already: what lies there was brought by an earlier attempt.
    const stage = (await placedFolder(move, work)) ?? work.stage;
    await bringAll(move, { moving, stage });
    const set = { ...move, stage, work: work.folder, moving };
    const baseName = await place(set, work);
    move.onStep?.('image placed');
    return await describe(set, baseName);
  } catch (cause) {
    if (move.signal?.aborted && cause === move.signal.reason) throw cause;
    throw writingError(cause, { field: 'outputPath', path: move.outputFolder });
  }
}

/**
 * Takes back what a move that is not wanted any more has made; the original is not touched, and nothing is removed that is not the
 * same as it. May be cut off and called again; none is fine. Errors: those of reading and writing.
 */
export async function undoMove(move: Omit<ImageMove, 'taken'>): Promise<void> {
  const folder = hiddenPath(move, 'move');
  if ((await sizeOf(folder)) === null) return;
  const work = workIn(folder);
  const moving = await movingFiles(move);
  const baseName = await claimIn(folder);
  if (baseName !== null)
    await takeBack({ ...move, taken: [], stage: work.stage, work: folder, moving }, baseName);
  const staged = (await sizeOf(work.stage)) === null ? [] : await readdir(work.stage);
  // What is gone where it was is the only one of its kind: it stays.
  const isAllThere = staged.every(
    (name) => isTemporaryName(name) || moving.some((file) => file.name === name),
  );
  if (isAllThere) await removeHiddenFolder(folder);
}

type Work = { readonly folder: string; readonly stage: string };

function workIn(folder: string): Work {
  return { folder, stage: join(folder, 'image') };
}

function requireElsewhere({ folder, outputFolder, isFolder }: ImageMove): void {
  const from = isFolder ? join(folder, '..') : folder;
  const isWithin = isFolder && `${resolve(outputFolder)}/`.startsWith(`${resolve(folder)}/`);
  if (resolve(from) !== resolve(outputFolder) && !isWithin) return;
  throw new AppError('INVALID_INPUT', `outputPath: the image lies in ${outputFolder} already.`, {
    details: { field: 'outputPath', path: outputFolder },
  });
}

/** The hidden folder of this job, made if it is missing. Error: `OUTPUT_NOT_WRITABLE` if it cannot be ours. */
async function openWork(move: ImageMove): Promise<Work> {
  const folder = hiddenPath(move, 'move');
  const reason = await whyNotOwn(folder, { kind: 'folder' });
  if (reason !== null) {
    const message = `${folder} ${reason}; disk2iso leaves it alone. Move it away.`;
    throw new AppError('OUTPUT_NOT_WRITABLE', message, { details: { field: 'outputPath', path: folder } });
  }
  // Private: what is in it is believed.
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return workIn(folder);
}

/** Where an image with a folder of its own has its final name already; else `null`. */
async function placedFolder({ isFolder, outputFolder }: ImageMove, work: Work): Promise<string | null> {
  if (!isFolder || (await sizeOf(work.stage)) !== null) return null;
  const baseName = await claimIn(work.folder);
  if (baseName === null) return null;
  const placed = join(outputFolder, baseName);
  return (await sizeOf(placed)) === null ? null : placed;
}

async function bringAll(
  move: ImageMove,
  { moving, stage }: { moving: readonly MovingFile[]; stage: string },
): Promise<void> {
  await mkdir(stage, { recursive: true });
  const bytesTotal = moving.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  let before = 0;
  for (const file of moving) {
    move.signal?.throwIfAborted();
    const [from, to] = [join(move.folder, file.name), join(stage, file.name)];
    await bringFile(file, {
      ...{ from, to, linkCall: move.linkCall, signal: move.signal, onStep: move.onStep },
      beforeCopy: () => requireFreeSpace(move.outputFolder, bytesTotal - before),
      report: (phase, bytesDone) => move.onProgress?.(phase, { bytesDone: before + bytesDone, bytesTotal }),
    });
    before += file.sizeBytes;
  }
  await syncFolder(stage);
}

/** Gives the files their names, and tells the base name. */
async function place(set: NamedSet, work: Work): Promise<string> {
  const stem = set.isFolder ? basename(set.folder) : stemOf(set);
  const claimed = await claimIn(work.folder);
  const candidates = [...(claimed === null ? [] : [claimed]), ...numberedNames(stem)];
  for (const baseName of candidates) {
    if (baseName !== claimed) {
      if (!(await isFree(set, baseName))) continue;
      await writeFileAtomic(claimPath(work.folder), JSON.stringify({ baseName }), 'outputPath');
      set.onStep?.('name claimed');
    }
    const isPlaced = set.isFolder ? await placeFolder(set, baseName) : await placeUnder(set, baseName);
    if (isPlaced) return baseName;
  }
  throw noNameLeft(set.outputFolder, stem);
}

async function isFree(set: NamedSet, baseName: string): Promise<boolean> {
  if (!set.isFolder) requireSameSheets(set, baseName);
  if (await isSetTaken({ folder: set.outputFolder, baseName })) return false;
  if (!set.isFolder) return isNameFree(set, baseName);
  const folder = join(set.outputFolder, baseName);
  return !set.taken.some((path) => path.startsWith(`${folder}/`));
}

/** A sheet that names other files would be another file, and its sums wrong. Error: `NAME_TAKEN`. */
function requireSameSheets(set: NamedSet, baseName: string): void {
  if (baseName === stemOf(set) || !set.files.some(({ name }) => /\.(cue|toc)$/i.test(name))) return;
  const path = join(set.outputFolder, set.files[0]?.name ?? '');
  const message = `${path}, or a name that belongs to it, is there already and is another file. Rename it or move it away.`;
  throw new AppError('NAME_TAKEN', message, { details: { path } });
}

/** A folder appears by one rename(2), which puts it over nothing but an empty folder. */
async function placeFolder({ stage, outputFolder }: NamedSet, baseName: string): Promise<boolean> {
  const to = join(outputFolder, baseName);
  if (stage === to) return true;
  try {
    await rename(stage, to);
    await syncFolder(outputFolder);
    return true;
  } catch (error) {
    if (hasErrno(error, 'EEXIST', 'ENOTEMPTY', 'ENOTDIR')) return false;
    throw error;
  }
}

async function describe(set: NamedSet, baseName: string): Promise<MovedImage> {
  const { isFolder, outputFolder, folder, moving, files } = set;
  const at = isFolder ? join(outputFolder, baseName) : outputFolder;
  const newName = isFolder ? (name: string) => name : newNamesUnder(set, baseName);
  const main = newName(files[0]?.name ?? '');
  const reading = await readProvenance(join(at, `${basename(main, extname(main))}.json`));
  const known = [...moving.map(({ name }) => plainName(name)), ...files.map(({ name }) => name)];
  const names = [...new Set(known)]
    .map((name) => [name, newName(name)] as const)
    .filter(([from, to]) => from !== to);
  return {
    imagePath: (await findStored(join(at, main)))?.path ?? join(at, main),
    names,
    provenance: reading.type === 'provenance' ? reading.provenance : null,
    left: {
      ...{ folder, isFolder, workFolder: set.work },
      files: moving.map(({ name, stamp }) => ({ name, stamp, to: join(at, newName(name)) })),
    },
  };
}

function stemOf({ files }: Pick<ImageMove, 'files'>): string {
  const name = files[0]?.name ?? '';
  return basename(name, extname(name));
}

function claimPath(workFolder: string): string {
  return join(workFolder, 'name.json');
}

/** The base name under which placing was begun; `null` if it was not. */
async function claimIn(workFolder: string): Promise<string | null> {
  const reading = await readOwnFile(claimPath(workFolder), 4096);
  if (reading.type !== 'text') return null;
  const value: unknown = JSON.parse(reading.text);
  const isClaim = typeof value === 'object' && value !== null && 'baseName' in value;
  const baseName = isClaim && typeof value.baseName === 'string' ? value.baseName : null;
  return baseName === null || baseName !== basename(baseName) ? null : baseName;
}
