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
  // Letters with marks lie below 0xA0 in DOS and Mac, and from 0xC0 on in Windows.
  let low = 0;
  let high = 0;
  let frames = 0;
  for (const byte of bytes.subarray(0, sampleBytes)) {
    if (byte >= 0x80 && byte < 0xa0) low += 1;
    if (byte >= 0xb0 && byte < 0xe0) frames += 1;
    if (byte >= 0xc0) high += 1;
  }
  if (frames > low * 4 && frames > bytes.length / 20) return 'cp437';
  return low > high ? 'cp850' : 'windows-1252';
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
