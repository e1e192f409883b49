import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { readingError } from '#engine/index.ts';
import { changedMeanwhile, notAsPapersSay } from './errors.ts';
import type { ShippedFile } from './receiver.ts';

/** Sums of a whole file. */
export type FileSums = { readonly sha256: string; readonly md5: string };

/** Reads a file in order, piece by piece, and proves at the end that it was what its papers say. */
export class ProvenFile {
  readonly #file: ShippedFile;
  readonly #handle: FileHandle;
  readonly #sha256: Hash = createHash('sha256');
  readonly #md5: Hash = createHash('md5');
  #position = 0;

  private constructor(file: ShippedFile, handle: FileHandle) {
    this.#file = file;
    this.#handle = handle;
  }

  /** Errors: those of reading; so does `next`. */
  static async open(file: ShippedFile): Promise<ProvenFile> {
    const handle = await open(file.path, 'r').catch((cause: unknown) => {
      throw readingError(cause, file.path);
    });
    return new ProvenFile(file, handle);
  }

  /** The next bytes, at most so many; fewer only at the end. Error: `VERIFY_FAILED` if the file became shorter. */
  async next(bytes: number): Promise<Buffer> {
    const wanted = Math.min(bytes, this.#file.sizeBytes - this.#position);
    const piece = Buffer.allocUnsafeSlow(wanted);
    for (let filled = 0; filled < wanted; ) {
      const position = this.#position + filled;
      const { bytesRead } = await this.#handle
        .read(piece, filled, wanted - filled, position)
        .catch((cause: unknown) => {
          throw readingError(cause, this.#file.path);
        });
      if (bytesRead === 0) throw changedMeanwhile(this.#file.path);
      filled += bytesRead;
    }
    this.#position += wanted;
    this.#sha256.update(piece);
    this.#md5.update(piece);
    return piece;
  }

  /** Sums of all, once all was read. Error: `VERIFY_FAILED` if papers say otherwise, or it became longer. */
  async prove(): Promise<FileSums> {
    const { path, sizeBytes, sha256, md5 } = this.#file;
    if ((await this.#handle.stat()).size !== sizeBytes) throw changedMeanwhile(path);
    const sums = { sha256: this.#sha256.digest('hex'), md5: this.#md5.digest('hex') };
    if (sha256 !== null && sha256 !== sums.sha256) throw notAsPapersSay(path, 'SHA-256');
    if (md5 !== null && md5 !== sums.md5) throw notAsPapersSay(path, 'MD5');
    return sums;
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}
