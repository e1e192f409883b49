import type { SectorRange } from '#model/index.ts';
import { SECTOR_BYTES } from '#model/index.ts';
import { openSheet, SheetSectors } from '../sheet/index.ts';
import { isInside } from './file-sector-source.ts';
import { type SectorSource, UnreadableSectorError } from './sector-source.ts';

/** The user data of the data sectors of a disc that a sheet describes, at the addresses that they have on the disc. */
export class SheetSectorSource implements SectorSource {
  readonly sectorCount: number;
  readonly #sectors: SheetSectors;
  readonly #badSectors: readonly SectorRange[];

  private constructor(sectors: SheetSectors, sectorCount: number, badSectors: readonly SectorRange[]) {
    this.#sectors = sectors;
    this.sectorCount = sectorCount;
    this.#badSectors = badSectors;
  }

  /** Errors: those of `openSheet`. */
  static async open(path: string, badSectors: readonly SectorRange[]): Promise<SheetSectorSource> {
    const opened = await openSheet(path);
    return new SheetSectorSource(await SheetSectors.open(opened), opened.leadOutLba, badSectors);
  }

  async read(lba: number, count: number): Promise<Uint8Array> {
    if (!isInside(lba, count, this.sectorCount)) throw new UnreadableSectorError(lba, count);
    const bytes = new Uint8Array(count * SECTOR_BYTES);
    for (let index = 0; index < count; index += 1) {
      const sector = lba + index;
      const isBad = this.#badSectors.some((bad) => bad.firstLba <= sector && sector <= bad.lastLba);
      const data = isBad ? null : await this.#sectors.readUserData(sector);
      if (data?.type !== 'data') throw new UnreadableSectorError(sector, 1);
      bytes.set(data.bytes, index * SECTOR_BYTES);
    }
    return bytes;
  }

  async close(): Promise<void> {
    await this.#sectors.close();
  }
}
