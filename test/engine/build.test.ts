import { mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  buildImage,
  type CompletedRip,
  exec,
  openFileSystem,
  openImageSectors,
  type RipEvent,
  type RipResult,
  verifyImage,
} from '../../src/engine/index.ts';
import { Random } from '../support/random.ts';

let folder = '';
let tree = '';

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'disk2iso-build-')));
  tree = join(folder, 'tree');
  await mkdir(join(tree, 'Ünï code', 'deep', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'), { recursive: true });
  await mkdir(join(tree, 'empty'));
  await writeFile(join(tree, 'film.bin'), new Random(1).bytes(3_000_001));
  await writeFile(join(tree, 'nothing'), '');
  await writeFile(join(tree, '-looks like an option'), 'x');
  await writeFile(join(tree, 'a=b;c&d.txt'), 'graft?');
  await writeFile(join(tree, 'Ünï code', `${'long '.repeat(40)}name.txt`), 'long');
  await writeFile(join(tree, 'Ünï code', 'deep', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'bottom'), 'deep');
  await symlink('film.bin', join(tree, 'link'));
  await symlink('/etc/passwd', join(tree, 'outside'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function build(
  request: { label?: string; source?: string; outputFolder?: string } = {},
  { signal = new AbortController().signal, onEvent = (_event: RipEvent): void => undefined } = {},
): Promise<RipResult> {
  const { label = 'MY_DISC', source = tree, outputFolder = join(folder, 'library') } = request;
  return buildImage(
    {
      folder: source,
      label,
      outputFolder,
      workFolder: join(folder, 'work'),
      baseName: 'built',
      checksums: ['sha256', 'md5'],
    },
    { signal, onEvent },
  );
}

function completed(result: RipResult): CompletedRip {
  if (result.status !== 'completed') throw new Error(`not completed but ${result.reason}: ${result.message}`);
  return result;
}

const inLibrary = () => readdir(join(folder, 'library')).catch(() => []);

describe('buildImage', () => {
  it('makes an image that holds the tree, links as links, with its papers', async () => {
    const phases = new Set<string>();
    const onEvent = (event: RipEvent) => {
      if (event.type === 'progress') phases.add(event.progress.phase);
    };
    const result = completed(await build({}, { onEvent }));

    expect(result.provenance).toMatchObject({
      isComplete: true,
      badBytes: 0,
      drives: [],
      disc: { label: 'MY_DISC', kind: 'data' },
      origin: { type: 'build', folder: tree, fileCount: 6, folderCount: 11, contentBytes: 3_000_016 },
      tools: [{ tool: 'xorriso', exitCode: 0 }],
    });
    expect(phases).toEqual(new Set(['building', 'comparing', 'hashing', 'storing']));
    expect(await verifyImage(result.imagePath)).toMatchObject({ verdict: 'ok' });
    expect(await inLibrary()).toEqual(['built.iso', 'built.json', 'built.md5', 'built.sha256']);
    const list = await exec('bsdtar', ['-tf', result.imagePath]);
    expect(list.stdout.toString('utf8')).toMatch(/code\/deep\/a\/b\/c\/d\/e\/f\/g\/h\/bottom$/m);

    const source = await openImageSectors(result.imagePath);
    const reader = await openFileSystem(source);
    expect(await reader.stat('/outside')).toMatchObject({ kind: 'symlink', linkTarget: '/etc/passwd' });
    const pieces: Uint8Array[] = [];
    for await (const piece of (await reader.open('/film.bin')).read()) pieces.push(piece);
    expect(Buffer.concat(pieces)).toEqual(await readFile(join(tree, 'film.bin')));
    await source.close();

    expect(completed(await build()).imagePath).toBe(join(folder, 'library', 'built_1.iso'));
  });

  it('gives no image of a folder that changes meanwhile', async () => {
    const onEvent = (event: RipEvent) => {
      if (event.type !== 'progress' || event.progress.phase !== 'comparing') return;
      void writeFile(join(tree, 'nothing'), 'something');
    };
    await expect(build({}, { onEvent })).rejects.toMatchObject({
      code: expect.stringMatching(/^(?:FOLDER_CHANGED|VERIFY_FAILED)$/),
    });
    expect(await inLibrary()).toEqual([]);
    // Now it rests: the same working folder serves.
    expect(completed(await build()).provenance.isComplete).toBe(true);
  });

  it('gives no image where a file does not hold what was read back', async () => {
    const onEvent = (event: RipEvent) => {
      if (event.type !== 'progress' || event.progress.phase !== 'comparing') return;
      void writeFile(join(tree, 'new'), 'added while it was compared');
    };
    await expect(build({}, { onEvent })).rejects.toMatchObject({
      code: 'FOLDER_CHANGED',
      details: { changed: ['new'] },
    });
    expect(await inLibrary()).toEqual([]);
  });

  it('stops when it is told to, and leaves nothing', async () => {
    const abort = new AbortController();
    const onEvent = (event: RipEvent) => {
      if (event.type === 'progress' && event.progress.phase === 'comparing') abort.abort();
    };
    const stopped = await build({}, { signal: abort.signal, onEvent });
    expect(stopped).toMatchObject({ status: 'paused', reason: 'user' });
    expect(await inLibrary()).toEqual([]);
  });

  it.each([
    ['small letters', 'my_disc'],
    ['nothing', ''],
    ['33 characters', 'A'.repeat(33)],
    ['an option', '-V'],
  ])('refuses %s as a label', async (_, label) => {
    await expect(build({ label })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      details: { field: 'label' },
    });
  });

  it('refuses folders that no disc can be made of', async () => {
    const refused = (request: Parameters<typeof build>[0], message: RegExp) =>
      expect(build(request)).rejects.toMatchObject({
        code: 'INVALID_INPUT',
        message: expect.stringMatching(message),
        details: { field: 'folder' },
      });
    await refused({ outputFolder: join(tree, 'empty') }, /cannot contain itself/);
    await symlink(tree, join(folder, 'elsewhere'));
    await refused({ source: join(folder, 'elsewhere') }, /reached by a link/);
    await refused({ source: join(tree, 'film.bin') }, /is not a folder/);
    const made = await exec('mkfifo', [join(tree, 'pipe')]);
    expect(made.exitCode).toBe(0);
    await refused({}, /device, a pipe or a socket/);
    expect(await inLibrary()).toEqual([]);
  });
});
