import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ServerLab } from '../support/server-lab.ts';

let lab: ServerLab;
beforeEach(async () => {
  lab = await ServerLab.open();
});
afterEach(() => lab.remove());

const bring = (file: object, dryRun: boolean) => lab.post(`/api/system/config/import?dryRun=${dryRun}`, file);

it('settings and drive profiles go out as a file and come back, after a look at what would change', async () => {
  await lab.addDrive('a');
  await lab.call('PUT', '/api/system/config', { retention: { trashDays: 30 } });
  const { profile } = (await lab.get('/api/disks/a')).json;
  await lab.call('PUT', '/api/disks/a/profile', { ...profile, name: 'Old faithful' });
  const { json: file, headers } = await lab.get('/api/system/config/export');
  expect(headers.get('content-disposition')).toContain('disk2iso-settings.json');

  await lab.call('PUT', '/api/system/config', { retention: { trashDays: 7, logDays: 5 } });
  await lab.call('PUT', '/api/disks/a/profile', profile);
  const wished = { ...file, drives: [...file.drives, { key: 'image:elsewhere', profile }] };
  const would = await bring(wished, true);
  expect(would.json).toEqual({
    isApplied: false,
    settings: [
      { field: 'retention.logDays', from: 5, to: null },
      { field: 'retention.trashDays', from: 7, to: 30 },
    ],
    drives: [{ key: 'image:a', name: 'a', changes: [{ field: 'name', from: null, to: 'Old faithful' }] }],
    unknownDrives: ['image:elsewhere'],
  });
  expect((await lab.get('/api/system/config')).json.retention.trashDays).toBe(7);

  expect((await bring(wished, false)).json).toMatchObject({ isApplied: true });
  expect((await lab.get('/api/system/config')).json.retention).toMatchObject({
    trashDays: 30,
    logDays: null,
  });
  expect((await lab.get('/api/disks/a')).json.profile.name).toBe('Old faithful');
  expect((await bring(wished, true)).json).toMatchObject({ settings: [], drives: [] });
});

it('what does not fit here is refused with every field, and nothing is changed or made', async () => {
  const { json: file } = await lab.get('/api/system/config/export');
  const elsewhere = join(lab.folder, 'library/new');
  const wrong = { ...file, settings: { ...file.settings, retention: { trashDays: 0 }, magic: { on: true } } };
  for (const dryRun of [true, false]) {
    const { status, json } = await bring(wrong, dryRun);
    expect(status).toBe(422);
    expect(json.errors.map(({ field }: { field: string }) => field)).toContain('retention.trashDays');
  }
  const outside = { ...file.settings.general, outputPath: '/nowhere/allowed' };
  expect((await bring({ ...file, settings: { general: outside } }, true)).json.errors).toMatchObject([
    { field: 'general.outputPath' },
  ]);
  const general = { ...file.settings.general, outputPath: elsewhere };
  expect((await bring({ ...file, settings: { general } }, true)).status).toBe(200);
  expect(existsSync(elsewhere)).toBe(false);
  expect((await bring({ ...file, formatVersion: 2 }, true)).status).toBe(422);
  expect((await lab.get('/api/system/config')).json).toEqual(file.settings);
});
