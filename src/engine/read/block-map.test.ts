import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BlockMap, type BlockStatus, blockStatuses } from './block-map.ts';
import { paint } from './medium-arguments.ts';

const damaged = new BlockMap([
  { pos: 0, size: 4096, status: '+' },
  { pos: 4096, size: 2048, status: '-' },
  { pos: 6144, size: 2048, status: '/' },
  { pos: 8192, size: 2048, status: '+' },
  { pos: 10240, size: 10240, status: '?' },
]);

describe('BlockMap', () => {
  it('sums up what it holds', () => {
    expect(damaged.sizeBytes).toBe(20480);
    expect(damaged.rescuedBytes).toBe(6144);
    expect(damaged.rescuedPrefixBytes).toBe(4096);
    expect(damaged.isComplete).toBe(false);
    expect(damaged.areasIn('-', '/')).toEqual([{ pos: 4096, size: 4096 }]);
    expect(damaged.sectorsIn('-', '/', '?')).toEqual([
      { firstLba: 2, lastLba: 3 },
      { firstLba: 5, lastLba: 9 },
    ]);
  });

  it('counts a partly affected sector', () => {
    const map = new BlockMap([
      { pos: 0, size: 2050, status: '+' },
      { pos: 2050, size: 10, status: '-' },
      { pos: 2060, size: 4000, status: '+' },
    ]);
    expect(map.sectorsIn('-')).toEqual([{ firstLba: 1, lastLba: 1 }]);
  });

  it('has nothing to read in an empty domain', () => {
    expect(BlockMap.untried(0).isComplete).toBe(true);
    expect(BlockMap.untried(0).sizeBytes).toBe(0);
    expect(BlockMap.untried(0).rescuedPrefixBytes).toBe(0);
    expect(BlockMap.untried(2048).blocks).toEqual([{ pos: 0, size: 2048, status: '?' }]);
  });

  it('shows every damage in its cells, however small', () => {
    const map = new BlockMap([
      { pos: 0, size: 50e9 - 2048, status: '+' },
      { pos: 50e9 - 2048, size: 2048, status: '-' },
    ]);
    expect(map.cells(100)).toEqual([...Array<string>(99).fill('rescued'), 'bad']);
  });

  it('agrees cell by cell with a byte-wise look', () => {
    const runs = fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.constantFrom(...blockStatuses)), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(runs, fc.integer({ min: 1, max: 40 }), (parts, count) => {
        let pos = 0;
        const map = new BlockMap(
          parts.map(([size, status]) => {
            pos += size;
            return { pos: pos - size, size, status };
          }),
        );
        const bytes = parts.flatMap(([size, status]) => Array<BlockStatus>(size).fill(status));
        const cells = map.cells(count);
        expect(cells).toHaveLength(count);
        for (const [index, cell] of cells.entries()) {
          const start = Math.floor((bytes.length * index) / count);
          const end = Math.max(start + 1, Math.floor((bytes.length * (index + 1)) / count));
          const seen = new Set(bytes.slice(start, end));
          const expected = seen.has('-')
            ? 'bad'
            : seen.has('/') || seen.has('*')
              ? 'pending'
              : !seen.has('+')
                ? 'untried'
                : seen.has('?')
                  ? 'partial'
                  : 'rescued';
          expect(cell).toBe(expected);
        }
      }),
    );
  });
});

describe('paint', () => {
  it('gives the ranges one status and all else the other, cropped to the size', () => {
    const map = paint(
      10 * 2048,
      [
        { firstLba: 4, lastLba: 5 },
        { firstLba: 0, lastLba: 0 },
        { firstLba: 5, lastLba: 6 },
        { firstLba: 9, lastLba: 20 },
        { firstLba: 30, lastLba: 31 },
      ],
      '+',
      '-',
    );
    expect(map.sizeBytes).toBe(20480);
    expect(map.sectorsIn('-')).toEqual([
      { firstLba: 0, lastLba: 0 },
      { firstLba: 4, lastLba: 6 },
      { firstLba: 9, lastLba: 9 },
    ]);
  });
});
