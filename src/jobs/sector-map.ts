import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cellsOfMap, parseMapfile } from '#engine/index.ts';
import { type Cells, type Provenance, SECTOR_BYTES } from '#model/index.ts';

/** The map of an unfinished image, from its working folder; `null` if there is none yet that is whole. */
export async function readCells(workFolder: string): Promise<Cells | null> {
  for (const name of ['image.map', 'image.map.good']) {
    const map = parseMapfile(await readOrEmpty(join(workFolder, name)));
    if (map !== null) return cellsOfMap(map);
  }
  return null;
}

/** The map of a finished image: what could not be read is bad, all else was rescued; `null` if it has no sectors of data. */
export function cellsOfImage(provenance: Provenance | null): Cells | null {
  if (provenance === null || !provenance.fileName.endsWith('.iso')) return null;
  const { sizeBytes, badSectors, badBytes } = provenance;
  const cells: Cells['cells'] = [];
  let at = 0;
  const add = (state: 'rescued' | 'bad', end: number) => {
    if (end > at) cells.push([state, at, end - at]);
    at = Math.max(at, end);
  };
  for (const { firstLba, lastLba } of badSectors) {
    add('rescued', Math.min(sizeBytes, firstLba * SECTOR_BYTES));
    add('bad', Math.min(sizeBytes, (lastLba + 1) * SECTOR_BYTES));
  }
  add('rescued', sizeBytes);
  return { sizeBytes, rescuedBytes: Math.max(0, sizeBytes - badBytes), cells };
}

async function readOrEmpty(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return ''; // Not begun yet, or just being replaced.
  }
}
