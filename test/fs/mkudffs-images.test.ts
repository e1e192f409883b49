import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { zstdDecompress } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openFileSystem, walkFiles } from '../../src/engine/fs/index.ts';
import { treeOfReader } from '../support/image-tree.ts';
import { MemorySource } from '../support/memory-source.ts';

/**
 * Images made by mkudffs 2.3 and filled by Linux 6.1, with what that kernel lists of them when mounted again: names
 * deleted, files in pieces and with holes, links, permissions.
 */
const folder = new URL('../fixtures/fs/', import.meta.url);
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.img.zst'))
  .map((name) => name.replace('.img.zst', ''));

type Recorded = {
  readonly kind: 'file' | 'folder' | 'link';
  readonly size?: number;
  readonly mode?: string;
  readonly modifiedAt?: string;
  readonly sha256?: string;
  readonly target?: string;
};

describe('images that a kernel filled', () => {
  it.each(names)('%s holds what the kernel sees', async (name) => {
    const image = await promisify(zstdDecompress)(await readFile(new URL(`${name}.img.zst`, folder)));
    const listing: Record<string, Recorded> = JSON.parse(
      await readFile(new URL(`${name}.json`, folder), 'utf8'),
    );
    const reader = await openFileSystem(new MemorySource(image));
    expect(await treeOfReader(reader)).toEqual(
      Object.fromEntries(
        Object.entries(listing).map(([path, { kind, size, sha256, target }]) => [
          path,
          kind === 'folder' ? 'folder' : kind === 'link' ? `-> ${target}` : `${size} ${sha256}`,
        ]),
      ),
    );
    for await (const { path, node } of walkFiles({ path: '', node: reader.root })) {
      const recorded = listing[path];
      if (recorded === undefined || node === null || recorded.kind === 'link') continue;
      expect(node.mode?.toString(8), path).toBe(recorded.mode);
      if (recorded.kind === 'file') expect(node.modifiedAt, path).toBe(recorded.modifiedAt);
    }
    expect(reader.problems()).toEqual([]);
  });
});
