import { stat, statfs } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type ImageMove, plainName, renamedProvenance, stemOf, undoMove } from '#engine/index.ts';
import { filesOfForm, isFolder, papersOf } from '#library/index.ts';
import { AppError, type Job } from '#model/index.ts';
import type { StoredIso } from '#store/index.ts';
import { createImageWork } from './image-work.ts';
import type { JobContext } from './job-context.ts';
import type { NewWork } from './job-orders.ts';
import { makeOutputFolder } from './output-folder.ts';
import type { Work } from './work.ts';

/** As many images whose names begin alike are asked for at a time. */
const mostAlike = 1000;

/**
 * Moves an image to another folder: the runner makes it lie there as well, the row follows in the transaction that ends the job,
 * and only then the original goes (`Library.dropLeft`).
 */
export function createMoveWork(context: JobContext): Work {
  const { store, library } = context;
  return createImageWork(context, {
    kind: 'move',
    prepare: async (iso, _work, { outputPath = '' }) => {
      await requireOtherFolder(context, iso, outputPath);
      const target = await makeOutputFolder(context, outputPath);
      const sizeBytes = iso.storedBytes ?? iso.sizeBytes;
      await requireRoom(iso, target, sizeBytes);
      return { outputPath: target, sizeBytes };
    },
    beginning: ({ imagePath, outputPath }) => `Began to move ${imagePath ?? 'the image'} to ${outputPath}.`,
    taskOf: (job, iso) => {
      const { jobId, ...where } = whereOf(job, iso);
      const files = [...filesOfForm(iso)];
      const taken = pathsLike(context, iso, job.outputPath);
      return { type: 'move', jobUuid: jobId, ...where, files, taken, sizeBytes: job.sizeBytes ?? 0 };
    },
    keep: (_job, iso, { ending }) => {
      if (ending.type !== 'done' || ending.result.kind !== 'moved') return {};
      const { imagePath, names, provenance, left } = ending.result;
      const newNames = new Map(names);
      const newName = (name: string) => newNames.get(name) ?? name;
      const known = iso.provenance === null ? null : renamedProvenance(iso.provenance, newName);
      const parts = iso.parts?.map((part) => ({ ...part, fileName: newName(part.fileName) })) ?? null;
      const fileName = basename(plainName(imagePath));
      store.isos.setMoved(iso.id, {
        filePath: imagePath,
        fileName,
        provenance: provenance ?? known,
        parts,
        left,
      });
      return { imagePath };
    },
    finish: ({ id }) => library.dropLeft(id),
    clean: (iso, job) => {
      const files = filesOfForm(iso).map(({ name, role }) => ({ name, role, checksums: {} }));
      return undoMove({ ...whereOf(job, iso), files });
    },
  });
}

/** The work that a person has ordered. Error: `ISO_NOT_FOUND`. */
export function moveWorkOf(
  { library }: JobContext,
  isoId: number,
  order: { readonly outputPath: string; readonly priority?: number | undefined },
): NewWork {
  const from = dirname(library.get(isoId).filePath);
  const { outputPath, priority = 0 } = order;
  return { work: { kind: 'move', from }, isoId, outputPath, priority };
}

function whereOf(
  { uuid, outputPath }: Job,
  iso: StoredIso,
): Pick<ImageMove, 'jobId' | 'folder' | 'isFolder' | 'outputFolder'> & { papers: string[] } {
  const folder = dirname(iso.filePath);
  return {
    jobId: uuid,
    folder,
    papers: [...papersOf(iso)],
    isFolder: isFolder(iso),
    outputFolder: outputPath,
  };
}

/** Error: `INVALID_INPUT` for the folder in which it is, and one within an image. */
async function requireOtherFolder(
  { resolveFolder }: JobContext,
  iso: StoredIso,
  path: string,
): Promise<void> {
  const folder = dirname(iso.filePath);
  const target = await resolveFolder(path, 'outputPath');
  const isWithin = isFolder(iso) && `${target}/`.startsWith(`${folder}/`);
  if (target !== (isFolder(iso) ? dirname(folder) : folder) && !isWithin) return;
  throw new AppError('INVALID_INPUT', `outputPath: ${iso.fileName} lies in ${target} already.`, {
    details: { field: 'outputPath', path: target },
  });
}

/** On another file system all of it must find room. Error: `NO_SPACE`. */
async function requireRoom(iso: StoredIso, target: string, neededBytes: number): Promise<void> {
  const [from, to] = await Promise.all([stat(dirname(iso.filePath)).catch(() => null), stat(target)]);
  if (from?.dev === to.dev) return;
  const { bavail, bsize } = await statfs(target);
  const freeBytes = bavail * bsize;
  if (freeBytes >= neededBytes) return;
  const message = `outputPath: ${iso.fileName} needs ${neededBytes} bytes and ${target} has ${freeBytes} free.`;
  throw new AppError('NO_SPACE', message, {
    details: { field: 'outputPath', path: target, neededBytes, freeBytes },
  });
}

/** Paths in the folder that images of the library have which begin as this one. */
function pathsLike({ store }: JobContext, iso: StoredIso, folder: string): string[] {
  const start = join(
    folder,
    isFolder(iso) ? basename(dirname(iso.filePath)) : stemOf(basename(iso.filePath)),
  );
  return store.isos
    .byPathAfter(start, mostAlike)
    .filter(({ id, filePath }) => id !== iso.id && filePath.startsWith(start))
    .map(({ filePath }) => filePath);
}
