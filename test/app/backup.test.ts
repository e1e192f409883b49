import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmod,
  chown,
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { restoreBackup } from '../../src/backup/index.ts';
import { ServerLab } from '../support/server-lab.ts';

const program = fileURLToPath(new URL('../../bin/disk2iso', import.meta.url));
const passphrase = 'correct horse battery';

let lab: ServerLab;
let elsewhere = '';
beforeEach(async () => {
  elsewhere = await mkdtemp(join(tmpdir(), 'disk2iso-restored-'));
  lab = await ServerLab.open();
});
afterEach(async () => {
  await lab.remove();
  await rm(elsewhere, { recursive: true, force: true });
});

async function run(
  words: readonly string[],
  input = '',
  { wrap = [], env = {} }: { wrap?: readonly string[]; env?: Record<string, string> } = {},
): Promise<{ code: number; output: string; stdout: string }> {
  const [first = program, ...rest] = [...wrap, program, ...words];
  const child = spawn(first, rest, {
    ...{ stdio: ['pipe', 'pipe', 'pipe'], cwd: elsewhere, env: { ...process.env, ...env } },
  });
  child.stdin.end(input);
  let output = '';
  let stdout = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += String(chunk);
      if (stream === child.stdout) stdout += String(chunk);
    });
  }
  const [code] = await once(child, 'close');
  return { code: Number(code), output, stdout };
}

/** Downloads a backup over the API, as somebody would who keeps it elsewhere. */
async function makeAndFetch(body: object): Promise<string> {
  const made = await lab.post('/api/system/backup', body);
  expect(made.status, made.text).toBe(201);
  const answer = await fetch(`${lab.url}/api/system/backups/${made.json.name}/download`);
  const bytes = Buffer.from(await answer.arrayBuffer());
  expect(bytes.length).toBe(made.json.sizeBytes);
  const path = join(elsewhere, made.json.name);
  await writeFile(path, bytes);
  return path;
}

describe('a backup', () => {
  it('is made while jobs run, and brings everything back onto an empty machine', async () => {
    await lab.addDrive('a');
    const done = await lab.untilJob((await lab.order('a')).uuid, 'completed');
    await lab.addDrive('b', { sectors: 3000, rateKBps: 150, seed: 2 });
    const running = await lab.order('b');
    await lab.untilJob(running.uuid, 'running');
    await lab.call('PUT', '/api/system/config', { retention: { trashDays: 30 } });
    const { profile } = (await lab.get('/api/disks/a')).json;
    await lab.call('PUT', '/api/disks/a/profile', { ...profile, name: 'Old faithful' });
    const key = await readFile(join(lab.config.data, 'secret.key'));

    const backup = await makeAndFetch({ passphrase });
    expect((await lab.get(`/api/jobs/${running.uuid}`)).json.job.status).toBe('running');
    expect((await stat(join(lab.config.data, 'backups'))).mode & 0o777).toBe(0o700);
    // What happens after it is not in it.
    await lab.call('PUT', '/api/system/config', { retention: { trashDays: 1 } });
    await lab.call('DELETE', `/api/jobs/${running.uuid}`);
    await lab.stop();

    const data = join(elsewhere, 'data');
    const words = ['restore', backup, '--data', data];
    const restored = await run([...words, '--passphrase-file', '-'], `${passphrase}\n`);
    expect(restored, restored.output).toMatchObject({ code: 0 });
    expect(await readFile(join(data, 'secret.key'))).toEqual(key);
    expect((await stat(join(data, 'secret.key'))).mode & 0o777).toBe(0o600);
    expect((await readdir(data)).sort()).toEqual(['disk2iso.db', 'secret.key', 'server.lock']);

    const machine = await ServerLab.open({ roots: lab.config.roots }, elsewhere);
    try {
      expect((await machine.get('/api/system/config')).json.retention.trashDays).toBe(30);
      expect((await machine.get('/api/disks/a')).json.profile.name).toBe('Old faithful');
      const { job, timeline } = (await machine.get(`/api/jobs/${done.uuid}`)).json;
      expect(job).toMatchObject({ status: 'completed', isoId: done.isoId });
      expect(timeline.length).toBeGreaterThan(2);
      const iso = await machine.get(`/api/isos/${done.isoId}`);
      expect(iso.json).toMatchObject({ isPresent: true });
      // The job that ran goes on: its working folder is on the machine that broke, so it begins again.
      const { job: gone } = (await machine.get(`/api/jobs/${running.uuid}`)).json;
      expect(['queued', 'running', 'paused', 'completed', 'failed']).toContain(gone.status);
    } finally {
      await machine.stop();
    }
  });

  it('is listed and deleted; the command line makes one beside a server that runs', async () => {
    const made = await run(['backup', '--data', lab.config.data, '--json']);
    expect(made.code, made.output).toBe(0);
    const { path } = JSON.parse(made.stdout);
    const { items, nextAt } = (await lab.get('/api/system/backups')).json;
    expect(items).toMatchObject([{ reason: 'manual', hasSecrets: false, version: expect.any(String) }]);
    expect(Date.parse(nextAt)).toBeGreaterThan(Date.now());
    expect(path).toContain(items[0].name);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await lab.call('DELETE', `/api/system/backups/${items[0].name}`)).status).toBe(204);
    expect((await lab.get('/api/system/backups')).json.items).toEqual([]);
    for (const name of ['..%2Fsecret.key', 'secret.key', items[0].name]) {
      expect((await lab.get(`/api/system/backups/${name}/download`)).status, name).toBe(404);
    }
  });

  it('holds no secret of the configuration in the clear', async () => {
    await lab.stop();
    await writeFile(join(lab.config.data, 'config.json'), '{"oidcClientSecret":"hush-hush","port":8099}');
    const data = join(elsewhere, 'data');
    const open = await run(['backup', '--data', lab.config.data]);
    const unpacked = join(elsewhere, 'open');
    await mkdir(unpacked);
    await once(spawn('tar', ['xzf', open.stdout.trim(), '-C', unpacked]), 'close');
    expect(await readFile(join(unpacked, 'config.json'), 'utf8')).not.toContain('hush');
    const file = join(elsewhere, 'passphrase');
    await writeFile(file, passphrase);
    const sealed = await run(['backup', '--data', lab.config.data, '--passphrase-file', file]);
    const restored = await run(['restore', sealed.stdout.trim(), '--data', data, '--passphrase-file', file]);
    expect(restored.code, restored.output).toBe(0);
    const config = JSON.parse(await readFile(join(data, 'config.json'), 'utf8'));
    expect(config).toEqual({ oidcClientSecret: 'hush-hush', port: 8099 });
  });
});

