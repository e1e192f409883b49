import { describe, expect, it } from 'vitest';
import { decodeText, detectEncoding, looksBinary, type TextEncoding } from './decode-text.ts';
import { hexLine, offsetDigits, parseOffset } from './hex-lines.ts';

const utf8 = new TextEncoder();
const bytes = (...values: number[]) => Uint8Array.from(values);
/** "Grüße" as each system wrote it. */
const greetings: readonly (readonly [TextEncoding, Uint8Array])[] = [
  ['utf-8', utf8.encode('Grüße')],
  ['windows-1252', bytes(0x47, 0x72, 0xfc, 0xdf, 0x65)],
  ['cp850', bytes(0x47, 0x72, 0x81, 0xe1, 0x65)],
  ['utf-16le', bytes(0xff, 0xfe, 0x47, 0, 0x72, 0, 0xfc, 0)],
  ['utf-16be', bytes(0xfe, 0xff, 0, 0x47, 0, 0x72, 0, 0xfc)],
];

describe('a text of a disc', () => {
  it.each(greetings)('in %s is recognised', (encoding, text) => {
    expect(looksBinary(text)).toBe(false);
    expect(detectEncoding(text, false)).toBe(encoding);
    expect(decodeText(text, encoding)).toMatch(/^Grü/);
  });

  it('with the quotation marks of Windows is no text of DOS', () => {
    expect(detectEncoding(bytes(0x84, 0x61, 0x93, 0x20, 0x93, 0x62, 0x94), false)).toBe('windows-1252');
    expect(detectEncoding(bytes(0x68, 0x94, 0x72, 0x65, 0x6e), false)).toBe('cp850');
  });

  it('without a mark of its width is recognised by its zeros', () => {
    const wide = Uint8Array.from([...'a longer text'].flatMap((letter) => [letter.charCodeAt(0), 0]));
    expect(looksBinary(wide)).toBe(false);
    expect(detectEncoding(wide, false)).toBe('utf-16le');
  });

  it('with frames of DOS has its frames', () => {
    const frame = bytes(0xda, 0xc4, 0xc4, 0xc4, 0xbf, 0x0a, 0xb3, 0x20, 0x20, 0x20, 0xb3);
    expect(detectEncoding(frame, false)).toBe('cp437');
    expect(decodeText(frame, 'cp437')).toBe('┌───┐\n│   │');
  });

  it('that is cut in the middle of a character is still UTF-8', () => {
    const cut = utf8.encode('Grüße ü').subarray(0, -1);
    expect(detectEncoding(cut, true)).toBe('utf-8');
    expect(detectEncoding(cut, false)).not.toBe('utf-8');
  });

  it('never turns or hides what is around it', () => {
    expect(decodeText(utf8.encode('a\u202eb\u0007\tc\r\nd\re'), 'utf-8')).toBe('a\uFFFDb\uFFFD\tc\nd\ne');
  });

  it('is none with zeros or signs that steer', () => {
    expect(looksBinary(bytes(0x4d, 0x5a, 0, 0, 3))).toBe(true);
    expect(looksBinary(bytes(1, 2, 3, 4, 0x41))).toBe(true);
    expect(looksBinary(new Uint8Array())).toBe(false);
  });
});

describe('the hex view', () => {
  it('writes offset, bytes and letters', () => {
    const line = hexLine(utf8.encode('Hi <b>\u0001'), { offset: 0x1f0, width: 8, digits: 8 });
    expect(line).toEqual({
      offset: '000001f0',
      hex: '48 69 20 3c  62 3e 01   ',
      text: 'Hi <b>.',
    });
    expect(offsetDigits(0x1_0000_0001)).toBe(9);
    expect(offsetDigits(0)).toBe(8);
  });

  it('goes to offsets as people write them, inside of the file only', () => {
    expect(parseOffset('0x10', 100)).toBe(16);
    expect(parseOffset('10h', 100)).toBe(16);
    expect(parseOffset(' 99 ', 100)).toBe(99);
    for (const wrong of ['100', '-1', '', 'ten', '1.5', '0xzz']) expect(parseOffset(wrong, 100)).toBeNull();
  });
});
