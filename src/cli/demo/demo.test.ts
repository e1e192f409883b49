import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compareOutside } from './compare-outside.ts';
import { chooseSpots, parseReportLba } from './demo-disc.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'disk2iso-demo-test-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('compareOutside', () => {
  it('sees every difference but those in the holes', async () => {
    const bytes = Buffer.alloc(2048 * 600 + 100, 7);
    const changed = Buffer.from(bytes);
    for (const lba of [3, 4, 599, 600]) changed[lba * 2048 + 50] = 0;
    const [a, b] = [join(folder, 'a'), join(folder, 'b')];
    await writeFile(a, bytes);
    await writeFile(b, changed);
    const hole = { firstLba: 3, lastLba: 3 };
    expect(await compareOutside(a, b, [hole])).toEqual({
      comparedBytes: bytes.length - 2048,
      differingSectors: 3,
      isSameLength: true,
    });
    await writeFile(b, bytes.subarray(0, 2048));
    expect(await compareOutside(a, b, [])).toMatchObject({ differingSectors: 0, isSameLength: false });
  });
});

describe('the spots', () => {
  const report = [
    'Report layout: xt , Startlba ,   Blocks , Filesize , ISO image path',
    "File data lba:  0 ,      100 ,       40 ,    81000 , '/docs/a.md'",
    "File data lba:  0 ,      140 ,        0 ,        0 , '/empty'",
    "File data lba:  0 ,      500 ,        3 ,     6000 , '/docs/it's.md'",
    "File data lba:  0 ,      800 ,      100 ,   204800 , '/src/b.ts'",
    '',
  ].join('\n');

  it('come from what xorriso says of its files', () => {
    expect(parseReportLba(report)).toEqual([
      { firstLba: 100, lastLba: 139, path: '/docs/a.md' },
      { firstLba: 500, lastLba: 502, path: "/docs/it's.md" },
      { firstLba: 800, lastLba: 899, path: '/src/b.ts' },
    ]);
  });

  it('lie inside files that are large enough', () => {
    const files = parseReportLba(report);
    const spots = chooseSpots({ path: 'x', sizeBytes: 1000 * 2048, files });
    for (const { range, file } of spots) {
      const home = files.find((candidate) => candidate.path === `/${file}`);
      expect(range.firstLba).toBeGreaterThan(home?.firstLba ?? Number.NaN);
      expect(range.lastLba).toBeLessThan(home?.lastLba ?? Number.NaN);
    }
    expect(() => chooseSpots({ path: 'x', sizeBytes: 2048, files: [] })).toThrow('no file to damage');
  });
});
