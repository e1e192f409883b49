import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyImage } from '../../src/engine/index.ts';
import type { Job, SectorRange } from '../../src/model/index.ts';
import { JobLab, operator, seen } from '../support/job-lab.ts';

let lab: JobLab;

beforeEach(async () => {
  lab = await JobLab.open();
  await lab.room.start();
});
afterEach(async () => {
  const { errors } = lab;
  await lab.remove();
  expect(errors).toEqual([]);
});

/** Reads a disc with that damage; the drive is gone again afterwards. */
async function readDamaged(id: string, badSectors: SectorRange[], seed = 1): Promise<Job> {
  const disc = await lab.makeDisc(`disc-${id}`, { sectors: 1200, seed, badSectors });
  await seen(lab, await lab.addDrive(id, disc));
  const { uuid } = await lab.create(id, { mode: 'rescue' });
  return await lab.until(uuid, 'completed');
}

const isoIdOf = ({ isoId }: Job): number => {
  if (isoId === null) throw new Error('it made no image');
  return isoId;
};

const inLibrary = async () =>
  (await readdir(join(lab.folder, 'library'))).filter((name) => name.endsWith('.iso'));

describe('going on from an image', () => {
  it('reads what is missing of a cleaned disc, into a new image that the old one knows of', async () => {
    const damage = [{ firstLba: 500, lastLba: 540 }];
    const first = await readDamaged('a', damage);
    const from = isoIdOf(first);
    const before = await readFile(first.imagePath ?? '');
    const disc = await lab.makeDisc('cleaned', { sectors: 1200 });
    await seen(lab, await lab.addDrive('b', disc));

    const job = await lab.create('b', { from });
    expect(job).toMatchObject({ kind: 'read', mode: 'rescue', work: { kind: 'read', from } });
    const second = await lab.until(job.uuid, 'completed');

    expect(second.badBytes).toBe(0);
    expect(await readFile(second.imagePath ?? '')).toEqual(disc.bytes);
    expect(await readFile(first.imagePath ?? '')).toEqual(before);
    expect(await verifyImage(second.imagePath ?? '')).toMatchObject({ verdict: 'ok' });
    const id = isoIdOf(second);
    expect(await lab.library.detail(from)).toMatchObject({ improves: [], improvedBy: [{ id, badBytes: 0 }] });
    expect(await lab.library.detail(id)).toMatchObject({
      improves: [{ id: from, badBytes: 41 * 2048 }],
      improvedBy: [],
      provenance: { origin: { type: 'rescue', missingSectors: 41 } },
    });
  });

  it('refuses in words: nothing missing, another disc, an image in the trash', async () => {
    const damaged = await readDamaged('a', [{ firstLba: 500, lastLba: 540 }]);
    const from = isoIdOf(damaged);
    const other = await readDamaged('b', [], 2);
    await expect(lab.create('b', { from })).rejects.toMatchObject({ code: 'WRONG_DISC' });
    await expect(lab.create('b', { from: isoIdOf(other) })).rejects.toMatchObject({
      code: 'IMAGE_UNSUITABLE',
      message: expect.stringContaining('lacks no sector'),
    });
    await lab.library.trash(operator, from);
    await expect(lab.create('a', { from })).rejects.toMatchObject({ code: 'ISO_STATE' });
  });

  it('fails if the image was changed since, and leaves it alone', async () => {
    const damaged = await readDamaged('a', [{ firstLba: 500, lastLba: 540 }]);
    const path = damaged.imagePath ?? '';
    const image = await readFile(path);
    image.writeUInt8(image.readUInt8(7) ^ 1, 7);
    await writeFile(path, image);
    const { uuid } = await lab.create('a', { from: isoIdOf(damaged) });
    const failed = await lab.untilIt(uuid, () => false, 'never').catch(() => lab.jobs.get(uuid));
    expect(failed).toMatchObject({ status: 'failed', errorCode: 'IMAGE_UNSUITABLE' });
    expect(failed.errorMessage).toContain('another SHA256 sum');
    expect(await readFile(path)).toEqual(image);
  });
});

