import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AppError, type VerifyReport } from '#model/index.ts';
import { readingError } from '../files/file-errors.ts';
import { isPlainFileName } from '../sheet/sheet-file.ts';
import { findStored, plainName } from '../zstd/index.ts';
import { type FileWork, regularFileSize } from './checksum-follower.ts';
import { type FoundProvenance, findProvenance } from './find-provenance.ts';
import { pathsBeside, readProvenance, unlessUnreadable } from './sidecars.ts';
import type { Findings } from './verify-checks.ts';
import { verifyFile } from './verify-file.ts';
import { type SetToVerify, verifySet } from './verify-set.ts';
import { isSheetName } from './verify-sheet.ts';

/**
 * Compares an image with everything that is said about it: sums in `name.sha256`, `name.md5` (or `name.iso.sha256`, …) and
 * `name.json`, the size there, and the size that its own file system claims. A sheet (`.cue`, `.toc`) or the folder of an
 * image stands for all of its files; any other file is looked at alone. Sums are taken and reported in any case (SHA-256
 * and MD5, and whatever else is stated). A difference is a report, not an error; so is a file of the image that is missing,
 * and a sidecar of it that says nothing of it: damage to image and sidecar together must not pass for "nothing to compare
 * with". Errors: `NOT_FOUND`, `PERMISSION_DENIED`, `FILE_READ_FAILED`, `INVALID_INPUT` if it is neither a file nor the
 * folder of one image, `TOOL_FAILED`; the signal's reason.
 */
export async function verifyImage(imagePath: string, work: FileWork = {}): Promise<VerifyReport> {
  // A compressed image is looked at by the name that its papers know; sums and sizes are those of its content.
  const plain = plainName(imagePath);
  const stored = await findStored(plain);
  if (stored?.isCompressed) return { ...(await verifyFile(plain, work)), imagePath: stored.path };
  const stats = await stat(imagePath).catch((cause: unknown) => {
    throw readingError(cause, imagePath);
  });
  if (stats.isDirectory()) return { ...(await verifySet(await findSetIn(imagePath), work)), imagePath };
  if (!isSheetName(imagePath)) return await verifyFile(imagePath, work);
  await regularFileSize(imagePath);
  const findings: Findings = { notes: [], unusable: [] };
  const found = await findProvenance(imagePath, findings);
  return await verifySet({ mainPath: imagePath, found, findings }, work);
}

/** The one image of a folder: by its provenance, else the sheet or image that it holds. */
async function findSetIn(folder: string): Promise<SetToVerify> {
  const findings: Findings = { notes: [], unusable: [] };
  const provenances: FoundProvenance[] = [];
  for (const path of await pathsBeside(folder, '.json')) {
    const reading = await readProvenance(path).catch((error: unknown) => unlessUnreadable(error, null));
    if (reading?.type !== 'provenance' || !isPlainFileName(reading.provenance.fileName)) continue;
    provenances.push({ provenance: reading.provenance, path, source: basename(path) });
  }
  const [found] = provenances;
  if (provenances.length > 1) throw notOneImage(folder, 'several images');
  // An image of one file lies among others; then it is not the folder that was meant.
  if (found !== undefined && found.provenance.companions.length === 0) await findMainFile(folder);
  if (found !== undefined) return { mainPath: join(folder, found.provenance.fileName), found, findings };
  const mainPath = await findMainFile(folder);
  return { mainPath, found: await findProvenance(mainPath, findings), findings };
}

async function findMainFile(folder: string): Promise<string> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw readingError(cause, folder);
  });
  for (const ending of ['.cue', '.toc', '.iso']) {
    const fitting = names.filter((name) => name.toLowerCase().endsWith(ending) && !name.startsWith('.'));
    if (fitting.length > 1) throw notOneImage(folder, `several ${ending} files`);
    if (fitting[0] !== undefined) return join(folder, fitting[0]);
  }
  throw notOneImage(folder, 'no image that is known here');
}

function notOneImage(folder: string, what: string): AppError {
  return new AppError(
    'INVALID_INPUT',
    `${folder} is a folder with ${what}; name the image file (.iso, .cue or .toc) to be looked at.`,
    { details: { field: 'path', path: folder } },
  );
}
