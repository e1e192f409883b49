import { chown, link, mkdir, mkdtemp, readdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exec } from '../exec/index.ts';
import { readOwnFile, whyNotOwn } from './own-file.ts';

const isRoot = process.geteuid?.() === 0;
const nobody = 65_534;

let folder = '';
let path = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'disk2iso-own-'));
  path = join(folder, 'job.json');
});
afterEach(() => rm(folder, { recursive: true }));

/** Things that stand under a name of ours and are none of ours, and the reason. */
const strangers: [string, () => Promise<unknown>, RegExp][] = [
  ['a symbolic link', () => symlink('/etc/passwd', path), /symbolic link/],
  ['a dangling link', () => symlink('nowhere', path), /symbolic link/],
  ['a named pipe', () => exec('mkfifo', [path]), /not a regular file/],
  ['a socket', () => listen(path), /not a regular file/],
  [
    'a second name of another file',
    async () => {
      await writeFile(join(folder, 'other'), '');
      await link(join(folder, 'other'), path);
    },
    /2 names/,
  ],
];

describe('whyNotOwn and readOwnFile', () => {
  it.each(strangers)('refuse %s', async (_, plant, reason) => {
    await plant();
    expect(await whyNotOwn(path, { kind: 'file' })).toMatch(reason);
    expect(await readOwnFile(path, 100)).toMatchObject({ type: 'refused' });
  });

  it('take what is ours, and what is not there', async () => {
    expect(await whyNotOwn(path, { kind: 'file' })).toBeNull();
    expect(await whyNotOwn(join(path, 'below'), { kind: 'file' })).toBeNull();
    expect(await readOwnFile(path, 100)).toEqual({ type: 'absent' });
    await writeFile(path, 'ours');
    expect(await whyNotOwn(path, { kind: 'file' })).toBeNull();
    expect(await readOwnFile(path, 4)).toEqual({ type: 'text', text: 'ours' });
    expect(await whyNotOwn(folder, { kind: 'folder' })).toBeNull();
  });

  it('refuse a folder for a file, a file for a folder, and a file that is far too large', async () => {
    await mkdir(path);
    expect(await whyNotOwn(path, { kind: 'file' })).toMatch(/not a regular file/);
    expect(await readOwnFile(path, 100)).toMatchObject({ type: 'refused' });
    await rm(path, { recursive: true });
    await writeFile(path, '');
    expect(await whyNotOwn(path, { kind: 'folder' })).toMatch(/not a folder/);
    await truncate(path, 101);
    expect(await readOwnFile(path, 100)).toMatchObject({ reason: 'is larger than 100 bytes' });
  });

  it.runIf(isRoot)('refuse files and folders of others, even for the superuser', async () => {
    await writeFile(path, '');
    await chown(path, nobody, nobody);
    expect(await whyNotOwn(path, { kind: 'file' })).toBe(`belongs to another user (uid ${nobody})`);
    expect(await readOwnFile(path, 100)).toMatchObject({ type: 'refused' });
    await chown(folder, nobody, nobody);
    expect(await whyNotOwn(folder, { kind: 'folder' })).toMatch(/another user/);
    expect(await whyNotOwn(folder, { kind: 'folder', owner: 'us-or-root' })).toMatch(/another user/);
    expect(await whyNotOwn(folder, { kind: 'folder', owner: 'anybody' })).toBeNull();
    expect(await readdir(folder)).toEqual(['job.json']);
  });
});

async function listen(socket: string): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  server.unref();
}
