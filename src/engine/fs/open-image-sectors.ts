import { open } from 'node:fs/promises';
import { AppError, RAW_SECTOR_BYTES, SECTOR_BYTES } from '#model/index.ts';
import {
  FileSectorSource,
  type SectorSource,
  SheetSectorSource,
  UnreadableSectorError,
} from '../disc/index.ts';
import { userDataOf } from '../sheet/index.ts';

/** What every raw data sector begins with (ECMA-130 14.1). */
const sync = Buffer.from('00ffffffffffffffffffff00', 'hex');

/** Raw sectors read together. */
const runSectors = 64;

/** How an image file keeps its sectors. */
type ImageLayout = 'sheet' | 'raw' | 'plain';

/**
 * The sectors of an image file: of the disc that a sheet (`.cue`, `.toc`) describes, the user data of a file of raw
 * 2352-byte sectors, or those of a plain image. Errors: `NOT_FOUND`, `PERMISSION_DENIED`, `INVALID_INPUT`, those of sheets.
 */
export async function openImageSectors(path: string): Promise<SectorSource> {
  const layout = await findLayout(path);
  if (layout === 'sheet') return SheetSectorSource.open(path, []);
  return layout === 'raw' ? RawSectorSource.open(path) : FileSectorSource.open(path);
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

/** User data of the whole sectors of a file of 2352 bytes each: mode 1, or mode 2 form 1. Damaged ones are unreadable. */
class RawSectorSource implements SectorSource {
  readonly sectorCount: number;
  readonly #file: Awaited<ReturnType<typeof open>>;

  private constructor(file: Awaited<ReturnType<typeof open>>, sectorCount: number) {
    this.#file = file;
    this.sectorCount = sectorCount;
  }

  static async open(path: string): Promise<RawSectorSource> {
    const file = await open(path, 'r');
    const { size } = await file.stat();
    return new RawSectorSource(file, Math.floor(size / RAW_SECTOR_BYTES));
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
    const stored = Buffer.alloc(count * RAW_SECTOR_BYTES);
    const { bytesRead } = await this.#file
      .read(stored, 0, stored.length, lba * RAW_SECTOR_BYTES)
      .catch((cause: unknown) => {
        throw new AppError('FILE_READ_FAILED', `Sector ${lba} of the raw image cannot be read.`, { cause });
      });
    // The file was cut while we read it.
    if (bytesRead < stored.length) throw new UnreadableSectorError(lba, count);
    return stored;
  }
}
