import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FileSectorSource } from '../../src/engine/disc/index.ts';
import { openFileSystem } from '../../src/engine/fs/index.ts';
import { type ImageTree, treeOfReader } from '../support/image-tree.ts';
import { isoRecipes, makeSampleFolder } from '../support/iso-recipes.ts';
import { treeOfFolder, treeOfTool } from '../support/outside-tools.ts';

const run = promisify(execFile);
let folder = '';
let original: ImageTree = {};

/** Folders kept elsewhere, boot catalogues and their like. */
const addedByTools = /^(?:rr_moved|boot\.cat(?:alog)?)$/i;

/**
 * What programs agree on. libarchive 3.6.2 loses the `/` where a target goes on in another SL entry (ours is held against
 * the original) and hides `rr_moved`, which Linux shows; 7zz adds a folder `[BOOT]`.
 */
function comparable(tree: ImageTree): ImageTree {
  return Object.fromEntries(
    Object.entries(tree).filter(([path]) => !/^(?:long link|rr_moved|\[BOOT\].*)$/.test(path)),
  );
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'iso-images-'));
  await mkdir(join(folder, 'tree'));
  await makeSampleFolder(join(folder, 'tree'));
  original = await treeOfFolder(join(folder, 'tree'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('images of xorriso and genisoimage', () => {
  it.each(isoRecipes.map((recipe, index) => ({ ...recipe, index })))(
    '$name: every view holds what bsdtar and 7zz see',
    async ({ program, args, index }) => {
      const image = join(folder, `${index}.iso`);
      await run(program, [...args, '-o', image, join(folder, 'tree')]);
      const source = await FileSectorSource.open(image);
      try {
        const { views } = (await openFileSystem(source)).facts;
        for (const view of views) {
          const reader = await openFileSystem(source, { view });
          const seen = await treeOfReader(reader);
          const tool = await treeOfTool(image, view, join(folder, `${index}.tree`));
          if (view === 'rock-ridge') {
            expect(seen).toMatchObject(original);
            expect(
              Object.keys(seen).filter((path) => !(path in original) && !addedByTools.test(path)),
            ).toEqual([]);
          }
          expect(comparable(seen), view).toEqual(comparable(tool));
          expect(reader.hasLosses(), view).toBe(false);
        }
      } finally {
        await source.close();
        await rm(image);
      }
    },
  );
});