describe('the command line', () => {
  it('says what is not in a backup', async () => {
    const { data } = lab.config;
    const bare = await run(['backup', '--data', data, '--json']);
    expect(JSON.parse(bare.stdout)).toMatchObject({ hasConfig: false, hasSecrets: false });
    expect(bare.output).toContain('No configuration is in it');
    expect(bare.output).toContain('Key file and passwords are not in it');
    const config = join(elsewhere, 'config.json');
    await writeFile(config, JSON.stringify({ data, backupPassphrase: passphrase }));
    const whole = await run(['backup', '--config', config, '--data', data]);
    expect(whole.output).toBe(whole.stdout);
    expect(whole.code, whole.output).toBe(0);
  });

  it('leaves a data folder of somebody else alone, and says who to be', async () => {
    await lab.stop();
    const { data } = lab.config;
    // Root may write everywhere: what it makes there, the server could not use.
    if (process.getuid?.() === 0) await chown(data, 65_534, 65_534);
    else await chmod(data, 0o000);
    const backup = await run(['backup', '--data', data]);
    const restore = await run(['restore', join(elsewhere, 'none.tar.gz'), '--data', data]);
    const user = await run(['user', 'list', '--data', data]);
    if (process.getuid?.() !== 0) await chmod(data, 0o700);
    expect(await readdir(data)).not.toContain('backups');
    for (const { code, output } of [backup, restore, user]) {
      expect(code).not.toBe(0);
      expect(output).toMatch(
        /the folder .* belongs to \S+; .*runuser -u \S+ -- disk2iso (backup|restore|user)/,
      );
    }
  });

  it('checks a backup where nothing can be written, and says who may not read it', async () => {
    const backup = await makeAndFetch({ passphrase });
    const scratch = join(elsewhere, 'scratch');
    await mkdir(scratch);
    await chmod(scratch, 0o777);
    const isRoot = process.getuid?.() === 0;
    const wrap = isRoot ? ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups', '--'] : [];
    const check = () => run(['restore', '--check', backup], '', { wrap, env: { TMPDIR: scratch } });
    await chmod(backup, 0o444);
    await chmod(elsewhere, 0o555);
    const checked = await check();
    await chmod(backup, isRoot ? 0o600 : 0o000);
    const refused = await check();
    await chmod(elsewhere, 0o755);
    expect(checked, checked.output).toMatchObject({ code: 0 });
    expect(checked.output).toContain('It is whole and can be restored');
    expect(refused.code).not.toBe(0);
    expect(refused.output).toMatch(/cannot be read: the user \S+ may not/);
    expect(await readdir(scratch)).toEqual([]);
  });
});

