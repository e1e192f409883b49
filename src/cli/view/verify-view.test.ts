import { describe, expect, it } from 'vitest';
import { skippedLine, summaryLine, unusableLine } from './verify-view.ts';

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
});
