import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ServerLab } from '../support/server-lab.ts';

let folder = '';
let lab: ServerLab | null = null;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'disk2iso-places-'));
});
afterEach(async () => {
  await lab?.stop();
  lab = null;
  await rm(folder, { recursive: true, force: true });
});

it('folders that are there, and that nobody can write into, are refused by name; one that was set before is not', async () => {
  // The kernel lets nobody make a file there, root neither.
  const [images, copies] = [`/proc/${process.pid}/task`, `/proc/${process.pid}/fd`];
  const roots = [join(folder, 'library'), images];
  lab = await ServerLab.open({ roots, backupRoots: [copies] }, folder);
  const set = (change: object) => lab?.call('PUT', '/api/system/config', change);
  const words = { message: expect.stringMatching(/cannot be made or written to; .*ReadWritePaths=/) };
  const backup = await set({ backup: { folder: copies } });
  expect(backup?.json.errors).toMatchObject([{ field: 'backup.folder', ...words }]);
  const output = await set({ general: { outputPath: images } });
  expect(output?.json.errors).toMatchObject([{ field: 'general.outputPath', ...words }]);
  await lab.stop();
  // As it was set by a version that did not look.
  lab = await ServerLab.open({ roots: [images, join(folder, 'library')], backupRoots: [copies] }, folder);
  expect((await set({ retention: { trashDays: 30 } }))?.status).toBe(200);
});

it('a folder for images that cannot be made yet is told, and keeps the server from nothing', async () => {
  const mount = join(folder, 'nas');
  await writeFile(mount, 'what is in the way of the folder');
  lab = await ServerLab.open({ roots: [join(mount, 'images'), join(folder, 'discs')] }, folder);
  const { json } = await lab.get('/api/system/logs?level=warning');
  expect(json.items).toMatchObject([
    { message: expect.stringContaining(`The folder for images is not there and cannot be made: ${mount}`) },
  ]);
  await rm(mount);
  await lab.addDrive('a', { sectors: 300 });
  await lab.untilJob((await lab.order('a')).uuid, 'completed');
});
