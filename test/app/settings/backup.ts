import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { backupSourceOf } from '../../../src/app/backup-source.ts';
import { Backups } from '../../../src/backup/index.ts';
import { type Behaviour, set } from './registry.ts';

/** What these settings do. */
export const behaviour: Behaviour = {
  'backup.enabled, backup.everyHours, backup.hour, backup.keep': async (lab) => {
    const folder = join(lab.config.data, 'backups');
    const list = async () => (await lab.get('/api/system/backups')).json;
    const made = async () => (await readdir(folder)).filter((name) => name.includes('-schedule'));
    const { name } = (await lab.post('/api/system/backup', {})).json;
    await mkdir(folder, { recursive: true });
    // Of days long gone: the next one is due at once.
    for (const day of ['01', '02', '03']) {
      const old = name.replace(/\d{8}T/, `202401${day}T`).replace('manual', 'schedule');
      await writeFile(join(folder, old), '');
    }
    expect(await made()).toHaveLength(3);
    await set(lab, { backup: { enabled: false, keep: 2 } });
    expect((await list()).nextAt).toBeNull();
    await set(lab, { backup: { enabled: true } });
    // What the server's clock does each minute.
    const { backup: settings } = (await lab.get('/api/system/config')).json;
    const problems: unknown[] = [];
    await new Backups({
      source: backupSourceOf(lab.config, 'test'),
      settings: () => settings,
      backupRoots: [],
      imageRoots: lab.config.roots,
      passphrase: null,
      onError: (error) => problems.push(error),
      onInfo: () => undefined,
    }).makeDue();
    expect(problems).toEqual([]);
    expect(await made()).toHaveLength(2);
    const hourOf = async () => new Date((await list()).nextAt).getHours();
    await set(lab, { backup: { everyHours: 24, hour: 5 } });
    expect(await hourOf()).toBe(5);
    await set(lab, { backup: { hour: 6 } });
    expect(await hourOf()).toBe(6);
    const daily = Date.parse((await list()).nextAt);
    await set(lab, { backup: { everyHours: 720 } });
    expect(Date.parse((await list()).nextAt)).toBeGreaterThan(daily);
  },

  'backup.folder': async (lab) => {
    const folder = join(lab.config.data, 'copies');
    await set(lab, { backup: { folder } });
    const { name } = (await lab.post('/api/system/backup', {})).json;
    expect(await readdir(folder)).toEqual([name]);
  },
};
