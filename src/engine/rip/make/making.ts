import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { removeIfThere, syncFolder, writeFileAtomic } from '../../files/atomic-file.ts';
import { hasErrno } from '../../files/file-errors.ts';
import { readOwnFile } from '../../files/own-file.ts';
import type { WorkFolder } from '../job/work-folder.ts';

const markName = 'making';
const markText =
  'An image is being made here of files. Without job.json beside it, it is unfinished and made anew.\n';

/**
 * Clears the working folder for an image that is made of other files than a disc. What stands there of an attempt that was
 * killed is worth nothing, as all of it can be made again; the mark tells it from what was read of a disc, which is
 * never removed. A `job.json` there must be of an image that was published. Error: `WORK_FOLDER_DAMAGED` if files without a mark are there.
 */
export async function beginMaking(folder: WorkFolder): Promise<void> {
  const mark = join(folder.path, markName);
  const isMarked = (await readOwnFile(mark, 1024)).type !== 'absent';
  if (!isMarked && (await folder.readState()) === null) await folder.requireUnused();
  await writeFileAtomic(mark, markText, 'workFolder');
  const { image, map, goodMap } = folder.files;
  for (const path of [join(folder.path, 'job.json'), image, map, `${map}.bak`, goodMap])
    await removeIfThere(path);
  for (const path of [folder.parts, folder.set]) await rm(path, { recursive: true, force: true });
}

/** The image is whole and `job.json` beside it: from here on it is as if it had been read. */
export async function endMaking(folder: WorkFolder): Promise<void> {
  await removeIfThere(join(folder.path, markName)).catch((error: unknown) => {
    // It harms nobody beside job.json.
    if (!hasErrno(error, 'EACCES', 'EPERM', 'EROFS')) throw error;
  });
  await syncFolder(folder.path);
}
