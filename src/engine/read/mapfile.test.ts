import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Block, BlockMap, blockStatuses } from './block-map.ts';
import { formatMapfile, parseMapfile } from './mapfile.ts';

const recording = (name: string) =>
  readFileSync(new URL(`../../../test/fixtures/recordings/${name}`, import.meta.url), 'latin1');

/** Maps as ddrescue writes them: contiguous from 0, neighbours of different status. */
const maps = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 50 }), fc.constantFrom(...blockStatuses)), {
    minLength: 1,
    maxLength: 30,
  })
  .map((runs) => {
    const blocks: Block[] = [];
    let pos = 0;
    for (const [sectors, status] of runs) {
      if (blocks.at(-1)?.status === status) continue;
      blocks.push({ pos, size: sectors * 512, status });
      pos += sectors * 512;
    }
    return new BlockMap(blocks);
  });

describe('parseMapfile', () => {
  it('reads the recorded maps of ddrescue 1.27', () => {
    expect(parseMapfile(recording('ddrescue.rescue-pass1.map'))?.blocks).toEqual([
      { pos: 0, size: 0x3e8000, status: '+' },
      { pos: 0x3e8000, size: 0x800, status: '-' },
      { pos: 0x3e8800, size: 0x1000, status: '/' },
      { pos: 0x3e9800, size: 0x800, status: '-' },
      { pos: 0x3ea000, size: 0x5da000, status: '+' },
      { pos: 0x9c4000, size: 0x1000, status: '-' },
      { pos: 0x9c5000, size: 0xa97000, status: '+' },
    ]);
    expect(parseMapfile(recording('ddrescue.standard-clean.map'))?.isComplete).toBe(true);
    expect(parseMapfile(recording('ddrescue.rescue-pass2.map'))?.sectorsIn('-')).toEqual([
      { firstLba: 2000, lastLba: 2003 },
      { firstLba: 5000, lastLba: 5000 },
    ]);
    expect(parseMapfile(recording('ddrescue.standard-damaged.map'))?.bytesIn('*')).toBe(32768);
  });

  it('refuses every torn beginning of a recorded map', () => {
    const whole = recording('ddrescue.rescue-pass1.map');
    const sizeBytes = parseMapfile(whole)?.sizeBytes ?? 0;
    for (let length = 0; length < whole.length; length += 1) {
      expect(parseMapfile(whole.slice(0, length), sizeBytes), `${length} bytes`).toBeNull();
    }
    expect(parseMapfile(whole, sizeBytes)).not.toBeNull();
  });

  it.each([
    ['an empty file', ''],
    ['comments alone', '# Mapfile\n'],
    ['a missing status line', '0x0 0x800 +\n'],
    ['no blocks', '0x0 ? 1\n'],
    ['a gap', '0x0 ? 1\n0x0 0x800 +\n0x1000 0x800 +\n'],
    ['an overlap', '0x0 ? 1\n0x0 0x800 +\n0x400 0x800 +\n'],
    ['a first block behind 0', '0x0 ? 1\n0x800 0x800 +\n'],
    ['an unknown status', '0x0 ? 1\n0x0 0x800 x\n'],
    ['an empty block', '0x0 ? 1\n0x0 0x0 +\n'],
    ['a number that is none', '0x0 ? 1\n0x0 08 +\n'],
    ['a size beyond exact integers', '0x0 ? 1\n0x0 0x40000000000000 +\n'],
    ['a fourth column', '0x0 ? 1\n0x0 0x800 + 7\n'],
  ])('refuses %s', (_, text) => {
    expect(parseMapfile(text)).toBeNull();
  });

  it('reads decimal and octal numbers and a status line without pass', () => {
    const map = parseMapfile('0 ?\n0 010 +\n8 2040 -\n');
    expect(map?.blocks).toEqual([
      { pos: 0, size: 8, status: '+' },
      { pos: 8, size: 2040, status: '-' },
    ]);
  });

  it('cuts off what lies behind the domain and refuses what ends before it', () => {
    const text = '0x0 + 1\n0x0 0x200000 +\n0x200000 0x200000 ?\n';
    expect(parseMapfile(text, 0x200000)?.isComplete).toBe(true);
    expect(parseMapfile(text, 0x400001)).toBeNull();
  });

  it('reads back every map that formatMapfile writes', () => {
    fc.assert(
      fc.property(maps, (map) => {
        expect(parseMapfile(formatMapfile(map, 'test'), map.sizeBytes)?.blocks).toEqual(map.blocks);
      }),
    );
  });
});
