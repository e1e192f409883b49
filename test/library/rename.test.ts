import { link, readdir, readFile, rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyImage } from '#engine/index.ts';
import { giveNewNames, planRename } from '../../src/library/rename-files.ts';
import type { Iso } from '../../src/model/index.ts';
import { JobLab, operator } from '../support/job-lab.ts';
import { addImage, addSet } from '../support/library-lab.ts';

let lab: JobLab;
let folder: string;
beforeEach(async () => {
  lab = await JobLab.open();
  folder = join(lab.folder, 'library');
});
afterEach(() => lab.remove());

const stored = (iso: Iso) => {
  const found = lab.store.isos.get(iso.id);
  if (found === null) throw new Error('the image is gone');
  return found;
};

/** Everything below a folder, files with their content. */
async function tree(at = folder): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const entry of await readdir(at, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) {
      const path = join(entry.parentPath, entry.name);
      found[path.slice(at.length + 1)] = (await readFile(path)).toString('latin1');
    }
  }
  return found;
}

describe('a renaming that was cut off', () => {
  it('is ended by the next start, wherever that was: an image', async () => {
    for (const cut of [0, 1, 2, 3, 4]) {
      const iso = await addImage(lab.store, folder, `old ${cut}.iso`, { seed: cut + 1 });
      const plan = await planRename(stored(iso), `new ${cut}`);
      expect(plan.pairs.at(-1)?.[0]).toBe(`old ${cut}.iso`);
      lab.store.isos.setRenaming(iso.id, plan);
      // Papers are written anew by it; the image itself, where the cut comes late, has both names or only the new one.
      const [from, to] = plan.pairs.at(-1) ?? ['', ''];
      if (cut === 2) await link(join(folder, from), join(folder, to));
      if (cut === 3) await rename(join(folder, from), join(folder, to));
      if (cut === 4) {
        await rename(join(folder, from), join(folder, to));
        lab.store.isos.setPath(iso.id, plan.newPath, {
          fileName: basename(plan.newPath),
          provenance: stored(iso).provenance,
          parts: null,
        });
      }
      await lab.library.start();
      await lab.library.stop();
      expect(lab.store.isos.renaming(), `cut ${cut}`).toEqual([]);
      const after = stored(iso);
      expect(basename(after.filePath)).toBe(`new ${cut}.iso`);
      expect(await readFile(after.filePath)).toEqual(iso.bytes);
      expect((await readdir(folder)).filter((name) => name === `old ${cut}.iso`)).toEqual([]);
      if (cut < 4) expect(await verifyImage(after.filePath)).toMatchObject({ verdict: 'ok' });
    }
    expect(lab.errors).toEqual([]);
  });

  it('is ended by the next start: a set whose folder has its new name already', async () => {
    const set = await addSet(lab.store, folder, 'album');
    const plan = await planRename(stored(set), 'concert');
    lab.store.isos.setRenaming(set.id, plan);
    await giveNewNames(plan);
    expect(await readdir(join(folder, 'concert'))).toContain('album.cue');
    await lab.library.start();
    await lab.library.stop();
    const left = Object.keys(await tree());
    expect(left.filter((path) => !path.startsWith('concert/') || path.includes('album'))).toEqual([]);
    expect((await lab.library.detail(set.id)).files).toHaveLength(8);
  });

  it('takes back what it gave where a name turns out to be taken', async () => {
    const iso = await addImage(lab.store, folder, 'mine.iso');
    const plan = await planRename(stored(iso), 'theirs');
    const other = await addImage(lab.store, folder, 'theirs.iso', { seed: 9 });
    const before = await tree();
    lab.store.isos.setRenaming(iso.id, plan);
    await lab.library.start();
    await lab.library.stop();
    expect(lab.errors).toHaveLength(1);
    lab.errors.length = 0;
    expect(await tree()).toEqual(before);
    expect(await readFile(other.filePath)).toEqual(other.bytes);
    expect(stored(iso).filePath).toBe(iso.filePath);
  });
});

describe('an image that is being renamed', () => {
  it('is left alone by others meanwhile', async () => {
    const iso = await addImage(lab.store, folder, 'busy.iso');
    const both = await Promise.allSettled([
      lab.library.change(operator, iso.id, { baseName: 'first' }),
      lab.library.change(operator, iso.id, { baseName: 'second' }),
      lab.library.trash(operator, iso.id),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(await verifyImage(stored(iso).filePath)).toMatchObject({ verdict: 'ok' });
  });
});
