import { existsSync } from 'node:fs';
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ServerLab } from '../support/server-lab.ts';
import { inStore } from '../support/settings-images.ts';

let lab: ServerLab;
let folder = '';
/** Memory: another file system than that of the library, where there is one. */
let other = '';
let isoId = 0;
let bytes: Buffer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'disk2iso-move-'));
  other = await mkdtemp(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'disk2iso-move-'));
  const roots = ['library', 'second', 'discs'].map((name) => join(folder, name));
  lab = await ServerLab.open({ roots: [...roots, other] }, folder);
  bytes = await lab.addDrive('a', { sectors: 3000 });
  const { uuid } = await lab.order('a', { filename: 'a disc' });
  isoId = (await lab.untilJob(uuid, 'completed')).isoId ?? 0;
});
afterAll(async () => {
  await lab.remove();
  await rm(other, { recursive: true, force: true });
});

const detail = async (id = isoId) => (await lab.get(`/api/isos/${id}`)).json;

async function move(outputPath: string, id = isoId) {
  const { status, json, text } = await lab.post(`/api/isos/${id}/move`, { outputPath });
  expect(status, text).toBe(202);
  return await lab.untilJob(json.uuid, 'completed');
}

it('moves an image with its papers to another storage, and nothing stays where it was', async () => {
  const before = await detail();
  await lab.call('PUT', `/api/isos/${isoId}`, { notes: 'Found in the cellar.' });
  const note = before.filePath.replace(/\.iso$/, '.catalogue');
  await lab.until(async () => existsSync(note), 'the note lies beside the image');
  const papers = (await readdir(dirname(before.filePath))).sort();
  expect(papers).toEqual(['a disc.catalogue', 'a disc.iso', 'a disc.json', 'a disc.md5', 'a disc.sha256']);

  const target = join(other, 'shelf');
  const job = await move(target);
  expect(job).toMatchObject({ kind: 'move', work: { kind: 'move', from: dirname(before.filePath) } });
  const after = await detail();
  expect(after).toMatchObject({
    filePath: join(target, 'a disc.iso'),
    sha256: before.sha256,
    isPresent: true,
    changedSince: null,
    notes: 'Found in the cellar.',
    provenance: { jobId: before.provenance.jobId, fileName: 'a disc.iso' },
  });
  expect((await readFile(after.filePath)).equals(bytes)).toBe(true);
  expect((await readdir(target)).sort()).toEqual(papers);
  expect(await readdir(dirname(before.filePath))).toEqual([]);
  const { json } = await lab.post(`/api/isos/${isoId}/verify`);
  await lab.untilJob(json.uuid, 'completed');
  expect((await detail()).verdict).toBe('ok');
});

it('gives a compressed image the next free name, in its papers as well', async () => {
  const { json: compressing } = await lab.post(`/api/isos/${isoId}/compress`, {});
  await lab.untilJob(compressing.uuid, 'completed');
  const second = join(folder, 'second');
  await mkdir(second, { recursive: true });
  await writeFile(join(second, 'a disc.iso'), 'another one');
  await move(second);
  const after = await detail();
  expect(after).toMatchObject({
    filePath: join(second, 'a disc_1.iso.zst'),
    fileName: 'a disc_1.iso',
    provenance: { fileName: 'a disc_1.iso', stored: [{ storedName: 'a disc_1.iso.zst' }] },
  });
  expect(await readFile(join(second, 'a disc.iso'), 'utf8')).toBe('another one');
  expect(await readFile(join(second, 'a disc_1.sha256'), 'utf8')).toContain('  a disc_1.iso\n');
  expect(await readdir(join(other, 'shelf'))).toEqual([]);
  const { json } = await lab.post(`/api/isos/${isoId}/verify`);
  await lab.untilJob(json.uuid, 'completed');
  expect((await detail()).verdict).toBe('ok');
});

