import { mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expiredImages } from '../../src/library/image-retention.ts';
import { Library } from '../../src/library/index.ts';
import { planTrash, trashingOf } from '../../src/library/iso-trash.ts';
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

describe('a way into the trash that was cut off', () => {
  const plan = async (iso: Iso) => {
    const stored = lab.store.isos.get(iso.id);
    if (stored === null) throw new Error('it is there');
    return planTrash(stored, { at: new Date(nowMs), hasOthers: () => false });
  };
  const cutOff = async (iso: Iso) => {
    const move = await plan(iso);
    lab.store.isos.setTrashed(iso.id, new Date(nowMs).toISOString(), move.trashedPath, trashingOf(move));
    return move;
  };

  it('is finished by the next start, whatever was moved before', async () => {
    const [one, two] = [
      await addImage(lab.store, folder, 'one.iso', { seed: 1 }),
      await addImage(lab.store, folder, 'two.iso', { seed: 2 }),
    ];
    await cutOff(one);
    const move = await cutOff(two);
    await rename(two.filePath, move.trashedPath);
    await lab.library.start();
    expect(await outside()).toEqual([]);
    expect(lab.store.isos.trashing()).toEqual([]);
    for (const iso of [one, two]) {
      await lab.library.restore(operator, iso.id);
      expect(await readFile(iso.filePath)).toEqual(iso.bytes);
    }
    expect(lab.errors).toEqual([]);
  });

  it('never takes another file of the same name', async () => {
    const old = await addImage(lab.store, folder, 'disc.iso', { seed: 1 });
    await cutOff(old);
    // It is gone, and its disc was read again.
    await rm(folder, { recursive: true });
    const fresh = await addImage(lab.store, folder, 'disc.iso', { seed: 2 });
    await lab.library.start();
    await lab.library.stop();
    await sweepAll();
    expect(await readFile(fresh.filePath)).toEqual(fresh.bytes);
    expect(lab.store.isos.get(old.id)).toBeNull();
    expect(lab.store.isos.get(fresh.id)).toMatchObject({ trashedAt: null, filePath: fresh.filePath });
  });

  it('never takes what came after it was over', async () => {
    const old = await addImage(lab.store, folder, 'disc.iso', { seed: 1 });
    const trashed = await lab.library.trash(operator, old.id);
    await rm(trashed.filePath);
    const fresh = await addImage(lab.store, folder, 'disc.iso', { seed: 2 });
    await lab.library.start();
    expect(await readFile(fresh.filePath)).toEqual(fresh.bytes);
  });

  it('lets an image be whose file was changed meanwhile: it is in the catalogue again', async () => {
    const iso = await addImage(lab.store, folder, 'disc.iso', { seed: 1 });
    await cutOff(iso);
    await writeFile(iso.filePath, 'changed');
    await lab.library.start();
    expect(lab.store.isos.get(iso.id)).toMatchObject({ trashedAt: null, filePath: iso.filePath });
    expect(await outside()).toContain('disc.iso');
  });
});

describe('an image on a disk that is not mounted', () => {
  const disk = () => join(folder, 'disk');
  const unmount = async () => {
    await rename(disk(), `${folder}-disk`);
    await mkdir(disk());
  };
  const mount = async () => {
    await rm(disk(), { recursive: true });
    await rename(`${folder}-disk`, disk());
  };

  it('can be put into the trash and taken back; nothing is made where the disk belongs', async () => {
    const iso = await addImage(lab.store, join(disk(), 'isos'), 'a.iso');
    await unmount();
    expect(await lab.library.trash(operator, iso.id)).toMatchObject({ filePath: iso.filePath });
    expect(await readdir(disk())).toEqual([]);
    await mount();
    expect(await lab.library.restore(operator, iso.id)).toMatchObject({ trashedAt: null });
    expect(await readFile(iso.filePath)).toEqual(iso.bytes);

    await unmount();
    await lab.library.trash(operator, iso.id);
    await mount();
    await sweepAll();
    // Its file is there again: it would be nobody's.
    expect(lab.library.get(iso.id)).toMatchObject({ trashedAt: null });
    expect(lab.errors).toEqual([]);
  });

  it('is left alone by the rules of retention', async () => {
    const iso = await addImage(lab.store, join(disk(), 'isos'), 'a.iso');
    await unmount();
    const library = new Library({
      ...{ store: lab.store, trashDays: () => 7, now: () => new Date(nowMs) },
      retention: () => ({ enabled: true, olderThanDays: 1, kinds: [], keepFreeGB: null, withDamaged: true }),
      onError: (error) => lab.errors.push(error),
    });
    expect((await library.retentionPreview()).images).toBe(1);
    expect(await library.expire()).toBe(0);
    expect(lab.library.get(iso.id)).toMatchObject({ trashedAt: null });
    expect(await readdir(disk())).toEqual([]);
    expect(lab.errors).toEqual([]);
  });

  it('stays in the trash as long as the disk is away', async () => {
    const iso = await addImage(lab.store, join(disk(), 'isos'), 'a.iso');
    await lab.library.trash(operator, iso.id);
    await unmount();
    await sweepAll();
    expect(lab.store.isos.get(iso.id)).not.toBeNull();
    await mount();
    await sweepAll();
    expect(lab.store.isos.get(iso.id)).toBeNull();
    expect(await files()).toEqual([]);
  });

  it('comes back from where it lies when its way into the trash was only noted', async () => {
    const iso = await addImage(lab.store, folder, 'a.iso');
    const nowhere = join(folder, '.disk2iso-trash', `${iso.id}-1`, 'a.iso');
    lab.store.isos.setTrashed(iso.id, new Date(nowMs).toISOString(), nowhere);
    expect(await lab.library.restore(operator, iso.id)).toMatchObject({ filePath: iso.filePath });
    expect(await readFile(iso.filePath)).toEqual(iso.bytes);
  });
});

describe('the sweep', () => {
  it('goes on behind an image that fails, and tells of it once', async () => {
    const bad = await addImage(lab.store, folder, 'bad.iso', { seed: 1 });
    const good = await addImage(lab.store, folder, 'good.iso', { seed: 2 });
    for (const { id } of [bad, good]) await lab.library.trash(operator, id);
    const trashPath = join(dirname(lab.library.get(bad.id).filePath), 'x'.repeat(300), 'bad.iso');
    lab.store.isos.setTrashed(bad.id, '2020-01-01T00:00:00.000Z', trashPath);
    await sweepAll();
    await lab.library.sweep();
    expect(lab.store.isos.get(good.id)).toBeNull();
    expect(lab.store.isos.get(bad.id)).not.toBeNull();
    expect(lab.errors).toHaveLength(1);
  });
});
