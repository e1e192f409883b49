import { sheetError } from './sheet-text.ts';

/** A line of a cue sheet: its first word in capitals, and what follows, trimmed. */
export type CueLine = { readonly number: number; readonly command: string; readonly rest: string };

/** Longest line that is read: CD-TEXT messages are the longest texts, and have some 160 characters. */
const longestLine = 4096;

/** Splits a cue sheet into its lines, empty ones left out. Errors: `INVALID_INPUT` for a line that is too long. */
export function splitCueLines(text: string): CueLine[] {
  const lines: CueLine[] = [];
  for (const [index, rawLine] of text.split(/\r\n|\n|\r/).entries()) {
    const number = index + 1;
    if (rawLine.length > longestLine) throw sheetError(number, 'it is too long for a cue sheet.');
    const line = rawLine.trim();
    if (line === '') continue;
    const [command = ''] = line.split(/\s/, 1);
    lines.push({ number, command: command.toUpperCase(), rest: line.slice(command.length).trim() });
  }
  return lines;
}

/** A text of a cue sheet: what stands between the first and the last quotation mark, or all if there are none. */
export function cueText(rest: string): string {
  const quoted = /^"(.*)"$/.exec(rest);
  return quoted?.[1] ?? rest;
}

/** The two arguments of FILE: a name, quoted or not, then a type in capitals. */
export function cueFileArguments({ rest, number }: CueLine): {
  readonly name: string;
  readonly type: string;
} {
  const match = /^(?:"(.*)"|(\S.*?))\s+([A-Za-z0-9]+)$/.exec(rest);
  const name = match?.[1] ?? match?.[2];
  if (name === undefined) throw sheetError(number, 'FILE takes a name and a type.');
  return { name, type: match?.[3]?.toUpperCase() ?? '' };
}

/** A whole number of one or two digits; otherwise `INVALID_INPUT` that names `what`. */
export function cueNumber(line: CueLine, text: string, what: string): number {
  if (!/^\d{1,2}$/.test(text)) throw sheetError(line.number, `${what} is expected, not ${quote(text)}.`);
  return Number(text);
}

/** A foreign text short enough for a message. */
export function quote(text: string): string {
  return JSON.stringify(text.slice(0, 40));
}
