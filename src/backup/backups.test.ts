import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError, type Settings } from '#model/index.ts';
import { openStore, type Store } from '#store/index.ts';
import { Backups } from './backups.ts';

const admin = { name: 'ada', role: 'admin' } as const;
const hourMs = 3_600_000;
const localTime = (hour: number, minute = 0) => new Date(2026, 5, 1, hour, minute);

let folder = '';
let store: Store;
let now = localTime(9);
let settings: Settings['backup'];
let errors: unknown[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'disk2iso-backups-'));
  store = openStore(join(folder, 'disk2iso.db'));
  settings = { enabled: true, everyHours: 24, hour: 3, keep: 2, folder: null };
  now = localTime(9);
  errors = [];
});
afterEach(async () => {
  store.close();
  await rm(folder, { recursive: true, force: true });
});

const open = (onMissed: (error: unknown, folder: string) => void = () => undefined) =>
  new Backups({
    onMissed,
    source: { dataPath: folder, configPath: null, secretFields: [], version: 'test', now: () => now },
    settings: () => settings,
    ...{ backupRoots: [], imageRoots: [], passphrase: null, onInfo: () => undefined },
    onError: (error) => errors.push(error),
  });
const pass = (ms: number) => {
  now = new Date(now.getTime() + ms);
};
const reasons = async (backups: Backups) => (await backups.list(admin)).map(({ reason }) => reason);

describe('the schedule', () => {
  it('makes the first one soon after the start, then one a day at its hour, however often it looks', async () => {
    const backups = open();
    await backups.makeDue();
    expect(await reasons(backups)).toEqual([]);
    pass(11 * 60_000);
    await backups.makeDue();
    await backups.makeDue();
    expect(await reasons(backups)).toEqual(['schedule']);
    expect(await backups.nextAt(admin)).toBe(new Date(2026, 5, 2, 3).toISOString());
    now = new Date(2026, 5, 2, 2, 59);
    await backups.makeDue();
    expect(await reasons(backups)).toHaveLength(1);
    now = new Date(2026, 5, 2, 3, 0);
    await backups.makeDue();
    expect(await reasons(backups)).toHaveLength(2);
  });

  it('catches up after a time in which the machine was off', async () => {
    const backups = open();
    pass(hourMs);
    await backups.makeDue();
    pass(100 * 24 * hourMs);
    await open().makeDue();
    expect(await reasons(backups)).toHaveLength(2);
  });

  it('tells when one could not be made, and tries again in an hour', async () => {
    const missed: { error: unknown; folder: string }[] = [];
    settings = { ...settings, folder: join(folder, 'a file', 'copies') };
    await writeFile(join(folder, 'a file'), '');
    const backups = open((error, where) => missed.push({ error, folder: where }));
    pass(hourMs);
    await expect(backups.makeDue()).rejects.toThrow();
    await backups.makeDue();
    expect(missed).toEqual([{ error: expect.any(Error), folder: join(folder, 'a file', 'copies') }]);
    settings = { ...settings, folder: null };
    pass(hourMs);
    await backups.makeDue();
    expect(await reasons(backups)).toEqual(['schedule']);
    expect(missed).toHaveLength(1);
  });

  it('keeps as many as are wanted, and those of a person for ever', async () => {
    settings = { ...settings, everyHours: 1 };
    const backups = open();
    await backups.make(admin);
    for (let round = 0; round < 4; round += 1) {
      pass(hourMs);
      await backups.makeDue();
    }
    expect(await reasons(backups)).toEqual(['schedule', 'schedule', 'manual']);
    expect(errors).toEqual([]);
  });

  it('waits an hour after a failure, and leaves nothing behind', async () => {
    await writeFile(join(folder, 'backups'), 'in the way');
    const backups = open();
    pass(hourMs);
    await expect(backups.makeDue()).rejects.toThrow();
    await backups.makeDue();
    await rm(join(folder, 'backups'));
    pass(hourMs / 2);
    await backups.makeDue();
    expect(await reasons(backups)).toEqual([]);
    pass(hourMs);
    await backups.makeDue();
    expect(await reasons(backups)).toEqual(['schedule']);
    expect(await readdir(join(folder, 'backups'))).toHaveLength(1);
  });

  it('does nothing when it is off', async () => {
    settings = { ...settings, enabled: false };
    const backups = open();
    pass(48 * hourMs);
    await backups.makeDue();
    expect(await reasons(backups)).toEqual([]);
    expect(await backups.nextAt(admin)).toBeNull();
  });
});

describe('the list', () => {
  it('shows a file that is no backup as one that cannot be read, and others not at all', async () => {
    await mkdir(join(folder, 'backups'));
    await writeFile(join(folder, 'backups/disk2iso-20260601T090000000Z-manual.tar.gz'), 'nonsense');
    await writeFile(join(folder, 'backups/notes.txt'), 'mine');
    expect(await open().list(admin)).toMatchObject([{ version: null, schema: null, hasSecrets: null }]);
  });

  it('says that a folder cannot be looked into, instead of being empty', async () => {
    expect(await open().list(admin)).toEqual([]);
    await writeFile(join(folder, 'backups'), 'in the way');
    await expect(open().list(admin)).rejects.toMatchObject({ code: 'FILE_READ_FAILED' });
  });

  it('is for administrators', async () => {
    const call = open().list({ name: 'ben', role: 'operator' });
    await expect(call).rejects.toBeInstanceOf(AppError);
  });
});
