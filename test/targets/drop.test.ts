import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Actor, TargetOrder } from '../../src/model/index.ts';
import { JobLab, operator, seen } from '../support/job-lab.ts';

const admin: Actor = { name: 'root', role: 'admin' };
const dayMs = 24 * 60 * 60_000;

let lab: JobLab;
let nowMs: number;
beforeEach(async () => {
  nowMs = Date.now();
  lab = await JobLab.open({ now: () => new Date(nowMs) });
  await mkdir(join(lab.folder, 'attic'));
  await lab.room.start();
});
afterEach(() => lab.remove());

const order = (): TargetOrder => ({
  ...{ name: 'Attic', after: 'never', keepLocal: false },
  setup: { kind: 'folder', path: join(lab.folder, 'attic') },
});

async function sent(badSectors: { firstLba: number; lastLba: number }[] = []) {
  const target = await lab.targets.create(admin, order());
  const key = await lab.addDrive('sr-a', await lab.makeDisc('holiday', { sectors: 300, badSectors }));
  await seen(lab, key);
  const read = await lab.until((await lab.create(key, { mode: 'rescue' })).uuid, 'completed');
  const id = read.isoId ?? 0;
  const path = read.imagePath ?? '';
  const { uuid } = await lab.jobs.sendImage(operator, id, { target: target.id });
  await lab.until(uuid, 'completed');
  return { id, path, target };
}

const isThere = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );

describe('an image whose files shall not stay', () => {
  it('stays in the library when they are in the trash, can be taken back, and is away in the end', async () => {
    const { id, path, target } = await sent();
    await lab.untilTrue(() => lab.library.get(id).droppedAt !== null, 'its files are dropped');
    await lab.untilTrue(() => lab.store.leases.get(`iso:${id}`) === null, 'it is let go');
    expect(lab.library.get(id)).toMatchObject({
      isPresent: false,
      missingSince: null,
      trashedAt: null,
      filePath: path,
    });
    expect(await isThere(path)).toBe(false);
    // On purpose: nobody is told that it is missing.
    await lab.library.look();
    expect(lab.library.get(id).missingSince).toBeNull();

    const back = await lab.library.restore(operator, id);
    expect(back).toMatchObject({ isPresent: true, droppedAt: null });
    const copy = lab.targets.copiesOf(id)[0]?.place ?? '';
    expect((await readFile(path)).equals(await readFile(join(copy, path.split('/').at(-1) ?? '')))).toBe(
      true,
    );

    await lab.library.drop(id);
    nowMs += 8 * dayMs;
    await lab.library.sweep();
    expect(lab.library.get(id)).toMatchObject({ isPresent: false });
    await expect(lab.library.restore(operator, id)).rejects.toThrow('is not in the trash');
    expect(() => lab.targets.delete(admin, target.id)).toThrow(
      expect.objectContaining({ code: 'TARGET_IN_USE' }),
    );

    // Somebody brings the file back by hand.
    await writeFile(path, await readFile(join(copy, path.split('/').at(-1) ?? '')));
    await lab.library.look();
    expect(lab.library.get(id)).toMatchObject({ isPresent: true });
    lab.targets.delete(admin, target.id);
  });

  it('comes back out of the trash when no copy of it is known any more', async () => {
    const { id, path, target } = await sent();
    await lab.untilTrue(() => lab.library.get(id).droppedAt !== null, 'its files are dropped');
    await lab.untilTrue(() => lab.store.leases.get(`iso:${id}`) === null, 'it is let go');
    const codes: string[] = [];
    lab.library.listen((notice) => {
      if (notice.type === 'notice') codes.push(notice.notice.code);
    });
    // The trash is no place that lasts: the only copy is there.
    expect(() => lab.targets.delete(admin, target.id)).toThrow(
      expect.objectContaining({ code: 'TARGET_IN_USE' }),
    );
    lab.store.targets.delete(target.id);
    nowMs += 8 * dayMs;
    // Something else has its name: the files are kept in the trash.
    await writeFile(path, 'something else');
    await lab.library.sweep();
    expect(lab.errors).toMatchObject([{ code: 'NAME_TAKEN' }]);
    expect(codes).toEqual([]);
    await rm(path);
    await lab.library.sweep();
    expect(lab.library.get(id)).toMatchObject({ isPresent: true, droppedAt: null, filePath: path });
    expect((await stat(path)).size).toBe(300 * 2048);
    expect(codes).toEqual(['image-taken-back']);
  });

  it('keeps them when it is damaged: it can still become better', async () => {
    const { id, path } = await sent([{ firstLba: 40, lastLba: 44 }]);
    await lab.untilTrue(() => lab.store.leases.get(`iso:${id}`) === null, 'it is let go');
    expect(lab.library.get(id)).toMatchObject({ isPresent: true, droppedAt: null, isComplete: false });
    expect(await isThere(path)).toBe(true);
    expect(lab.targets.copiesOf(id)).toMatchObject([{ isComplete: false, verifiedAt: expect.any(String) }]);
    await expect(lab.library.drop(id)).rejects.toThrow('must stay');
  });
});
