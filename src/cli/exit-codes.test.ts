import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { errorCatalogue } from '#model/index.ts';
import { exitCodeHelp, exitCodeOfError, exitCodeOfImage, exitCodes } from './exit-codes.ts';

const range = { firstLba: 1, lastLba: 1 };

describe('exit codes', () => {
  it('are all different', () => {
    const codes = Object.values(exitCodes).map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
  });

  it('are never 0 for an error', () => {
    for (const code of Object.keys(errorCatalogue) as (keyof typeof errorCatalogue)[]) {
      expect(exitCodeOfError(code)).toBeGreaterThan(0);
    }
  });

  it('stand in the help and in docs/cli.md with the same words', () => {
    const docs = readFileSync(new URL('../../docs/cli.md', import.meta.url), 'utf8');
    for (const { code, meaning } of Object.values(exitCodes)) {
      expect(exitCodeHelp()).toContain(`${code}  ${meaning}`);
      expect(docs).toContain(`| ${code} | ${meaning} |`);
    }
  });
});

describe('the exit code of an image', () => {
  const good = { isComplete: true, badBytes: 0, secondRead: null };

  it('is 0 only for a complete one', () => {
    expect(exitCodeOfImage(good)).toBe(0);
    expect(exitCodeOfImage({ ...good, isComplete: false })).toBe(3);
    expect(exitCodeOfImage({ ...good, isComplete: false, badBytes: 2048 })).toBe(3);
  });

  it('tells of sectors that no majority of readings agrees on, or that could not be read again', () => {
    const nothing = { disagreeing: [], corrected: [], unsettled: [], unreadable: [] };
    const secondRead = { comparedBytes: 4096, isDirect: true, ...nothing };
    const settled = { ...secondRead, disagreeing: [range], corrected: [range] };
    expect(exitCodeOfImage({ ...good, secondRead })).toBe(0);
    expect(exitCodeOfImage({ ...good, secondRead: settled })).toBe(0);
    expect(exitCodeOfImage({ ...good, secondRead: { ...settled, unsettled: [range] } })).toBe(8);
    expect(exitCodeOfImage({ ...good, secondRead: { ...secondRead, unreadable: [range] } })).toBe(8);
  });
});
