import { describe, expect, it } from 'vitest';
import {
  decodeCompressedUnicode,
  decodeDString,
  decodeIsoText,
  decodeMacRoman,
  decodeUcs2,
  mergeLabels,
} from './disc-text.ts';
import { toIsoTime } from './disc-time.ts';

const wide = (text: string, bytes = 32) => {
  const field = Buffer.alloc(bytes);
  for (const [index, unit] of [...text.padEnd(bytes / 2)].entries()) {
    field.writeUInt16BE(unit.charCodeAt(0), index * 2);
  }
  return field;
};
const ascii = (text: string) => Buffer.from(text.padEnd(32), 'latin1');

describe('text of discs', () => {
  it('trims the end, cuts at NUL and drops control characters', () => {
    expect(decodeIsoText(Buffer.from('A\u001b[31mB  '))).toBe('A[31mB');
    expect(decodeIsoText(Buffer.from('LABEL\0JUNK'))).toBe('LABEL');
    expect(decodeIsoText(Buffer.from('   '))).toBeNull();
    expect(decodeIsoText(Buffer.alloc(32))).toBeNull();
  });

  it('reads UTF-8 and falls back to Latin-1', () => {
    expect(decodeIsoText(Buffer.from('Grüße'))).toBe('Grüße');
    expect(decodeIsoText(Buffer.from('Grüße', 'latin1'))).toBe('Grüße');
  });

  it('reads UCS-2, odd lengths and lone surrogates included', () => {
    expect(decodeUcs2(wide('Übung'))).toBe('Übung');
    expect(decodeUcs2(Buffer.from([0, 65, 0]))).toBe('A');
    expect(decodeUcs2(Buffer.from([0xd8, 0]))).toBe('\uFFFD');
  });

  it('reads OSTA compressed Unicode of both widths and nothing else', () => {
    expect(decodeDString(Buffer.from([8, 65, 0xe9, 0, 3]))).toBe('Aé');
    expect(decodeDString(Buffer.from([16, 0x20, 0xac, 0, 0, 3]))).toBe('€');
    expect(decodeDString(Buffer.from([254, 65, 66, 3]))).toBeNull();
    expect(decodeDString(Buffer.from([8, 65, 66, 255]))).toBe('AB');
    expect(decodeDString(Buffer.alloc(0))).toBeNull();
    expect(decodeCompressedUnicode(Buffer.alloc(0))).toBeNull();
  });

  it('reads Mac OS Roman', () => expect(decodeMacRoman(Buffer.from([0x4d, 0x9f]))).toBe('Mü'));
});

describe('mergeLabels', () => {
  it('lengthens the Joliet label by what only the primary one holds', () => {
    expect(mergeLabels(wide('A very long labe'), ascii('A_VERY_LONG_LABEL_INDEED'))).toBe(
      'A very long labeL_INDEED',
    );
  });

  it('prefers Joliet where the two disagree', () => {
    expect(mergeLabels(wide('Something'), ascii('ELSE'))).toBe('Something');
    expect(mergeLabels(wide('Grüße'), ascii('GR__E'))).toBe('Grüße');
    expect(mergeLabels(wide('A_B'), ascii('A+B'))).toBe('A+B');
  });

  it('is null if both are empty', () => expect(mergeLabels(wide(''), ascii(''))).toBeNull());
});

describe('toIsoTime', () => {
  const date = {
    year: 2026,
    month: 11,
    day: 22,
    hour: 10,
    minute: 12,
    second: 24,
    milliseconds: 0,
    zoneMinutes: 60,
  };

  it('converts to UTC', () => expect(toIsoTime(date)).toBe('2026-11-22T09:12:24.000Z'));

  it.each([
    { year: 0 },
    { month: 13 },
    { month: 2, day: 30 },
    { hour: 24 },
    { minute: 60 },
    { second: 61 },
    { milliseconds: 2550 },
    { zoneMinutes: -127 * 15 },
  ])('refuses %j', (change) => expect(toIsoTime({ ...date, ...change })).toBeNull());
});
