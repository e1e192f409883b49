import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Parse } from 'typebox/value';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ImagePart, Provenance } from '#model/index.ts';
import { exec } from '../exec/index.ts';
import { findPublishedSet } from './find-published-set.ts';
import { removeStaged } from './output-folder.ts';
import { publishImage } from './publish.ts';
import { type PublishSetOptions, publishSet } from './publish-set.ts';
import { unstageSet } from './stage-set.ts';

const fixture = new URL('../../../test/fixtures/image/provenance.json', import.meta.url);

let work: string;
/** On the file system of the working folder, and on another one. */
let output: string;
let outputElsewhere: string;

beforeEach(async () => {
  work = await mkdtemp(join(tmpdir(), 'disk2iso-work-'));
  output = await mkdtemp(join(tmpdir(), 'disk2iso-out-'));
  outputElsewhere = await mkdtemp(join('/dev/shm', 'disk2iso-out-'));
});
afterEach(async () => {
  for (const folder of [work, output, outputElsewhere]) await rm(folder, { recursive: true });
});

type Choices = Partial<PublishSetOptions> & { contents?: Readonly<Record<string, string>> };

const roles: Readonly<Record<string, ImagePart['role']>> = { cue: 'sheet', log: 'log', flac: 'track' };

const usual = {
  'songs.cue': 'the sheet',
  '01_Só_what.flac': 'music '.repeat(50_000),
  'songs.log': 'the log',
};

/** A job's files in the working folder, numbered as a reader would, and the options that publish them. */
async function prepare({ contents = usual, ...choices }: Choices = {}): Promise<PublishSetOptions> {
  const jobId = choices.jobId ?? 'job-1';
  const parts = join(work, `${jobId}-parts`);
  await mkdir(parts, { recursive: true });
  const files = [];
  for (const [index, [fileName, content]] of Object.entries(contents).entries()) {
    const sourcePath = join(parts, `part-${index}`);
    await writeFile(sourcePath, content);
    const sum = (algorithm: string) => createHash(algorithm).update(content).digest('hex');
    const checksums = { sha256: sum('sha256'), md5: sum('md5') };
    const role = roles[fileName.slice(fileName.lastIndexOf('.') + 1)] ?? 'image';
    files.push({ sourcePath, part: { fileName, role, sizeBytes: Buffer.byteLength(content), checksums } });
  }
  return withFiles(files, {
    jobId,
    outputFolder: output,
    baseName: 'songs',
    stageFolder: join(work, `${jobId}-set`),
    mapPath: null,
    ...choices,
  });
}

/** The options with a provenance that describes these files. */
async function withFiles(
  files: PublishSetOptions['files'],
  options: Omit<PublishSetOptions, 'files' | 'provenance'>,
): Promise<PublishSetOptions> {
  const base = Parse(Provenance, JSON.parse(await readFile(fixture, 'utf8')));
  const [main, ...others] = files.map(({ part }) => part);
  if (main === undefined) throw new Error('A set has a main file.');
  const { fileName, sizeBytes, checksums } = main;
  const { jobId } = options;
  const provenance = { ...base, jobId, fileName, sizeBytes, checksums, companions: others };
  return { ...options, files, provenance };
}

async function contentsOf(folder: string): Promise<Record<string, string>> {
  const contents: Record<string, string> = {};
  for (const name of await readdir(folder)) contents[name] = await readFile(join(folder, name), 'utf8');
  return contents;
}

const sidecars = ['songs.json', 'songs.md5', 'songs.sha256'];

/** Fails unless the folder holds this set and nothing else, and coreutils finds each sum of each file right. */
async function requireSet(folder: string, contents: Readonly<Record<string, string>> = usual): Promise<void> {
  const { 'songs.map': _, ...found } = await contentsOf(folder);
  expect(found).toMatchObject(contents);
  expect(Object.keys(found).sort()).toEqual([...Object.keys(contents), ...sidecars].sort());
  for (const algorithm of ['sha256', 'md5']) {
    const args = ['--check', '--strict', '--', `songs.${algorithm}`];
    const result = await exec(`${algorithm}sum`, args, { cwd: folder });
    expect(result.exitCode, result.stderr.toString()).toBe(0);
    expect(result.stdout.toString().match(/: OK$/gm)).toHaveLength(Object.keys(contents).length);
  }
}

