import { SECTOR_BYTES } from '#model/index.ts';
import type { Medium } from '../drive/drive.ts';
import { DeviceSectorSource } from './device-sector-source.ts';
import { FileSectorSource } from './file-sector-source.ts';
import type { SectorSource } from './sector-source.ts';
import { SheetSectorSource } from './sheet-sector-source.ts';

/** Choices for `openSectorSource`; they concern devices only. */
export type OpenSectorSourceOptions = {
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  readonly inheritedFds?: readonly number[];
};

/** The sectors of a medium, be it a disc or a file (with the damage that an image drive imitates). */
export async function openSectorSource(
  medium: Medium,
  options: OpenSectorSourceOptions = {},
): Promise<SectorSource> {
  if (medium.isSheet) return SheetSectorSource.open(medium.path, medium.badSectors);
  if (!medium.isDevice) return FileSectorSource.open(medium.path, { badSectors: medium.badSectors });
  return new DeviceSectorSource(medium.path, {
    ...options,
    sectorCount: medium.sizeBytes > 0 ? Math.floor(medium.sizeBytes / SECTOR_BYTES) : null,
    isDirect: medium.supportsDirect,
  });
}
