/** Control and format characters (escape sequences, bidi marks, zero widths, tags), line separators, lone surrogates. */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu;

const escaped = (character: string) => {
  const point = character.codePointAt(0) ?? 0;
  const hex = point.toString(16);
  if (point <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return point <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\u{${hex}}`;
};

/**
 * Text from a disc, a file name or a tool in a form that a terminal shows and never obeys: what is not plain
 * printable text comes out as a visible escape. With `isUnicode` false everything beyond ASCII does too.
 */
export function printable(text: string, isUnicode = true): string {
  const safe = text.replace(unprintable, escaped);
  return isUnicode ? safe : safe.replace(/[^\x20-\x7e]/gu, escaped);
}

/**
 * A value as one line of JSON that is safe to show in a terminal: unlike `JSON.stringify` alone it also escapes C1
 * controls, DEL, bidi marks and their like. A parser gets the original text back.
 */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value).replace(unprintable, (character) =>
    [...Array(character.length).keys()]
      .map((unit) => `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}
