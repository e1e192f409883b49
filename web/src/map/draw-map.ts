import type { CellState } from '../api/types.ts';
import { type MapCell, sectorBytes } from './map-cells.ts';

/** How the squares lie: CSS pixels from one to the next, squares in a row, squares in all. */
export type MapLayout = {
  readonly pitch: number;
  readonly columns: number;
  readonly rows: number;
  readonly count: number;
};

/** Rows of a map: enough to tell squares apart, few enough to be seen at once. */
const wantedRows = { narrow: 26, wide: 18 } as const;

/** A layout for a width in CSS pixels; small discs get larger squares. */
export function layoutOf(width: number, sizeBytes: number): MapLayout {
  const rows = width < 600 ? wantedRows.narrow : wantedRows.wide;
  const sectors = Math.max(1, Math.ceil(sizeBytes / sectorBytes));
  let pitch = 11;
  while (pitch < 22 && Math.floor(width / (pitch + 1)) * rows >= sectors) pitch += 1;
  const columns = Math.max(1, Math.floor(width / pitch));
  return { pitch, columns, rows, count: columns * rows };
}

const gap = 1.5;

/** What is painted. `theme` is only named so that a new one paints anew. */
export type MapPicture = {
  readonly squares: readonly MapCell[];
  readonly layout: MapLayout;
  readonly chosen: number | null;
  readonly theme: string | null;
};

/** Paints the squares in the colours of the theme (`--map-…`), with a ring around the chosen one. */
export function drawMap(canvas: HTMLCanvasElement, { squares, layout, chosen }: MapPicture): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  const { pitch, columns } = layout;
  const width = columns * pitch;
  const height = Math.ceil(squares.length / columns) * pitch;
  const scale = globalThis.devicePixelRatio || 1;
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  context.scale(scale, scale);
  const style = getComputedStyle(canvas);
  const colours = new Map<CellState, string>();
  for (const [index, { state }] of squares.entries()) {
    const colour = colours.get(state) ?? style.getPropertyValue(`--map-${state}`);
    colours.set(state, colour);
    context.fillStyle = colour;
    const x = (index % columns) * pitch;
    const y = Math.floor(index / columns) * pitch;
    context.fillRect(x, y, pitch - gap, pitch - gap);
  }
  if (chosen === null || chosen >= squares.length) return;
  context.strokeStyle = style.getPropertyValue('--map-ring');
  context.lineWidth = 2;
  const x = (chosen % columns) * pitch;
  const y = Math.floor(chosen / columns) * pitch;
  context.strokeRect(x + 0.5, y + 0.5, pitch - gap - 1, pitch - gap - 1);
}
