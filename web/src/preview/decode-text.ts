import { printable } from '../format/printable.ts';
import { codePages } from './code-pages.ts';

/** Encodings that a text can be read in, the usual ones first. */
export const encodings = [
  'utf-8',
  'windows-1252',
  'cp850',
  'cp437',
  'macintosh',
  'windows-1250',
  'windows-1251',
  'shift_jis',
  'utf-16le',
  'utf-16be',
] as const;
export type TextEncoding = (typeof encodings)[number];

/** More of a beginning than this does not tell more. */
const sampleBytes = 16_384;

/** Whether a file's beginning is no text: zeros, or many characters that steer terminals. */
export function looksBinary(bytes: Uint8Array): boolean {
  const sample = bytes.subarray(0, sampleBytes);
  if (wideEncodingOf(sample) !== null) return false;
  let odd = 0;
  for (const byte of sample) {
    if (byte === 0) return true;
    // Tab, line ends, form feed, the DOS end of text and escape stand in texts.
    if (byte < 0x20 && ![0x09, 0x0a, 0x0c, 0x0d, 0x1a, 0x1b].includes(byte)) odd += 1;
  }
  return odd * 50 > sample.length;
}

/** What a text is most likely written in. `isCut`: its last character may have been cut in two. */
export function detectEncoding(bytes: Uint8Array, isCut: boolean): TextEncoding {
  const wide = wideEncodingOf(bytes);
  if (wide !== null) return wide;
  if (isUtf8(bytes, isCut)) return 'utf-8';
  return looksLikeDos(bytes.subarray(0, sampleBytes)) ?? 'windows-1252';
}

/** Letters with marks of DOS that Windows has no use for: ü é ç è Ä Ö Ü. Others are quotation marks there. */
const dosLetters = [0x81, 0x82, 0x87, 0x8a, 0x8e, 0x99, 0x9a];
/** Shades and lines that DOS draws frames with. */
const dosFrames = [0xb0, 0xb1, 0xb2, 0xb3, 0xba, 0xc4, 0xcd, 0xdb];

/** The code page of DOS, by frames and letters; `null` if it looks like Windows, whose letters lie from 0xC0 on. */
function looksLikeDos(sample: Uint8Array): 'cp437' | 'cp850' | null {
  const counts = new Uint32Array(256);
  for (const byte of sample) counts[byte] = (counts[byte] ?? 0) + 1;
  const of = (byte: number) => counts[byte] ?? 0;
  // ä and ö of DOS are „ and ” of Windows, where “ comes with them.
  const quoted = Math.max(0, of(0x84) + of(0x94) - of(0x93));
  const letters = dosLetters.reduce((sum, byte) => sum + of(byte), quoted);
  const frames = dosFrames.reduce((sum, byte) => sum + of(byte), 0);
  if (frames > letters * 4 && frames > sample.length / 20) return 'cp437';
  // ß of DOS lies among the letters of Windows.
  const others = counts.subarray(0xc0).reduce((sum, count) => sum + count, -of(0xe1));
  return letters > others ? 'cp850' : null;
}

/** The text that bytes mean; what would turn or hide text is made visible, and it is never markup. */
export function decodeText(bytes: Uint8Array, encoding: TextEncoding): string {
  const text =
    encoding === 'cp437' || encoding === 'cp850'
      ? Array.from(bytes, (byte) =>
          byte < 0x80 ? String.fromCharCode(byte) : (codePages[encoding][byte - 0x80] ?? ''),
        ).join('')
      : new TextDecoder(encoding).decode(bytes);
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => line.split('\t').map(printable).join('\t'))
    .join('\n');
}

function wideEncodingOf(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const sample = bytes.subarray(0, sampleBytes);
  if (sample.length < 16) return null;
  let even = 0;
  let odd = 0;
  sample.forEach((byte, index) => {
    if (byte === 0 && index % 2 === 0) even += 1;
    if (byte === 0 && index % 2 === 1) odd += 1;
  });
  const half = sample.length / 2;
  if (even === 0 && odd > half * 0.7) return 'utf-16le';
  return odd === 0 && even > half * 0.7 ? 'utf-16be' : null;
}

function isUtf8(bytes: Uint8Array, isCut: boolean): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: isCut });
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}
