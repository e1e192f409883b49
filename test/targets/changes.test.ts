import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SecretBox } from '../../src/auth/index.ts';
import { holdImage, letImageGo } from '../../src/library/index.ts';
import type { Actor, Iso, S3Setup, TargetOrder, TargetView } from '../../src/model/index.ts';
import { JobLab, operator } from '../support/job-lab.ts';
import { addImage } from '../support/library-lab.ts';
import { StrictBucket } from '../support/strict-bucket.ts';

const admin: Actor = { name: 'root', role: 'admin' };
const at = '2026-01-01T00:00:00.000Z';

/** Nothing runs: what is tested here are the rows. */
let lab: JobLab;
let bucket: StrictBucket;
let iso: Iso;
beforeEach(async () => {
  lab = await JobLab.open();
  bucket = await new StrictBucket().open();
  for (const name of ['attic', 'cellar']) await mkdir(join(lab.folder, name));
  iso = await addImage(lab.store, join(lab.folder, 'library'), 'one.iso');
});
afterEach(async () => {
  await lab.remove();
  await bucket.close();
});

const inFolder = (name = 'attic'): TargetOrder => ({
  ...{ name: 'Attic', after: 'never', keepLocal: true },
  setup: { kind: 'folder', path: join(lab.folder, name) },
});
const inBucket = (setup: Partial<S3Setup> = {}, more: Partial<TargetOrder> = {}): TargetOrder => ({
  ...{ name: 'Bucket', after: 'never', keepLocal: true, secret: bucket.secret },
  setup: { ...bucket.setup, ...setup },
  ...more,
});

/** A target that holds a compared copy of the image. */
async function withCopy(order: TargetOrder): Promise<TargetView> {
  const target = await lab.targets.create(admin, order);
  const key = { isoId: iso.id, targetId: target.id };
  lab.store.copies.begin({ ...key, place: 'one', sizeBytes: 1, isComplete: true, begunAt: at });
  lab.store.copies.finish(iso.id, target.id, { place: 'one', files: [], sizeBytes: 1, verifiedAt: at });
  return target;
}
const count = (id: number) => lab.targets.get(admin, id).copies;

describe('a target that is changed', () => {
  it('forgets the copies when it is another folder, not when the same one lies elsewhere or is away', async () => {
    const { id } = await withCopy(inFolder());
    await lab.targets.change(admin, id, { ...inFolder(), name: 'Loft' });
    expect(count(id)).toBe(1);

    const marker = lab.store.targets.get(id)?.marker;
    await rm(join(lab.folder, 'attic', '.disk2iso-target'));
    await lab.targets.change(admin, id, inFolder());
    expect(count(id)).toBe(1);
    expect(lab.store.targets.get(id)?.marker).toBe(marker);
    expect(await readdir(join(lab.folder, 'attic'))).toEqual([]);

    await lab.targets.change(admin, id, inFolder('cellar'));
    expect(count(id)).toBe(0);
  });

  it('forgets them when it is another bucket, prefix or address, not for other keys and names', async () => {
    for (const setup of [{ bucket: 'other' }, { prefix: 'b/' }, { endpoint: 'http://127.0.0.1:1' }]) {
      const target = await withCopy(inBucket());
      await lab.targets.change(admin, target.id, inBucket({ accessKeyId: 'other' }, { name: 'Shelf' }));
      expect(count(target.id)).toBe(1);
      await lab.targets.change(admin, target.id, inBucket(setup));
      expect(count(target.id), JSON.stringify(setup)).toBe(0);
      lab.targets.delete(admin, target.id);
    }
  });

  it('cannot be another place while images lie only there', async () => {
    const { id } = await withCopy(inFolder());
    lab.store.isos.setDropped(iso.id, { at, trashPath: '/trash/one.iso' });
    const refused = expect.objectContaining({ code: 'TARGET_IN_USE' });
    await expect(lab.targets.change(admin, id, inFolder('cellar'))).rejects.toEqual(refused);
    await expect(lab.targets.change(admin, id, inBucket())).rejects.toEqual(refused);
    expect(lab.targets.get(admin, id)).toMatchObject({ copies: 1, setup: inFolder().setup });
    await lab.targets.change(admin, id, { ...inFolder(), after: 'always' });
  });
});

