import { describe, expect, it } from 'vitest';
import {
  formatAmount,
  formatBytes,
  formatDuration,
  formatExactBytes,
  formatPart,
  formatPercent,
  formatRanges,
  formatRate,
  formatTable,
  wrapText,
} from './format.ts';

describe('formatBytes', () => {
  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1000, '1.00 kB'],
    [9_995, '10.0 kB'],
    [999_499, '999 kB'],
    [999_500, '1.00 MB'],
    [4_707_319_808, '4.71 GB'],
    [128_001_769_472, '128 GB'],
    [2e15, '2000 TB'],
  ])('writes %d as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it('adds every byte where it counts', () => {
    expect(formatExactBytes(4_707_319_808)).toBe('4.71 GB (4,707,319,808 bytes)');
    expect(formatExactBytes(12)).toBe('12 bytes');
  });

  it('writes a part in the unit of the whole', () => {
    expect(formatPart(1_900_000_000, 4_707_319_808)).toBe('1.90 of 4.71 GB');
    expect(formatPart(4_706_000_000, 4_706_319_808)).toBe('4.70 of 4.71 GB');
    expect(formatPart(1_000_000, 734_003_200)).toBe('1 of 734 MB');
    expect(formatPart(3, 12)).toBe('3 of 12 bytes');
    expect(formatPart(12, 12)).toBe('12 bytes');
  });

  it('leaves an unknown rate out', () => {
    expect(formatRate(null)).toBe('');
    expect(formatRate(1_385_000)).toBe('1.39 MB/s');
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0 s'],
    [59.4, '59 s'],
    [59.6, '1 min 00 s'],
    [200, '3 min 20 s'],
    [3599.7, '1 h 00 min'],
    [86_400, '1 d 00 h'],
    [-3, '0 s'],
  ])('writes %d seconds as %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });
});

describe('formatPercent', () => {
  it('says 100 % only when nothing is left', () => {
    expect(formatPercent(0.99999)).toBe('99.9 %');
    expect(formatPercent(1)).toBe('100 %');
    expect(formatPercent(0.29)).toBe('29.0 %');
    expect(formatPercent(-1)).toBe('0.0 %');
  });
});

describe('formatRanges', () => {
  const ranges = [
    { firstLba: 3, lastLba: 3 },
    { firstLba: 100, lastLba: 103 },
  ];

  it('writes single sectors and runs', () => {
    expect(formatRanges(ranges)).toBe('3, 100-103');
  });

  it('counts what it leaves out', () => {
    expect(formatRanges(ranges, 1)).toBe('3 and 1 more area');
    expect(formatRanges([])).toBe('');
  });
});

it('gives nouns their number', () => {
  expect(formatAmount(1, 'sector')).toBe('1 sector');
  expect(formatAmount(12_000, 'sector')).toBe('12,000 sectors');
});

it('aligns all columns but the last', () => {
  expect(
    formatTable([
      ['a', 'bb', 'c'],
      ['aaa', '', 'cc'],
    ]),
  ).toEqual(['a    bb  c', 'aaa      cc']);
});

it('wraps words, and leaves long ones whole', () => {
  expect(wrapText('a bb ccc dddddddddd e', 6, 1)).toEqual([' a bb', ' ccc', ' dddddddddd', ' e']);
});
