import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Library } from '../../src/library/index.ts';
import { AppError } from '../../src/model/index.ts';
import type { Store } from '../../src/store/index.ts';
import { JobLab, operator } from '../support/job-lab.ts';
import { addImage } from '../support/library-lab.ts';

let lab: JobLab;
beforeEach(async () => {
  lab = await JobLab.open({});
});
afterEach(() => lab.remove());

it('a note that could not be written is written the next time, and nobody who stops is held up', async () => {
  const iso = await addImage(lab.store, join(lab.folder, 'library'), 'a.iso');
  let isFull = false;
  const store: Store = {
    ...lab.store,
    isos: {
      ...lab.store.isos,
      withDueNote: (limit) => {
        if (isFull) throw new AppError('DATABASE_FAILED', 'the disk is full');
        return lab.store.isos.withDueNote(limit);
      },
    },
  };
  const errors: unknown[] = [];
  const library = new Library({ store, trashDays: () => 7, onError: (error) => errors.push(error) });
  isFull = true;
  await library.change(operator, iso.id, { title: 'My year' });
  await expect(library.writeNotes()).rejects.toMatchObject({ code: 'DATABASE_FAILED' });
  await library.stop();
  expect(errors.length).toBeGreaterThan(0);
  isFull = false;
  await library.writeNotes();
  expect(await readFile(join(lab.folder, 'library', 'a.catalogue'), 'utf8')).toContain('My year');
});
