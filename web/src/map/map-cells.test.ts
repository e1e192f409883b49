import { describe, expect, it } from 'vitest';
import type { Cells } from '../api/types.ts';
import { badRuns, bytesByState, cellsOf, sectorBytes } from './map-cells.ts';

const disc = (sectors: number, cells: Cells['cells']): Cells => ({
  sizeBytes: sectors * sectorBytes,
  rescuedBytes: 0,
  cells: cells.map(([state, from, length]) => [state, from * sectorBytes, length * sectorBytes]),
});

describe('cellsOf', () => {
  it('covers the disc without gaps, in whole sectors', () => {
    const squares = cellsOf(disc(1000, [['rescued', 0, 1000]]), 300);
    expect(squares[0]?.from).toBe(0);
    expect(squares.at(-1)?.to).toBe(1000 * sectorBytes);
    for (const [index, { from }] of squares.entries()) {
      expect(from % sectorBytes).toBe(0);
      if (index > 0) expect(from).toBe(squares[index - 1]?.to);
    }
    expect(squares.length).toBeLessThanOrEqual(300);
  });

  it('shows one bad sector of a 50 GB disc', () => {
    const sectors = 24_000_000;
    const squares = cellsOf(
      disc(sectors, [
        ['rescued', 0, 12_345_678],
        ['bad', 12_345_678, 1],
        ['rescued', 12_345_679, sectors - 12_345_679],
      ]),
      2000,
    );
    const bad = squares.filter(({ state }) => state === 'bad');
    expect(bad).toHaveLength(1);
    expect(bad[0]?.from).toBeLessThanOrEqual(12_345_678 * sectorBytes);
    expect(bad[0]?.to).toBeGreaterThan(12_345_678 * sectorBytes);
  });

  it('shows the worst of several states, and what nothing is known of as untried', () => {
    const squares = cellsOf(
      disc(40, [
        ['rescued', 0, 9],
        ['pending', 9, 1],
        ['partial', 10, 10],
      ]),
      4,
    );
    expect(squares.map(({ state }) => state)).toEqual(['pending', 'partial', 'untried', 'untried']);
  });

  it('has no more squares than sectors', () => {
    expect(cellsOf(disc(3, [['rescued', 0, 3]]), 500)).toHaveLength(3);
    expect(cellsOf({ sizeBytes: 0, rescuedBytes: 0, cells: [] }, 500)).toHaveLength(0);
  });
});

describe('bytesByState', () => {
  it('adds up to the disc', () => {
    const sums = bytesByState(
      disc(100, [
        ['rescued', 0, 60],
        ['bad', 60, 5],
      ]),
    );
    expect(sums).toEqual({ rescued: 60 * 2048, bad: 5 * 2048, untried: 35 * 2048, pending: 0, partial: 0 });
  });
});

describe('badRuns', () => {
  it('tells sectors, both ends included', () => {
    expect(
      badRuns(
        disc(100, [
          ['rescued', 0, 60],
          ['bad', 60, 5],
        ]),
      ),
    ).toEqual([{ firstLba: 60, lastLba: 64 }]);
  });
});
