import { createHash } from 'node:crypto';
import { appendFile, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checksumAlgorithms, isAppError } from '#model/index.ts';
import { ChecksumFollower, hashFile } from './checksum-follower.ts';

let folder: string;
let path: string;
const started: ChecksumFollower[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'disk2iso-sums-'));
  path = join(folder, 'image');
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((follower) => follower.stop()));
  await rm(folder, { recursive: true });
});

/** Bytes that differ everywhere, the same in each run. */
function pattern(sizeBytes: number, seed = 1): Buffer {
  const data = Buffer.alloc(sizeBytes);
  for (let index = 0, value = seed; index + 4 <= sizeBytes; index += 4) {
    value = (Math.imul(value, 1664525) + 1013904223) >>> 0;
    data.writeUInt32LE(value, index);
  }
  return data;
}

function sumsOf(data: Uint8Array) {
  return {
    sha256: createHash('sha256').update(data).digest('hex'),
    md5: createHash('md5').update(data).digest('hex'),
    sha1: createHash('sha1').update(data).digest('hex'),
    crc32: crc32(data).toString(16).padStart(8, '0'),
  };
}

function follow(
  algorithms: ConstructorParameters<typeof ChecksumFollower>[0]['algorithms'],
): ChecksumFollower {
  const follower = new ChecksumFollower({ path, algorithms });
  started.push(follower);
  follower.start();
  return follower;
}

async function hashed(follower: ChecksumFollower, bytes: number): Promise<void> {
  await expect.poll(() => follower.hashedBytes, { timeout: 60_000, interval: 5 }).toBe(bytes);
}

