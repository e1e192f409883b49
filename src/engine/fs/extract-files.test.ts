import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeWhole } from './extract-files.ts';

it('bytes that a write did not take are written by the next ones', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'disk2iso-extract-'));
  const path = join(folder, 'file');
  const bytes = Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 251));
  await using file = await open(path, 'w');
  // As a disk that is almost full does it: never more than 300 bytes at once.
  const cramped = {
    write: (part: Uint8Array, offset: number, length: number, at: number) =>
      file.write(part, offset, Math.min(300, length), at),
  };
  await writeWhole(cramped, bytes, 24);
  expect((await readFile(path)).subarray(24).equals(bytes)).toBe(true);
  await rm(folder, { recursive: true });
});
