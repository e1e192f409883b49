import { createHash } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import { constants, zstdCompress } from 'node:zlib';
import { AppError } from '#model/index.ts';
import { createNew } from '../files/atomic-file.ts';
import { readingError, writingError } from '../files/file-errors.ts';
import { formatSeekTable } from './seek-table.ts';

const compress = promisify(zstdCompress);

/** Content of a frame: small enough to look for a file in an image, large enough to compress well. */
export const frameBytes = 2 * 1024 * 1024;
export const defaultLevel = 3;
/** Given out by zstd at a time: with Node's 16 KiB, going to and fro between threads takes longer than the work. */
const outputBytes = 256 * 1024;
/** Written back regularly, so that the last fsync does not stand still for minutes. */
const syncEveryBytes = 256 * 1024 * 1024;

/** How a file is compressed. */
export type CompressOptions = {
  readonly from: string;
  /** Must not exist. */
  readonly to: string;
  readonly level: number;
  readonly signal?: AbortSignal | undefined;
  /** Bytes of the content that are done. */
  readonly onProgress?: ((bytesDone: number) => void) | undefined;
};

/** What was compressed, with the sums of its content. */
export type CompressedFile = {
  readonly sizeBytes: number;
  readonly storedBytes: number;
  readonly sha256: string;
  readonly md5: string;
};

/**
 * Compresses a file into seekable frames, in order, some of them at a time in libuv's threads; what was made is durable. A
 * failed or aborted attempt leaves nothing. Errors: those of reading; `NO_SPACE`, `OUTPUT_NOT_WRITABLE`; the signal's reason.
 */
export async function compressFile({
  from,
  to,
  level,
  signal,
  onProgress,
}: CompressOptions): Promise<CompressedFile> {
  await using source = await open(from, 'r').catch((cause: unknown) => {
    throw readingError(cause, from);
  });
  const { size } = await source.stat();
  await using target = await createNew(to).catch((cause: unknown) => {
    throw writingError(cause, { field: 'path', path: to });
  });
  const sums = { sha256: createHash('sha256'), md5: createHash('md5') };
  const frames: { storedBytes: number; sizeBytes: number }[] = [];
  const waiting: { sizeBytes: number; stored: Promise<Buffer> }[] = [];
  const writer = new Writer(target);
  try {
    for (let position = 0; position < size || waiting.length > 0; ) {
      signal?.throwIfAborted();
      while (waiting.length <= availableParallelism() && position < size) {
        const content = await readFrame(source, { position, size, path: from });
        position += content.length;
        sums.sha256.update(content);
        sums.md5.update(content);
        const params = { [constants.ZSTD_c_compressionLevel]: level, [constants.ZSTD_c_checksumFlag]: 1 };
        const stored = compress(content, { params, pledgedSrcSize: content.length, chunkSize: outputBytes });
        stored.catch(() => undefined); // It is waited for below, or nobody wants it any more.
        waiting.push({ sizeBytes: content.length, stored });
      }
      const first = waiting.shift();
      if (first === undefined) break;
      const stored = await first.stored;
      await writer.write(stored);
      frames.push({ storedBytes: stored.length, sizeBytes: first.sizeBytes });
      onProgress?.(frames.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
    }
    await writer.write(formatSeekTable(frames));
    await target.sync();
  } catch (cause) {
    await unlink(to);
    signal?.throwIfAborted();
    throw writingError(cause, { field: 'path', path: to });
  }
  return {
    sizeBytes: size,
    storedBytes: writer.bytes,
    sha256: sums.sha256.digest('hex'),
    md5: sums.md5.digest('hex'),
  };
}

class Writer {
  bytes = 0;
  readonly #file: FileHandle;
  #unsynced = 0;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  async write(bytes: Buffer): Promise<void> {
    await this.#file.writeFile(bytes);
    this.bytes += bytes.length;
    this.#unsynced += bytes.length;
    if (this.#unsynced < syncEveryBytes) return;
    this.#unsynced = 0;
    await this.#file.datasync();
  }
}

async function readFrame(
  file: FileHandle,
  { position, size, path }: { position: number; size: number; path: string },
): Promise<Buffer> {
  const content = Buffer.allocUnsafeSlow(Math.min(frameBytes, size - position));
  for (let done = 0; done < content.length; ) {
    const { bytesRead } = await file
      .read(content, done, content.length - done, position + done)
      .catch((cause: unknown) => {
        throw readingError(cause, path);
      });
    if (bytesRead === 0) {
      throw new AppError('FILE_READ_FAILED', `${path} became shorter while it was compressed.`, {
        details: { path },
      });
    }
    done += bytesRead;
  }
  return content;
}
