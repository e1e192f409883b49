import type { Output } from '../io.ts';

/** Shortest time between two drawings: five a second are smooth and leave the terminal in peace. */
const shortestMs = 200;
/** Longest time between two drawings, so that times and rates never look frozen. */
const longestMs = 1000;

/**
 * Some lines at the bottom of a terminal that are drawn over again in place. The cursor is never hidden and always
 * stands below the block: however the process ends, the terminal is as it should be and the last state stays.
 */
export class LiveBlock {
  readonly #output: Output;
  readonly #draw: () => readonly string[];
  /** Visible widths of the lines on the screen, to find the way back up, even after a resize. */
  #drawn: number[] = [];
  #lastDrawnMs = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | null = null;
  #beat: NodeJS.Timeout | null = null;
  readonly #onResize = () => this.#redraw();

  /** `draw` gives the lines of now; each must fit the output's columns of now. */
  constructor(output: Output, draw: () => readonly string[]) {
    this.#output = output;
    this.#draw = draw;
  }

  start(): void {
    if (this.#beat !== null) return;
    this.#output.on?.('resize', this.#onResize);
    this.#beat = setInterval(() => this.#redraw(), longestMs);
    this.#beat.unref();
    this.#redraw();
  }

  /** Draws the last state once more and leaves it on the screen. */
  stop(): void {
    if (this.#beat === null) return;
    clearInterval(this.#beat);
    this.#beat = null;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#output.off?.('resize', this.#onResize);
    this.#redraw();
    this.#drawn = [];
  }

  /** Says that something changed; it is drawn at once or a moment later. */
  changed(): void {
    if (this.#beat === null || this.#timer !== null) return;
    const waitMs = this.#lastDrawnMs + shortestMs - performance.now();
    if (waitMs <= 0) this.#redraw();
    else {
      this.#timer = setTimeout(() => {
        this.#timer = null;
        this.#redraw();
      }, waitMs);
      this.#timer.unref();
    }
  }

  /** Writes a line above the block, where it stays. */
  print(line: string): void {
    this.#output.write(`${this.#erase()}${line}\n`);
    this.#drawn = [];
    if (this.#beat !== null) this.#redraw();
  }

  #redraw(): void {
    const lines = this.#draw();
    const erase = this.#erase();
    this.#drawn = lines.map(visibleWidth);
    this.#lastDrawnMs = performance.now();
    this.#output.write(erase + lines.map((line) => `${line}\n`).join(''));
  }

  /** Codes that take the cursor to the block's first line and clear from there (CUU and ED, ECMA-48 8.3.22, 8.3.39). */
  #erase(): string {
    const columns = Math.max(1, this.#output.columns ?? 80);
    const rows = this.#drawn.reduce((sum, width) => sum + Math.max(1, Math.ceil(width / columns)), 0);
    return rows === 0 ? '' : `\r\x1b[${rows}A\x1b[J`;
  }
}

/** Characters a line takes on the screen: colour codes take none, all else here is one column wide. */
function visibleWidth(line: string): number {
  return line.replace(/\x1b\[[0-9;]*m/g, '').length;
}