describe('ChecksumFollower', () => {
  it('follows a file that is still being written and gives all four sums', async () => {
    const data = pattern(1_000_003);
    const follower = follow(checksumAlgorithms);
    await writeFile(path, data.subarray(0, 300_000));
    follower.advance(300_000);
    await hashed(follower, 300_000);
    follower.advance(100);
    await appendFile(path, data.subarray(300_000));
    follower.advance(700_001);
    await hashed(follower, 700_001);
    expect(await follower.finish(data.length)).toEqual(sumsOf(data));
  });

  it('hashes nothing beyond what is confirmed', async () => {
    await writeFile(path, pattern(500_000));
    const follower = follow(['md5', 'sha256']);
    follower.advance(4096);
    await hashed(follower, 4096);
    await writeFile(path, pattern(500_000, 9), { flag: 'r+' });
    await writeFile(path, pattern(500_000).subarray(0, 4096), { flag: 'r+' });
    const expected = pattern(500_000, 9);
    pattern(500_000).copy(expected, 0, 0, 4096);
    const { md5, sha256 } = sumsOf(expected);
    expect(await follower.finish(500_000)).toEqual({ md5, sha256 });
  });

  it('hashes everything again after a write below the cursor', async () => {
    await writeFile(path, pattern(600_000));
    const follower = follow(['md5', 'sha256']);
    follower.advance(600_000);
    await hashed(follower, 600_000);
    const changed = pattern(600_000, 7);
    await writeFile(path, changed);
    follower.restart();
    await hashed(follower, 600_000);
    const { md5, sha256 } = sumsOf(changed);
    expect(await follower.finish(600_000)).toEqual({ md5, sha256 });
  });

  it('survives restarts at any moment', async () => {
    const data = pattern(3_000_000);
    await writeFile(path, data);
    const follower = follow(['md5', 'sha256']);
    for (let confirmed = 100_000; confirmed <= 3_000_000; confirmed += 100_000) {
      follower.advance(confirmed);
      if (confirmed % 500_000 === 0) follower.restart();
      await new Promise((resolve) => setImmediate(resolve));
    }
    const finishing = follower.finish(data.length);
    follower.restart();
    const { md5, sha256 } = sumsOf(data);
    expect(await finishing).toEqual({ md5, sha256 });
  });

  it('counts holes as zeros', async () => {
    await writeFile(path, 'head');
    await truncate(path, 1_000_000);
    const data = Buffer.alloc(1_000_000);
    data.write('head');
    const { sha256 } = sumsOf(data);
    expect(await follow(['sha256']).finish(1_000_000)).toEqual({ sha256 });
  });

  it('begins again if the file shall end before what was hashed', async () => {
    const data = pattern(400_000);
    await writeFile(path, data);
    const follower = follow(['md5']);
    follower.advance(400_000);
    await hashed(follower, 400_000);
    const { md5 } = sumsOf(data.subarray(0, 300_000));
    expect(await follower.finish(300_000)).toEqual({ md5 });
  });

  it('fails if the file is shorter than it should be', async () => {
    await writeFile(path, 'short');
    const error = await follow(['sha256', 'md5'])
      .finish(6)
      .catch((thrown: unknown) => thrown);
    expect(isAppError(error, 'WORK_FOLDER_DAMAGED')).toBe(true);
    expect(isAppError(error) && error.details).toMatchObject({ sizeBytes: 5, totalBytes: 6 });
  });

  it('fails if a worker dies', async () => {
    const follower = follow(['sha256']);
    follower.advance(1);
    await expect(follower.finish(1)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('ends with the reason of an abort, and so do its threads', async () => {
    await writeFile(path, '');
    await truncate(path, 1e12);
    const follower = follow(['md5', 'sha256']);
    const abort = new AbortController();
    const finishing = follower.finish(1e12, abort.signal);
    await expect.poll(() => follower.hashedBytes).toBeGreaterThan(0);
    abort.abort(new Error('enough'));
    await expect(finishing).rejects.toThrow('enough');
    await expect(follower.finish(1)).rejects.toMatchObject({ code: 'INTERNAL' });
  });

  it('may be stopped twice, while finishing, and before it is started', async () => {
    await writeFile(path, '');
    await truncate(path, 1e12);
    const follower = follow(['sha256']);
    const finishing = follower.finish(1e12);
    await Promise.all([
      follower.stop(),
      follower.stop(),
      expect(finishing).rejects.toMatchObject({ code: 'INTERNAL' }),
    ]);
    const idle = new ChecksumFollower({ path, algorithms: ['md5'] });
    await idle.stop();
    idle.start();
    await expect(idle.finish(0)).rejects.toMatchObject({ code: 'INTERNAL' });
  });

  it('has nothing to do without algorithms', async () => {
    const follower = follow([]);
    follower.advance(5);
    expect(follower.hashedBytes).toBe(5);
    expect(await follower.finish(5)).toEqual({});
  });
});

describe('hashFile', () => {
  it('gives the sums of a file and ends its progress at the whole size', async () => {
    const data = pattern(700_001);
    await writeFile(path, data);
    const seen: number[] = [];
    const checksums = await hashFile(path, checksumAlgorithms, {
      onProgress: ({ bytesDone }) => seen.push(bytesDone),
    });
    expect(checksums).toEqual(sumsOf(data));
    expect(seen.at(-1)).toBe(700_001);
  });

  it('gives the sums of an empty file', async () => {
    await writeFile(path, '');
    expect(await hashFile(path, checksumAlgorithms)).toEqual(sumsOf(Buffer.alloc(0)));
  });

  it('refuses what is no file', async () => {
    await expect(hashFile(folder, ['md5'])).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(hashFile(join(folder, 'none'), ['md5'])).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(hashFile(path, ['md5'], { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
  });

  it('reports progress while it works', async () => {
    await writeFile(path, '');
    await truncate(path, 1e12);
    const abort = new AbortController();
    const seen: number[] = [];
    const hashing = hashFile(path, ['sha256'], {
      signal: abort.signal,
      onProgress: ({ bytesDone, bytesTotal }) => {
        seen.push(bytesDone);
        expect(bytesTotal).toBe(1e12);
        if (bytesDone > 0) abort.abort();
      },
    });
    await expect(hashing).rejects.toThrow(/abort/i);
    expect(seen.at(-1)).toBeGreaterThan(0);
  });
});
