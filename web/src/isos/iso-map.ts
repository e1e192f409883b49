import type { Cells, IsoDetail } from '../api/types.ts';
import { sectorBytes } from '../map/map-cells.ts';

/** An image as a sector map: everything is there but what its provenance says is not; `null` if it has none. */
export function isoMap({ provenance }: Pick<IsoDetail, 'provenance'>): Cells | null {
  if (provenance === null || provenance.cd !== null) return null;
  const cells: Cells['cells'] = [];
  let at = 0;
  for (const { firstLba, lastLba } of provenance.badSectors) {
    const from = firstLba * sectorBytes;
    const length = (lastLba - firstLba + 1) * sectorBytes;
    if (from > at) cells.push(['rescued', at, from - at]);
    cells.push(['bad', from, length]);
    at = from + length;
  }
  if (at < provenance.sizeBytes) cells.push(['rescued', at, provenance.sizeBytes - at]);
  const rescuedBytes = provenance.sizeBytes - provenance.badBytes;
  return { sizeBytes: Math.max(at, provenance.sizeBytes), rescuedBytes, cells };
}
