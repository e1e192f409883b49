import { open, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { jsonLines, makeFolder, makeImage, runCli } from './run-cli.ts';

let folder = '';
beforeEach(async () => {
  folder = await makeFolder();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('input', () => {
  it('is refused in one clear sentence, on stderr, with exit code 2', async () => {
    const { exitCode, stdout, stderr } = await runCli('rip', 'package.json', '--retries', '\x1b[2J');
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toBe(
      'disk2iso: --retries does not take "\\x1b[2J": give a whole number of passes from 0 to 100.\n',
    );
  });

  it('names drives that are not there', async () => {
    const { exitCode, stderr } = await runCli('rip', 'sr98');
    expect(exitCode).toBe(6);
    expect(stderr).toContain('There is no drive /dev/sr98.');
  });

  it('is explained by --help, with the exit codes', async () => {
    const { exitCode, stdout } = await runCli('--help');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('3  an image was made, but not every sector could be read');
    expect((await runCli('rip', '--help')).stdout).toContain('--give-up <seconds>');
    expect((await runCli('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('a hostile label', () => {
  const label = '\x1b[2J\x9b\n../$(id)\x07';

  /** Writes a volume identifier that no tool would write (ECMA-119 8.4.7: 32 bytes from byte 41 of sector 16). */
  const imageWithLabel = async () => {
    const path = await makeImage(folder);
    const file = await open(path, 'r+');
    await file.write(Buffer.from(label.padEnd(32), 'latin1'), 0, 32, 16 * 2048 + 40);
    await file.close();
    return path;
  };

  it('is shown and never obeyed', async () => {
    const path = await imageWithLabel();
    const output = join(folder, 'images');
    const runs = [
      await runCli('info', path),
      await runCli('rip', path, '--output', output),
      await runCli('info', path, '--json'),
    ];
    for (const { exitCode, stdout, stderr } of runs) {
      expect(exitCode).toBe(0);
      expect(stdout + stderr).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
    }
    expect(runs[0]?.stdout).toContain('$(id)');
    const names = await readdir(output);
    expect(names).toHaveLength(4);
    for (const name of names) expect(name).toMatch(/^[\w().[\]-]+$/);
  });
});

describe('verify', () => {
  it('finds a changed byte, and looks at the other images all the same', async () => {
    const image = await makeImage(folder);
    for (const name of ['good', 'changed']) await runCli('rip', image, '--output', folder, '--name', name);
    const changed = join(folder, 'changed.iso');
    const bytes = await readFile(changed);
    bytes[700_000] = (bytes[700_000] ?? 0) ^ 1;
    await writeFile(changed, bytes);
    const good = join(folder, 'good.iso');

    expect(await runCli('verify', good)).toMatchObject({ exitCode: 0 });
    const { exitCode, stdout } = await runCli('verify', changed, join(folder, 'absent.iso'), good);
    expect(exitCode).toBe(8);
    expect(stdout).toContain('changed.iso: NOT as it should be');
    expect(stdout).toContain('good.iso: as it should be');
    expect(stdout).toMatch(
      /absent\.iso: NOT checked\. There is no file .*\n1 good, 1 changed, 0 without sums, 1 unusable\n$/s,
    );
    expect(await runCli('verify', good, join(folder, 'absent.iso'))).toMatchObject({ exitCode: 2 });
  });

  it('tells what it cannot use in its place, and goes on', async () => {
    const image = await makeImage(folder);
    await runCli('rip', image, '--output', folder, '--name', 'good');
    const at = (name: string) => join(folder, name);
    // Opens and then fails to read, even for root: no address 0 is mapped.
    await symlink('/proc/self/mem', at('sealed.md5'));
    await writeFile(at('sealed.iso'), 'x');
    const paths = ['absent.iso', 'content', 'good.json', 'sealed.iso', 'good.iso'].map(at);
    const json = await runCli('verify', ...paths, '/dev/null', image, '--json');
    expect(json.exitCode).toBe(2);
    expect(jsonLines(json.stdout)).toMatchObject([
      { type: 'error', imagePath: at('absent.iso'), code: 'NOT_FOUND' },
      { type: 'error', imagePath: at('content'), code: 'INVALID_INPUT' },
      { type: 'skipped', path: at('good.json') },
      { type: 'error', imagePath: at('sealed.iso'), code: 'FILE_READ_FAILED' },
      { type: 'result', imagePath: at('good.iso'), verdict: 'ok' },
      { type: 'error', imagePath: '/dev/null', code: 'INVALID_INPUT' },
      { type: 'result', imagePath: image, verdict: 'nothing-to-compare' },
      { type: 'summary', good: 1, changed: 0, withoutSums: 1, unusable: 4 },
    ]);
    const plain = await runCli('verify', ...paths);
    expect(plain.exitCode).toBe(2);
    expect(plain.stdout).toMatch(/\n1 good, 0 changed, 0 without sums, 3 unusable\n$/);
  });

  it('passes over the files beside an image, but wants an image', async () => {
    const image = await makeImage(folder);
    await runCli('rip', image, '--output', folder, '--name', 'good');
    const beside = ['json', 'md5', 'sha256', 'map'].map((ending) => join(folder, `good.${ending}`));
    const { exitCode, stdout } = await runCli('verify', join(folder, 'good.iso'), ...beside);
    expect(exitCode).toBe(0);
    expect(stdout.match(/: skipped, /g)).toHaveLength(4);
    expect(await runCli('verify', ...beside)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('name an image'),
    });
  });

  it('gives the sums of an image that has no sidecars', async () => {
    const image = await makeImage(folder);
    const { exitCode, stdout } = await runCli('verify', image);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/sha256 {2}[0-9a-f]{64}/);
    expect(jsonLines((await runCli('verify', image, '--json')).stdout)).toMatchObject([
      { verdict: 'nothing-to-compare' },
    ]);
  });
});

describe('info', () => {
  it('tells a disc, and the history of an image', async () => {
    const image = await makeImage(folder);
    await runCli('rip', image, '--output', folder, '--name', 'copy');
    const plain = await runCli('info', image);
    expect(plain.stdout).toContain('"CLI_TEST"');
    expect(plain.stdout).not.toContain('How this image was made');
    const copy = await runCli('info', join(folder, 'copy.iso'));
    expect(copy.stdout).toContain('How this image was made');
    expect(copy.stdout).toContain('ddrescue');
    const [object] = jsonLines((await runCli('info', join(folder, 'copy.iso'), '--json')).stdout);
    expect(object).toMatchObject({
      type: 'result',
      disc: { label: 'CLI_TEST' },
      provenance: { isComplete: true },
    });
  });
});

describe('doctor and drives', () => {
  it('print objects that parse', async () => {
    const doctor = await runCli('doctor', '--json');
    expect(jsonLines(doctor.stdout)).toEqual(
      expect.arrayContaining([expect.objectContaining({ type: 'check', topic: 'ddrescue', level: 'ok' })]),
    );
    const drives = await runCli('drives', '--json');
    expect(drives.exitCode).toBe(0);
    expect(jsonLines(drives.stdout).at(-1)).toMatchObject({ type: 'result' });
  });

  it('find a program missing', async () => {
    const { stdout } = await runCli('doctor');
    expect(stdout).toContain('GNU ddrescue');
    expect(stdout).toContain('Node');
  });
});

describe('demo', () => {
  it('keeps its word', async () => {
    const { exitCode, stdout } = await runCli('demo', '--output', folder, '--rate', '20000');
    expect(stdout).toContain('All is as it should be.');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/The bad sectors found are the 22 that were made/);
  });
});
