import type { CellState } from '#model/index.ts';
import { type Colour, paint, type Style } from '../io.ts';

type Glyph = {
  readonly unicode: string;
  readonly ascii: string;
  readonly colour: Colour;
  readonly word: string;
};

/** Look of each state of the sector map. Shape and colour both tell them apart, so that either is enough. */
const glyphs: Record<CellState, Glyph> = {
  rescued: { unicode: '█', ascii: '#', colour: 'good', word: 'read' },
  partial: { unicode: '▓', ascii: '+', colour: 'part', word: 'partly read' },
  untried: { unicode: '·', ascii: '.', colour: 'quiet', word: 'not yet' },
  pending: { unicode: '?', ascii: '?', colour: 'warn', word: 'to try again' },
  bad: { unicode: '✖', ascii: 'X', colour: 'bad', word: 'bad' },
};

const glyphOf = (state: CellState, style: Style) =>
  style.isUnicode ? glyphs[state].unicode : glyphs[state].ascii;

/** The sector map as one line, one glyph a cell; neighbours of one state share their colour codes. */
export function mapLine(cells: readonly CellState[], style: Style): string {
  let line = '';
  for (let start = 0; start < cells.length; ) {
    const state = cells[start];
    if (state === undefined) break;
    let end = start;
    while (cells[end] === state) end += 1;
    line += paint(glyphOf(state, style).repeat(end - start), glyphs[state].colour, style);
    start = end;
  }
  return line;
}

/** What the glyphs mean, if it fits; an empty text otherwise. */
export function mapLegend(style: Style): string {
  const states: readonly CellState[] = ['rescued', 'partial', 'untried', 'pending', 'bad'];
  const plain = states.map((state) => `${glyphOf(state, style)} ${glyphs[state].word}`).join('   ');
  if (plain.length > style.columns - 1) return '';
  return states
    .map((state) => `${paint(glyphOf(state, style), glyphs[state].colour, style)} ${glyphs[state].word}`)
    .join('   ');
}

/** A bar of `width` characters of which a fraction (0–1) is full. */
export function bar(fraction: number, width: number, style: Style): string {
  const full = Math.floor(Math.min(1, Math.max(0, fraction)) * width + 1e-9);
  const [done, rest] = style.isUnicode ? ['━', '─'] : ['=', '-'];
  return paint(done.repeat(full), 'good', style) + paint(rest.repeat(width - full), 'quiet', style);
}
