import { joinRanges, RAW_SECTOR_BYTES, type SectorRange } from '#model/index.ts';
import { isSectorAt, type SheetSectors, userDataOf } from '../../sheet/index.ts';

const blockSectors = 256;

/**
 * Data sectors of a cloned session that cannot be what the disc has: their header names another place, or their error
 * detection code does not fit. cdrdao looks at neither the status of the transport nor the address, so that a buffer left from
 * before would pass for a good sector. `offsetLba` is what the sheet's addresses lack to those of the disc.
 */
export async function findDamagedData(
  sectors: SheetSectors,
  offsetLba: number,
  signal: AbortSignal,
): Promise<SectorRange[]> {
  const damaged: SectorRange[] = [];
  for (const extent of sectors.extents) {
    if (extent.file === null || !extent.track.mode.endsWith('_RAW')) continue;
    for (let done = 0; done < extent.sectorCount; done += blockSectors) {
      signal.throwIfAborted();
      const count = Math.min(blockSectors, extent.sectorCount - done);
      const bytes = await sectors.readStored(extent, extent.firstLba + done, count);
      const unit = bytes.length / count;
      for (let index = 0; index < count; index += 1) {
        const raw = bytes.subarray(index * unit, index * unit + RAW_SECTOR_BYTES);
        const lba = extent.firstLba + done + index + offsetLba;
        if (!isSectorAt(raw, lba) || userDataOf(extent.track.mode, raw).type === 'damaged')
          damaged.push({ firstLba: lba, lastLba: lba });
      }
    }
  }
  return joinRanges(damaged);
}
