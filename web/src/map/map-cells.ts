import type { CellState, Cells } from '../api/types.ts';

/** States of the map, worst first; where a cell covers several, the worst is shown, so that no bad sector is overlooked. */
export const cellStates = [
  'bad',
  'pending',
  'untried',
  'partial',
  'rescued',
] as const satisfies readonly CellState[];

/** Bytes of a sector of a data disc (SECTOR_BYTES of the server). */
export const sectorBytes = 2048;

/** One square of the map: bytes `[from, to)` of the disc, and the worst of what is known of them. */
export type MapCell = { readonly state: CellState; readonly from: number; readonly to: number };

/** The map as at most `count` squares of the same number of whole sectors; fewer if the disc has fewer sectors. */
export function cellsOf({ cells, sizeBytes }: Cells, count: number): readonly MapCell[] {
  const sectors = Math.ceil(sizeBytes / sectorBytes);
  const size = Math.max(1, Math.ceil(sectors / Math.max(1, count))) * sectorBytes;
  const squares: MapCell[] = [];
  let run = 0;
  for (let from = 0; from < sizeBytes; from += size) {
    const to = Math.min(sizeBytes, from + size);
    while (run > 0 && startOf(cells, run) > from) run -= 1;
    while (run < cells.length - 1 && endOf(cells, run) <= from) run += 1;
    squares.push({ state: worstOf(cells, run, from, to), from, to });
  }
  return squares;
}

/** Bytes in each state; together the whole disc. */
export function bytesByState({ cells, sizeBytes }: Cells): Readonly<Record<CellState, number>> {
  const sums: Record<CellState, number> = { bad: 0, pending: 0, untried: 0, partial: 0, rescued: 0 };
  let known = 0;
  for (const [state, , length] of cells) {
    sums[state] += length;
    known += length;
  }
  sums.untried += Math.max(0, sizeBytes - known);
  return sums;
}

/** What could not be read, as sectors in order. */
export function badRuns({
  cells,
}: Cells): readonly { readonly firstLba: number; readonly lastLba: number }[] {
  return cells
    .filter(([state, , length]) => state === 'bad' && length > 0)
    .map(([, from, length]) => ({
      firstLba: Math.floor(from / sectorBytes),
      lastLba: Math.ceil((from + length) / sectorBytes) - 1,
    }));
}

type Runs = Cells['cells'];

function worstOf(runs: Runs, first: number, from: number, to: number): CellState {
  let worst: number = cellStates.length;
  for (let index = first; index < runs.length && startOf(runs, index) < to; index += 1) {
    if (endOf(runs, index) <= from) continue;
    const run = runs[index];
    if (run !== undefined) worst = Math.min(worst, cellStates.indexOf(run[0]));
  }
  return cellStates[worst] ?? 'untried';
}

function startOf(runs: Runs, index: number): number {
  return runs[index]?.[1] ?? Number.POSITIVE_INFINITY;
}

function endOf(runs: Runs, index: number): number {
  const run = runs[index];
  return run === undefined ? 0 : run[1] + run[2];
}
