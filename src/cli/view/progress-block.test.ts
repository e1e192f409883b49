import { describe, expect, it } from 'vitest';
import { BlockMap } from '#engine/index.ts';
import type { Progress } from '#model/index.ts';
import { bar, mapLine } from './glyphs.ts';
import { phaseText, progressBlock, progressFacts } from './progress-block.ts';

const plain = { columns: 80, isUnicode: true, hasColour: false };
const progress: Progress = {
  phase: 'reading',
  pass: 1,
  bytesDone: 1_900_000_000,
  bytesTotal: 4_700_000_000,
  fraction: 0.4,
  bytesPerSecond: 12_300_000,
  etaSeconds: 200,
  badBytes: 6144,
  badAreas: 2,
  readErrors: 3,
  secondsSinceLastRead: 0,
};
const map = new BlockMap([
  { pos: 0, size: 40 * 2048, status: '+' },
  { pos: 40 * 2048, size: 2048, status: '-' },
  { pos: 41 * 2048, size: 19 * 2048, status: '*' },
  { pos: 60 * 2048, size: 40 * 2048, status: '?' },
]);

describe('progressBlock', () => {
  it('shows bar, facts, map and legend', () => {
    const [first, facts, cells, legend] = progressBlock(progress, map, plain);
    expect(first).toMatch(/^Reading ━+─+ {2}40\.0 %$/);
    expect(facts).toBe('1.90 of 4.70 GB · 1 bad sector, 19 to try again · 12.3 MB/s · 3 min 20 s left');
    expect(cells).toMatch(/^█+✖+\?+·+$/);
    expect(legend).toBe('█ read   ▓ partly read   · not yet   ? to try again   ✖ bad');
  });

  it.each([20, 40, 80, 200])('never fills the last of %d columns', (columns) => {
    const lines = progressBlock({ ...progress, phase: 'identifying', pass: 12 }, map, { ...plain, columns });
    for (const line of lines) expect(line.length).toBeLessThan(columns);
    expect(lines.some((line) => line.includes('✖'))).toBe(true);
  });

  it('says when it is done', () => {
    expect(progressBlock({ ...progress, phase: 'storing', fraction: 1 }, null, plain)[0]).toMatch(
      /^Done ━+ {3}100 %$/,
    );
  });

  it('leaves out what is not known', () => {
    const unknown = { ...progress, bytesTotal: 0, bytesPerSecond: null, etaSeconds: null, badBytes: 0 };
    expect(progressFacts(unknown, null)).toEqual([]);
    expect(progressFacts({ ...unknown, badBytes: 4096 }, null)).toEqual(['2 sectors failed']);
    expect(progressBlock(unknown, null, plain)).toHaveLength(1);
  });

  it('tells when the drive has given nothing for a while', () => {
    expect(progressFacts({ ...progress, secondsSinceLastRead: 75 }, map)).toContain(
      'last good read 1 min 15 s ago',
    );
  });

  it('counts passes from the second on', () => {
    expect(phaseText({ phase: 'retrying', pass: 2 })).toBe('Retrying damage (2)');
    expect(phaseText({ phase: 'storing', pass: 1 })).toBe('Storing image');
  });
});

describe('glyphs', () => {
  it('tell states apart without colours and beyond Unicode', () => {
    const ascii = { ...plain, isUnicode: false };
    expect(mapLine(['rescued', 'partial', 'untried', 'pending', 'bad'], ascii)).toBe('#+.?X');
    expect(bar(0.5, 10, ascii)).toBe('=====-----');
  });

  it('colour runs, not single cells', () => {
    const colour = { ...plain, hasColour: true };
    expect(mapLine(['rescued', 'rescued', 'bad'], colour)).toBe('\x1b[32m██\x1b[0m\x1b[1;31m✖\x1b[0m');
  });
});
