import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFileSystem } from '../../src/engine/fs/index.ts';
import { MemorySource } from '../support/memory-source.ts';
import { rawMode1Sectors } from '../support/raw-sectors.ts';
import { jsonLines, makeFolder, runCli } from './run-cli.ts';

let folder = '';
let image = '';
beforeEach(async () => {
  folder = await makeFolder();
  const tree = join(folder, 'tree');
  await mkdir(join(tree, 'sub'), { recursive: true });
  await writeFile(join(tree, 'sub/numbers.bin'), Buffer.alloc(300_000, 5));
  await writeFile(join(tree, 'hello.txt'), 'hello\n');
  await symlink('/etc/passwd', join(tree, 'link'));
  image = join(folder, 'disc.iso');
  const args = ['-no_rc', '-as', 'mkisofs', '-quiet', '-R', '-o', image, tree];
  await promisify(execFile)('xorriso', args);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('disk2iso ls, cat and extract', () => {
  it('list what is in an image, for people and for programs', async () => {
    const { stdout, exitCode } = await runCli('ls', image);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/ {12}6 {2}\d{4}-.* hello\.txt\n.* link -> \/etc\/passwd\n.* sub\/\n/);
    const lines = jsonLines((await runCli('ls', image, '-R', '--json')).stdout);
    expect(lines.map(({ path }) => path)).toEqual(['hello.txt', 'link', 'sub', 'sub/numbers.bin', undefined]);
    expect(lines.at(-1)).toMatchObject({ type: 'result', exitCode: 0, fileSystem: { view: 'rock-ridge' } });
    expect((await runCli('ls', image, '--view', 'iso9660')).stdout).toContain('HELLO.TXT');
  });

  it('write a file byte for byte', async () => {
    expect(await runCli('cat', image, 'hello.txt')).toEqual({ exitCode: 0, stdout: 'hello\n', stderr: '' });
    const { exitCode, stdout } = await runCli('cat', image, '/sub/numbers.bin');
    expect([exitCode, stdout.length]).toEqual([0, 300_000]);
  });

  it('refuse what is not there in a sentence', async () => {
    const runs = [
      await runCli('cat', image, 'nope'),
      await runCli('cat', image, '../x'),
      await runCli('cat', image, 'sub'),
    ];
    expect(runs.map(({ exitCode }) => exitCode)).toEqual([2, 2, 2]);
    expect(runs[0]?.stderr).toContain('There is no nope in the image.');
    expect((await runCli('ls', image, '--view', 'udf')).exitCode).toBe(5);
    expect((await runCli('ls', image, '--view', 'fat')).exitCode).toBe(2);
  });

  it('extract into a folder, never over anything and never through a link', async () => {
    const out = join(folder, 'out');
    const first = await runCli('extract', image, '--to', out);
    expect(first).toMatchObject({ exitCode: 0, stdout: '2 files (300 kB) written, 1 skipped.\n' });
    expect(await readFile(join(out, 'hello.txt'), 'utf8')).toBe('hello\n');
    await writeFile(join(out, 'hello.txt'), 'mine');
    expect((await runCli('extract', image, 'hello.txt', '--to', out)).exitCode).toBe(3);
    expect(await readFile(join(out, 'hello.txt'), 'utf8')).toBe('mine');

    const trap = join(folder, 'trap');
    const elsewhere = join(folder, 'elsewhere');
    await mkdir(trap);
    await mkdir(elsewhere);
    await symlink(elsewhere, join(trap, 'sub'));
    await symlink(join(elsewhere, 'file'), join(trap, 'hello.txt'));
    expect((await runCli('extract', image, '--to', trap)).exitCode).toBe(3);
    expect(await readdir(elsewhere)).toEqual([]);
  });

  it('name what the papers of the image call damaged, and never end as if all were well', async () => {
    const reader = await openFileSystem(new MemorySource(await readFile(image)));
    const [place] = await (await reader.stat('sub/numbers.bin')).extents();
    if (place?.kind !== 'data') throw new Error('no data');
    const { size } = await stat(image);
    const end = place.byteOffset + 3 * 2048;
    const blocks = [`0 ${place.byteOffset} +`, `${place.byteOffset} 6144 -`, `${end} ${size - end} +`];
    await writeFile(join(folder, 'disc.map'), `0 + 1\n${blocks.join('\n')}\n`);
    const words = 'Damaged sub/numbers.bin: the image does not have 6144 of its 300000 bytes.\n';

    const out = join(folder, 'out');
    const all = await runCli('extract', image, '--to', out);
    expect([all.exitCode, all.stdout]).toEqual([3, '2 files (300 kB) written, 1 skipped, 1 damaged.\n']);
    expect(all.stderr).toContain(words);
    const lines = jsonLines((await runCli('extract', image, 'sub', '--to', `${out}2`, '--json')).stdout);
    expect(lines).toMatchObject([
      { path: 'sub', badBytes: 0 },
      { path: 'sub/numbers.bin', status: 'written', badBytes: 6144 },
      { type: 'result', exitCode: 3, damaged: 1 },
    ]);
    expect((await runCli('extract', image, 'hello.txt', '--to', `${out}3`)).exitCode).toBe(0);
    const hit = await runCli('cat', image, 'sub/numbers.bin');
    expect([hit.exitCode, hit.stdout.length, hit.stderr]).toEqual([3, 300_000, words]);
    expect((await runCli('cat', image, 'hello.txt')).exitCode).toBe(0);
  });

  it('look into a file of raw sectors', async () => {
    const raw = join(folder, 'track.bin');
    await writeFile(raw, rawMode1Sectors(await readFile(image), 0));
    const cue = join(folder, 'track.cue');
    await writeFile(cue, 'FILE "track.bin" BINARY\n  TRACK 01 MODE1/2352\n    INDEX 01 00:00:00\n');
    for (const path of [raw, cue]) {
      expect(await runCli('cat', path, 'hello.txt')).toEqual({ exitCode: 0, stdout: 'hello\n', stderr: '' });
    }
  });
});
