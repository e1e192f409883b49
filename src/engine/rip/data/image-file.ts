import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { writingError } from '../../files/file-errors.ts';

/**
 * The unfinished image, held open while tools write to it. An error of writing back to the disk is reported by the
 * kernel to every descriptor that was open at the time, once (fsync(2)); one opened later would never hear of it.
 */
export class ImageFile implements AsyncDisposable {
  readonly #path: string;
  readonly #file: FileHandle;

  private constructor(path: string, file: FileHandle) {
    this.#path = path;
    this.#file = file;
  }

  /** Opens the image, or makes an empty one. Errors: `NO_SPACE`, `OUTPUT_NOT_WRITABLE`. */
  static async open(path: string): Promise<ImageFile> {
    try {
      const flags = constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW;
      return new ImageFile(path, await open(path, flags, 0o644));
    } catch (cause) {
      throw writingError(cause, { field: 'workFolder', path });
    }
  }

  /** Makes all that was written durable. Fails if any of it was lost: `NO_SPACE`, `OUTPUT_NOT_WRITABLE`. */
  async sync(): Promise<void> {
    try {
      await this.#file.datasync();
    } catch (cause) {
      throw writingError(cause, { field: 'workFolder', path: this.#path });
    }
  }

  /** Gives the image its full length (a bad tail leaves it short, run-out is cut off) and makes it durable. */
  async settle(sizeBytes: number): Promise<void> {
    try {
      await this.#file.truncate(sizeBytes);
      await this.#file.sync();
    } catch (cause) {
      throw writingError(cause, { field: 'workFolder', path: this.#path });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
  }
}
