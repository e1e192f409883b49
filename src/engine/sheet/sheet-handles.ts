import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { AppError } from '#model/index.ts';
import { decodeFlac } from '../audio/index.ts';
import { removeIfThere, temporaryPath } from '../files/atomic-file.ts';
import { readingError } from '../files/file-errors.ts';
import type { SheetFile } from './sheet-files.ts';

/** How the files of a sheet are read. */
export type SheetHandlesOptions = {
  /** Where FLAC files are decoded to; without it they cannot be read. */
  readonly scratchFolder?: string | undefined;
  readonly signal?: AbortSignal | undefined;
};

type OpenFile = { readonly file: FileHandle; readonly path: string; readonly offset: number };

/** Far below the 1024 descriptors that a process usually may have open (getrlimit(2), RLIMIT_NOFILE). */
const mostOpenFiles = 32;

/**
 * The data files of a sheet, opened when they are first read. Readings take turns, so that none loses its file to another:
 * few files are open at a time, and one FLAC file is decoded.
 */
export class SheetHandles {
  readonly #options: SheetHandlesOptions;
  readonly #open = new Map<string, OpenFile>();
  #decodedPath: string | null = null;
  #isClosed = false;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: SheetHandlesOptions) {
    this.#options = options;
  }

  /**
   * Exactly so many bytes of bare samples or sectors of a file.
   * Errors: `FILE_READ_FAILED` (also if the file became shorter), `NOT_FOUND`, `PERMISSION_DENIED`, those of decoding FLAC.
   */
  read(source: SheetFile, startByte: number, sizeBytes: number): Promise<Buffer> {
    return this.#inTurn(() => this.#read(source, startByte, sizeBytes));
  }

  /** Closes all files and removes what was decoded. Nothing can be read any more. */
  close(): Promise<void> {
    return this.#inTurn(async () => {
      this.#isClosed = true;
      for (const key of [...this.#open.keys()]) await this.#forget(key);
      await this.#removeDecoded();
    });
  }

  #inTurn<T>(step: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(step);
    this.#turn = result.catch(() => undefined); // Whoever waits for the result is told; the next has its turn all the same.
    return result;
  }

  async #read(source: SheetFile, startByte: number, sizeBytes: number): Promise<Buffer> {
    const { file, path, offset } = await this.#handleOf(source);
    const buffer = Buffer.alloc(sizeBytes);
    let done = 0;
    try {
      while (done < sizeBytes) {
        const { bytesRead } = await file.read(buffer, done, sizeBytes - done, offset + startByte + done);
        if (bytesRead === 0) throw shortened(source);
        done += bytesRead;
      }
    } catch (cause) {
      throw readingError(cause, path);
    }
    return buffer;
  }

  async #handleOf(source: SheetFile): Promise<OpenFile> {
    if (this.#isClosed) throw new AppError('INTERNAL', `${source.path} is read after it was closed.`);
    const known = this.#open.get(source.path);
    if (known !== undefined) return known;
    const [oldest] = this.#open.keys();
    if (oldest !== undefined && this.#open.size >= mostOpenFiles) await this.#forget(oldest);
    const opened = source.container === 'flac' ? await this.#openDecoded(source) : await openPlain(source);
    this.#open.set(source.path, opened);
    return opened;
  }

  async #forget(key: string): Promise<void> {
    const opened = this.#open.get(key);
    this.#open.delete(key);
    await opened?.file.close();
    if (opened?.path === this.#decodedPath) await this.#removeDecoded();
  }

  /** Compressed samples cannot be reached one by one: the whole file is decoded once. */
  async #openDecoded(source: SheetFile): Promise<OpenFile> {
    const { scratchFolder, signal } = this.#options;
    if (scratchFolder === undefined) {
      throw new AppError('INTERNAL', `There is no room to decode ${source.path} in.`);
    }
    // Discs are read from beginning to end: the file before is not needed any more.
    for (const [key, { path }] of this.#open) if (path === this.#decodedPath) await this.#forget(key);
    await this.#removeDecoded();
    const path = temporaryPath(scratchFolder);
    this.#decodedPath = path;
    await decodeFlac({ flacPath: source.path, rawPath: path, signal });
    const opened = { file: await openForReading(path), path, offset: 0 };
    const { size } = await opened.file.stat();
    if (size === source.dataBytes) return opened;
    await opened.file.close();
    throw shortened(source);
  }

  async #removeDecoded(): Promise<void> {
    const path = this.#decodedPath;
    this.#decodedPath = null;
    if (path !== null) await removeIfThere(path);
  }
}

async function openPlain(source: SheetFile): Promise<OpenFile> {
  return { file: await openForReading(source.path), path: source.path, offset: source.dataOffset };
}

/** Never waits: a pipe that was put in place of the file meanwhile fails at its first reading. */
function openForReading(path: string): Promise<FileHandle> {
  return open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((cause: unknown) => {
    throw readingError(cause, path);
  });
}

function shortened({ path }: SheetFile): AppError {
  return new AppError('FILE_READ_FAILED', `${path} is not as long as it was when its disc was put in.`, {
    details: { path },
  });
}
