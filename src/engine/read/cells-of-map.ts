import type { Cells } from '#model/index.ts';
import type { BlockMap } from './block-map.ts';

const maxCells = 1000;

/** The sector map for people: its runs; one with very many is told by a thousand cells, each with the worst that is in it. */
export function cellsOfMap(map: BlockMap): Cells {
  const { sizeBytes, rescuedBytes } = map;
  const cells: Cells['cells'] = [];
  const states = map.cells(maxCells);
  for (const [index, state] of states.entries()) {
    const start = Math.floor((sizeBytes * index) / states.length);
    const end = Math.floor((sizeBytes * (index + 1)) / states.length);
    const last = cells.at(-1);
    if (last?.[0] === state) last[2] += end - start;
    else cells.push([state, start, end - start]);
  }
  return { sizeBytes, rescuedBytes, cells };
}
