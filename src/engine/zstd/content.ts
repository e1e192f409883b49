import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { AppError, type ChecksumAlgorithm, type Checksums, SECTOR_BYTES } from '#model/index.ts';
import { FileSectorSource, type SectorSource, UnreadableSectorError } from '../disc/index.ts';
import { hasErrno, readingError } from '../files/file-errors.ts';
import { ZstdFile } from './zstd-file.ts';

/** What a compressed file of an image ends with, after the name that its papers know. */
export const zstdEnding = '.zst';

/** The name that papers know a file by, whichever form it lies there in. */
export function plainName(nameOrPath: string): string {
  return isCompressedName(nameOrPath) ? nameOrPath.slice(0, -zstdEnding.length) : nameOrPath;
}

function isCompressedName(nameOrPath: string): boolean {
  return /[^/]\.zst$/.test(nameOrPath);
}

/** Where the bytes of a file of an image are. */
export type StoredFile = {
  readonly path: string;
  readonly isCompressed: boolean;
  readonly storedBytes: number;
};

/**
 * Finds a file of an image by the name that its papers know: as it is, else compressed under that name with `.zst`. `null`
 * if neither is there as a regular file.
 */
export async function findStored(path: string): Promise<StoredFile | null> {
  for (const candidate of [path, `${path}${zstdEnding}`]) {
    const storedBytes = await regularSize(candidate);
    if (storedBytes !== null)
      return { path: candidate, isCompressed: isCompressedName(candidate), storedBytes };
  }
  return null;
}

/** Bytes of the content of a file that papers name. Errors: `NOT_FOUND`, those of `ZstdFile.open`. */
export async function contentSize(path: string): Promise<number> {
  const stored = await requireStored(path);
  if (!stored.isCompressed) return stored.storedBytes;
  const file = await ZstdFile.open(stored.path);
  await file.close();
  return file.sizeBytes;
}

/** Sums of the content of a compressed file. Errors: those of `ZstdFile`; the signal's reason. */
export async function hashCompressed(
  path: string,
  algorithms: readonly ChecksumAlgorithm[],
  {
    signal,
    onProgress,
  }: { signal?: AbortSignal | undefined; onProgress?: ((bytesDone: number) => void) | undefined } = {},
): Promise<Checksums & { readonly sizeBytes: number }> {
  const file = await ZstdFile.open(path);
  try {
    const hashes = algorithms.flatMap((algorithm) =>
      algorithm === 'crc32' ? [] : [{ algorithm, hash: createHash(algorithm) }],
    );
    const wantsCrc = algorithms.includes('crc32');
    let crc = 0;
    let bytesDone = 0;
    for await (const piece of file.stream(0, file.sizeBytes)) {
      signal?.throwIfAborted();
      for (const { hash } of hashes) hash.update(piece);
      if (wantsCrc) crc = crc32(piece, crc);
      bytesDone += piece.length;
      onProgress?.(bytesDone);
    }
    const sums: Checksums = Object.fromEntries(
      hashes.map(({ algorithm, hash }) => [algorithm, hash.digest('hex')]),
    );
    return {
      ...sums,
      ...(wantsCrc ? { crc32: crc.toString(16).padStart(8, '0') } : {}),
      sizeBytes: bytesDone,
    };
  } finally {
    await file.close();
  }
}

/** The 2048-byte sectors of a compressed image. */
export class ZstdSectorSource implements SectorSource {
  readonly sectorCount: number;
  readonly #file: ZstdFile;

  private constructor(file: ZstdFile) {
    this.#file = file;
    this.sectorCount = Math.floor(file.sizeBytes / SECTOR_BYTES);
  }

  /** Takes a file over: closing this closes it. */
  static of(file: ZstdFile): ZstdSectorSource {
    return new ZstdSectorSource(file);
  }

  /** Errors: those of `ZstdFile.open`. */
  static async open(path: string): Promise<ZstdSectorSource> {
    return new ZstdSectorSource(await ZstdFile.open(path));
  }

  async read(lba: number, count: number): Promise<Uint8Array> {
    const isInside = Number.isSafeInteger(lba) && lba >= 0 && count > 0 && lba + count <= this.sectorCount;
    if (!isInside) throw new UnreadableSectorError(lba, count);
    return this.#file.read(lba * SECTOR_BYTES, count * SECTOR_BYTES).catch((cause: unknown) => {
      throw new UnreadableSectorError(lba, count, { cause });
    });
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

async function requireStored(path: string): Promise<StoredFile> {
  const stored = await findStored(path);
  if (stored !== null) return stored;
  throw new AppError('NOT_FOUND', `There is no file ${path}.`, { details: { path } });
}

async function regularSize(path: string): Promise<number | null> {
  try {
    const stats = await stat(path);
    return stats.isFile() ? stats.size : null;
  } catch (cause) {
    if (hasErrno(cause, 'ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP')) return null;
    throw readingError(cause, path);
  }
}

/** The sectors of a file of an image by the name that its papers know, compressed or not. Errors: those of either. */
export async function openContentSectors(path: string): Promise<SectorSource> {
  const stored = await findStored(path);
  return stored?.isCompressed ? ZstdSectorSource.open(stored.path) : FileSectorSource.open(path);
}
