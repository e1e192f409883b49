import { createHash } from 'node:crypto';
import {
  link,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Parse } from 'typebox/value';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Provenance, Provenance as ProvenanceSchema } from '#model/index.ts';
import { exec } from '../exec/index.ts';
import { type PublishOptions, publishImage } from './publish.ts';

const fixture = new URL('../../../test/fixtures/image/provenance.json', import.meta.url);
const sharedMemory = '/dev/shm';

let work: string;
/** On the file system of the working folder, and on another one. */
let output: string;
let outputElsewhere: string;

beforeEach(async () => {
  work = await mkdtemp(join(tmpdir(), 'disk2iso-work-'));
  output = await mkdtemp(join(tmpdir(), 'disk2iso-out-'));
  outputElsewhere = await mkdtemp(join(sharedMemory, 'disk2iso-out-'));
});
afterEach(async () => {
  for (const folder of [work, output, outputElsewhere]) await rm(folder, { recursive: true });
});

const noLinks: PublishOptions['linkCall'] = () =>
  Promise.reject(Object.assign(new Error('no links here'), { code: 'EPERM' }));

type Choices = Partial<PublishOptions> & { content?: string };

/** A finished image in the working folder and the options that publish it. */
async function prepare(choices: Choices = {}): Promise<PublishOptions> {
  const jobId = choices.jobId ?? 'job-1';
  const content = choices.content ?? `image of ${jobId}\n`.repeat(20_000);
  const imagePath = join(work, `${jobId}.iso`);
  await writeFile(imagePath, content);
  const sum = (algorithm: string) => createHash(algorithm).update(content).digest('hex');
  const checksums = { sha256: sum('sha256'), md5: sum('md5') };
  const { fileName: _, ...facts }: Provenance = Parse(
    ProvenanceSchema,
    JSON.parse(await readFile(fixture, 'utf8')),
  );
  const provenance = { ...facts, jobId, checksums, sizeBytes: Buffer.byteLength(content) };
  return {
    jobId,
    imagePath,
    mapPath: null,
    outputFolder: output,
    baseName: 'holiday',
    provenance,
    checksums,
    ...choices,
  };
}

/** Fails unless each sum file in the folder is satisfied, by the word of coreutils. */
async function requireValidSums(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const tool = name.endsWith('.sha256') ? 'sha256sum' : name.endsWith('.md5') ? 'md5sum' : null;
    if (tool === null) continue;
    const result = await exec(tool, ['--check', '--strict', '--', name], { cwd: folder });
    expect(result.exitCode, `${tool} ${name}: ${result.stderr}`).toBe(0);
  }
}

const fullSet = (base: string) => ['.iso', '.json', '.md5', '.sha256'].map((ending) => base + ending);

