import { rename } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { AppError, type Checksums, type Provenance } from '#model/index.ts';
import {
  type LinkCall,
  placeFile,
  removeIfThere,
  syncFile,
  syncFolder,
  writeNewFile,
} from '../files/atomic-file.ts';
import { writingError } from '../files/file-errors.ts';
import { type FileWork, regularFileSize } from './checksum-follower.ts';
import { checkUserFileName } from './file-name.ts';
import {
  findClaim,
  isSetTaken,
  pathOf,
  type SetName,
  type SidecarFile,
  setEndings,
  sidecarFiles,
  sizeOf,
} from './image-set.ts';
import { hiddenPath, makeFolder, noNameLeft, numberedNames, removeStaged } from './output-folder.ts';
import { stageImage } from './stage-image.ts';

/**
 * An image that has been read and is to go into the library, with the facts for its sidecars. `jobId` recognises an
 * interrupted publication of the same job; the map stays where it is.
 */
export type PublishOptions = FileWork & {
  readonly jobId: string;
  readonly provenance: Omit<Provenance, 'fileName'>;
  readonly checksums: Checksums;
  /** Mapfile to lay beside the image, `null` for none. */
  readonly mapPath: string | null;
  /** Complete, in a working folder; its name there goes last. */
  readonly imagePath: string;
  /** Made if it is missing and the folder above it exists: a mount point that is not mounted shall be noticed. */
  readonly outputFolder: string;
  /** Must be the same for each attempt of a job. */
  readonly baseName: string;
  /** Called after each change of the file system, with a word for logs. */
  readonly onStep?: ((step: string) => void) | undefined;
  /** Stands in for link(2), so that file systems without hard links can be tried anywhere. */
  readonly linkCall?: LinkCall | undefined;
};

/** Where an image now is. `baseName` has no ending; `sidecars` are paths. */
export type PublishedImage = {
  readonly imagePath: string;
  readonly baseName: string;
  readonly sidecars: readonly string[];
};

/**
 * Puts an image with its sidecars (`name.json`, `.sha256`, `.md5`, `.map`) into a folder, durably and never over another
 * file: under the first of `name`, `name_1`, … of which nothing exists. `name.json` comes first and claims the name,
 * `name.iso` last, and only then the image leaves its working folder. May be killed at any moment and called again: it
 * goes on under the same name; called after success it finds the same set.
 *
 * Errors: `NO_SPACE` and `OUTPUT_NOT_WRITABLE` (with `field` and `path`), `NOT_FOUND` if there is no image,
 * `WORK_FOLDER_DAMAGED` if its size is not that of the provenance, `INVALID_INPUT` for a bad name; the signal's reason
 * if aborted. In each case the image stays in its working folder and what was placed is taken back.
 */
export async function publishImage(options: PublishOptions): Promise<PublishedImage> {
  checkUserFileName(options.baseName, 'baseName');
  const { outputFolder: folder, imagePath, signal } = options;
  try {
    signal?.throwIfAborted();
    await makeFolder(folder);
    const claim = await findClaim({ ...options, folder });
    if (claim?.image === 'finished') return await published(claim);

    await requireWholeImage(options);
    await syncFile(imagePath);
    await removeStaged(folder, options.jobId);
    if (claim?.image === 'placed') {
      // The image may have been read on since: the sidecars are written anew.
      for (const file of await sidecarsOf(claim, options)) await placeSidecar(options, file, true);
      return await finish(options, claim);
    }

    const staged = await stageImage({ ...options, stagedPath: hiddenPath(options, 'iso') });
    try {
      options.onStep?.('image staged');
      const name = await placeSet(options, staged, claim);
      options.onStep?.('image placed');
      // Before the image leaves the working folder: after that nobody would look for a left-over any more.
      if (staged !== imagePath) await removeIfThere(staged);
      return await finish(options, name);
    } finally {
      if (staged !== imagePath) await removeIfThere(staged);
    }
  } catch (cause) {
    if (signal?.aborted && cause === signal.reason) throw cause;
    throw writingError(cause, { field: 'outputFolder', path: folder });
  }
}