describe('merging', () => {
  it('makes a whole image of two, and both know of it', async () => {
    const one = await readDamaged('a', [{ firstLba: 100, lastLba: 140 }]);
    const two = await readDamaged('b', [{ firstLba: 700, lastLba: 701 }]);
    const ids = [isoIdOf(one), isoIdOf(two)];
    const { uuid } = await lab.jobs.mergeImages(operator, { ids });
    const job = await lab.until(uuid, 'completed');
    expect(job).toMatchObject({ kind: 'merge', badBytes: 0, driveKey: null });
    const whole = await lab.makeDisc('whole', { sectors: 1200 });
    expect(await readFile(job.imagePath ?? '')).toEqual(whole.bytes);
    const id = isoIdOf(job);
    expect((await lab.library.detail(id)).improves.map((iso) => iso.id).sort()).toEqual(ids);
    for (const source of ids) {
      expect((await lab.library.detail(source)).improvedBy).toMatchObject([{ id, isComplete: true }]);
    }
  });

  it('begins anew when the server was killed in the middle', async () => {
    const one = await readDamaged('a', [{ firstLba: 100, lastLba: 140 }]);
    const two = await readDamaged('b', [{ firstLba: 700, lastLba: 701 }]);
    const images = await inLibrary();
    const { uuid } = await lab.jobs.mergeImages(operator, { ids: [isoIdOf(one), isoIdOf(two)] });
    await lab.jobs.pause(operator, uuid);
    await lab.until(uuid, 'paused', 'completed');
    const { folder } = lab;
    await lab.close();
    // As a kill in the middle leaves it.
    const work = join(folder, 'temp', uuid);
    await rm(work, { recursive: true, force: true });
    await mkdir(work, { recursive: true });
    await writeFile(join(work, 'making'), 'An image is being made here');
    await cp(one.imagePath ?? '', join(work, 'image.iso'));
    lab = await JobLab.open({ folder });
    await lab.room.start();
    if (lab.jobs.get(uuid).status === 'paused') {
      expect(await inLibrary()).toEqual(images);
      await lab.jobs.resume(operator, uuid);
    }
    const job = await lab.until(uuid, 'completed');
    const whole = await lab.makeDisc('whole', { sectors: 1200 });
    expect(await readFile(job.imagePath ?? '')).toEqual(whole.bytes);
    expect(await inLibrary()).toHaveLength(images.length + 1);
  });

  it('refuses images of other discs at once', async () => {
    const one = await readDamaged('a', [{ firstLba: 100, lastLba: 140 }]);
    const two = await readDamaged('b', [{ firstLba: 700, lastLba: 701 }], 2);
    const ids = [isoIdOf(one), isoIdOf(two)];
    await expect(lab.jobs.mergeImages(operator, { ids })).rejects.toMatchObject({
      code: 'IMAGE_UNSUITABLE',
      message: expect.stringContaining('another disc'),
    });
  });
});

describe('building', () => {
  it('makes an image of a folder and puts it into the library', async () => {
    const folder = join(lab.folder, 'photos');
    await mkdir(join(folder, 'summer'), { recursive: true });
    await writeFile(join(folder, 'summer', 'beach.jpg'), 'not really');
    const { uuid } = await lab.jobs.buildImage(operator, { folder, label: 'PHOTOS' });
    const job = await lab.until(uuid, 'completed');
    expect(job).toMatchObject({ kind: 'build', discLabel: 'PHOTOS', discKind: 'data' });
    const iso = await lab.library.detail(isoIdOf(job));
    expect(iso).toMatchObject({
      fileName: 'photos.iso',
      isComplete: true,
      provenance: { origin: { type: 'build', folder, fileCount: 1, folderCount: 1 } },
    });
    expect(await verifyImage(iso.filePath)).toMatchObject({ verdict: 'ok' });

    await expect(lab.jobs.buildImage(operator, { folder, label: 'my photos' })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      details: { field: 'label' },
    });
    const missing = join(lab.folder, 'nowhere');
    await expect(lab.jobs.buildImage(operator, { folder: missing, label: 'X' })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      details: { field: 'folder' },
    });
  });
});
