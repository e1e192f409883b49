import { type FileHandle, open } from 'node:fs/promises';
import { AppError, type ErrorCode, SECTOR_BYTES, type SectorRange } from '#model/index.ts';
import { type SectorSource, UnreadableSectorError } from './sector-source.ts';

/** Choices for `FileSectorSource.open`. */
export type FileSectorSourceOptions = {
  /** Sectors that shall fail like damaged ones (image drives). */
  readonly badSectors?: readonly SectorRange[];
};

/** The whole 2048-byte sectors of a plain file; a partial last sector is not addressable. */
export class FileSectorSource implements SectorSource {
  readonly sectorCount: number;
  readonly #file: FileHandle;
  readonly #badSectors: readonly SectorRange[];

  private constructor(file: FileHandle, sectorCount: number, badSectors: readonly SectorRange[]) {
    this.#file = file;
    this.sectorCount = sectorCount;
    this.#badSectors = badSectors;
  }

  /** Opens a file for reading. Errors: `NOT_FOUND`, `PERMISSION_DENIED`, `INVALID_INPUT` if it is not a plain file. */
  static async open(path: string, options: FileSectorSourceOptions = {}): Promise<FileSectorSource> {
    const file = await open(path, 'r').catch((cause: unknown) => {
      throw openError(path, cause);
    });
    try {
      const status = await file.stat();
      if (!status.isFile()) {
        throw new AppError('INVALID_INPUT', `${path} is not a plain file.`, { details: { path } });
      }
      return new FileSectorSource(file, Math.floor(status.size / SECTOR_BYTES), options.badSectors ?? []);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  async read(lba: number, count: number): Promise<Uint8Array> {
    if (!isInside(lba, count, this.sectorCount)) throw new UnreadableSectorError(lba, count);
    const lastLba = lba + count - 1;
    if (this.#badSectors.some((bad) => bad.firstLba <= lastLba && lba <= bad.lastLba)) {
      throw new UnreadableSectorError(lba, count);
    }
    const bytes = new Uint8Array(count * SECTOR_BYTES);
    for (let done = 0; done < bytes.length; ) {
      const { bytesRead } = await this.#file
        .read(bytes, done, bytes.length - done, lba * SECTOR_BYTES + done)
        .catch((cause: unknown) => {
          throw new UnreadableSectorError(lba, count, { cause });
        });
      // The file was cut while we read it.
      if (bytesRead === 0) throw new UnreadableSectorError(lba, count);
      done += bytesRead;
    }
    return bytes;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

/** Whether a run of at least one sector lies within a medium of `sectorCount` sectors (`null`: of unknown size). */
export function isInside(lba: number, count: number, sectorCount: number | null): boolean {
  return (
    Number.isSafeInteger(lba) &&
    Number.isSafeInteger(count) &&
    lba >= 0 &&
    count > 0 &&
    lba + count <= (sectorCount ?? Number.MAX_SAFE_INTEGER / SECTOR_BYTES)
  );
}

function openError(path: string, cause: unknown): AppError {
  const systemCode = cause instanceof Error && 'code' in cause ? cause.code : null;
  const codes: Record<string, ErrorCode> = {
    ENOENT: 'NOT_FOUND',
    ENOTDIR: 'NOT_FOUND',
    EACCES: 'PERMISSION_DENIED',
    EPERM: 'PERMISSION_DENIED',
  };
  const code = typeof systemCode === 'string' ? codes[systemCode] : undefined;
  return new AppError(code ?? 'INVALID_INPUT', `${path} cannot be opened for reading.`, {
    cause,
    details: { path },
  });
}