it('moves many on one file system without copying', async () => {
  const { uuid } = await lab.order('a', { filename: 'again' });
  const secondId = (await lab.untilJob(uuid, 'completed')).isoId ?? 0;
  const { ino } = await lstat((await detail(secondId)).filePath);
  const outputPath = join(folder, 'second/many');
  const order = { action: 'move', ids: [isoId, secondId, 9999], outputPath };
  const { json } = await lab.post('/api/isos/bulk', order);
  expect(json.results).toMatchObject([
    { isOk: true },
    { isOk: true },
    { isOk: false, code: 'ISO_NOT_FOUND' },
  ]);
  for (const { jobUuid } of json.results.slice(0, 2)) await lab.untilJob(jobUuid, 'completed');
  expect((await detail(isoId)).filePath).toBe(join(outputPath, 'a disc_1.iso.zst'));
  const { filePath } = await detail(secondId);
  expect(dirname(filePath)).toBe(outputPath);
  expect((await lstat(filePath)).ino).toBe(ino);
  expect((await readdir(outputPath)).filter((name) => name.startsWith('.'))).toEqual([]);
});

it('refuses places where no image may go, and images that cannot be moved', async () => {
  const { filePath } = await detail();
  const refused = async (outputPath: string) =>
    (await lab.post(`/api/isos/${isoId}/move`, { outputPath })).json.code;
  expect(await refused('/somewhere')).toBe('PATH_NOT_ALLOWED');
  expect(await refused(join(lab.config.data, 'temp'))).toBe('PATH_NOT_ALLOWED');
  expect(await refused(lab.config.data)).toBe('PATH_NOT_ALLOWED');
  expect(await refused(dirname(filePath))).toBe('INVALID_INPUT');
  expect(await refused('relative')).toBe('INVALID_INPUT');
  const { json: nowhere } = await lab.post('/api/isos/bulk', { action: 'move', ids: [isoId] });
  expect(nowhere.results).toMatchObject([{ isOk: false, code: 'INVALID_INPUT' }]);
  await lab.call('DELETE', `/api/isos/${isoId}`);
  expect(await refused(join(folder, 'second'))).toBe('ISO_STATE');
  await lab.post(`/api/isos/${isoId}/restore`);
});

it('waits for room, and refuses what can never fit', async () => {
  const [{ id, filePath }] = (await lab.get('/api/isos')).json.items;
  await lab.stop();
  await inStore(lab, (store) => {
    const iso = store.isos.get(id);
    if (iso !== null) store.isos.setPlace(id, { filePath, storedBytes: 2 ** 50, provenance: iso.provenance });
  });
  await lab.start();
  const { json } = await lab.post(`/api/isos/${id}/move`, { outputPath: other });
  expect(json).toMatchObject({ code: 'NO_SPACE' });
  expect(existsSync(filePath)).toBe(true);
});

it('removes at the next start what a crash has left of an image that was moved', async () => {
  const { filePath } = await detail();
  const old = join(folder, 'second/left.iso');
  const kept = join(folder, 'second/kept.iso');
  const workFolder = join(dirname(filePath), '.disk2iso-0123456789abcdef.move');
  await lab.stop();
  await mkdir(workFolder);
  await inStore(lab, async (store) => {
    const files: { name: string; stamp: object; to: string }[] = [];
    for (const path of [old, kept]) {
      await writeFile(path, path);
      const { size, mtimeNs, ino } = await lstat(path, { bigint: true });
      const stamp = { sizeBytes: `${size}`, modifiedNs: `${mtimeNs}`, inode: `${ino}` };
      files.push({ name: basename(path), stamp, to: filePath });
    }
    const left = { folder: dirname(old), files, isFolder: false, workFolder };
    store.isos.setLeftBehind(isoId, [left]);
  });
  await writeFile(kept, 'somebody has written to it since');
  await lab.start();
  expect([existsSync(old), existsSync(kept), existsSync(workFolder)]).toEqual([false, true, false]);
  const { json } = await lab.get('/api/system/logs?level=warning');
  expect(JSON.stringify(json.items)).toContain(kept);
  await lab.stop();
  await inStore(lab, (store) => expect(store.isos.leftBehind()).toEqual([]));
  await lab.start();
});
