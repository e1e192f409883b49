import { constants } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { AppError, isAppError } from '#model/index.ts';
import type { FileExtent, FileSystemReader, FsNode } from './file-system.ts';
import { type WalkedEntry, walkFiles } from './walk-files.ts';

/** What became of one entry. `skipped` and `failed` say why in a sentence. */
export type ExtractedEntry =
  | { readonly status: 'written'; readonly path: string; readonly sizeBytes: number }
  | { readonly status: 'folder'; readonly path: string }
  | { readonly status: 'skipped' | 'failed'; readonly path: string; readonly reason: string };

/** How to extract. */
export type ExtractOptions = {
  /** Paths in the image, with all below them; the whole image unless told. */
  readonly paths?: readonly string[];
  /** Made if it is not there. */
  readonly toFolder: string;
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
  const { signal } = options;
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
      yield await extractOne(reader, walked, { folders, ...(signal === undefined ? {} : { signal }) });
      yield* notEntered.splice(0);
    }
    yield* notEntered;
  }
}

async function extractOne(
  reader: FileSystemReader,
  { path, node }: WalkedEntry,
  { folders, signal }: { folders: SafeFolders; signal?: AbortSignal },
): Promise<ExtractedEntry> {
  try {
    if (node === null)
      return { status: 'failed', path, reason: 'Its description on the disc cannot be read.' };
    switch (node.kind) {
      case 'directory':
        await folders.make(path);
        return { status: 'folder', path };
      case 'symlink':
        return { status: 'skipped', path, reason: `It is a link to ${node.linkTarget ?? 'nowhere'}.` };
      case 'other':
        return { status: 'skipped', path, reason: 'It is a device, pipe or socket.' };
      case 'file': {
        const at = path.lastIndexOf('/');
        if (at > 0) await folders.make(path.slice(0, at));
        const contents = await reader.contentsOf(node);
        await writeContents(join(folders.target, path), contents, signal);
        return { status: 'written', path, sizeBytes: contents.sizeBytes };
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
        await file.write(piece, 0, piece.length, at);
        at += piece.length;
      }
    }
    position += extent.lengthBytes;
  }
  await file.truncate(contents.sizeBytes);
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
