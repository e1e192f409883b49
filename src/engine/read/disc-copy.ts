import { type FileHandle, open } from 'node:fs/promises';
import { readingError } from '../files/file-errors.ts';

/** A copy of a disc, or of a part of it. `offset` is the byte of the disc that it begins with. */
export type DiscCopy = { readonly path: string; readonly offset: number };

/** A copy of a disc, open for reading at positions of the disc. */
export class CopyFile implements AsyncDisposable {
  readonly #copy: DiscCopy;
  readonly #file: FileHandle;

  private constructor(copy: DiscCopy, file: FileHandle) {
    this.#copy = copy;
    this.#file = file;
  }

  /** Errors: `NOT_FOUND`, `PERMISSION_DENIED`, `FILE_READ_FAILED`. */
  static async open(copy: DiscCopy): Promise<CopyFile> {
    try {
      return new CopyFile(copy, await open(copy.path, 'r'));
    } catch (cause) {
      throw readingError(cause, copy.path);
    }
  }

  /**
   * Fills the buffer from this byte of the disc on. Returns the part that was filled: shorter only where the copy ends.
   * Errors: `PERMISSION_DENIED`, `FILE_READ_FAILED`.
   */
  async read(buffer: Buffer, position: number): Promise<Buffer> {
    let filled = 0;
    try {
      while (filled < buffer.length) {
        const at = position - this.#copy.offset + filled;
        const { bytesRead } = await this.#file.read(buffer, filled, buffer.length - filled, at);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
    } catch (cause) {
      throw readingError(cause, this.#copy.path);
    }
    return buffer.subarray(0, filled);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
  }
}
