import { countSectors, type MusicText, type SectorRange } from '#model/index.ts';
import { formatMsf } from '../../sheet/sheet-text.ts';

/** Beyond this the log of a ruined disc would be nothing but ranges. */
const mostRanges = 100;

/** Control and format characters (escape sequences, bidi marks, zero widths), line separators, lone surrogates. */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu;

/** Text of any origin on one line, in which nothing acts on a terminal: what is not printable is written as its code point. */
export function printable(text: string): string {
  return text.replace(unprintable, (character) => {
    const point = character.codePointAt(0) ?? 0;
    return `\\u{${point.toString(16)}}`;
  });
}

/** A line with a name and a value; names of a section stand in one column. `null` is "unknown". */
export function field(name: string, value: string | null, indent = ''): string {
  return `${indent}${`${name}:`.padEnd(18)}${value === null ? 'unknown' : printable(value)}`;
}

/** `1 sector`, `26 sectors`. */
export function sectors(count: number): string {
  return `${count} ${count === 1 ? 'sector' : 'sectors'}`;
}

/** `track 2`, `tracks 2, 3 and 5`. */
export function tracksNamed(numbers: readonly number[]): string {
  const [last, ...others] = [...numbers].reverse();
  if (last === undefined) return 'no tracks';
  return others.length === 0 ? `track ${last}` : `tracks ${others.reverse().join(', ')} and ${last}`;
}

/** What is said of a disc or a track, in words; `null` if nothing is. */
export function musicWords(text: MusicText): string | null {
  const words = Object.entries(text).flatMap(([name, value]) =>
    value === null ? [] : [`${name} "${value}"`],
  );
  return words.length === 0 ? null : words.join(', ');
}

/** Ranges of the disc, one a line; with `startLba` also their times from there, first and last sector of each. */
export function rangeLines(ranges: readonly SectorRange[], startLba: number | null): string[] {
  const lines = ranges.slice(0, mostRanges).map(({ firstLba, lastLba }) => {
    const lba = firstLba === lastLba ? `${firstLba}` : `${firstLba}-${lastLba}`;
    if (startLba === null) return `LBA ${lba}`;
    const [from, to] = [firstLba, lastLba].map((at) => formatMsf(Math.max(0, at - startLba)));
    return `LBA ${lba}, at ${from === to ? from : `${from}-${to}`} of the track`;
  });
  const left = ranges.slice(mostRanges);
  if (left.length > 0) {
    lines.push(
      `and ${sectors(countSectors(left))} in ${left.length} more places, all named in the .json file`,
    );
  }
  return lines.map((line) => `    ${line}`);
}
