import { checkUserFileName } from '#engine/index.ts';
import { AppError, type SectorRange } from '#model/index.ts';
import { printable } from './printable.ts';

/** The one error of bad input: names the option, says what is wrong with the value and what to give instead. */
export function invalid(option: string, value: string, advice: string): AppError {
  return new AppError('INVALID_INPUT', `${option} does not take "${printable(value)}": ${advice}`, {
    details: { option },
  });
}

/** Both bounds are included; `unit` names what is counted, `null` where it is only a number. */
type NumberBounds = { readonly min: number; readonly max: number; readonly unit: string | null };

function wantedNumber({ min, max, unit }: NumberBounds): string {
  return `give a whole number ${unit === null ? '' : `of ${unit} `}from ${min} to ${max}.`;
}

/** Parser of a whole number within bounds. */
export function wholeNumber(option: string, bounds: NumberBounds): (value: string) => number {
  return (value) => {
    const number = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
    if (number >= bounds.min && number <= bounds.max) return number;
    throw invalid(option, value, wantedNumber(bounds));
  };
}

/** Parser of a whole number that may be negative, within bounds. */
export function signedNumber(option: string, bounds: NumberBounds): (value: string) => number {
  return (value) => {
    const number = /^[+-]?\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
    if (number >= bounds.min && number <= bounds.max) return number;
    throw invalid(option, value, wantedNumber(bounds));
  };
}

/** Parser of the address of a web server. */
export function serverUrl(option: string): (value: string) => string {
  return (value) => {
    const url = URL.parse(value);
    if (url !== null && ['http:', 'https:'].includes(url.protocol))
      return url.origin + url.pathname.replace(/\/+$/, '');
    throw invalid(option, value, 'give an address such as https://musicbrainz.org.');
  };
}

/** Parser of one word of a fixed set. */
export function oneOf<const T extends string>(option: string, words: readonly T[]): (value: string) => T {
  return (value) => {
    const word = words.find((candidate) => candidate === value);
    if (word !== undefined) return word;
    throw invalid(option, value, `give one of ${words.join(', ')}.`);
  };
}

/** Parser of words separated by commas, each of a fixed set; repeats count once. */
export function someOf<const T extends string>(option: string, words: readonly T[]): (value: string) => T[] {
  return (value) => {
    const found = value.split(',').map((part) => words.find((candidate) => candidate === part.trim()));
    const known = found.filter((word) => word !== undefined);
    if (known.length === found.length) return [...new Set(known)];
    throw invalid(option, value, `give some of ${words.join(', ')}, separated by commas.`);
  };
}

/** Parser of a repeatable option that names 2048-byte sectors as FIRST or FIRST-LAST. */
export function sectorRanges(
  option: string,
): (value: string, before?: readonly SectorRange[]) => SectorRange[] {
  return (value, before = []) => {
    const match = /^(\d{1,12})(?:-(\d{1,12}))?$/.exec(value);
    if (match === null) {
      throw invalid(
        option,
        value,
        'give a sector number such as 1200, or a first and a last one such as 1200-1210.',
      );
    }
    const firstLba = Number(match[1]);
    const lastLba = Number(match[2] ?? match[1]);
    if (lastLba < firstLba)
      throw invalid(option, value, 'the last sector comes before the first; swap them.');
    return [...before, { firstLba, lastLba }];
  };
}

/** Parser of a folder or file name that must not be empty. */
export function path(option: string): (value: string) => string {
  return (value) => {
    // Tools write such paths into files and messages of lines.
    if (value !== '' && !/\p{Cc}/u.test(value)) return value;
    throw invalid(option, value, 'give the path of a folder, without control characters.');
  };
}

/** Parser of the name of an image: one plain file name; an `.iso` at its end is left out, disk2iso adds it. */
export function imageName(option: string): (value: string) => string {
  return (value) => checkUserFileName(value.replace(/\.iso$/i, ''), option);
}