describe('settings of backups', () => {
  it('backup.folder: where they go; not among images, not just anywhere', async () => {
    const folder = join(lab.config.data, 'copies');
    const set = (path: string) => lab.call('PUT', '/api/system/config', { backup: { folder: path } });
    expect((await set(folder)).status).toBe(200);
    const { name } = (await lab.post('/api/system/backup', {})).json;
    expect(await readdir(folder)).toEqual([name]);
    for (const path of [join(lab.folder, 'library/copies'), join(elsewhere, 'copies'), lab.config.data]) {
      const refused = await set(path);
      expect(refused.json.errors, path).toMatchObject([{ field: 'backup.folder' }]);
    }
  });

  it('backup.enabled: whether there is a next one', async () => {
    await lab.call('PUT', '/api/system/config', { backup: { enabled: false } });
    expect((await lab.get('/api/system/backups')).json.nextAt).toBeNull();
  });
});

describe('restoring', () => {
  it('keeps what was there, and everybody must log in again', async () => {
    const backup = await makeAndFetch({});
    await lab.call('PUT', '/api/system/config', { retention: { trashDays: 30 } });
    await lab.stop();
    const { data } = lab.config;
    const before = await readFile(join(data, 'disk2iso.db'));
    const { kept } = await restoreBackup(backup, {
      dataPath: data,
      ...{ passphrase: null, withoutSecrets: false },
    });
    expect(await readFile(join(kept ?? '', 'disk2iso.db'))).toEqual(before);
    await lab.start();
    expect((await lab.get('/api/system/config')).json.retention.trashDays).toBe(7);
  });

  it('refuses what is cut off, changed, newer, or in use, and changes nothing', async () => {
    const backup = await makeAndFetch({ passphrase });
    const { data } = lab.config;
    const busy = await run(['restore', backup, '--data', data, '--without-secrets']);
    expect(busy, busy.output).toMatchObject({ code: 9 });
    await lab.stop();
    const before = await readdir(data);
    const bytes = await readFile(backup);
    const cut = join(elsewhere, 'cut.tar.gz');
    await writeFile(cut, bytes.subarray(0, bytes.length - 2000));
    const changed = join(elsewhere, 'changed.tar.gz');
    await repack(backup, changed, async (folder) => {
      const path = join(folder, 'disk2iso.db');
      const content = await readFile(path);
      content[content.length - 100] = (content[content.length - 100] ?? 0) ^ 1;
      await writeFile(path, content);
    });
    const newer = join(elsewhere, 'newer.tar.gz');
    await repack(backup, newer, async (folder) => {
      const path = join(folder, 'manifest.json');
      await writeFile(path, (await readFile(path, 'utf8')).replace(/"schema": \d+/, '"schema": 9999'));
    });
    const nothing = join(elsewhere, 'nothing.tar.gz');
    await writeFile(nothing, 'no archive at all');
    const wish = { dataPath: data, passphrase: null, withoutSecrets: true };
    for (const path of [cut, changed, nothing]) {
      await expect(restoreBackup(path, wish), path).rejects.toMatchObject({ code: 'BACKUP_INVALID' });
    }
    await expect(restoreBackup(newer, wish)).rejects.toMatchObject({ code: 'DATABASE_TOO_NEW' });
    for (const given of [null, 'the wrong passphrase']) {
      const asked = restoreBackup(backup, { dataPath: data, passphrase: given, withoutSecrets: false });
      await expect(asked, String(given)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    }
    expect(await readdir(data)).toEqual(before);
  });

  it('that was cut off keeps the server from starting, and goes on when it is run again', async () => {
    const backup = await makeAndFetch({});
    await lab.stop();
    const { data } = lab.config;
    const kept = join(data, 'before-restore-x');
    await mkdir(kept);
    await copyFile(join(data, 'disk2iso.db'), join(kept, 'disk2iso.db'));
    await rm(join(data, 'disk2iso.db'));
    await writeFile(join(data, 'restore-unfinished.json'), JSON.stringify({ kept }));
    await expect(lab.start()).rejects.toMatchObject({ code: 'RESTORE_UNFINISHED' });
    expect(await readdir(data)).not.toContain('disk2iso.db');
    const wish = { dataPath: data, passphrase: null, withoutSecrets: false };
    expect(await restoreBackup(backup, wish)).toMatchObject({ kept });
    await lab.start();
  });
});

async function repack(from: string, to: string, change: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(elsewhere, 'repack-'));
  await once(spawn('tar', ['xzf', from, '-C', folder]), 'close');
  await change(folder);
  const names = ['manifest.json', ...(await readdir(folder)).filter((name) => name !== 'manifest.json')];
  await once(spawn('tar', ['czf', to, '-C', folder, ...names]), 'close');
}
