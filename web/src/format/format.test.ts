import { describe, expect, it } from 'vitest';
import { formatBytes, formatPercent } from './numbers.ts';
import { printable } from './printable.ts';
import { formatAgo, formatDuration } from './times.ts';

describe('formatBytes', () => {
  it('counts as discs do, in the language of the reader', () => {
    expect(formatBytes(0, 'en')).toBe('0 B');
    expect(formatBytes(999, 'en')).toBe('999 B');
    expect(formatBytes(4_700_372_992, 'en')).toBe('4.7 GB');
    expect(formatBytes(4_700_372_992, 'de')).toBe('4,7 GB');
    expect(formatBytes(999_999, 'en')).toBe('1 MB');
    expect(formatBytes(2 ** 53 - 1, 'en')).toBe('9 PB');
  });
});

describe('formatPercent', () => {
  it('never says all of what is not all', () => {
    expect(formatPercent(0.99999, 'en')).toBe('99.9%');
    expect(formatPercent(1, 'en')).toBe('100%');
    expect(formatPercent(0, 'en')).toBe('0%');
  });
});

describe('formatDuration', () => {
  it('says the two units that matter', () => {
    expect(formatDuration(0, 'en')).toBe('0 sec');
    expect(formatDuration(125, 'en')).toBe('2 min 5 sec');
    expect(formatDuration(3600, 'en')).toBe('1 hr');
    expect(formatDuration(90_061, 'en')).toBe('1 day 1 hr');
  });
});

describe('formatAgo', () => {
  it('is never in the future, whatever the clocks say', () => {
    const now = Date.parse('2026-01-01T12:00:00Z');
    expect(formatAgo('2026-01-01T11:55:00Z', 'en', now)).toBe('5 minutes ago');
    expect(formatAgo('2026-01-01T12:00:30Z', 'en', now)).toBe('now');
    expect(formatAgo('2025-01-01T12:00:00Z', 'de', now)).toBe('letztes Jahr');
  });
});

describe('printable', () => {
  it('makes visible what would hide, turn or break what stands around it', () => {
    expect(printable('a\u202Egpj.exe')).toBe('a\uFFFDgpj.exe');
    expect(printable('line\nbreak\u0000')).toBe('line\uFFFDbreak\uFFFD');
    expect(printable('Ünïcode 📀 <b>')).toBe('Ünïcode 📀 <b>');
  });
});