/** Places all files under the claimed name, or else under the first free one, and tells which. */
async function placeSet(options: PublishOptions, staged: string, claim: SetName | null): Promise<SetName> {
  if (claim !== null && (await placeUnder(options, { name: claim, isClaimed: true, staged }))) return claim;
  for (const baseName of numberedNames(options.baseName)) {
    const name = { folder: options.outputFolder, baseName };
    if (await isSetTaken(name)) continue;
    if (await placeUnder(options, { name, isClaimed: false, staged })) return name;
  }
  throw noNameLeft(options.outputFolder, options.baseName);
}

/** The sidecars that the image has under this name. */
function sidecarsOf(name: SetName, options: PublishOptions): Promise<SidecarFile[]> {
  const { jobId, checksums, mapPath } = options;
  const fileName = basename(pathOf(name, '.iso'));
  const provenance: Provenance = { ...options.provenance, jobId, checksums, fileName };
  return sidecarFiles(name, { provenance, mapPath });
}

type Attempt = { readonly name: SetName; readonly isClaimed: boolean; readonly staged: string };

/** One attempt under one name; `false`, with everything taken back, if somebody else has a file of that name. */
async function placeUnder(options: PublishOptions, { name, isClaimed, staged }: Attempt): Promise<boolean> {
  const placed: string[] = [];
  let isDone = false;
  try {
    for (const file of await sidecarsOf(name, options)) {
      options.signal?.throwIfAborted();
      if (!(await placeSidecar(options, file, isClaimed))) return false;
      placed.push(file.path);
      options.onStep?.(`${file.path} placed`);
      // Only now that the name is ours can nobody of us add to it any more.
      if (!isClaimed && placed.length === 1 && (await isSetTaken(name, '.json'))) return false;
    }
    await syncFolder(name.folder);
    const image = pathOf(name, '.iso');
    // The empty placeholder of an attempt that was killed.
    if (isClaimed && (await sizeOf(image)) === 0) await removeIfThere(image);
    options.signal?.throwIfAborted();
    isDone = (await placeFile(staged, image, options)) === 'placed';
    return isDone;
  } finally {
    // The claim goes last: as long as files of ours stand there, the name is ours.
    if (!isDone) for (const path of placed.reverse()) await removeIfThere(path);
  }
}

/** `false` if the name is taken. Under a name that this job claimed earlier its own sidecars are replaced. */
async function placeSidecar(
  options: PublishOptions,
  file: SidecarFile,
  isClaimed: boolean,
): Promise<boolean> {
  const temporary = hiddenPath(options, 'tmp');
  await writeNewFile(temporary, file.content);
  try {
    options.onStep?.(`${file.path} written`);
    const placeholder = JSON.stringify({ jobId: options.jobId });
    if ((await placeFile(temporary, file.path, { linkCall: options.linkCall, placeholder })) === 'placed')
      return true;
    if (isClaimed) await rename(temporary, file.path);
    return isClaimed;
  } finally {
    await removeIfThere(temporary);
  }
}

/** The set is complete: makes it durable, then lets the image go from its working folder. */
async function finish(options: PublishOptions, name: SetName): Promise<PublishedImage> {
  await syncFolder(name.folder);
  await removeIfThere(options.imagePath);
  options.onStep?.('image removed from the working folder');
  await syncFolder(dirname(options.imagePath));
  const { provenance } = options;
  options.onProgress?.({ bytesDone: provenance.sizeBytes, bytesTotal: provenance.sizeBytes });
  return published(name);
}

async function published(name: SetName): Promise<PublishedImage> {
  const sidecars: string[] = [];
  for (const ending of setEndings) {
    const path = pathOf(name, ending);
    if (ending !== '.iso' && (await sizeOf(path)) !== null) sidecars.push(path);
  }
  return { imagePath: pathOf(name, '.iso'), baseName: name.baseName, sidecars };
}

async function requireWholeImage({ imagePath, provenance }: PublishOptions): Promise<void> {
  const sizeBytes = await regularFileSize(imagePath);
  if (sizeBytes === provenance.sizeBytes) return;
  throw new AppError(
    'WORK_FOLDER_DAMAGED',
    `${imagePath} has ${sizeBytes} bytes instead of ${provenance.sizeBytes}; it was not published.`,
    { details: { path: imagePath, sizeBytes, expectedBytes: provenance.sizeBytes } },
  );
}
