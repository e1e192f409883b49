import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Random } from '../support/random.ts';
import { jsonLines, makeFolder, runCli } from './run-cli.ts';

let folder = '';
beforeEach(async () => {
  folder = await makeFolder();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('disk2iso merge makes one image of two damaged ones', async () => {
  const disc = join(folder, 'disc.img');
  const bytes = new Random(5).bytes(600 * 2048);
  await writeFile(disc, bytes);
  const library = join(folder, 'library');
  const rip = (bad: string) =>
    runCli(
      'rip',
      disc,
      '--kind',
      'data',
      '--mode',
      'rescue',
      '--output',
      library,
      '--name',
      'copy',
      '--bad',
      bad,
    );
  expect((await rip('100-120')).exitCode).toBe(3);
  expect((await rip('300-310')).exitCode).toBe(3);
  const images = [join(library, 'copy.iso'), join(library, 'copy_1.iso')];

  const out = join(folder, 'out');
  const merged = await runCli('merge', ...images, '--output', out, '--json');
  expect(merged.exitCode).toBe(0);
  expect(jsonLines(merged.stdout).at(-1)).toMatchObject({
    type: 'result',
    status: 'completed',
    provenance: { isComplete: true, origin: { type: 'merge', conflicts: [] } },
  });
  expect(await readFile(join(out, 'copy.iso'))).toEqual(bytes);
  expect((await readdir(out)).sort()).toEqual(['copy.iso', 'copy.json', 'copy.md5', 'copy.sha256']);

  const refused = await runCli('merge', images[0] ?? '', images[0] ?? '', '--output', out);
  expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
  expect(refused.stderr).toContain('is the same image as');
  expect((await runCli('merge', images[0] ?? '', '--output', out)).exitCode).toBe(2);
});
