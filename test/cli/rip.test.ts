import { access, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { jsonLines, makeFolder, makeImage, run, runCli, startCli, until } from './run-cli.ts';

let folder = '';
let output = '';
beforeEach(async () => {
  folder = await makeFolder();
  output = join(folder, 'images');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('rip', () => {
  it('makes an identical image whose sidecars coreutils accept', async () => {
    const image = await makeImage(folder);
    const { exitCode, stdout, stderr } = await runCli('rip', image, '--output', output);
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    expect(stdout).toContain('every sector');
    expect(await readFile(join(output, 'cli_test.iso'))).toEqual(await readFile(image));
    await run('sha256sum', ['-c', 'cli_test.sha256'], { cwd: output });
    await run('md5sum', ['-c', 'cli_test.md5'], { cwd: output });
    expect(stdout + stderr).not.toContain('\x1b');
  });

  it('never overwrites, and puts kinds into folders', async () => {
    const image = await makeImage(folder);
    const args = ['rip', image, '--output', output, '--sort', '--name', 'twice.iso', '--sums', 'sha256'];
    expect((await runCli(...args)).exitCode).toBe(0);
    expect((await runCli(...args)).exitCode).toBe(0);
    const names = await readdir(join(output, 'data'));
    expect(names).toEqual(
      expect.arrayContaining(['twice.iso', 'twice.sha256', 'twice_1.iso', 'twice_1.sha256']),
    );
  });

  it('ends with 3 and the exact list if sectors are bad', async () => {
    const image = await makeImage(folder);
    const args = ['rip', image, '--output', output, '--bad', '500', '--bad', '100-102', '--retries', '1'];
    const { exitCode, stdout, stderr } = await runCli(...args);
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(/4 of [\d,]+ sectors could not be read: 100-102, 500/);
    expect(stderr).toContain('going on as rescue');
    const provenance: unknown = JSON.parse(await readFile(join(output, 'cli_test.json'), 'utf8'));
    expect(provenance).toMatchObject({
      isComplete: false,
      badBytes: 4 * 2048,
      badSectors: [
        { firstLba: 100, lastLba: 102 },
        { firstLba: 500, lastLba: 500 },
      ],
    });
    const verified = await runCli('verify', join(output, 'cli_test.iso'));
    expect(verified).toMatchObject({ exitCode: 3 });
    expect(verified.stdout).toContain('Unreadable sectors: 100-102, 500');
  });

  it('stops at the first error if told to, and says what to do', async () => {
    const image = await makeImage(folder);
    const { exitCode, stderr } = await runCli(
      'rip',
      image,
      '--output',
      output,
      '--bad',
      '300',
      '--on-error',
      'fail',
    );
    expect(exitCode).toBe(12);
    expect(stderr).toContain('rescue');
  });

  it('refuses in words what nobody can tell, and says how to read it all the same', async () => {
    const image = join(folder, 'random.img');
    await writeFile(image, Buffer.alloc(100 * 2048, 'unknown'));
    const { exitCode, stderr } = await runCli('rip', image, '--output', output);
    expect(exitCode).toBe(5);
    expect(stderr).toMatch(/^disk2iso: [A-Z].*--kind data/m);
    expect((await runCli('rip', image, '--output', output, '--kind', 'data')).exitCode).toBe(0);
  });

  it('clones an image by its whole length, read twice', async () => {
    const image = await makeImage(folder);
    const { exitCode, stdout } = await runCli('rip', image, '--output', output, '--mode', 'clone');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('no difference');
    expect(await readFile(join(output, 'cli_test.iso'))).toEqual(await readFile(image));
  });

  it('keeps what it read on Ctrl-C, and the same command goes on to the exact end', async () => {
    const image = await makeImage(folder, { kilobytes: 6000 });
    const args = ['rip', image, '--output', output, '--rate', '2000'];
    const first = startCli(args);
    await until(() => /Reading: [^\n]*[1-9][.\d]* of [\d.]+ MB/.test(first.stderr()), 'the first megabyte');
    first.child.kill('SIGINT');
    await until(() => first.stderr().includes('Stopping'), 'the word that it stops');
    first.child.kill('SIGINT');
    const stopped = await first.ended;
    expect(stopped.exitCode).toBe(4);
    expect(stopped.stderr).toMatch(/Kept .* of .*the same command goes on\./);
    await expect(access(join(output, 'cli_test.iso'))).rejects.toThrow();

    const second = await runCli(...args);
    expect(second.exitCode).toBe(0);
    expect(second.stderr).toContain('Going on with an unfinished image');
    expect(await readFile(join(output, 'cli_test.iso'))).toEqual(await readFile(image));
    expect(await readdir(output)).not.toContain('.disk2iso');
  });

  it.each(['SIGTERM', 'SIGHUP'] as const)('treats %s like Ctrl-C', async (signal) => {
    const image = await makeImage(folder, { kilobytes: 6000 });
    const running = startCli(['rip', image, '--output', output, '--rate', '2000', '--json']);
    await until(() => running.stdout().includes('"progress"'), 'the first progress');
    running.child.kill(signal);
    const { exitCode, stdout } = await running.ended;
    expect(exitCode).toBe(4);
    expect(jsonLines(stdout).at(-1)).toMatchObject({ type: 'result', status: 'paused', reason: 'user' });
  });

  it('tells everything as JSON, one object a line', async () => {
    const image = await makeImage(folder);
    const { exitCode, stdout } = await runCli(
      'rip',
      image,
      '--output',
      output,
      '--bad',
      '100',
      '--json',
      '--verify',
    );
    expect(exitCode).toBe(3);
    const objects = jsonLines(stdout);
    const types = objects.map((object) => object.type);
    expect(types).toEqual(
      expect.arrayContaining(['disc', 'started', 'progress', 'map', 'rescue-begins', 'reading-done']),
    );
    const maps = objects.filter((object) => object.type === 'map');
    expect(maps.at(-1)).toMatchObject({ badSectors: 1, cells: expect.objectContaining({ length: 200 }) });
    expect(objects.at(-1)).toMatchObject({ type: 'result', exitCode: 3, status: 'completed' });
  });

  it('tells errors as JSON too', async () => {
    const { exitCode, stdout } = await runCli('rip', join(folder, 'absent.iso'), '--json');
    expect(exitCode).toBe(2);
    expect(jsonLines(stdout)).toMatchObject([{ type: 'error', code: 'NOT_FOUND', hint: expect.any(String) }]);
  });
});

describe('rip in a terminal', () => {
  // util-linux's script(1) gives the command a real terminal.
  const inTerminal = async (env: NodeJS.ProcessEnv) => {
    const image = await makeImage(folder, { kilobytes: 4000 });
    const launcher = new URL('../../bin/disk2iso', import.meta.url).pathname;
    const words = [
      process.execPath,
      launcher,
      'rip',
      image,
      '--output',
      output,
      '--rate',
      '4000',
      '--bad',
      '900',
    ];
    const command = `stty cols 60; ${words.map((word) => `'${word}'`).join(' ')}`;
    const ending = await run('script', ['-qefc', command, '/dev/null'], {
      env: { ...process.env, ...env },
    }).then(
      ({ stdout }) => ({ stdout, code: 0 }),
      (error: { stdout: string; code: number }) => error,
    );
    return ending;
  };

  it('draws bar and map in place, ends with the last state, never hides the cursor', async () => {
    const { stdout, code } = await inTerminal({ TERM: 'xterm-256color', LC_ALL: 'C.UTF-8', NO_COLOR: '' });
    expect(code).toBe(3);
    expect(stdout).toMatch(/\x1b\[\d+A\x1b\[J/);
    expect(stdout).toContain('\x1b[1;31m✖\x1b[0m');
    expect(stdout).not.toContain('\x1b[?25l');
    const last = stdout.slice(stdout.lastIndexOf('\x1b[J'));
    expect(last).toContain('100 %');
    expect(last).toContain('1 bad sector');
    expect(last).toContain('could not be read: 900');
  });

  it('keeps to ASCII without colour where that is wanted', async () => {
    const { stdout } = await inTerminal({ TERM: 'xterm', LC_ALL: 'C', NO_COLOR: '1' });
    expect(stdout).toMatch(/#+X#+/);
    expect(stdout).not.toMatch(/[^\x00-\x7f]/);
    expect(stdout).not.toMatch(/\x1b\[[0-9;]*m/);
  });

  it('writes plain lines to a dumb terminal', async () => {
    const { stdout } = await inTerminal({ TERM: 'dumb', LC_ALL: 'C.UTF-8' });
    expect(stdout).toContain('Reading: ');
    expect(stdout).not.toContain('\x1b');
  });
});
