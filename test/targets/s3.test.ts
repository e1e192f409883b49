import { readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Actor, Job, TargetOrder } from '../../src/model/index.ts';
import { JobLab, operator, seen, type TestDisc } from '../support/job-lab.ts';
import { S3Server, Wire } from '../support/s3-server.ts';

const admin: Actor = { name: 'root', role: 'admin' };
/** 24 MB: three parts of 8 MiB, the last a short one. */
const sectors = 11_800;
const sizeBytes = sectors * 2048;

let lab: JobLab;
let server: S3Server;
let wire: Wire;
let disc: TestDisc;
beforeEach(async () => {
  lab = await JobLab.open();
  server = await S3Server.open();
  wire = await new Wire(() => server.port).open();
  disc = await lab.makeDisc('holiday', { sectors });
  await lab.room.start();
});
afterEach(async () => {
  await lab.remove();
  await wire.close();
  await server.remove();
});

const order = (more: Partial<TargetOrder> = {}): TargetOrder => ({
  ...{ name: 'Attic', after: 'never', keepLocal: true, setup: wire.setup(), secret: 'S3RVER' },
  ...more,
});

/** An image of the disc in the library. */
async function anImage(name = 'sr-a'): Promise<{ id: number; path: string }> {
  const key = await lab.addDrive(name, disc);
  await seen(lab, key);
  const job = await lab.create(key);
  const { isoId, imagePath } = await lab.until(job.uuid, 'completed');
  if (isoId === null || imagePath === null) throw new Error('no image was made');
  return { id: isoId, path: imagePath };
}

/** All files of an image here, by name, and whether each is the same there. */
async function compare(path: string, targetId: number, isoId: number): Promise<Record<string, boolean>> {
  const copy = lab.store.copies.get(isoId, targetId);
  const prefix = copy?.place.replace('s3://discs/', '') ?? '';
  const same: Record<string, boolean> = {};
  for (const name of await readdir(dirname(path))) {
    if (name.startsWith('.')) continue;
    const here = await readFile(join(dirname(path), name));
    same[name] = await server.object(`${prefix}${name}`).then((there) => there.equals(here));
  }
  return same;
}

async function send(isoId: number, target: number): Promise<Job> {
  return await lab.jobs.sendImage(operator, isoId, { target });
}

