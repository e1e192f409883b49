import { mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expiredImages } from '../../src/library/image-retention.ts';
import type { Actor, Iso, Provenance } from '../../src/model/index.ts';
import { JobLab, operator } from '../support/job-lab.ts';
import { addImage, addSet, provenanceOf } from '../support/library-lab.ts';

const admin: Actor = { name: 'root', role: 'admin' };
const dayMs = 24 * 60 * 60_000;

let lab: JobLab;
let folder: string;
let nowMs: number;
beforeEach(async () => {
  nowMs = Date.now();
  lab = await JobLab.open({ now: () => new Date(nowMs) });
  folder = join(lab.folder, 'library');
});
afterEach(() => lab.remove());

/** Paths of all files below a folder that is no trash. */
async function files(at = folder): Promise<string[]> {
  const entries = await readdir(at, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(at.length + 1))
    .sort();
}
const outside = async () => (await files()).filter((path) => !path.includes('.disk2iso-trash'));

async function sweepAll(): Promise<void> {
  nowMs += 100 * dayMs;
  await lab.library.sweep();
}

/** Its files are away, since a compared copy lies elsewhere. */
async function drop(iso: Iso): Promise<void> {
  await mkdir(join(lab.folder, 'attic'), { recursive: true });
  const { id: targetId } =
    lab.store.targets.all()[0] ??
    (await lab.targets.create(admin, {
      ...{ name: 'Attic', after: 'never', keepLocal: true },
      setup: { kind: 'folder', path: join(lab.folder, 'attic') },
    }));
  const copy = { place: join(lab.folder, 'attic', 'image'), sizeBytes: iso.sizeBytes };
  const at = new Date(nowMs).toISOString();
  lab.store.copies.begin({ ...copy, isoId: iso.id, targetId, isComplete: true, begunAt: at });
  lab.store.copies.finish(iso.id, targetId, { ...copy, files: [], verifiedAt: at });
  await lab.library.drop(iso.id);
}

describe('a set in a folder that is not its own', () => {
  it('goes into the trash without what lies beside it, comes back, and is swept alone', async () => {
    const set = await addSet(lab.store, folder, 'album');
    const flat = join(lab.folder, 'flat', 'isos');
    await mkdir(dirname(flat), { recursive: true });
    // As it was imported: its files lie in a folder of many.
    await rename(join(folder, 'album'), flat);
    const stored = lab.store.isos.get(set.id);
    if (stored === null) throw new Error('it is there');
    lab.store.isos.setPath(set.id, join(flat, 'album.cue'), { ...stored });
    const own = await files(flat);
    const all = () => files(flat).then((paths) => paths.filter((path) => !path.startsWith('.')));

    // Alone in it, it is still not its folder.
    await lab.library.trash(operator, set.id);
    expect(await all()).toEqual([]);
    await lab.library.restore(operator, set.id);
    expect(await all()).toEqual(own);

    const other = await addImage(lab.store, flat, 'other.iso', { seed: 3 });
    await lab.library.trash(operator, set.id);
    expect(await all()).toEqual(['other.iso', 'other.json', 'other.md5', 'other.sha256']);
    await sweepAll();
    expect(lab.store.isos.get(set.id)).toBeNull();
    expect(await files(flat)).toEqual(['other.iso', 'other.json', 'other.md5', 'other.sha256']);
    expect(await readFile(other.filePath)).toEqual(other.bytes);
    expect(lab.errors).toEqual([]);
  });

  it('leaves images where they are that a job has put into its own folder', async () => {
    const set = await addSet(lab.store, folder, 'album');
    const guest = await addImage(lab.store, join(folder, 'album', 'more'), 'guest.iso', { seed: 4 });
    await lab.library.trash(operator, set.id);
    expect(await readFile(guest.filePath)).toEqual(guest.bytes);
    await lab.library.restore(operator, set.id);
    await lab.library.change(operator, set.id, { baseName: 'concert' });
    expect(await readFile(guest.filePath)).toEqual(guest.bytes);
    expect(await readdir(join(folder, 'album'))).toContain('concert.cue');
  });

  it('leaves a folder in its place below which an image of the library is away', async () => {
    const set = await addSet(lab.store, folder, 'album');
    const guest = await addImage(lab.store, join(folder, 'album', 'more'), 'guest.iso', { seed: 4 });
    await rm(join(folder, 'album', 'more'), { recursive: true });
    await lab.library.trash(operator, set.id);
    expect(await readdir(join(folder, 'album'))).toEqual(['.disk2iso-trash']);
    expect(lab.store.isos.get(guest.id)).not.toBeNull();
  });

  it('is swept without what somebody has put beside it in the trash', async () => {
    const set = await addSet(lab.store, folder, 'album');
    const trashed = await lab.library.trash(operator, set.id);
    expect(await outside()).toEqual([]);
    const foreign = join(dirname(trashed.filePath), 'my only copy.iso');
    await writeFile(foreign, 'precious');
    await sweepAll();
    expect(lab.store.isos.get(set.id)).toBeNull();
    expect(await readFile(foreign, 'utf8')).toBe('precious');
    expect(await readdir(dirname(foreign))).toEqual([basename(foreign)]);
  });
});

