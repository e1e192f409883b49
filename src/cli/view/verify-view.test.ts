import { describe, expect, it } from 'vitest';
import type { VerifyReport } from '#model/index.ts';
import { reportLines, skippedLine, summaryLine, unusableLine } from './verify-view.ts';

const style = { columns: 80, isUnicode: true, hasColour: false };

describe('the lines of verify', () => {
  it('count what was found, and call no incomplete image good', () => {
    const counts = { good: 3, incomplete: 0, changed: 1, withoutSums: 2, unusable: 0 };
    expect(summaryLine(counts)).toBe('3 good, 1 changed, 2 without sums, 0 unusable');
    expect(summaryLine({ ...counts, incomplete: 4 })).toBe(
      '3 good, 4 unchanged but incomplete, 1 changed, 2 without sums, 0 unusable',
    );
  });

  it('never show a name raw', () => {
    expect(unusableLine('a\x1b.iso', 'There is no file a\x1b.iso.', style)).toBe(
      'a\\x1b.iso: NOT checked. There is no file a\\x1b.iso.',
    );
    expect(skippedLine('a\x1b.md5', style)).toBe('a\\x1b.md5: skipped, it is a file about an image.');
  });

  it('tell which file is meant where an image has several', () => {
    const check = (fileName: string, isOk: boolean): VerifyReport['checks'][number] => {
      const message = isOk ? 'MD5 is the one in a.md5.' : 'This file is missing; a.cue names it.';
      return {
        fileName,
        kind: isOk ? 'md5' : 'missing',
        source: null,
        expected: '',
        actual: '',
        isOk,
        message,
      };
    };
    const report: VerifyReport = {
      imagePath: 'a',
      sizeBytes: 2048,
      verdict: 'mismatch',
      checksums: {},
      checks: [check('a.cue', true), check('01\x1b.flac', false)],
      isComplete: null,
      badBytes: null,
      badSectors: [],
      notes: [],
    };
    expect(reportLines(report, style).slice(1)).toEqual([
      '  ok   a.cue: MD5',
      '  NOT  01\\x1b.flac: This file is missing; a.cue names it.',
    ]);
    const single = { ...report, checks: [check('a.cue', true)] };
    expect(reportLines(single, style).slice(1)).toEqual(['  ok   MD5 is the one in a.md5.']);
  });
});