describe('publishImage', () => {
  it.each([
    ['on the same file system', () => output, undefined],
    ['across file systems', () => outputElsewhere, undefined],
    ['without hard links', () => output, noLinks],
  ])('places a whole set %s', async (_, folder, linkCall) => {
    const mapPath = join(work, 'image.map');
    await writeFile(mapPath, 'a map');
    const options = await prepare({ outputFolder: join(folder(), 'data'), linkCall, mapPath });
    const content = await readFile(options.imagePath, 'utf8');
    const progress: number[] = [];
    const published = await publishImage({
      ...options,
      onProgress: ({ bytesDone }) => progress.push(bytesDone),
    });

    expect(published).toEqual({
      imagePath: join(folder(), 'data', 'holiday.iso'),
      baseName: 'holiday',
      sidecars: ['.json', '.sha256', '.md5', '.map'].map((ending) =>
        join(folder(), 'data', `holiday${ending}`),
      ),
    });
    expect((await readdir(join(folder(), 'data'))).sort()).toEqual(
      [...fullSet('holiday'), 'holiday.map'].sort(),
    );
    expect(await readFile(published.imagePath, 'utf8')).toBe(content);
    expect(await readdir(work)).toEqual(['image.map']);
    expect(progress.at(-1)).toBe(content.length);
    await requireValidSums(join(folder(), 'data'));
    const provenance = JSON.parse(await readFile(join(folder(), 'data', 'holiday.json'), 'utf8'));
    expect(provenance).toMatchObject({
      fileName: 'holiday.iso',
      jobId: 'job-1',
      checksums: options.checksums,
    });
  });

  it('really crosses file systems in these tests', async () => {
    expect((await stat(output)).dev).not.toBe((await stat(outputElsewhere)).dev);
  });

  it.each([
    ...['holiday.iso', 'holiday.json', 'holiday.md5', 'holiday.sha256', 'holiday.map'],
    // Other images of that name: one that is compressed and has no papers, others that came from elsewhere.
    ...[
      'holiday.iso.zst',
      'holiday.cue',
      'holiday.IMG',
      'holiday.bin.zst',
      'holiday.mdf',
      'holiday.catalogue',
    ],
  ])('takes the next name where %s exists, and leaves it alone', async (taken) => {
    await writeFile(join(output, taken), 'theirs');
    await symlink('/nowhere', join(output, 'holiday_1.md5'));
    const published = await publishImage(await prepare());
    expect(published.baseName).toBe('holiday_2');
    expect(await readFile(join(output, taken), 'utf8')).toBe('theirs');
    expect((await readdir(output)).sort()).toEqual([taken, 'holiday_1.md5', ...fullSet('holiday_2')].sort());
  });

  it.each([
    ['with links', () => output, undefined],
    ['without links', () => output, noLinks],
    ['across file systems', () => outputElsewhere, undefined],
  ])('gives eight publishers at once eight names, %s', async (_, folder, linkCall) => {
    const jobs = Array.from({ length: 8 }, (_unused, number) => `job-${number}`);
    const all = await Promise.all(jobs.map((jobId) => prepare({ jobId, outputFolder: folder(), linkCall })));
    const published = await Promise.all(all.map((options) => publishImage(options)));
    expect(new Set(published.map(({ baseName }) => baseName)).size).toBe(8);
    expect((await readdir(folder())).sort()).toEqual(
      published.flatMap(({ baseName }) => fullSet(baseName)).sort(),
    );
    expect(await readdir(work)).toEqual([]);
    for (const [index, { imagePath }] of published.entries()) {
      expect(await readFile(imagePath, 'utf8')).toContain(`image of job-${index}\n`);
    }
    await requireValidSums(folder());
  });

  it('finds the same set when called again after success', async () => {
    const options = await prepare();
    const first = await publishImage(options);
    expect(await publishImage(options)).toEqual(first);
    await rm(first.imagePath);
    await expect(publishImage(options)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('takes its name beside files that are no image of it', async () => {
    for (const name of ['holiday.txt', 'holiday.2.iso', 'holiday 2.iso', 'holidays.cue'])
      await writeFile(join(output, name), 'theirs');
    expect((await publishImage(await prepare())).baseName).toBe('holiday');
  });

  it('gives up a name when somebody else places a file there in between', async () => {
    const options = await prepare();
    let isFirst = true;
    const intruding: PublishOptions['linkCall'] = async (existing, added) => {
      if (added.endsWith('holiday.iso') && isFirst) {
        isFirst = false;
        await writeFile(added, 'theirs');
      }
      if (added.endsWith('holiday_1.json')) await writeFile(join(output, 'holiday_1.map'), 'theirs too');
      return link(existing, added);
    };
    expect((await publishImage({ ...options, linkCall: intruding })).baseName).toBe('holiday_2');
    const theirs = ['holiday.iso', 'holiday_1.map'];
    expect((await readdir(output)).sort()).toEqual([...theirs, ...fullSet('holiday_2')].sort());
  });

  it('leaves a finished set of the same job alone if the image is another one now', async () => {
    const options = await prepare();
    await publishImage(options);
    const again = await prepare({ content: 'read once more' });
    expect((await publishImage(again)).baseName).toBe('holiday_1');
    await requireValidSums(output);
  });

  it('ignores foreign files that look like claims', async () => {
    await writeFile(join(output, 'holiday.json'), '{ not json');
    await writeFile(join(output, 'holiday_1.json'), '{"jobId": 5}');
    await writeFile(join(output, 'holiday_x.json'), '{"jobId": "job-1"}');
    await writeFile(join(output, 'holiday_2.json'), '"job-1"');
    expect((await publishImage(await prepare())).baseName).toBe('holiday_3');
  });

  it('keeps the image and takes the rest back when there is not enough space', async () => {
    // More than any memory file system has, without occupying anything.
    const sizeBytes = 2 ** 43;
    const options = await prepare({ outputFolder: outputElsewhere });
    await truncate(options.imagePath, sizeBytes);
    const publishing = publishImage({ ...options, provenance: { ...options.provenance, sizeBytes } });
    await expect(publishing).rejects.toMatchObject({
      code: 'NO_SPACE',
      details: { field: 'outputFolder', path: outputElsewhere, neededBytes: sizeBytes },
    });
    expect(await readdir(outputElsewhere)).toEqual([]);
    expect(await readdir(work)).toEqual(['job-1.iso']);
  });

  it('takes everything back when writing fails in the middle', async () => {
    const options = await prepare({ outputFolder: outputElsewhere });
    await writeFile(join(work, 'options.json'), JSON.stringify(options));
    const limit = ['--fsize=100000', '--', process.execPath, '--input-type=module', '-e', publishScript];
    const { stdout } = await exec('prlimit', [...limit, join(work, 'options.json')]);
    expect(stdout.toString()).toMatch(/^OUTPUT_NOT_WRITABLE outputFolder/);
    expect(await readdir(outputElsewhere)).toEqual([]);
    expect(await readdir(work)).toContain('job-1.iso');
  });

  it('takes the sidecars back when the map cannot be read', async () => {
    await expect(publishImage(await prepare({ mapPath: join(work, 'none') }))).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await readdir(output)).toEqual([]);
    expect(await readdir(work)).toEqual(['job-1.iso']);
  });

  it('says which folder cannot be written to', async () => {
    const file = join(output, 'file');
    await writeFile(file, '');
    for (const outputFolder of [file, join(file, 'below'), join(output, 'none', 'data')]) {
      await expect(publishImage(await prepare({ outputFolder }))).rejects.toMatchObject({
        code: 'OUTPUT_NOT_WRITABLE',
        details: { field: 'outputFolder', path: outputFolder },
      });
    }
    expect(await readdir(work)).toEqual(['job-1.iso']);
  });

  it('refuses an image that is missing, of another size, or under a name that is a path', async () => {
    const options = await prepare();
    await expect(publishImage({ ...options, imagePath: join(work, 'none') })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await truncate(options.imagePath, 5);
    await expect(publishImage(options)).rejects.toMatchObject({ code: 'WORK_FOLDER_DAMAGED' });
    await expect(publishImage({ ...options, baseName: '../x' })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    expect(await readdir(output)).toEqual([]);
  });

  it.each(['staged', 'json written', 'json placed', 'md5 placed'])('is abortable after %s', async (word) => {
    const abort = new AbortController();
    const options = await prepare({ outputFolder: outputElsewhere, signal: abort.signal });
    const onStep = (step: string) => {
      if (step.endsWith(word)) abort.abort(new Error('enough'));
    };
    await expect(publishImage({ ...options, onStep })).rejects.toThrow('enough');
    expect(await readdir(outputElsewhere)).toEqual([]);
    expect(await readdir(work)).toEqual(['job-1.iso']);
    await expect(publishImage({ ...options })).rejects.toThrow('enough');
  });

  it('stops copying when aborted', async () => {
    const abort = new AbortController();
    const sizeBytes = 64 * 1024 * 1024;
    const options = await prepare({ outputFolder: outputElsewhere });
    await truncate(options.imagePath, sizeBytes);
    const publishing = publishImage({
      ...options,
      provenance: { ...options.provenance, sizeBytes },
      signal: abort.signal,
      onProgress: () => abort.abort(),
    });
    await expect(publishing).rejects.toThrow(/abort/i);
    expect(await readdir(outputElsewhere)).toEqual([]);
  });
});

/** Publishes by options from a file; kills itself at the step with the number given, if any. */
const publishScript = `
  const { readFileSync } = await import('node:fs');
  const { publishImage } = await import(${JSON.stringify(new URL('./publish.ts', import.meta.url))});
  const [file, dieAt, noLinks] = process.argv.slice(1);
  const options = JSON.parse(readFileSync(file, 'utf8'));
  let step = 0;
  const die = () => process.kill(process.pid, 'SIGKILL');
  const onStep = () => { step += 1; if (step === Number(dieAt)) die(); };
  const onProgress = dieAt === 'copying' ? die : undefined;
  const linkCall = noLinks ? async () => { throw Object.assign(new Error('none'), { code: 'EPERM' }); } : undefined;
  await publishImage({ ...options, onStep, onProgress, linkCall }).then(
    (published) => console.log('published', published.baseName),
    (error) => console.log(error.code, error.details.field),
  );`;

describe('a publication that is killed', () => {
  /** Runs the same publication, killed at step 1, 1 + stride, … until one gets through; gives that number. */
  async function killAtSteps(
    stride: number,
    outputFolder: string,
    flags: readonly string[] = [],
  ): Promise<number> {
    const options = await prepare({ outputFolder });
    const content = await readFile(options.imagePath);
    const file = join(work, 'options.json');
    await mkdir(outputFolder, { recursive: true });
    await writeFile(join(outputFolder, 'holiday.iso'), 'theirs');
    await writeFile(file, JSON.stringify(options));
    for (let dieAt = 1; ; dieAt += stride) {
      // Each round begins anew: the second publication of the last one took everything away.
      await writeFile(options.imagePath, content);
      const args = ['--input-type=module', '-e', publishScript, file, String(dieAt), ...flags];
      const result = await exec(process.execPath, args);
      if (result.signal === null && result.exitCode === 0) {
        expect(result.stdout.toString()).toBe('published holiday_1\n');
        return dieAt;
      }

      const left = await readdir(outputFolder);
      const hasImage = left.includes('holiday_1.iso');
      if (hasImage) {
        expect(left).toEqual(expect.arrayContaining(fullSet('holiday_1')));
        expect(await readFile(join(outputFolder, 'holiday_1.iso'))).toEqual(content);
      } else {
        expect(await readFile(options.imagePath)).toEqual(content);
      }

      const linkCall = flags.length > 0 ? noLinks : undefined;
      const published = await publishImage({ ...options, linkCall });
      expect(published.baseName).toBe('holiday_1');
      expect((await readdir(outputFolder)).sort()).toEqual(['holiday.iso', ...fullSet('holiday_1')]);
      expect(await readFile(published.imagePath)).toEqual(content);
      expect((await readdir(work)).sort()).toEqual(['options.json']);
      await requireValidSums(outputFolder);
      for (const path of [published.imagePath, ...published.sidecars]) await rm(path);
    }
  }

  it('goes on under the same name, whatever the step, on one file system', async () => {
    expect(await killAtSteps(1, output)).toBeGreaterThan(8);
  });

  it('goes on under the same name, whatever the step, across file systems', async () => {
    expect(await killAtSteps(2, outputElsewhere)).toBeGreaterThan(8);
  });

  it('goes on under the same name, whatever the step, without hard links', async () => {
    expect(await killAtSteps(2, output, ['no links'])).toBeGreaterThan(8);
  });

  it('removes the part that was copied', async () => {
    const sizeBytes = 20 * 1024 * 1024;
    const prepared = await prepare({ outputFolder: outputElsewhere });
    const options = { ...prepared, provenance: { ...prepared.provenance, sizeBytes } };
    await truncate(options.imagePath, sizeBytes);
    const file = join(work, 'options.json');
    await writeFile(file, JSON.stringify(options));
    const args = ['--input-type=module', '-e', publishScript, file, 'copying'];
    expect((await exec(process.execPath, args)).signal).toBe('SIGKILL');
    expect(await readdir(outputElsewhere)).toEqual([expect.stringMatching(/^\.disk2iso-/)]);
    await publishImage(options);
    expect((await readdir(outputElsewhere)).sort()).toEqual(fullSet('holiday'));
  });

  it('recognises a copy that it had placed already', async () => {
    const options = await prepare({ outputFolder: outputElsewhere });
    await writeFile(join(outputElsewhere, 'holiday_3.json'), JSON.stringify({ jobId: 'job-1' }));
    await writeFile(join(outputElsewhere, 'holiday_3.iso'), await readFile(options.imagePath));
    expect((await publishImage(options)).baseName).toBe('holiday_3');
    expect((await readdir(outputElsewhere)).sort()).toEqual(fullSet('holiday_3'));
    expect(await readdir(work)).toEqual([]);
  });

  it('recognises its placeholders', async () => {
    const options = await prepare({ linkCall: noLinks });
    await writeFile(join(output, 'holiday.json'), JSON.stringify({ jobId: 'job-1' }));
    await writeFile(join(output, 'holiday.sha256'), '');
    await writeFile(join(output, 'holiday.iso'), '');
    const published = await publishImage(options);
    expect(basename(published.imagePath)).toBe('holiday.iso');
    expect((await readdir(output)).sort()).toEqual(fullSet('holiday'));
    await requireValidSums(output);
  });
});
