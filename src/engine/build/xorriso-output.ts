/** What xorriso tells while it writes an image. */
export type XorrisoProgress =
  /** It is still taking up names. */
  | { readonly type: 'adding'; readonly fileCount: number }
  | { readonly type: 'writing'; readonly fraction: number };

/** Longest line looked at: names of files can stand in them, and could be as long as they like. */
const longestLine = 4096;

/**
 * Reads what `xorriso -as mkisofs` writes on standard error (xorriso 1.5.4): lines `xorriso : UPDATE : 12.91% done`, or
 * `… files added in 1 seconds`, about one a second. Everything else is kept as remarks: warnings and failures.
 */
export class XorrisoOutput {
  readonly #onProgress: (progress: XorrisoProgress) => void;
  readonly remarks: string[] = [];
  #rest = '';

  constructor(onProgress: (progress: XorrisoProgress) => void) {
    this.#onProgress = onProgress;
  }

  feed(chunk: Buffer): void {
    const lines = `${this.#rest}${chunk.toString('latin1')}`.split(/[\r\n]+/);
    this.#rest = (lines.pop() ?? '').slice(0, longestLine);
    for (const line of lines) this.#take(line);
  }

  #take(line: string): void {
    const percent = /^xorriso : UPDATE : +(\d{1,3}(?:\.\d+)?)% done/.exec(line)?.[1];
    if (percent !== undefined) {
      this.#onProgress({ type: 'writing', fraction: Math.min(1, Number(percent) / 100) });
      return;
    }
    const added = /^xorriso : UPDATE : +(\d+) files added/.exec(line)?.[1];
    if (added !== undefined) {
      this.#onProgress({ type: 'adding', fileCount: Number(added) });
      return;
    }
    const isRemark =
      /^(?:xorriso|libisofs|libburn) ?: (?:WARNING|HINT|SORRY|MISHAP|FAILURE|FATAL|ABORT)/.test(line);
    // libisofs tells of each link that Joliet does not know; Rock Ridge has them all.
    const isExpected = line.includes('Symlinks can only be added to a Rock Ridge tree');
    if (isRemark && !isExpected && this.remarks.length < 100) {
      this.remarks.push(Buffer.from(line, 'latin1').toString('utf8'));
    }
  }
}
