import { type FileHandle, open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { constants, zstdDecompress } from 'node:zlib';
import { isAppError } from '#model/index.ts';
import { readingError } from '../files/file-errors.ts';
import {
  footerBytes,
  notSeekable,
  parseSeekTable,
  type SeekFrame,
  seekTableBytes,
  unusable,
} from './seek-table.ts';

const decompress = promisify(zstdDecompress);

/** Content kept at most of frames that were looked into. */
const cacheBytes = 32 * 1024 * 1024;
/** Frames expanded at once where bytes are wanted in a row, and their content at most. */
const aheadFrames = 4;
const aheadBytes = 64 * 1024 * 1024;
/** Given out by zstd at a time: with Node's 16 KiB a frame costs five times the processor time. The smallest is Node's. */
const outputBytes = 1024 * 1024;
const smallestChunk = 64;

/**
 * Random access to the content of a file of seekable zstd frames. Memory is bounded, whatever the file says: a frame is
 * never expanded further than its entry in the seek table, which itself is limited (`maxFrameBytes`).
 */
export class ZstdFile {
  readonly path: string;
  /** Of the content. */
  readonly sizeBytes: number;
  /** Of the file. */
  readonly storedBytes: number;
  readonly #file: FileHandle;
  readonly #frames: readonly SeekFrame[];
  /** Expanded frames by index, used last at the end. */
  readonly #cache = new Map<number, Promise<Buffer>>();

  private constructor(
    path: string,
    file: FileHandle,
    known: { frames: readonly SeekFrame[]; storedBytes: number },
  ) {
    this.path = path;
    this.#file = file;
    this.#frames = known.frames;
    this.storedBytes = known.storedBytes;
    const last = known.frames.at(-1);
    this.sizeBytes = last === undefined ? 0 : last.offset + last.sizeBytes;
  }

  /** Errors: `NOT_FOUND`, `PERMISSION_DENIED`, `FILE_READ_FAILED`; `ZSTD_UNUSABLE` without a seek table or with one that lies. */
  static async open(path: string): Promise<ZstdFile> {
    const file = await open(path, 'r').catch((cause: unknown) => {
      throw readingError(cause, path);
    });
    try {
      const stats = await file.stat();
      if (!stats.isFile()) throw unusable('it is no regular file', path);
      const footer = await readExactly(
        file,
        Math.max(0, stats.size - footerBytes),
        Math.min(stats.size, footerBytes),
      );
      const tableBytes = seekTableBytes(footer);
      if (tableBytes === null) throw notSeekable(path);
      if (tableBytes > stats.size) throw unusable('its seek table is longer than the file', path);
      const table = await readExactly(file, stats.size - tableBytes, tableBytes);
      return new ZstdFile(path, file, { frames: parseSeekTable(table, stats.size), storedBytes: stats.size });
    } catch (cause) {
      await file.close();
      throw readingError(cause, path);
    }
  }

  /** The largest frame, in bytes of content. */
  get frameBytes(): number {
    return this.#frames.reduce((most, { sizeBytes }) => Math.max(most, sizeBytes), 0);
  }

  /** Bytes of the content; fewer only at its end. Error: `ZSTD_UNUSABLE` for a damaged frame, `FILE_READ_FAILED`. */
  async read(position: number, length: number): Promise<Buffer> {
    const end = Math.min(this.sizeBytes, position + length);
    const parts: Buffer[] = [];
    for (let index = this.#indexOf(position); position < end; index += 1) {
      const frame = this.#frames[index];
      if (frame === undefined) break;
      const part = (await this.#expanded(index)).subarray(position - frame.offset, end - frame.offset);
      parts.push(part);
      position += part.length;
    }
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : Buffer.concat(parts);
  }

  /** The content from `start` up to, not with, `end`, in pieces; some frames are expanded ahead. Errors as `read`. */
  async *stream(start: number, end: number): AsyncGenerator<Buffer> {
    const limit = Math.min(end, this.sizeBytes);
    if (start >= limit) return;
    const waiting: { frame: SeekFrame; content: Promise<Buffer> }[] = [];
    const perFrame = Math.max(1, this.frameBytes);
    const most = Math.max(1, Math.min(aheadFrames, Math.floor(aheadBytes / perFrame)));
    let next = this.#indexOf(start);
    for (;;) {
      for (; waiting.length < most; next += 1) {
        const frame = this.#frames[next];
        if (frame === undefined || frame.offset >= limit) break;
        const content = this.#expand(frame);
        // Whoever stops in between does not wait for it: its failure is nobody's then.
        content.catch(() => undefined);
        waiting.push({ frame, content });
      }
      const first = waiting.shift();
      if (first === undefined) return;
      const from = Math.max(0, start - first.frame.offset);
      const piece = (await first.content).subarray(from, limit - first.frame.offset);
      if (piece.length > 0) yield piece;
    }
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#cache.values());
    this.#cache.clear();
    await this.#file.close();
  }

  #expanded(index: number): Promise<Buffer> {
    const known = this.#cache.get(index);
    this.#cache.delete(index);
    const frame = this.#frames[index];
    if (frame === undefined) throw new Error(`there is no frame ${index}`);
    const content = known ?? this.#expand(frame);
    this.#cache.set(index, content);
    content.catch(() => this.#cache.delete(index));
    let kept = 0;
    for (const other of [...this.#cache.keys()].reverse()) {
      kept += this.#frames[other]?.sizeBytes ?? 0;
      if (kept > cacheBytes && other !== index) this.#cache.delete(other);
    }
    return content;
  }

  async #expand({ storedOffset, storedBytes, sizeBytes, offset }: SeekFrame): Promise<Buffer> {
    if (sizeBytes === 0) return Buffer.alloc(0);
    const where = `the frame of bytes ${offset} to ${offset + sizeBytes - 1} is damaged`;
    const stored = await readExactly(this.#file, storedOffset, storedBytes).catch((cause: unknown) => {
      throw readingError(cause, this.path);
    });
    const params = { [constants.ZSTD_d_windowLogMax]: 27 };
    const chunkSize = Math.max(smallestChunk, Math.min(sizeBytes, outputBytes));
    const content = await decompress(stored, { params, chunkSize, maxOutputLength: sizeBytes }).catch(
      (cause: unknown) => {
        throw isAppError(cause) ? cause : unusable(where, this.path);
      },
    );
    if (content.length !== sizeBytes) throw unusable(where, this.path);
    return content;
  }

  /** The frame that holds a byte of the content. */
  #indexOf(position: number): number {
    let low = 0;
    let high = this.#frames.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const frame = this.#frames[middle];
      if (frame !== undefined && frame.offset + frame.sizeBytes <= position) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

async function readExactly(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await file.read(bytes, done, length - done, position + done);
    if (bytesRead === 0) throw unusable('it became shorter while it was read');
    done += bytesRead;
  }
  return bytes;
}
