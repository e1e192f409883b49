import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addLabelledDrive } from '../support/make-disc.ts';
import { Random } from '../support/random.ts';
import { ServerLab } from '../support/server-lab.ts';

let lab: ServerLab;
beforeAll(async () => {
  lab = await ServerLab.open();
});
afterAll(() => lab.remove());

/** Reads the disc of that drive, whatever can be read of it. */
async function read(drive: string) {
  return await lab.untilJob((await lab.order(drive, { mode: 'rescue' })).uuid, 'completed');
}

const damaged = (firstLba: number, lastLba: number) => ({
  badSectors: [{ firstLba, lastLba }],
  sectors: 800,
});

describe('better images over HTTP', () => {
  it('goes on from a damaged image when the disc was cleaned', async () => {
    await addLabelledDrive(lab, 'dirty', 'HOLIDAY', damaged(300, 320));
    const first = await read('dirty');
    // The same disc, without what could not be read of it.
    const cleaned = join(lab.folder, 'discs', 'dirty.iso');
    await lab.post('/api/image-drives', { id: 'cleaned', path: cleaned, rateKBps: null, badSectors: [] });
    await lab.until(async () => (await lab.get('/api/disks/cleaned')).json?.disc != null, 'cleaned is ready');

    const ordered = await lab.post(`/api/isos/${first.isoId}/rescue`, { device: 'cleaned', retries: 1 });
    expect(ordered).toMatchObject({ status: 201, json: { kind: 'read', mode: 'rescue' } });
    expect(ordered.headers.get('location')).toBe(`/api/jobs/${ordered.json.uuid}`);
    const second = await lab.untilJob(ordered.json.uuid, 'completed');
    expect(second).toMatchObject({ badBytes: 0 });
    expect(await readFile(second.imagePath ?? '')).toEqual(await readFile(cleaned));
    const { json: old } = await lab.get(`/api/isos/${first.isoId}`);
    expect(old).toMatchObject({ badBytes: 21 * 2048, improvedBy: [{ id: second.isoId, badBytes: 0 }] });

    const whole = await lab.post(`/api/isos/${second.isoId}/rescue`, { device: 'cleaned' });
    expect(whole).toMatchObject({ status: 409, json: { code: 'IMAGE_UNSUITABLE' } });
  });

  it('merges two copies with different damage, and refuses another disc', async () => {
    await addLabelledDrive(lab, 'one', 'FILM', damaged(200, 230));
    const path = join(lab.folder, 'discs', 'one.iso');
    const bad = [{ firstLba: 600, lastLba: 610 }];
    await lab.post('/api/image-drives', { id: 'two', path, rateKBps: null, badSectors: bad });
    await lab.until(async () => (await lab.get('/api/disks/two')).json?.disc != null, 'two is ready');
    const ids = [(await read('one')).isoId, (await read('two')).isoId];

    const ordered = await lab.post('/api/isos/merge', { ids, filename: 'whole film' });
    expect(ordered.status).toBe(202);
    const job = await lab.untilJob(ordered.json.uuid, 'completed');
    expect(await readFile(job.imagePath ?? '')).toEqual(await readFile(path));
    expect(job.imagePath).toMatch(/\/whole film\.iso$/);

    await addLabelledDrive(lab, 'three', 'OTHER', { ...damaged(100, 101), seed: 9 });
    const refused = await lab.post('/api/isos/merge', { ids: [ids[0], (await read('three')).isoId] });
    expect(refused).toMatchObject({ status: 409, json: { code: 'IMAGE_UNSUITABLE' } });
    expect((await lab.post('/api/isos/merge', { ids: [ids[0]] })).status).toBe(422);
  });

  it('builds an image whose files are those of the folder', async () => {
    const folder = join(lab.folder, 'discs', 'photos');
    await mkdir(join(folder, 'summer'), { recursive: true });
    const picture = new Random(4).bytes(300_000);
    await writeFile(join(folder, 'summer', 'beach.jpg'), picture);
    const ordered = await lab.post('/api/isos/build', { folder, label: 'PHOTOS' });
    expect(ordered.status).toBe(202);
    const { isoId } = await lab.untilJob(ordered.json.uuid, 'completed');
    const list = await lab.get(`/api/isos/${isoId}/files?path=summer`);
    expect(list.json.entries).toMatchObject([{ name: 'beach.jpg', sizeBytes: 300_000 }]);
    const file = await fetch(`${lab.url}/api/isos/${isoId}/files/content?path=summer/beach.jpg`);
    expect(Buffer.from(await file.arrayBuffer())).toEqual(picture);

    const outside = await lab.post('/api/isos/build', { folder: '/etc', label: 'ETC' });
    expect(outside).toMatchObject({ status: 403, json: { code: 'PATH_NOT_ALLOWED' } });
  });

  it('imports a folder below an allowed one, first as a dry run', async () => {
    const path = join(lab.folder, 'discs', 'shelf');
    await mkdir(path);
    await writeFile(join(path, 'old.iso'), Buffer.alloc(2048 * 20));
    const dry = await lab.post('/api/isos/import', { path, dryRun: true });
    expect(dry).toMatchObject({ status: 202, json: { kind: 'import', work: { dryRun: true, path } } });
    expect(dry.headers.get('location')).toBe(`/api/jobs/${dry.json.uuid}`);
    const report = { found: 1, added: { count: 1, first: [join(path, 'old.iso')] }, addedBytes: 2048 * 20 };
    expect((await lab.untilJob(dry.json.uuid, 'completed')).work).toMatchObject({ report });
    expect((await lab.get('/api/isos?q=old')).json.items).toEqual([]);

    const real = await lab.post('/api/isos/import', { path });
    expect((await lab.untilJob(real.json.uuid, 'completed')).work).toMatchObject({ report });
    expect((await lab.get('/api/isos?q=old')).json.items).toMatchObject([
      { filePath: join(path, 'old.iso') },
    ]);

    const outside = await lab.post('/api/isos/import', { path: '/etc' });
    expect(outside).toMatchObject({ status: 403, json: { code: 'PATH_NOT_ALLOWED' } });
    const nothing = await lab.post('/api/isos/import', { path: join(path, 'old.iso') });
    expect(nothing).toMatchObject({ status: 422, json: { code: 'INVALID_INPUT' } });
  });
});
