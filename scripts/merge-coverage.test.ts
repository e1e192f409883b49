import { describe, expect, it } from 'vitest';
import { addChild, countLines, linesOfIstanbul, ranAt } from './merge-coverage.mjs';

const text = 'const a = 1;\nfunction f() {\n  return a;\n}\n';
const report = {
  '/p/src/x.ts': {
    path: '/p/src/x.ts',
    statementMap: { 0: { start: { line: 1 } }, 1: { start: { line: 3 } } },
    s: { 0: 1, 1: 0 },
  },
};
const at = (startOffset: number, endOffset: number, count: number) => ({
  ranges: [{ startOffset, endOffset, count }],
});

describe('merged coverage', () => {
  it('counts lines with statements', () => {
    expect(countLines(linesOfIstanbul(report), '/p/src/')).toEqual({ covered: 1, total: 2, percent: 50 });
    expect(countLines(linesOfIstanbul(report), '/p/other/')).toMatchObject({ total: 0, percent: 0 });
  });

  it('adds what ran in a child, by the smallest range around it', () => {
    const files = linesOfIstanbul(report);
    const lines = files.get('/p/src/x.ts');
    addChild(lines, text, [at(0, text.length, 1), at(13, 42, 0)]);
    expect(countLines(files, '/p/src/').covered).toBe(1);
    addChild(lines, text, [at(0, text.length, 1), at(13, 42, 2)]);
    expect(countLines(files, '/p/src/').covered).toBe(2);
  });

  it('takes what no range holds for not run', () => {
    expect(ranAt([], 0)).toBe(false);
    expect(ranAt([at(5, 9, 3)], 4)).toBe(false);
  });
});