describe('an image that is sent to a bucket', () => {
  it('arrives with all its files, its checksums last, and is not sent a second time', async () => {
    const { id, path } = await anImage();
    const target = await lab.targets.create(admin, order());
    await lab.until((await send(id, target.id)).uuid, 'completed');
    const same = await compare(path, target.id, id);
    expect(Object.keys(same).length).toBeGreaterThan(3);
    expect(Object.values(same)).toEqual(Object.keys(same).map(() => true));
    expect(lab.targets.copiesOf(id)).toMatchObject([
      { targetName: 'Attic', kind: 's3', isComplete: true, verifiedAt: expect.any(String) },
    ]);
    const stored = [...server.log.matchAll(/Stored object "([^"]+)"/g)].map(([, key]) =>
      key?.split('.').at(-1),
    );
    expect(stored.slice(-2).sort()).toEqual(['md5', 'sha256']);
    expect(stored.indexOf('iso')).toBe(0);
    const before = wire.sentBytes;
    expect(before).toBeLessThan(sizeBytes * 1.05);

    await lab.until((await send(id, target.id)).uuid, 'completed');
    expect(wire.sentBytes - before).toBeLessThan(50_000);
    expect(lab.targets.list(admin)).toMatchObject([{ copies: 1, hasSecret: true }]);
  });

  it('waits while the bucket cannot be reached, and goes on by itself from the parts that are there', async () => {
    const { id, path } = await anImage();
    const target = await lab.targets.create(admin, order());
    wire.cutAfterBytes = 20 << 20;
    const { uuid } = await send(id, target.id);
    const waiting = await lab.until(uuid, 'paused');
    expect(waiting).toMatchObject({ pauseReason: 'target_missing' });
    expect(waiting.errorMessage).toContain('cannot be reached');
    const before = wire.sentBytes;
    wire.mend();
    await lab.until(uuid, 'completed');
    // Two parts were on their way when it was cut; whatever had arrived whole is not sent again.
    expect(wire.sentBytes - before).toBeLessThan(sizeBytes - (7 << 20));
    expect(server.stored.parts).toBeLessThanOrEqual(4);
    expect(Object.values(await compare(path, target.id, id))).not.toContain(false);
  });

  it('survives that the bucket is killed in the middle and comes back', async () => {
    const { id, path } = await anImage();
    const target = await lab.targets.create(admin, order());
    const { uuid } = await send(id, target.id);
    await lab.untilTrue(() => server.stored.parts > 0, 'a part is stored');
    await server.kill();
    await lab.untilTrue(() => wire.sentBytes > 0, 'something was sent');
    await server.start();
    await lab.until(uuid, 'completed');
    expect(server.stored.parts).toBeLessThanOrEqual(5);
    expect(Object.values(await compare(path, target.id, id))).not.toContain(false);
  });

  it('goes on where it was when the server here is ended in the middle', async () => {
    const { id, path } = await anImage();
    const target = await lab.targets.create(admin, order());
    wire.cutAfterBytes = 20 << 20;
    const { uuid } = await send(id, target.id);
    await lab.untilTrue(() => wire.isDown, 'the line is cut');
    await lab.close();
    wire.mend();
    const before = wire.sentBytes;
    lab = await JobLab.open({ folder: lab.folder });
    await lab.room.start();
    await lab.until(uuid, 'completed');
    expect(wire.sentBytes - before).toBeLessThan(sizeBytes - (7 << 20));
    expect(Object.values(await compare(path, target.id, id))).not.toContain(false);
  });

  it('fails with what the server said for a wrong key; a retry with the right one succeeds', async () => {
    const { id } = await anImage();
    const wrong = order({ setup: wire.setup({ accessKeyId: 'somebody' }) });
    const target = await lab.targets.create(admin, wrong);
    const { uuid } = await send(id, target.id);
    await expect(lab.until(uuid, 'completed')).rejects.toThrow('TARGET_REFUSED');
    expect(lab.jobs.get(uuid).errorMessage).toContain('s3://discs/images/');
    expect(lab.targets.copiesOf(id)).toMatchObject([{ verifiedAt: null }]);
    const { secret: _, ...withoutSecret } = order();
    await expect(lab.targets.change(admin, target.id, withoutSecret)).rejects.toThrow(
      'belongs to another receiver',
    );
    await lab.targets.change(admin, target.id, order());
    await lab.jobs.retry(operator, uuid);
    await lab.until(uuid, 'completed');
  });

  it('is not sent when it is not what its papers say', async () => {
    const { id, path } = await anImage();
    const bytes = await readFile(path);
    bytes[sizeBytes - 1] = (bytes[sizeBytes - 1] ?? 0) ^ 1;
    await writeFile(path, bytes);
    const target = await lab.targets.create(admin, order());
    const { uuid } = await send(id, target.id);
    await expect(lab.until(uuid, 'completed')).rejects.toThrow('VERIFY_FAILED');
    expect(server.stored.objects).toBe(0);
    expect(lab.targets.copiesOf(id)).toMatchObject([{ verifiedAt: null }]);
  });

  it('never takes the place of what somebody else has put there', async () => {
    const { id, path } = await anImage();
    const target = await lab.targets.create(admin, order());
    await lab.until((await send(id, target.id)).uuid, 'completed');
    const key = lab.store.copies.get(id, target.id)?.place.replace('s3://discs/', '') ?? '';
    const file = join(server.folder, 'discs', `${key}${path.split('/').at(-1)}._S3rver_object`);
    await writeFile(file, 'something else');
    await writeFile(`${file}.md5`, '0'.repeat(32));
    lab.store.targets.delete(target.id);
    const again = await lab.targets.create(admin, order());
    const { uuid } = await send(id, again.id);
    await expect(lab.until(uuid, 'completed')).rejects.toThrow('NAME_TAKEN');
    expect(await readFile(file, 'utf8')).toBe('something else');
  });
});

describe('a target with a rule', () => {
  it('gets new images by themselves: those that were read completely, from then on', async () => {
    const { id: earlier } = await anImage();
    const target = await lab.targets.create(admin, order({ after: 'complete' }));
    const damaged = await lab.makeDisc('scratched', {
      ...{ sectors: 300, seed: 3 },
      badSectors: [{ firstLba: 40, lastLba: 44 }],
    });
    const key = await lab.addDrive('sr-b', damaged);
    await seen(lab, key);
    const bad = await lab.until((await lab.create(key, { mode: 'rescue' })).uuid, 'completed');
    disc = await lab.makeDisc('second', { sectors: 300, seed: 2 });
    const { id } = await anImage('sr-c');
    await lab.untilTrue(() => lab.targets.copiesOf(id)[0]?.verifiedAt != null, 'the copy is there');
    expect(lab.targets.copiesOf(earlier)).toEqual([]);
    expect(lab.targets.copiesOf(bad.isoId ?? 0)).toEqual([]);

    await lab.targets.change(admin, target.id, order({ after: 'always' }));
    await lab.room.uploadPlanner.plan();
    expect(lab.targets.copiesOf(bad.isoId ?? 0)).toEqual([]);
  });
});

describe('a test of a target', () => {
  it('writes, reads back and removes; says what stands in the way', async () => {
    const good = await lab.targets.test(admin, { target: order() });
    expect(good).toMatchObject({ isGood: true, answer: expect.stringContaining('read back') });
    const setup = wire.setup({ bucket: 'no-such-bucket' });
    expect(await lab.targets.test(admin, { target: order({ setup }) })).toMatchObject({
      isGood: false,
      answer: expect.stringContaining('NoSuchBucket'),
    });
    await server.kill();
    expect(await lab.targets.test(admin, { target: order() })).toMatchObject({
      isGood: false,
      answer: expect.stringContaining('cannot be reached'),
    });
  });
});
