import { AppError, RAW_SECTOR_BYTES } from '#model/index.ts';
import { sectorBytesOf } from './disc-sheet.ts';
import { type UserData, userDataOf } from './sector-data.ts';
import { type Extent, extentsOf, type LaidOutSheet } from './sheet-extents.ts';
import { SheetHandles, type SheetHandlesOptions } from './sheet-handles.ts';

export { type Extent, extentsOf } from './sheet-extents.ts';

/** How sectors of a sheet are read. */
export type SheetSectorsOptions = SheetHandlesOptions;

const userBytes = 2048;

/** Random access to the sectors of the disc that a sheet describes, at the addresses of its layout. */
export class SheetSectors {
  readonly extents: readonly Extent[];
  readonly #handles: SheetHandles;

  private constructor(extents: readonly Extent[], options: SheetSectorsOptions) {
    this.extents = extents;
    this.#handles = new SheetHandles(options);
  }

  /** Opens nothing yet; each file is opened when it is first read. To be closed. */
  static async open(opened: LaidOutSheet, options: SheetSectorsOptions = {}): Promise<SheetSectors> {
    return new SheetSectors(extentsOf(opened), options);
  }

  /** The extent that holds a sector; `null` behind the end and between sessions. */
  extentAt(lba: number): Extent | null {
    // Extents ascend: the last that does not begin behind the sector is the only one that can hold it.
    let [from, to] = [0, this.extents.length];
    while (from < to) {
      const middle = (from + to) >>> 1;
      if ((this.extents[middle]?.firstLba ?? 0) <= lba) from = middle + 1;
      else to = middle;
    }
    const extent = this.extents[from - 1];
    return extent !== undefined && lba < extent.firstLba + extent.sectorCount ? extent : null;
  }

  /**
   * Audio sectors as 16-bit little-endian samples, `count * 2352` bytes; zeros where the disc has silence or no audio at
   * all. Errors: `FILE_READ_FAILED` if a file became shorter, those of decoding FLAC, `INTERNAL` without a scratch folder.
   */
  async readAudio(lba: number, count: number): Promise<Buffer> {
    const result = Buffer.alloc(count * RAW_SECTOR_BYTES);
    for (let done = 0; done < count; ) {
      const extent = this.extentAt(lba + done);
      const run =
        extent === null ? 1 : Math.min(count - done, extent.firstLba + extent.sectorCount - lba - done);
      if (extent !== null && extent.file !== null && extent.track.mode === 'AUDIO') {
        const stored = await this.readStored(extent, lba + done, run);
        copySamples(extent, stored, result.subarray(done * RAW_SECTOR_BYTES));
      }
      done += run;
    }
    return result;
  }

  /** A data sector as it is kept, sub-channels left out; `null` where there is none. */
  async readRawData(lba: number): Promise<Buffer | null> {
    const extent = this.extentAt(lba);
    if (extent === null || extent.file === null || extent.track.mode === 'AUDIO') return null;
    const stored = await this.readStored(extent, lba, 1);
    return stored.subarray(0, sectorBytesOf({ mode: extent.track.mode, subChannel: null }));
  }

  /** User data of a sector, checked by its error detection code where it has one. */
  async readUserData(lba: number): Promise<UserData> {
    const extent = this.extentAt(lba);
    if (extent === null) return { type: 'other' };
    const [sector] = await this.readUserDataRun(extent, lba, 1);
    return sector ?? { type: 'other' };
  }

  /** The same of `count` sectors of one extent, in order. */
  async readUserDataRun(extent: Extent, lba: number, count: number): Promise<UserData[]> {
    const { mode } = extent.track;
    if (mode === 'AUDIO') return Array.from({ length: count }, () => ({ type: 'other' }));
    if (extent.file === null) {
      return Array.from({ length: count }, () => ({ type: 'data', bytes: Buffer.alloc(userBytes) }));
    }
    const stored = await this.readStored(extent, lba, count);
    const unit = sectorBytesOf(extent.track);
    const ownBytes = sectorBytesOf({ mode, subChannel: null });
    return Array.from({ length: count }, (_, index) =>
      userDataOf(mode, stored.subarray(index * unit, index * unit + ownBytes)),
    );
  }

  /** Sectors of an extent byte for byte, with whatever lies behind each (sub-channels). */
  async readStored(extent: Extent, lba: number, count: number): Promise<Buffer> {
    if (extent.file === null) throw new AppError('INTERNAL', `Sector ${lba} is in no file.`);
    const unit = sectorBytesOf(extent.track);
    return this.#handles.read(extent.file, extent.startByte + (lba - extent.firstLba) * unit, count * unit);
  }

  /** Closes all files and removes what was decoded. */
  async close(): Promise<void> {
    await this.#handles.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** Copies samples without their sub-channels, and makes them little-endian. */
function copySamples(extent: Extent, stored: Buffer, target: Buffer): void {
  const unit = sectorBytesOf(extent.track);
  for (let at = 0, to = 0; at < stored.length; at += unit, to += RAW_SECTOR_BYTES) {
    stored.copy(target, to, at, at + RAW_SECTOR_BYTES);
  }
  if (extent.isBigEndian) target.subarray(0, (stored.length / unit) * RAW_SECTOR_BYTES).swap16();
}
