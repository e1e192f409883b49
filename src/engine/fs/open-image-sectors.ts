import { open } from 'node:fs/promises';
import { AppError, RAW_SECTOR_BYTES, SECTOR_BYTES } from '#model/index.ts';
import {
  FileSectorSource,
  type SectorSource,
  SheetSectorSource,
  UnreadableSectorError,
} from '../disc/index.ts';
import { userDataOf } from '../sheet/index.ts';
import { findStored, plainName, ZstdFile, ZstdSectorSource } from '../zstd/index.ts';

/** What every raw data sector begins with (ECMA-130 14.1). */
const sync = Buffer.from('00ffffffffffffffffffff00', 'hex');

/** Raw sectors read together. */
const runSectors = 64;

/** How an image file keeps its sectors. */
type ImageLayout = 'sheet' | 'raw' | 'plain';

/**
 * The sectors of an image file: of the disc that a sheet (`.cue`, `.toc`) describes, the user data of a file of raw
 * 2352-byte sectors, or those of a plain image; also of one that is compressed. Errors: `NOT_FOUND`, `PERMISSION_DENIED`, `INVALID_INPUT`, those of sheets and of
 * `ZstdFile`.
 */
export async function openImageSectors(imagePath: string): Promise<SectorSource> {
  const stored = await findStored(plainName(imagePath));
  if (stored?.isCompressed) return openCompressed(stored.path);
  const path = stored?.path ?? imagePath;
  const layout = await findLayout(path);
  if (layout === 'sheet') return SheetSectorSource.open(path, []);
  return layout === 'raw' ? RawSectorSource.open(path) : FileSectorSource.open(path);
}

async function openCompressed(path: string): Promise<SectorSource> {
  const file = await ZstdFile.open(path);
  const isRaw = sync.equals(await file.read(0, sync.length));
  return isRaw ? new RawSectorSource(file) : ZstdSectorSource.of(file);
}

async function findLayout(path: string): Promise<ImageLayout> {
  if (/\.(?:cue|toc)$/i.test(path)) return 'sheet';
  const plain = await FileSectorSource.open(path);
  try {
    const first = await plain.read(0, 1).catch((error: unknown) => {
      if (error instanceof UnreadableSectorError) return null;
      throw error;
    });
    return first !== null && sync.equals(first.subarray(0, sync.length)) ? 'raw' : 'plain';
  } finally {
    await plain.close();
  }
}

/** Bytes that are read anywhere: of a file, or of what a compressed one holds. */
type RawBytes = {
  readonly sizeBytes: number;
  read(position: number, length: number): Promise<Buffer>;
  close(): Promise<void>;
};

/** User data of the whole sectors of a file of 2352 bytes each: mode 1, or mode 2 form 1. Damaged ones are unreadable. */
class RawSectorSource implements SectorSource {
  readonly sectorCount: number;
  readonly #file: RawBytes;

  constructor(file: RawBytes) {
    this.#file = file;
    this.sectorCount = Math.floor(file.sizeBytes / RAW_SECTOR_BYTES);
  }

  static async open(path: string): Promise<RawSectorSource> {
    const file = await open(path, 'r');
    const { size: sizeBytes } = await file.stat();
    return new RawSectorSource({
      sizeBytes,
      read: async (position, length) => {
        const bytes = Buffer.alloc(length);
        const { bytesRead } = await file.read(bytes, 0, length, position);
        return bytes.subarray(0, bytesRead);
      },
      close: () => file.close(),
    });
  }

  async read(lba: number, count: number): Promise<Uint8Array> {
    if (!Number.isSafeInteger(lba) || lba < 0 || count <= 0 || lba + count > this.sectorCount) {
      throw new UnreadableSectorError(lba, count);
    }
    const bytes = new Uint8Array(count * SECTOR_BYTES);
    for (let done = 0; done < count; done += runSectors) {
      const length = Math.min(runSectors, count - done);
      const stored = await this.#readStored(lba + done, length);
      for (let index = 0; index < length; index += 1) {
        const sector = stored.subarray(index * RAW_SECTOR_BYTES, (index + 1) * RAW_SECTOR_BYTES);
        const data = userDataOf('MODE1_RAW', sector);
        if (data.type !== 'data') throw new UnreadableSectorError(lba + done + index, 1);
        bytes.set(data.bytes, (done + index) * SECTOR_BYTES);
      }
    }
    return bytes;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  async #readStored(lba: number, count: number): Promise<Buffer> {
    const length = count * RAW_SECTOR_BYTES;
    const stored = await this.#file.read(lba * RAW_SECTOR_BYTES, length).catch((cause: unknown) => {
      throw new AppError('FILE_READ_FAILED', `Sector ${lba} of the raw image cannot be read.`, { cause });
    });
    // The file was cut while we read it.
    if (stored.length < length) throw new UnreadableSectorError(lba, count);
    return stored;
  }
}