describe('the note in the trash', () => {
  const noteOf = ({ filePath }: Iso) => join(dirname(filePath), 'trash.json');
  const edit = async (iso: Iso, change: object) => {
    const note = JSON.parse(await readFile(noteOf(iso), 'utf8'));
    await writeFile(noteOf(iso), JSON.stringify({ ...note, ...change }));
  };

  it('leads an image nowhere else, whoever has changed it', async () => {
    const secret = join(lab.folder, 'secret.key');
    await writeFile(secret, 'secret');
    const iso = await addImage(lab.store, folder, 'a.iso');
    const trashed = await lab.library.trash(operator, iso.id);
    await edit(trashed, { filePath: secret, from: lab.folder });
    const back = await lab.library.restore(operator, iso.id);
    expect(back.filePath).toBe(iso.filePath);
    expect((await lab.library.openFile(iso.id, null)).path).toBe(iso.filePath);
    expect(await readFile(iso.filePath)).toEqual(iso.bytes);
  });

  it('is refused if it names anything else than files, or cannot be ours', async () => {
    const iso = await addImage(lab.store, folder, 'a.iso');
    const trashed = await lab.library.trash(operator, iso.id);
    await edit(trashed, { names: ['../../b.iso'] });
    await expect(lab.library.restore(operator, iso.id)).rejects.toMatchObject({ code: 'FILE_READ_FAILED' });
    await edit(trashed, { names: ['a.iso'] });
    await rename(noteOf(trashed), join(lab.folder, 'note'));
    await symlink(join(lab.folder, 'note'), noteOf(trashed));
    await expect(lab.library.restore(operator, iso.id)).rejects.toThrow('is a symbolic link');
    expect(lab.library.get(iso.id)).toMatchObject({ filePath: trashed.filePath });
    expect(await outside()).toEqual([]);
  });
});

describe('an image whose files are away', () => {
  const another = async (iso: Iso): Promise<Provenance> =>
    provenanceOf({ fileName: iso.fileName, jobId: '0197c8a0-0000-7000-8000-00000000ffff' });

  it('keeps what is known of it when a new image gets its name, and comes back under another path of its own', async () => {
    const old = await addImage(lab.store, folder, 'backup.iso', { seed: 6 });
    lab.store.isos.say(old.id, { title: 'My year', notes: 'keep', tags: ['a'] });
    await drop(old);
    expect(await outside()).toEqual([]);

    const fresh = await addImage(lab.store, folder, 'backup.iso', { seed: 7, changes: await another(old) });
    expect(fresh.id).not.toBe(old.id);
    expect(fresh).toMatchObject({ title: null, tags: [], isPresent: true, droppedAt: null });
    expect(lab.store.copies.ofIso(fresh.id)).toEqual([]);
    expect(lab.store.copies.ofIso(old.id)).toHaveLength(1);
    await lab.library.look();
    expect(lab.library.get(old.id)).toMatchObject({
      ...{
        title: 'My year',
        tags: ['a'],
        isPresent: false,
        missingSince: null,
        droppedAt: expect.any(String),
      },
    });
    await expect(lab.library.restore(operator, old.id)).rejects.toMatchObject({ code: 'NAME_TAKEN' });
    await lab.library.change(operator, fresh.id, { baseName: 'new backup' });
    const back = await lab.library.restore(operator, old.id);
    expect(back).toMatchObject({ filePath: old.filePath, isPresent: true, droppedAt: null });
    expect(await readFile(old.filePath)).toEqual(old.bytes);
    expect(await readFile(lab.library.get(fresh.id).filePath)).toEqual(fresh.bytes);
  });

  it('keeps its name until they are back', async () => {
    const old = await addImage(lab.store, folder, 'backup.iso');
    await drop(old);
    await expect(lab.library.change(operator, old.id, { baseName: 'other' })).rejects.toMatchObject({
      code: 'ISO_FILE_NOT_FOUND',
    });
    expect(lab.store.isos.renaming()).toEqual([]);
    const back = await lab.library.restore(operator, old.id);
    expect(back.filePath).toBe(old.filePath);
    expect(await readFile(old.filePath)).toEqual(old.bytes);
  });

  it('counts for the space rule as what is free soon', async () => {
    const old = await addImage(lab.store, folder, 'old.iso', { seed: 1 });
    await addImage(lab.store, folder, 'next.iso', { seed: 2 });
    await drop(old);
    const rules = { enabled: true, olderThanDays: null, kinds: [], keepFreeGB: 1, withDamaged: false };
    const spaceOf = async () => ({ device: 'x', freeBytes: 1_000_000_000 - old.sizeBytes });
    const found = await expiredImages(lab.store, rules, { now: new Date(nowMs), limit: 10, spaceOf });
    expect(found.images).toBe(0);
  });
});
