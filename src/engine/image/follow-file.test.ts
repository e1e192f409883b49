import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHasher, type FollowReport, followFile, hashBlockBytes } from './follow-file.js';
import { FollowState } from './follow-state.js';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'disk2iso-follow-'));
  path = join(folder, 'image');
});
afterEach(() => rm(folder, { recursive: true }));

/** Runs the loop in this thread until its first report; `orders` come before, `onReport` may give more. */
function run(
  orders: (state: FollowState) => void,
  onReport: (state: FollowState, count: number) => void,
): FollowReport[] {
  const state = FollowState.create(1);
  const reports: FollowReport[] = [];
  orders(state);
  followFile({ path, algorithms: ['crc32'], worker: 0, shared: state.buffer }, (report) => {
    reports.push(report);
    onReport(state, reports.length);
  });
  return reports;
}

describe('followFile', () => {
  it('reports the sums once the total is ordered, and returns when stopped', async () => {
    await writeFile(path, '123456789');
    const reports = run(
      (state) => state.finish(9),
      (state) => state.stop(),
    );
    expect(reports).toEqual([{ type: 'sums', generation: 0, checksums: { crc32: 'cbf43926' } }]);
  });

  it('reports again after a restart', async () => {
    await writeFile(path, '123456789');
    const reports = run(
      (state) => state.finish(9),
      (state, count) => (count === 1 ? state.restart() : state.stop()),
    );
    expect(reports.map(({ generation }) => generation)).toEqual([0, 1]);
  });

  it('begins again when the total is below what it hashed', async () => {
    await writeFile(path, '123456789 and more');
    const reports = run(
      (state) => state.finish(18),
      (state, count) => (count === 1 ? state.finish(9) : state.stop()),
    );
    expect(reports[1]).toMatchObject({ checksums: { crc32: 'cbf43926' } });
  });

  it('tells where a short file ends', async () => {
    await writeFile(path, '');
    await truncate(path, hashBlockBytes + 5);
    const reports = run(
      (state) => state.finish(hashBlockBytes + 6),
      (state) => state.stop(),
    );
    expect(reports).toEqual([{ type: 'short', generation: 0, sizeBytes: hashBlockBytes + 5 }]);
  });

  it('returns at once when stopped before it began', () => {
    const reports = run(
      (state) => state.stop(),
      () => undefined,
    );
    expect(reports).toEqual([]);
  });
});

describe('createHasher', () => {
  it('pads CRC-32 to eight digits', () => {
    expect(createHasher('crc32').digest()).toBe('00000000');
  });

  it.each([
    ['md5', '25f9e794323b453885f5181f1b624d0b'],
    ['sha1', 'f7c3bc1d808e04732adf679965ccc34ca7ae3441'],
    ['sha256', '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225'],
  ] as const)('takes %s in parts', (algorithm, expected) => {
    const hasher = createHasher(algorithm);
    hasher.update(Buffer.from('1234'));
    hasher.update(Buffer.from('56789'));
    expect(hasher.digest()).toBe(expected);
  });
});
