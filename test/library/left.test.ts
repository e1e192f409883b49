import { existsSync } from 'node:fs';
import { lstat, mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Iso, Notice } from '../../src/model/index.ts';
import { JobLab, operator } from '../support/job-lab.ts';
import { addImage } from '../support/library-lab.ts';

let lab: JobLab;
let folder: string;
let notices: Notice[];
beforeEach(async () => {
  lab = await JobLab.open({});
  folder = join(lab.folder, 'library');
  notices = [];
  lab.library.listen((notice) => {
    if (notice.type === 'notice') notices.push(notice.notice);
  });
});
afterEach(() => lab.remove());

/** The image was moved from `path`, and that file is there still. */
async function leave(iso: Iso, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, 'the original');
  const { size, mtimeNs, ino } = await lstat(path, { bigint: true });
  const stamp = { sizeBytes: `${size}`, modifiedNs: `${mtimeNs}`, inode: `${ino}` };
  const files = [{ name: basename(path), stamp, to: iso.filePath }];
  const workFolder = join(dirname(iso.filePath), '.disk2iso-0123456789abcdef.move');
  lab.store.isos.setLeftBehind(iso.id, [{ folder: dirname(path), files, isFolder: false, workFolder }]);
}

it('what a moved image has left stays while it is away, and that is told once', async () => {
  const iso = await addImage(lab.store, folder, 'a.iso');
  const old = join(lab.folder, 'old', 'a.iso');
  await leave(iso, old);
  await rm(iso.filePath);
  await lab.library.dropLeft(iso.id);
  await lab.library.dropLeft(iso.id);
  expect(notices.map(({ code }) => code)).toEqual(['move-left']);
  expect(existsSync(old)).toBe(true);
  expect(lab.store.isos.leftBehind()).toHaveLength(1);
});

it('it goes as soon as it can, whatever the image is called by then, and in its trash', async () => {
  const iso = await addImage(lab.store, folder, 'a.iso');
  const old = join(lab.folder, 'old', 'a.iso');
  await leave(iso, old);
  await lab.library.change(operator, iso.id, { baseName: 'other' });
  await lab.library.dropLeft(iso.id);
  expect(existsSync(old)).toBe(false);
  await leave(iso, old);
  await lab.library.trash(operator, iso.id);
  await lab.library.dropLeft(iso.id);
  expect(existsSync(old)).toBe(false);
  expect(lab.store.isos.leftBehind()).toEqual([]);
  expect(notices).toEqual([]);
});

it('it stays if it is an image of the library by now', async () => {
  const iso = await addImage(lab.store, folder, 'a.iso', { seed: 1 });
  const guest = await addImage(lab.store, join(lab.folder, 'old'), 'a.iso', { seed: 2 });
  await leave(iso, guest.filePath);
  await lab.library.dropLeft(iso.id);
  expect(existsSync(guest.filePath)).toBe(true);
  expect(notices.map(({ code }) => code)).toEqual(['move-left']);
  expect(lab.store.isos.leftBehind()).toEqual([]);
});
