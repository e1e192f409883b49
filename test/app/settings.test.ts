import { readdir } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ServerLab } from '../support/server-lab.ts';
import { type Behaviour, isAbout, set, settingLeaves } from './settings/registry.ts';

let lab: ServerLab;
beforeEach(async () => {
  lab = await ServerLab.open();
});
afterEach(() => lab.remove());

const folder = new URL('settings/', import.meta.url);
const files = (await readdir(folder)).filter((name) => name.endsWith('.ts') && name !== 'registry.ts');
const groups = await Promise.all(
  files.map(async (name) => {
    const { behaviour }: { behaviour: Behaviour } = await import(new URL(name, folder).href);
    return { name, tests: Object.entries(behaviour) };
  }),
);

describe('every setting changes what happens, at once', () => {
  for (const { name, tests } of groups) {
    describe(name.replace('.ts', ''), () => {
      for (const [about, test] of tests) it(about, () => test(lab));
    });
  }
});

describe('settings', () => {
  it('have each a test of what they do, and no test is about one that is gone', () => {
    const names = groups.flatMap(({ tests }) => tests.map(([name]) => name));
    expect(settingLeaves.length).toBeGreaterThan(25);
    expect(settingLeaves.filter((leaf) => !names.some((name) => isAbout(name, leaf)))).toEqual([]);
    const parts = names.flatMap((name) => name.split(',').map((part) => part.trim()));
    expect(parts.filter((part) => !settingLeaves.some((leaf) => isAbout(part, leaf)))).toEqual([]);
  });

  it('are still there after a restart, and what cannot be understood falls back with a warning', async () => {
    await set(lab, { general: { maxConcurrentJobs: 7 }, logging: { level: 'warning' } });
    await lab.stop();
    const database = new DatabaseSync(`${lab.config.data}/disk2iso.db`);
    const row = database.prepare("SELECT value FROM settings WHERE name = 'settings'").get();
    const stored = JSON.parse(String(row?.value));
    stored.values.retention = { trashDays: 'for ever' };
    database.prepare("UPDATE settings SET value = ? WHERE name = 'settings'").run(JSON.stringify(stored));
    database.close();
    await lab.start();
    expect((await lab.get('/api/system/config')).json).toMatchObject({
      general: { maxConcurrentJobs: 7 },
      retention: { trashDays: 7 },
    });
  });
});
