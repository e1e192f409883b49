import { constants } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { AppError, isAppError, type SectorRange } from '#model/index.ts';
import type { FileExtent, FileSystemReader, FsNode } from './file-system.ts';
import { bytesInSectors } from './files-of-sectors.ts';
import { type WalkedEntry, walkFiles } from './walk-files.ts';

/**
 * What became of one entry. `skipped` and `failed` say why in a sentence; `badBytes` are those that the image does not have of
 * the disc: of a folder that has some, names may be missing.
 */
export type ExtractedEntry =
  | {
      readonly status: 'written';
      readonly path: string;
      readonly sizeBytes: number;
      readonly badBytes: number;
    }
  | { readonly status: 'folder'; readonly path: string; readonly badBytes: number }
  | { readonly status: 'skipped' | 'failed'; readonly path: string; readonly reason: string };

/** How to extract. */
export type ExtractOptions = {
  /** Paths in the image, with all below them; the whole image unless told. */
  readonly paths?: readonly string[];
  /** Made if it is not there. */
  readonly toFolder: string;
  /** Sectors of which the image does not hold what the disc has (in order, joined); none unless told. */
  readonly lostSectors?: readonly SectorRange[];
  readonly signal?: AbortSignal;
};

/**
 * Copies files and folders out of an image, telling of each what became of it. Nothing is written outside of the folder,
 * nothing that exists is overwritten, no link is followed, and links and devices are not made. A file that cannot be read
 * whole is not left behind in part. Errors: those of `stat` for a path, `OUTPUT_NOT_WRITABLE`, `NO_SPACE`, the
 * signal's reason; what was written before stays.
 */
export async function* extractFiles(
  reader: FileSystemReader,
  options: ExtractOptions,
): AsyncGenerator<ExtractedEntry, void, undefined> {
  const { signal, lostSectors = [] } = options;
  const target = resolve(options.toFolder);
  await mkdir(target, { recursive: true }).catch((cause: unknown) => {
    throw new AppError('OUTPUT_NOT_WRITABLE', `The folder ${target} cannot be made.`, { cause });
  });
  const starts: { path: string; node: FsNode }[] = [];
  for (const path of options.paths ?? ['']) {
    const names = path.split('/').filter((name) => name !== '' && name !== '.');
    starts.push({ path: names.join('/'), node: await reader.stat(path, signal) });
  }
  for (const start of starts) {
    const folders = new SafeFolders(target);
    const notEntered: ExtractedEntry[] = [];
    const onTrouble = (path: string, why: string) =>
      notEntered.push({ status: 'skipped', path, reason: `This folder was ${why}; it is not gone into.` });
    for await (const walked of walkFiles(start, { ...(signal === undefined ? {} : { signal }), onTrouble })) {
      signal?.throwIfAborted();
      yield await extractOne(reader, walked, {
        folders,
        lostSectors,
        ...(signal === undefined ? {} : { signal }),
      });
      yield* notEntered.splice(0);
    }
    yield* notEntered;
  }
}

async function extractOne(
  reader: FileSystemReader,
  { path, node }: WalkedEntry,
  {
    folders,
    lostSectors,
    signal,
  }: { folders: SafeFolders; lostSectors: readonly SectorRange[]; signal?: AbortSignal },
): Promise<ExtractedEntry> {
  try {
    if (node === null)
      return { status: 'failed', path, reason: 'Its description on the disc cannot be read.' };
    switch (node.kind) {
      case 'directory':
        await folders.make(path);
        return { status: 'folder', path, badBytes: bytesInSectors(await extentsOf(node), lostSectors) };
      case 'symlink':
        return { status: 'skipped', path, reason: `It is a link to ${node.linkTarget ?? 'nowhere'}.` };
      case 'other':
        return { status: 'skipped', path, reason: 'It is a device, pipe or socket.' };
      case 'file': {
        const at = path.lastIndexOf('/');
        if (at > 0) await folders.make(path.slice(0, at));
        const contents = await reader.contentsOf(node);
        await writeContents(join(folders.target, path), contents, signal);
        const badBytes = bytesInSectors(contents.extents, lostSectors);
        return { status: 'written', path, sizeBytes: contents.sizeBytes, badBytes };
      }
    }
  } catch (error) {
    signal?.throwIfAborted();
    if (isAppError(error, 'NO_SPACE')) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    return {
      status: 'failed',
      path,
      reason: codeOf(error) === 'EEXIST' ? 'It exists already; it was left alone.' : reason,
    };
  }
}

/** Where a folder is described; nothing where that is not understood, which walking through it tells of. */
async function extentsOf(node: FsNode): Promise<readonly FileExtent[]> {
  return await node.extents().catch((error: unknown) => {
    if (isAppError(error, 'UNSUPPORTED_DISC')) return [];
    throw error;
  });
}

type Contents = Awaited<ReturnType<FileSystemReader['contentsOf']>>;

/** Writes a new file; on any error it is removed again. */
async function writeContents(path: string, contents: Contents, signal?: AbortSignal): Promise<void> {
  // O_EXCL also refuses a symbolic link at this place, wherever it leads (open(2)).
  const file = await open(
    path,
    constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW,
  );
  try {
    await copyExtents(file, contents, signal);
    await file.close();
  } catch (error) {
    await file.close();
    await rm(path, { force: true });
    if (codeOf(error) === 'ENOSPC') {
      throw new AppError('NO_SPACE', `There is no space left to write ${path}.`, { cause: error });
    }
    throw error;
  }
}

/** Copies the bytes; holes stay holes, so that a small image cannot fill a disk with zeros. */
async function copyExtents(file: FileHandle, contents: Contents, signal?: AbortSignal): Promise<void> {
  let position = 0;
  for (const extent of contents.extents) {
    if (isStored(extent)) {
      const range = { startByte: position, endByte: position + extent.lengthBytes };
      let at = position;
      for await (const piece of contents.read({ ...range, ...(signal === undefined ? {} : { signal }) })) {
        await writeWhole(file, piece, at);
        at += piece.length;
      }
    }
    position += extent.lengthBytes;
  }
  await file.truncate(contents.sizeBytes);
}

/** A file as far as it is written to here. */
type PartialWriter = {
  write(
    bytes: Uint8Array,
    offset: number,
    length: number,
    position: number,
  ): Promise<{ readonly bytesWritten: number }>;
};

/** Writes all of the bytes. One write may take a part only, as on a disk that is almost full; the next says why (write(2)). */
export async function writeWhole(file: PartialWriter, bytes: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, at + done);
    // Not for ever: a file that takes nothing has no room.
    if (bytesWritten === 0) throw Object.assign(new Error('nothing more is written'), { code: 'ENOSPC' });
    done += bytesWritten;
  }
}

function isStored({ kind }: FileExtent): boolean {
  return kind !== 'hole';
}

/** Makes folders below a target, and makes sure that none of them is a link to somewhere else. */
class SafeFolders {
  readonly target: string;
  readonly #known = new Set<string>();

  constructor(target: string) {
    this.target = target;
  }

  /** Each part is made, or has to be a real folder already. */
  async make(path: string): Promise<void> {
    let done = '';
    for (const name of path.split('/').filter((part) => part !== '')) {
      done = done === '' ? name : `${done}/${name}`;
      if (this.#known.has(done)) continue;
      const place = join(this.target, done);
      await mkdir(place).catch(async (error: unknown) => {
        const isFolder = codeOf(error) === 'EEXIST' && (await lstat(place)).isDirectory();
        if (!isFolder) throw error;
      });
      this.#known.add(done);
    }
  }
}

function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}