/** What the working folder still holds of the job, by content. */
async function requireAllInWork(
  options: PublishSetOptions,
  contents: Readonly<Record<string, string>> = usual,
) {
  await unstageSet(options);
  for (const file of options.files)
    expect(await readFile(file.sourcePath, 'utf8')).toBe(contents[file.part.fileName]);
  expect(await readdir(work)).not.toContain('job-1-set');
}

const places: [string, () => string][] = [
  ['on the same file system', () => output],
  ['across file systems', () => outputElsewhere],
];

describe('publishSet', () => {
  it.each(places)('makes a folder of a whole set %s', async (_, folder) => {
    const mapPath = join(work, 'image.map');
    await writeFile(mapPath, 'a map');
    const outputFolder = join(folder(), 'audio');
    const options = await prepare({ outputFolder, mapPath });
    const totalBytes = Object.values(usual).join('').length;
    const progress: number[] = [];
    const published = await publishSet({
      ...options,
      onProgress: ({ bytesDone, bytesTotal }) => {
        expect(bytesTotal).toBe(totalBytes);
        progress.push(bytesDone);
      },
    });
    const inside = (name: string) => join(outputFolder, 'songs', name);
    expect(published).toEqual({
      folder: join(outputFolder, 'songs'),
      imagePath: inside('songs.cue'),
      baseName: 'songs',
      sidecars: ['songs.json', 'songs.sha256', 'songs.md5', 'songs.map'].map(inside),
      files: Object.keys(usual).map(inside),
    });
    expect(await readdir(outputFolder)).toEqual(['songs']);
    await requireSet(published.folder);
    expect(await readFile(inside('songs.map'), 'utf8')).toBe('a map');
    expect(JSON.parse(await readFile(inside('songs.json'), 'utf8'))).toEqual(options.provenance);
    expect((await readdir(work)).sort()).toEqual(['image.map', 'job-1-parts']);
    expect(await readdir(join(work, 'job-1-parts'))).toEqual([]);
    expect(progress.at(-1)).toBe(totalBytes);
    expect(progress).toEqual([...progress].sort((one, other) => one - other));
  });

  it.each(places)('makes a folder that is as readable as any other, %s', async (_, folder) => {
    const privateWork = join(work, 'private');
    await mkdir(privateWork, { mode: 0o700 });
    await mkdir(join(output, 'another'));
    const stageFolder = join(privateWork, 'set');
    const published = await publishSet(await prepare({ outputFolder: folder(), stageFolder }));
    const modeOf = async (path: string) => (await stat(path)).mode & 0o777;
    expect(await modeOf(published.folder)).toBe(await modeOf(join(output, 'another')));
    const ordinary = await modeOf(published.sidecars[0] ?? '');
    for (const path of published.files) expect(await modeOf(path)).toBe(ordinary);
  });

  it.each(['songs', 'songs.iso', 'songs.json', 'songs.md5', 'songs.sha256', 'songs.map'])(
    'takes the next name where %s exists, and leaves it alone',
    async (taken) => {
      await writeFile(join(output, taken), 'theirs');
      await mkdir(join(output, 'songs_1'));
      await symlink('/nowhere', join(output, 'songs_2'));
      const published = await publishSet(await prepare());
      expect(published.baseName).toBe('songs_3');
      expect(published.imagePath).toBe(join(output, 'songs_3', 'songs.cue'));
      await requireSet(published.folder);
      expect(await readFile(join(output, taken), 'utf8')).toBe('theirs');
      expect(await readdir(join(output, 'songs_1'))).toEqual([]);
      expect((await readdir(output)).sort()).toEqual([taken, 'songs_1', 'songs_2', 'songs_3'].sort());
    },
  );

  it('keeps an image of one file from taking its name', async () => {
    await publishSet(await prepare());
    const { provenance, outputFolder } = await prepare({ jobId: 'job-2', contents: { 'image.iso': 'data' } });
    const imagePath = join(work, 'image.iso');
    await writeFile(imagePath, 'data');
    const { checksums, jobId } = provenance;
    const one = { jobId, imagePath, outputFolder, baseName: 'songs', provenance, checksums, mapPath: null };
    expect((await publishImage(one)).baseName).toBe('songs_1');
    expect((await publishSet(await prepare({ jobId: 'job-3' }))).baseName).toBe('songs_2');
  });

  it.each(places)('gives eight publishers at once eight folders, %s', async (_, folder) => {
    const jobs = Array.from({ length: 8 }, (_unused, number) => `job-${number}`);
    const contents = (jobId: string) => ({ 'songs.cue': `sheet of ${jobId}`, 'songs.bin': 'x'.repeat(5000) });
    const all = await Promise.all(
      jobs.map((jobId) => prepare({ jobId, outputFolder: folder(), contents: contents(jobId) })),
    );
    const published = await Promise.all(all.map((options) => publishSet(options)));
    expect((await readdir(folder())).sort()).toEqual(published.map(({ baseName }) => baseName).sort());
    expect(new Set(published.map(({ baseName }) => baseName)).size).toBe(8);
    for (const [index, set] of published.entries()) await requireSet(set.folder, contents(`job-${index}`));
  });

  it.each(['file', 'folder'] as const)(
    'gives up a name that somebody takes just now with a %s',
    async (kind) => {
      const options = await prepare({ outputFolder: outputElsewhere });
      const theirs = join(outputElsewhere, 'songs');
      const intrude = async () => {
        if (kind === 'folder') await mkdir(theirs);
        await writeFile(kind === 'folder' ? join(theirs, 'songs.json') : theirs, 'theirs');
      };
      let intruding: Promise<void> | null = null;
      // The name is looked for once before the copy is made and once after.
      const onStep = (step: string) => {
        if (step === 'hidden folder made') intruding = intrude();
      };
      const published = await publishSet({ ...options, onStep });
      await intruding;
      expect(published.baseName).toBe('songs_1');
      expect((await readdir(outputElsewhere)).sort()).toEqual(['songs', 'songs_1']);
      expect(await readFile(kind === 'folder' ? join(theirs, 'songs.json') : theirs, 'utf8')).toBe('theirs');
    },
  );

  it('finds the same set when called again after success, even without a working folder', async () => {
    const options = await prepare();
    const first = await publishSet(options);
    await rm(work, { recursive: true });
    expect(await publishSet(options)).toEqual(first);
    expect(await findPublishedSet(options)).toMatchObject({ folder: first.folder, files: first.files });
    expect(await findPublishedSet({ ...options, jobId: 'job-2' })).toBeNull();
    expect(await findPublishedSet({ ...options, baseName: 'song' })).toBeNull();
    await mkdir(work);
    await rm(first.files[1] ?? '');
    expect(await findPublishedSet(options)).toBeNull();
    await expect(publishSet(options)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('leaves a finished set of the same job alone if the files are others now', async () => {
    const first = await publishSet(await prepare());
    const changed = { ...usual, 'songs.log': 'new log' };
    const again = await publishSet(await prepare({ contents: changed }));
    expect(again.baseName).toBe('songs_1');
    await requireSet(first.folder);
    await requireSet(again.folder, changed);

    // The published one is not what its provenance says any more.
    await writeFile(first.files[2] ?? '', 'fake me');
    expect((await publishSet(await prepare())).baseName).toBe('songs_2');
  });

  it('ignores foreign folders that look like sets of the job', async () => {
    const options = await prepare();
    const fake = async (name: string, changes: object) => {
      await mkdir(join(output, name));
      const json = JSON.stringify({ ...options.provenance, ...changes });
      await writeFile(join(output, name, 'songs.json'), json);
    };
    await fake('songs', {});
    await fake('songs_1', { fileName: '../songs.cue', companions: [] });
    await fake('songs_x', {});
    await fake('songs_2', { jobId: 5 });
    await mkdir(join(output, 'songs_3'));
    await symlink('/proc/self/mem', join(output, 'songs_3', 'songs.json'));
    expect((await publishSet(options)).baseName).toBe('songs_4');
  });

  it('goes on with files that are staged already, and prefers a newer one at its source', async () => {
    const options = await prepare();
    await mkdir(options.stageFolder);
    for (const file of options.files) {
      await writeFile(join(options.stageFolder, file.part.fileName), usual['songs.cue']);
      if (file.part.fileName === 'songs.cue') await rm(file.sourcePath);
    }
    for (const left of ['old.json', 'old.map', '.disk2iso-0123456789abcdef.tmp'])
      await writeFile(join(options.stageFolder, left), 'left');
    await requireSet((await publishSet(options)).folder);
  });

  it('refuses to publish a stranger', async () => {
    const options = await prepare();
    await mkdir(options.stageFolder);
    await writeFile(join(options.stageFolder, 'private.txt'), 'secret');
    await expect(publishSet(options)).rejects.toMatchObject({
      code: 'WORK_FOLDER_DAMAGED',
      message: expect.stringContaining('private.txt'),
    });
    await rm(options.stageFolder, { recursive: true });
    await symlink(output, options.stageFolder);
    await expect(publishSet(options)).rejects.toMatchObject({ code: 'WORK_FOLDER_DAMAGED' });
    await rm(options.stageFolder);
    await symlink('/nowhere', `${options.files[2]?.sourcePath}-link`);
    const [cue, flac, log] = options.files;
    if (cue === undefined || flac === undefined || log === undefined) throw new Error('three files');
    const linked = [cue, flac, { ...log, sourcePath: `${log.sourcePath}-link` }];
    await expect(publishSet({ ...options, files: linked })).rejects.toMatchObject({
      code: 'WORK_FOLDER_DAMAGED',
    });
    expect(await readdir(output)).toEqual([]);
  });

  it('publishes nothing if a file is missing or of another size', async () => {
    const options = await prepare();
    const path = options.files[1]?.sourcePath ?? '';
    await truncate(path, 5);
    await expect(publishSet(options)).rejects.toMatchObject({
      code: 'WORK_FOLDER_DAMAGED',
      details: { path, sizeBytes: 5, expectedBytes: 300_000 },
    });
    await rm(path);
    await expect(publishSet(options)).rejects.toMatchObject({ code: 'NOT_FOUND', details: { path } });
    expect(await readdir(output)).toEqual([]);
    expect((await readdir(join(work, 'job-1-parts'))).sort()).toEqual(['part-0', 'part-2']);
  });

  it.each([
    '../songs.bin',
    'a/b.flac',
    'a\\b.flac',
    '.hidden.flac',
    '..',
    '',
    'line\nfeed.flac',
    'SONGS.CUE',
    'songs.md5',
    `${'x'.repeat(251)}.flac`,
    'half\uD800.flac',
  ])('takes no part named %j', async (fileName) => {
    const options = await prepare();
    const [cue, flac] = options.files;
    if (cue === undefined || flac === undefined) throw new Error('two files');
    const files = [cue, { ...flac, part: { ...flac.part, fileName } }];
    await expect(publishSet(await withFiles(files, options))).rejects.toMatchObject({ code: 'INTERNAL' });
    expect(await readdir(output)).toEqual([]);
  });

  it('takes no plan whose provenance describes other files, and no bad base name', async () => {
    const options = await prepare();
    const files = options.files.slice(1);
    await expect(publishSet({ ...options, files })).rejects.toMatchObject({ code: 'INTERNAL' });
    const provenance = { ...options.provenance, checksums: { md5: '0' } };
    await expect(publishSet({ ...options, provenance })).rejects.toMatchObject({ code: 'INTERNAL' });
    await expect(publishSet({ ...options, baseName: '../x' })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    await requireAllInWork(options);
  });

  it('says which folder cannot be written to', async () => {
    const file = join(output, 'file');
    await writeFile(file, '');
    for (const outputFolder of [file, join(file, 'below'), join(output, 'none', 'audio')]) {
      await expect(publishSet(await prepare({ outputFolder }))).rejects.toMatchObject({
        code: 'OUTPUT_NOT_WRITABLE',
        details: { field: 'outputFolder', path: outputFolder },
      });
    }
    const stageFolder = join(work, 'none', 'set');
    await expect(publishSet(await prepare({ stageFolder }))).rejects.toMatchObject({
      code: 'OUTPUT_NOT_WRITABLE',
      details: { field: 'workFolder' },
    });
    await requireAllInWork(await prepare());
  });

  it('keeps everything when the other file system is full', async () => {
    // More than any memory file system has, without occupying anything.
    const sizeBytes = 2 ** 43;
    const { files, provenance: _, ...options } = await prepare({ outputFolder: outputElsewhere });
    const large = files.map(({ sourcePath, part }) => ({
      sourcePath,
      part: part.role === 'track' ? { ...part, sizeBytes } : part,
    }));
    for (const { sourcePath, part } of large) await truncate(sourcePath, part.sizeBytes);
    const all = await withFiles(large, options);
    await expect(publishSet(all)).rejects.toMatchObject({
      code: 'NO_SPACE',
      details: { field: 'outputFolder', path: outputElsewhere },
    });
    expect(await readdir(outputElsewhere)).toEqual([]);
    await unstageSet(all);
    expect((await stat(large[1]?.sourcePath ?? '')).size).toBe(sizeBytes);
  });

  it('keeps everything when writing fails in the middle', async () => {
    const options = await prepare({ outputFolder: outputElsewhere });
    await writeFile(join(work, 'options.json'), JSON.stringify(options));
    const limit = ['--fsize=100000', '--', process.execPath, '--input-type=module', '-e', publishScript];
    const { stdout } = await exec('prlimit', [...limit, join(work, 'options.json')]);
    expect(stdout.toString()).toMatch(/^OUTPUT_NOT_WRITABLE outputFolder/);
    expect(await readdir(outputElsewhere)).toEqual([]);
    await requireAllInWork(options);
  });

  it('keeps everything when the map cannot be read', async () => {
    const options = await prepare({ mapPath: join(work, 'none') });
    await expect(publishSet(options)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await readdir(output)).toEqual([]);
    await requireAllInWork(options);
  });

  it.each(['songs.cue staged', 'set staged', 'hidden folder made', 'songs.log copied', 'songs.md5 copied'])(
    'is abortable after %s',
    async (word) => {
      const abort = new AbortController();
      const options = await prepare({ outputFolder: outputElsewhere });
      const onStep = (step: string) => {
        if (step === word) abort.abort(new Error('enough'));
      };
      await expect(publishSet({ ...options, signal: abort.signal, onStep })).rejects.toThrow('enough');
      expect(await readdir(outputElsewhere)).toEqual([]);
      await requireAllInWork(options);
      await requireSet((await publishSet(options)).folder);
    },
  );

  it('stops copying a large file when aborted', async () => {
    const abort = new AbortController();
    const content = Buffer.alloc(40 * 1024 * 1024).toString();
    const contents = { 'songs.cue': 'sheet', 'songs.bin': content };
    const options = await prepare({ outputFolder: outputElsewhere, contents });
    const progress: number[] = [];
    const onProgress: PublishSetOptions['onProgress'] = ({ bytesDone }) => {
      progress.push(bytesDone);
      if (bytesDone > content.length / 3) abort.abort();
    };
    await expect(publishSet({ ...options, signal: abort.signal, onProgress })).rejects.toThrow(/abort/i);
    expect(progress.at(-1)).toBeLessThan(content.length);
    expect(await readdir(outputElsewhere)).toEqual([]);
    await requireAllInWork(options, contents);
  });
});

describe('unstageSet', () => {
  it('does nothing where nothing is staged, and never replaces a newer file', async () => {
    const options = await prepare();
    await unstageSet(options);
    await requireAllInWork(options);
    await mkdir(options.stageFolder);
    await writeFile(join(options.stageFolder, 'songs.cue'), 'old');
    await writeFile(join(options.stageFolder, 'mine.txt'), 'mine');
    await unstageSet(options);
    expect(await readdir(options.stageFolder)).toEqual(['mine.txt']);
    await rm(options.stageFolder, { recursive: true });
    await requireAllInWork(options);
  });

  it('leaves a folder alone that cannot be ours', async () => {
    const options = await prepare();
    await writeFile(join(output, 'songs.cue'), 'theirs');
    await symlink(output, options.stageFolder);
    await expect(unstageSet(options)).rejects.toMatchObject({ code: 'WORK_FOLDER_DAMAGED' });
    expect(await readdir(output)).toEqual(['songs.cue']);
  });
});

/** Publishes by options from a file; kills itself at the step with the number given, if any. */
const publishScript = `
  const { readFileSync } = await import('node:fs');
  const { publishSet } = await import(${JSON.stringify(new URL('./publish-set.ts', import.meta.url))});
  const { unstageSet } = await import(${JSON.stringify(new URL('./stage-set.ts', import.meta.url))});
  const [file, dieAt, isUnstaging] = process.argv.slice(1);
  const options = JSON.parse(readFileSync(file, 'utf8'));
  let step = 0;
  const die = () => process.kill(process.pid, 'SIGKILL');
  const onStep = () => { step += 1; if (step === Number(dieAt)) die(); };
  const onProgress = dieAt === 'copying' ? die : undefined;
  await (isUnstaging ? unstageSet : publishSet)({ ...options, onStep, onProgress }).then(
    (published) => console.log('published', published?.baseName),
    (error) => console.log(error.code, error.details.field),
  );`;

describe('a publication of a set that is killed', () => {
  /** Runs the script, killed at this step; `null` if it got through before. */
  async function killAt(dieAt: number | string, options: PublishSetOptions, flags: readonly string[] = []) {
    const file = join(work, 'options.json');
    await writeFile(file, JSON.stringify(options));
    const args = ['--input-type=module', '-e', publishScript, file, String(dieAt), ...flags];
    const result = await exec(process.execPath, args);
    await rm(file);
    return result.signal === 'SIGKILL' ? null : result.stdout.toString();
  }

  it.each(places)('goes on under the same name, whatever the step, %s', async (_, folder) => {
    await writeFile(join(folder(), 'songs.iso'), 'theirs');
    let dieAt = 1;
    for (; ; dieAt += 1) {
      const options = await prepare({ outputFolder: folder() });
      const said = await killAt(dieAt, options);
      if (said !== null) {
        expect(said).toBe('published songs_1\n');
        break;
      }
      const visible = (await readdir(folder())).filter((name) => !name.startsWith('.'));
      // Atomic: there is no set, or all of it.
      if (visible.includes('songs_1')) await requireSet(join(folder(), 'songs_1'));
      else expect(visible).toEqual(['songs.iso']);

      const published = await publishSet(options);
      expect(published.baseName).toBe('songs_1');
      await requireSet(published.folder);
      expect((await readdir(folder())).sort()).toEqual(['songs.iso', 'songs_1']);
      expect(await readdir(work)).toEqual(['job-1-parts']);
      expect(await readdir(join(work, 'job-1-parts'))).toEqual([]);
      await rm(published.folder, { recursive: true });
    }
    expect(dieAt).toBeGreaterThan(8);
  });

  it.each(places)('can be taken back to other plans, whatever the step, %s', async (_, folder) => {
    for (let dieAt = 1; dieAt <= 12; dieAt += 2) {
      const options = await prepare({ outputFolder: folder() });
      if ((await killAt(dieAt, options)) !== null) break;
      if ((await findPublishedSet(options)) === null) {
        await killAt(1 + (dieAt % 3), options, ['unstage']);
        await requireAllInWork(options);
        expect(await readdir(folder())).toEqual([]);
      }
      for (const name of await readdir(folder())) await rm(join(folder(), name), { recursive: true });
      await rm(options.stageFolder, { recursive: true, force: true });
    }
  });

  it('removes the part that was copied', async () => {
    const options = await prepare({ outputFolder: outputElsewhere });
    expect(await killAt('copying', options)).toBeNull();
    expect(await readdir(outputElsewhere)).toEqual([expect.stringMatching(/^\.disk2iso-.*\.set$/)]);
    await requireSet((await publishSet(options)).folder);
    expect(await readdir(outputElsewhere)).toEqual(['songs']);
  });

  it('does not touch what somebody else laid under its hidden name', async () => {
    const options = await prepare({ outputFolder: outputElsewhere });
    await killAt('copying', options);
    const [hidden] = await readdir(outputElsewhere);
    await rm(join(outputElsewhere, hidden ?? ''), { recursive: true });
    await symlink(output, join(outputElsewhere, hidden ?? ''));
    await writeFile(join(output, 'theirs'), '');
    await expect(publishSet(options)).rejects.toMatchObject({ code: 'OUTPUT_NOT_WRITABLE' });
    await expect(removeStaged(outputElsewhere, options.jobId)).rejects.toMatchObject({
      code: 'OUTPUT_NOT_WRITABLE',
    });
    expect(await readdir(output)).toEqual(['theirs']);
  });
});
