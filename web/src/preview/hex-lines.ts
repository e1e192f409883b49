/** Bytes of a file that the hex view scrolls through at once; browsers cannot scroll through gigabytes of lines. */
export const segmentBytes = 1 << 20;

/** Bytes that are asked for together. */
export const chunkBytes = 1 << 16;

/** A line of the hex view. */
export type HexLine = { readonly offset: string; readonly hex: string; readonly text: string };

/** A line's parts; `bytes` may be fewer than `width` at the end of a file. */
export function hexLine(
  bytes: Uint8Array,
  { offset, width, digits }: { offset: number; width: number; digits: number },
): HexLine {
  const pairs = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'));
  const half = width / 2;
  const left = pairs.slice(0, half).join(' ');
  const right = pairs.slice(half).join(' ');
  return {
    offset: offset.toString(16).padStart(digits, '0'),
    hex: `${left}  ${right}`.padEnd(width * 3),
    text: Array.from(bytes, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join(
      '',
    ),
  };
}

/** Hex digits that the offsets of a file need: at least eight. */
export function offsetDigits(sizeBytes: number): number {
  return Math.max(8, Math.max(0, sizeBytes - 1).toString(16).length);
}

/** An offset as people write it: `1024`, `0x400`, `400h`. `null`: it is none, or lies outside of the file. */
export function parseOffset(text: string, sizeBytes: number): number | null {
  const words = text.trim().replaceAll(/[_\s]/g, '');
  const hex = /^0x([0-9a-f]+)$/i.exec(words)?.[1] ?? /^([0-9a-f]+)h$/i.exec(words)?.[1];
  const value = hex === undefined ? (/^\d+$/.test(words) ? Number(words) : null) : Number.parseInt(hex, 16);
  return value !== null && Number.isSafeInteger(value) && value < sizeBytes ? value : null;
}
