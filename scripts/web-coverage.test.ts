import { encode } from '@jridgewell/sourcemap-codec';
import { describe, expect, it } from 'vitest';
import { addRuns, markLines } from './web-coverage.mjs';

const whole = { ranges: [{ startOffset: 0, endOffset: 20, count: 1 }] };
const inner = {
  ranges: [
    { startOffset: 10, endOffset: 20, count: 1 },
    { startOffset: 15, endOffset: 18, count: 0 },
  ],
};
const never = { ranges: [{ startOffset: 5, endOffset: 8, count: 0 }] };

describe('what ran in a browser', () => {
  it('is what the innermost range says, in any of the windows', () => {
    const ran = new Uint8Array(20);
    addRuns(ran, [whole, never, inner]);
    expect(
      [...ran].map((value, offset) => (value === 0 ? offset : -1)).filter((offset) => offset >= 0),
    ).toEqual([5, 6, 7, 15, 16, 17]);
    addRuns(ran, [whole]);
    expect(ran.every((value) => value === 1)).toBe(true);
  });

  it('is brought back to the lines of its sources', () => {
    const ran = new Uint8Array(20);
    addRuns(ran, [whole, never]);
    // Two lines of 10 characters: offsets 0 and 5 are lines 1 and 2 of a source, offset 10 its line 4.
    const mappings = encode([
      [
        [0, 0, 0, 0],
        [5, 0, 1, 0],
      ],
      [[0, 0, 3, 0]],
    ]);
    const lines = new Map([
      [1, false],
      [2, false],
      [3, false],
      [4, false],
    ]);
    const text = `${'x'.repeat(9)}\n${'y'.repeat(10)}`;
    markLines(new Map([['/web/src/a.ts', lines]]), {
      ...{ text, ran, map: { sources: ['../../src/a.ts'], mappings }, folder: '/web/dist/assets' },
    });
    expect([...lines]).toEqual([
      [1, true],
      [2, false],
      [3, false],
      [4, true],
    ]);
  });
});
