import { decodeBytes, sheetError } from './sheet-text.ts';

/** A token of a .toc file. `start` and `end` are its place in the text; `text` of a string is what it means. */
export type TocToken = {
  readonly kind: 'word' | 'number' | 'string' | 'sign' | 'end';
  readonly text: string;
  readonly line: number;
  readonly start: number;
  readonly end: number;
};

const pattern =
  /(\n)|([\t\r ]+|\/\/[^\n]*)|([A-Z][A-Z0-9_]*)|(\d+)|"((?:[^"\\\n]|\\[^\n]){0,4096})"|([#:{},])/y;

/**
 * Splits a .toc file by the rules of cdrdao's own lexer (trackdb/TocParser.g of 1.2.4 and 1.2.6).
 * Errors: `INVALID_INPUT` with the line, for anything that is no token.
 */
export function tokenizeToc(text: string): TocToken[] {
  const tokens: TocToken[] = [];
  let line = 1;
  let start = 0;
  const lexer = new RegExp(pattern);
  while (start < text.length) {
    lexer.lastIndex = start;
    const match = lexer.exec(text);
    if (match === null) {
      const found = JSON.stringify(text.slice(start, start + 20));
      throw sheetError(line, `${found} does not belong in a .toc file, or a string does not end.`);
    }
    const [whole, lineEnd, blank, word, number, string] = match;
    const end = start + whole.length;
    if (lineEnd !== undefined) line += 1;
    else if (blank === undefined) {
      const kind =
        word !== undefined
          ? 'word'
          : number !== undefined
            ? 'number'
            : string !== undefined
              ? 'string'
              : 'sign';
      tokens.push({ kind, text: string === undefined ? whole : undoEscapes(string), line, start, end });
    }
    start = end;
  }
  tokens.push({ kind: 'end', text: 'the end of the file', line, start, end: start });
  return tokens;
}

/**
 * Undoes `\"`, `\\` and `\ooo`. The last stands for a byte: what is written so is UTF-8 or else Latin-1, the character
 * set of most CD-TEXT. Other backslashes stand for themselves.
 */
function undoEscapes(raw: string): string {
  return raw.replaceAll(
    /((?:\\[0-3][0-7]{2})+)|\\(["\\])/g,
    (_, octal: string | undefined, plain: string) => {
      if (octal === undefined) return plain;
      const bytes = octal
        .slice(1)
        .split('\\')
        .map((digits) => Number.parseInt(digits, 8));
      return decodeBytes(Uint8Array.from(bytes));
    },
  );
}
