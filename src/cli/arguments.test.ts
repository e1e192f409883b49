import { describe, expect, it } from 'vitest';
import { imageName, oneOf, path, sectorRanges, someOf, wholeNumber } from './arguments.ts';

describe('wholeNumber', () => {
  const parse = wholeNumber('--retries', { min: 0, max: 100, unit: 'passes' });

  it('takes numbers within its bounds', () => {
    expect(parse('0')).toBe(0);
    expect(parse('100')).toBe(100);
  });

  it.each(['', '-1', '1.5', '101', '1e2', '0x10', ' 3', 'three', '9'.repeat(30)])('refuses "%s"', (value) => {
    expect(() => parse(value)).toThrow(
      `--retries does not take "${value}": give a whole number of passes from 0 to 100.`,
    );
  });

  it('says plainly what a number of nothing has to be', () => {
    expect(() => wholeNumber('--port', { min: 0, max: 65_535, unit: null })('99999')).toThrow(
      '--port does not take "99999": give a whole number from 0 to 65535.',
    );
  });
});

describe('words', () => {
  it('are one of a set', () => {
    expect(oneOf('--mode', ['standard', 'rescue'])('rescue')).toBe('rescue');
    expect(() => oneOf('--mode', ['standard', 'rescue'])('Rescue')).toThrow('give one of standard, rescue.');
  });

  it('are some of a set, each once', () => {
    const parse = someOf('--sums', ['sha256', 'md5']);
    expect(parse('md5, sha256,md5')).toEqual(['md5', 'sha256']);
    expect(() => parse('md5,')).toThrow('--sums does not take "md5,"');
    expect(() => parse('')).toThrow('separated by commas');
  });
});

describe('sectorRanges', () => {
  const parse = sectorRanges('--bad');

  it('collects single sectors and runs', () => {
    expect(parse('7-9', parse('3'))).toEqual([
      { firstLba: 3, lastLba: 3 },
      { firstLba: 7, lastLba: 9 },
    ]);
  });

  it.each(['', '-3', '3-', '9-7', 'a', '1-2-3', '1.5', '9'.repeat(13)])('refuses "%s"', (value) => {
    expect(() => parse(value)).toThrow('--bad does not take');
  });

  it('never lets escape sequences of the value through', () => {
    expect(() => parse('\x1b[2J')).toThrow('"\\x1b[2J"');
  });
});

describe('names', () => {
  const parse = imageName('--name');

  it('lose the ending that disk2iso adds', () => {
    expect(parse('holiday.iso')).toBe('holiday');
    expect(parse('Größe 3')).toBe('Größe 3');
  });

  it.each(['', '.iso', '..', 'a/b', '-rf', 'a\nb', 'a\u202eb', 'x'.repeat(201)])('refuse "%s"', (value) => {
    expect(() => parse(value)).toThrow(/^--name: /);
  });

  it('of folders must not be empty', () => {
    expect(path('--output')('.')).toBe('.');
    expect(() => path('--output')('')).toThrow(
      '--output does not take "": give the path of a folder, without control characters.',
    );
    expect(() => path('--output')('a\nb')).toThrow('without control characters');
  });
});