describe('an upload that is cancelled', () => {
  it('leaves alone what a later one goes on with, or an image that something else works on', async () => {
    const target = await lab.targets.create(admin, inBucket());
    const key = { isoId: iso.id, targetId: target.id };
    lab.store.copies.begin({ ...key, place: 'one', sizeBytes: 1, isComplete: true, begunAt: at });
    const begun = { name: 'one.iso', sizeBytes: 1, sha256: null, md5: null, isVerified: false };
    const part = { ...begun, uploadId: 'upload-1', partBytes: 1, etags: ['e'] };
    lab.store.copies.setFile(iso.id, target.id, part);
    bucket.uploads.set('upload-1', new Map());
    const failedUpload = async () => {
      const { uuid } = await lab.jobs.sendImage(operator, iso.id, { target: target.id });
      lab.store.jobs.update(uuid, { status: 'failed' });
      return uuid;
    };

    const [first, second] = [await failedUpload(), await failedUpload()];
    const later = await lab.jobs.sendImage(operator, iso.id, { target: target.id });
    await lab.jobs.cancel(operator, first);
    expect([...bucket.uploads.keys()]).toEqual(['upload-1']);

    lab.store.jobs.update(later.uuid, { status: 'failed' });
    const other = { isoId: iso.id, holder: 'a test' };
    expect(holdImage(lab.store, { ...other, at })).toBe(true);
    await lab.jobs.cancel(operator, second);
    expect([...bucket.uploads.keys()]).toEqual(['upload-1']);

    await letImageGo(lab.store, other);
    await lab.jobs.cancel(operator, later.uuid);
    expect(bucket.uploads.size).toBe(0);
    expect(lab.store.leases.all()).toEqual([]);
    expect(lab.errors).toEqual([]);
  });
});

describe('rules of several targets', () => {
  it('are each for themselves: one whose secret cannot be opened is told of once and stops no other', async () => {
    const codes: string[] = [];
    lab.library.listen((notice) => {
      if (notice.type === 'notice') codes.push(notice.notice.code);
    });
    const bad = await lab.targets.create(admin, inBucket({}, { name: 'A', after: 'always' }));
    const good = await lab.targets.create(admin, { ...inFolder(), name: 'B', after: 'always' });
    lab.store.targets.update(bad.id, {
      secret: new SecretBox(Buffer.alloc(32, 2)).seal(`target:${bad.id}`, 'sealed with another key'),
    });
    const jobUuid = (await lab.jobs.sendImage(operator, iso.id, { target: good.id })).uuid;
    lab.store.jobs.update(jobUuid, { status: 'completed' });
    const made = ['two.iso', 'three.iso'].map((name) =>
      lab.store.isos.upsert({
        ...{ jobUuid, fileName: name, filePath: join(lab.folder, 'library', name), provenance: null },
        ...{ sizeBytes: 2048, md5: null, sha256: null, discKind: 'data', discLabel: null },
        ...{ fingerprintId: null, isComplete: true, badBytes: 0, createdAt: at },
      }),
    );
    expect(await lab.room.uploadPlanner.plan()).toBe(2);
    expect(await lab.room.uploadPlanner.plan()).toBe(0);
    for (const { id } of made) {
      expect(lab.store.copies.ofIso(id)).toMatchObject([{ targetId: good.id }]);
    }
    expect(codes).toEqual(['sending-stuck']);
    // A secret that can be opened again: nothing was missed.
    await lab.targets.change(admin, bad.id, inBucket({}, { name: 'A', after: 'always' }));
    expect(await lab.room.uploadPlanner.plan()).toBe(2);
  });
});
