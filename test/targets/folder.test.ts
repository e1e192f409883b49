import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Actor, Job, TargetOrder } from '../../src/model/index.ts';
import { JobLab, operator, seen } from '../support/job-lab.ts';

const run = promisify(execFile);
const admin: Actor = { name: 'root', role: 'admin' };
const sectors = 4000;

let lab: JobLab;
let mountPoint: string;
/** Unmounted with everything in it, and mounted again with it. */
const away = () => run('mount', ['--move', mountPoint, join(lab.folder, 'aside')]);
const back = () => run('mount', ['--move', join(lab.folder, 'aside'), mountPoint]);

beforeEach(async () => {
  lab = await JobLab.open();
  mountPoint = join(lab.folder, 'attic');
  for (const path of [mountPoint, join(lab.folder, 'aside')]) await mkdir(path);
  // A mount can be moved only where its parent is private.
  await run('mount', ['--bind', lab.folder, lab.folder]);
  await run('mount', ['--make-private', lab.folder]);
  await run('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'attic', mountPoint]);
  await lab.room.start();
});
afterEach(async () => {
  await lab.close();
  for (const path of [mountPoint, join(lab.folder, 'aside'), lab.folder]) {
    await run('umount', [path]).catch(() => undefined); // Not all are mounted after each test.
  }
  await lab.remove();
});

const order = (more: Partial<TargetOrder> = {}): TargetOrder => ({
  ...{ name: 'Attic', after: 'never', keepLocal: true, setup: { kind: 'folder', path: mountPoint } },
  ...more,
});

async function anImage(): Promise<{ id: number; path: string }> {
  const key = await lab.addDrive('sr-a', await lab.makeDisc('holiday', { sectors }));
  await seen(lab, key);
  const { isoId, imagePath } = await lab.until((await lab.create(key)).uuid, 'completed');
  if (isoId === null || imagePath === null) throw new Error('no image was made');
  return { id: isoId, path: imagePath };
}

const send = (isoId: number, target: number): Promise<Job> => lab.jobs.sendImage(operator, isoId, { target });
const placeOf = (isoId: number, target: number) => lab.store.copies.get(isoId, target)?.place ?? '';
const visible = async (folder: string) => (await readdir(folder)).filter((name) => !name.startsWith('.'));

async function expectSame(path: string, place: string): Promise<void> {
  const names = (await readdir(dirname(path))).filter((name) => !name.startsWith('.'));
  expect((await readdir(place)).sort()).toEqual(names.sort());
  for (const name of names) {
    const [here, there] = await Promise.all([
      readFile(join(dirname(path), name)),
      readFile(join(place, name)),
    ]);
    expect(there.equals(here), name).toBe(true);
  }
}

describe('an image that is sent to a folder', () => {
  it('arrives as a folder with all its files, whole or not at all; a second time nothing is written', async () => {
    const { id, path } = await anImage();
    const target = await lab.targets.create(admin, order());
    await lab.until((await send(id, target.id)).uuid, 'completed');
    const place = placeOf(id, target.id);
    expect(dirname(place)).toBe(mountPoint);
    await expectSame(path, place);
    expect(await readdir(mountPoint)).toEqual(expect.arrayContaining(['.disk2iso-target', basename(place)]));
    const before = (await stat(join(place, basename(path)))).ino;
    await lab.until((await send(id, target.id)).uuid, 'completed');
    expect((await stat(join(place, basename(path)))).ino).toBe(before);
  });

  it('waits while the storage is not mounted, writes nothing under the mount point, and goes on when it is back', async () => {
    const { id, path } = await anImage();
    const target = await lab.targets.create(admin, order());
    await away();
    const { uuid } = await send(id, target.id);
    const waiting = await lab.until(uuid, 'paused');
    expect(waiting).toMatchObject({ pauseReason: 'target_missing' });
    expect(waiting.errorMessage).toContain('is the storage mounted?');
    expect(await readdir(mountPoint)).toEqual([]);
    await back();
    await lab.until(uuid, 'completed');
    await expectSame(path, placeOf(id, target.id));
  });

  it('goes on from a file that was cut off, and finds what was written wrongly', async () => {
    const { id, path } = await anImage();
    const target = await lab.targets.create(admin, order());
    await lab.until((await send(id, target.id)).uuid, 'completed');
    const place = placeOf(id, target.id);
    // As a killed attempt leaves it, and with a byte that did not arrive as it was.
    const hidden = hiddenNameOf(place);
    await rename(place, join(mountPoint, hidden));
    const file = join(mountPoint, hidden, basename(path));
    const bytes = (await readFile(file)).subarray(0, 3 << 20);
    bytes[77] = (bytes[77] ?? 0) ^ 1;
    await writeFile(file, bytes);
    const again = await send(id, target.id);
    await lab.until(again.uuid, 'completed');
    await expectSame(path, place);
    const { items } = lab.jobs.logs({ jobUuid: again.uuid }, { limit: 50, cursor: null });
    expect(items.map(({ message }) => message).join('\n')).toContain('is copied again');
  });

  it('leaves alone what somebody else has put in its place', async () => {
    const { id, path } = await anImage();
    const target = await lab.targets.create(admin, order());
    await lab.until((await send(id, target.id)).uuid, 'completed');
    const file = join(placeOf(id, target.id), basename(path));
    await writeFile(file, 'something else');
    await expect(lab.until((await send(id, target.id)).uuid, 'completed')).rejects.toThrow('NAME_TAKEN');
    expect(await readFile(file, 'utf8')).toBe('something else');
  });

  it('waits for space, and says so before it writes', async () => {
    const { id } = await anImage();
    const target = await lab.targets.create(admin, order());
    await writeFile(join(mountPoint, 'full'), Buffer.alloc(60 << 20));
    const { uuid } = await send(id, target.id);
    expect(await lab.until(uuid, 'paused')).toMatchObject({ pauseReason: 'no_space' });
    await run('rm', [join(mountPoint, 'full')]);
    await lab.until(uuid, 'completed');
    expect(await visible(mountPoint)).toHaveLength(1);
  });
});

/** The hidden folder that a copy is made in. */
function hiddenNameOf(place: string): string {
  return `.disk2iso-${createHash('sha256').update(basename(place)).digest('hex').slice(0, 16)}.copy`;
}
