import { parseMsf, sheetError } from './sheet-text.ts';
import { type TocToken, tokenizeToc } from './toc-tokens.ts';

/** Walks over the tokens of a .toc file. Every `take…` throws `INVALID_INPUT` with the line if something else is there. */
export class TocReader {
  readonly #tokens: readonly TocToken[];
  #at = 0;

  constructor(text: string) {
    this.#tokens = tokenizeToc(text);
  }

  get next(): TocToken {
    // The last token is the end and is never passed.
    return this.#tokens[this.#at] ?? { kind: 'end', text: 'the end of the file', line: 1, start: 0, end: 0 };
  }

  get line(): number {
    return this.next.line;
  }

  isAt(text: string): boolean {
    return this.next.text === text && (this.next.kind === 'word' || this.next.kind === 'sign');
  }

  skip(text: string): boolean {
    const isThere = this.isAt(text);
    if (isThere) this.#at += 1;
    return isThere;
  }

  take(kind: TocToken['kind'], what: string): TocToken {
    const token = this.next;
    if (token.kind !== kind) throw this.error(`${what} is expected, not ${describe(token)}.`);
    this.#at += 1;
    return token;
  }

  takeSign(sign: string): void {
    if (!this.skip(sign)) throw this.error(`"${sign}" is expected, not ${describe(this.next)}.`);
  }

  takeString(what: string): string {
    return this.take('string', what).text;
  }

  takeNumber(what: string): number {
    const { text, line } = this.take('number', what);
    if (!Number.isSafeInteger(Number(text))) throw sheetError(line, `${what} is too large.`);
    return Number(text);
  }

  isAtNumber(): boolean {
    return this.next.kind === 'number';
  }

  /** A length: `MM:SS:FF`, or a bare number of units of which `unitsPerFrame` make a frame. Result: units. */
  takeLength(what: string, unitsPerFrame: number): number {
    const first = this.takeNumber(what);
    if (!this.skip(':')) return first;
    const seconds = this.takeNumber('seconds');
    this.takeSign(':');
    const text = `${first}:${seconds}:${this.takeNumber('frames')}`;
    const frames = parseMsf(text);
    if (frames === null) throw this.error(`${text} is not a time of minutes, seconds and frames.`);
    return frames * unitsPerFrame;
  }

  /** `MM:SS:FF` in frames. */
  takeFrames(what: string): number {
    return this.takeLength(what, 1);
  }

  error(problem: string): Error {
    return sheetError(this.line, problem);
  }
}

function describe(token: TocToken): string {
  return token.kind === 'end' ? token.text : JSON.stringify(token.text.slice(0, 40));
}
