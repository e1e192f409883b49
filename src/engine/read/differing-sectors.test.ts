import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SectorRange } from '#model/index.ts';
import { differingSectors } from './differing-sectors.ts';
import type { DiscCopy } from './disc-copy.ts';

const sectorCount = 1200; // More than is compared at a time.
const sizeBytes = sectorCount * 2048 - 1000;
const all = { firstLba: 0, lastLba: sectorCount - 1 };
const range = (firstLba: number, lastLba = firstLba): SectorRange => ({ firstLba, lastLba });

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'differing-sectors-'));
});
afterAll(() => rm(folder, { recursive: true }));

let copies = 0;
/** A copy of the disc from `offset` to `end`, zeros with ones at the given bytes of the disc. */
async function copy(ones: readonly number[] = [], { offset = 0, end = sizeBytes } = {}): Promise<DiscCopy> {
  const bytes = Buffer.alloc(end - offset);
  for (const at of ones) bytes[at - offset] = 1;
  copies += 1;
  const path = join(folder, `copy-${copies}`);
  await writeFile(path, bytes);
  return { path, offset };
}

describe('differingSectors', () => {
  it('finds a single byte wherever it is', async () => {
    const places = [0, 511 * 2048 + 2047, 512 * 2048, 513 * 2048, 1100 * 2048 + 9, sizeBytes - 1];
    const found = await differingSectors(await copy(), await copy(places), { ranges: [all], sizeBytes });
    expect(found).toEqual([range(0), range(511, 513), range(1100), range(1199)]);
  });

  it('looks at nothing but the sectors it is told', async () => {
    const other = await copy([5 * 2048, 6 * 2048, 7 * 2048, 900 * 2048]);
    const found = await differingSectors(await copy(), other, { ranges: [range(6), range(800)], sizeBytes });
    expect(found).toEqual([range(6)]);
  });

  it('compares a part of a disc with the whole of it', async () => {
    const part = await copy([600 * 2048], { offset: 512 * 2048, end: 1024 * 2048 });
    const sectors = { ranges: [range(512, 1023)], sizeBytes };
    expect(await differingSectors(await copy(), part, sectors)).toEqual([range(600)]);
    expect(await differingSectors(part, await copy([700 * 2048]), sectors)).toEqual([range(600), range(700)]);
  });

  it('never calls equal what is not there, in one copy or in both', async () => {
    const short = await copy([], { end: 1000 * 2048 + 5 });
    const sectors = { ranges: [all], sizeBytes };
    const missing = [range(1000, 1199)];
    expect(await differingSectors(await copy(), short, sectors)).toEqual(missing);
    expect(await differingSectors(short, await copy(), sectors)).toEqual(missing);
    expect(await differingSectors(short, short, sectors)).toEqual(missing);
  });

  it('opens nothing where there is nothing to compare, and else says which copy is missing', async () => {
    const missing = { path: join(folder, 'nothing'), offset: 0 };
    expect(await differingSectors(missing, missing, { ranges: [], sizeBytes })).toEqual([]);
    await expect(differingSectors(await copy(), missing, { ranges: [all], sizeBytes })).rejects.toMatchObject(
      {
        code: 'NOT_FOUND',
        details: { path: missing.path },
      },
    );
  });
});
