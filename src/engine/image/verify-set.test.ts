import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Check, Parse } from 'typebox/value';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ImagePart, Provenance, VerifyReport } from '#model/index.ts';
import { exec } from '../exec/index.ts';
import { hashFile } from './checksum-follower.ts';
import { publishSet } from './publish-set.ts';
import { verifyImage } from './verify.ts';

const fixture = new URL('../../../test/fixtures/image/provenance.json', import.meta.url);
const names = ['mix.cue', 'mix.iso', '02_one.flac', '03_two.flac', 'mix.log'];
const cue = `FILE "mix.iso" BINARY
  TRACK 01 MODE1/2048
    INDEX 01 00:00:00
FILE "02_one.flac" WAVE
  TRACK 02 AUDIO
    INDEX 01 00:00:00
FILE "03_two.flac" WAVE
  TRACK 03 AUDIO
    INDEX 01 00:00:00
`;

/** Files of a real mixed-mode set: an ISO 9660 image and two seconds of music. */
let parts: string;
let output: string;
let set: string;

async function run(program: string, args: readonly string[]): Promise<void> {
  const result = await exec(program, args);
  expect(result.exitCode, result.stderr.toString()).toBe(0);
}

beforeAll(async () => {
  parts = await mkdtemp(join(tmpdir(), 'disk2iso-parts-'));
  const content = join(parts, 'content');
  await mkdir(content);
  await writeFile(join(content, 'a.txt'), 'x'.repeat(300_000));
  await run('xorriso', ['-as', 'mkisofs', '-V', 'MIX', '-o', join(parts, 'mix.iso'), content]);
  await rm(content, { recursive: true });
  for (const [name, pitch] of [
    ['02_one', '440'],
    ['03_two', '880'],
  ]) {
    const tone = ['-n', '-r', '44100', '-c', '2', '-b', '16', join(parts, `${name}.wav`)];
    await run('sox', [...tone, 'synth', '1', 'sine', pitch ?? '']);
    await run('flac', ['--silent', '--delete-input-file', join(parts, `${name}.wav`)]);
  }
  await writeFile(join(parts, 'mix.cue'), cue);
  await writeFile(join(parts, 'mix.log'), 'all went well\n');
});
afterAll(() => rm(parts, { recursive: true }));

beforeEach(async () => {
  output = await mkdtemp(join(tmpdir(), 'disk2iso-verify-'));
});
afterEach(() => rm(output, { recursive: true }));

const roleOf = (name: string): ImagePart['role'] =>
  name.endsWith('.iso')
    ? 'image'
    : name.endsWith('.flac')
      ? 'track'
      : name.endsWith('.log')
        ? 'log'
        : 'sheet';

/** Publishes the set for real. */
async function publish(changes: Partial<Provenance> = {}): Promise<void> {
  const files = [];
  for (const fileName of names) {
    const sourcePath = join(output, `${fileName}.work`);
    await writeFile(sourcePath, await readFile(join(parts, fileName)));
    const checksums = await hashFile(sourcePath, ['sha256', 'md5']);
    const { size: sizeBytes } = await stat(sourcePath);
    files.push({ sourcePath, part: { fileName, role: roleOf(fileName), sizeBytes, checksums } });
  }
  const [main, ...companions] = files.map(({ part }) => part);
  const base = Parse(Provenance, JSON.parse(await readFile(fixture, 'utf8')));
  const provenance: Provenance = { ...base, jobId: 'job', ...main, companions, ...changes };
  const stageFolder = join(output, 'stage');
  const options = { jobId: 'job', outputFolder: output, baseName: 'mix', stageFolder, files, mapPath: null };
  ({ folder: set } = await publishSet({ ...options, provenance }));
}

/** The files as another program would leave them. */
async function copyWithoutSidecars(): Promise<void> {
  set = join(output, 'foreign');
  await mkdir(set);
  for (const name of names) await writeFile(join(set, name), await readFile(join(parts, name)));
}

async function verify(path = set): Promise<VerifyReport> {
  const report = await verifyImage(path);
  expect(Check(VerifyReport, report)).toBe(true);
  expect(report.imagePath).toBe(path);
  return report;
}

const failures = ({ checks }: VerifyReport) =>
  checks.filter(({ isOk }) => !isOk).map(({ fileName, kind, source }) => `${fileName} ${kind} ${source}`);

/** Flips one bit near the end, where FLAC has its music and a sheet its last time. */
async function change(name: string): Promise<void> {
  const data = await readFile(join(set, name));
  const at = data.length - 2;
  data.writeUInt8(data.readUInt8(at) ^ 1, at);
  await writeFile(join(set, name), data);
}

describe('verifyImage with a set of files', () => {
  it.each(['', 'mix.cue'])('looks at every file and every sum: mix/%s', async (name) => {
    await publish();
    const progress: number[] = [];
    const report = await verify(name === '' ? set : join(set, name));
    expect(report.verdict).toBe('ok');
    const sums = ['sha256 mix.sha256', 'md5 mix.md5', 'sha256 mix.json', 'md5 mix.json'];
    const of = (file: string, checks: readonly string[]) => checks.map((check) => `${file} ${check}`);
    expect(report.checks.map(({ fileName, kind, source }) => `${fileName} ${kind} ${source}`)).toEqual([
      ...of('mix.cue', ['size mix.json', ...sums]),
      ...of('mix.iso', ['size mix.json', 'file-system null', ...sums]),
      ...of('02_one.flac', ['size mix.json', ...sums]),
      ...of('03_two.flac', ['size mix.json', ...sums]),
      ...of('mix.log', ['size mix.json', ...sums]),
      'mix.cue sheet null',
    ]);
    expect(report.checksums).toEqual(await hashFile(join(set, 'mix.cue'), ['sha256', 'md5']));
    const sizes = await Promise.all(names.map(async (file) => (await stat(join(set, file))).size));
    const total = sizes.reduce((sum, size) => sum + size, 0);
    expect(report.sizeBytes).toBe(total);
    await verifyImage(set, {
      onProgress: ({ bytesDone, bytesTotal }) => {
        expect(bytesTotal).toBe(total);
        progress.push(bytesDone);
      },
    });
    expect(progress).toEqual([...progress].sort((one, other) => one - other));
    expect(progress.at(-1)).toBe(total);
  });

  it('finds one changed bit in any file, and tells which', async () => {
    await publish();
    for (const name of names) {
      await change(name);
      const report = await verify();
      expect(report.verdict).toBe('mismatch');
      expect(failures(report)).toEqual(
        expect.arrayContaining([`${name} sha256 mix.sha256`, `${name} md5 mix.json`]),
      );
      expect(
        failures(report).filter((failure) => !failure.startsWith(name) && !failure.includes('sheet')),
      ).toEqual([]);
      await change(name);
    }
    expect((await verify()).verdict).toBe('ok');
  });

  it('finds a file that is missing, another that was cut, and one that is no file', async () => {
    await publish();
    await rm(join(set, '02_one.flac'));
    await rm(join(set, 'mix.log'));
    await mkdir(join(set, 'mix.log'));
    await truncate(join(set, 'mix.iso'), 100_000);
    const report = await verify();
    expect(report.verdict).toBe('mismatch');
    expect(failures(report)).toEqual([
      'mix.iso size mix.json',
      'mix.iso file-system null',
      'mix.iso sha256 mix.sha256',
      'mix.iso md5 mix.md5',
      'mix.iso sha256 mix.json',
      'mix.iso md5 mix.json',
      '02_one.flac missing mix.json',
      'mix.log missing mix.json',
    ]);
    expect(report.notes[0]).toContain('missing');
  });

  it('finds the main file missing', async () => {
    await publish();
    await rm(join(set, 'mix.cue'));
    const report = await verify();
    expect(failures(report)).toEqual(['mix.cue missing mix.json']);
    expect(report.checksums).toEqual({});
    await expect(verifyImage(join(set, 'mix.cue'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is not fooled by a renamed folder', async () => {
    await publish();
    await rename(set, join(output, 'my music'));
    expect(await verify(join(output, 'my music'))).toMatchObject({ verdict: 'ok' });
  });

  it('says that an unchanged set is incomplete', async () => {
    const badSectors = [{ firstLba: 40, lastLba: 42 }];
    await publish({ isComplete: false, badBytes: 6144, badSectors });
    expect(await verify()).toMatchObject({
      verdict: 'ok-but-incomplete',
      isComplete: false,
      badBytes: 6144,
      badSectors,
    });
  });

  it.each([
    ['mix.json', '{ torn'],
    ['mix.sha256', ''],
    ['mix.md5', '\0'.repeat(100)],
    ['mix.cue.sha1', 'garbage'],
  ])('holds an unusable sidecar against the set: %s', async (name, text) => {
    await publish();
    await writeFile(join(set, name), text);
    const report = await verify();
    expect(report.verdict).toBe('mismatch');
    expect(failures(report)).toEqual([`mix.cue sidecar ${name}`]);
  });

  it('follows no name of a provenance out of the folder', async () => {
    await publish();
    await writeFile(join(output, 'secret'), 'secret');
    const provenance = JSON.parse(await readFile(join(set, 'mix.json'), 'utf8'));
    const secret = { fileName: '../secret', role: 'log', sizeBytes: 6, checksums: {} };
    await writeFile(
      join(set, 'mix.json'),
      JSON.stringify({ ...provenance, companions: [...provenance.companions, secret] }),
    );
    const report = await verify();
    expect(failures(report)).toEqual(['mix.cue sidecar mix.json']);
    expect(report.checks.every(({ fileName }) => !fileName.includes('secret'))).toBe(true);
  });

  it('looks for files that only a checksum file names', async () => {
    await publish();
    const sums = await readFile(join(set, 'mix.md5'), 'utf8');
    await writeFile(join(set, 'mix.md5'), `${sums}${'0'.repeat(32)}  cover.jpg\n`);
    expect(failures(await verify())).toEqual(['cover.jpg missing mix.md5']);
  });

  it('can be aborted', async () => {
    await publish();
    await expect(verifyImage(set, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
  });
});

describe('verifyImage with a set of another program', () => {
  it('compares music with the MD5 in its own files, and says what nobody vouches for', async () => {
    await copyWithoutSidecars();
    const report = await verify();
    expect(report.verdict).toBe('nothing-to-compare');
    expect(report.checks.map(({ fileName, kind, isOk }) => `${fileName} ${kind} ${isOk}`)).toEqual([
      'mix.iso file-system true',
      '02_one.flac md5 true',
      '03_two.flac md5 true',
      'mix.cue sheet true',
    ]);
    expect(report.notes).toContain('Nobody states a sum of mix.iso.');
    await writeFile(join(set, 'mix.cue'), 'FILE 02_one.flac WAVE\nTRACK 01 AUDIO\nINDEX 01 00:00:00\n');
    expect(await verify()).toMatchObject({ verdict: 'ok' });
    await change('02_one.flac');
    expect(failures(await verify())).toEqual(['02_one.flac md5 null']);
  });

  it('finds files that the sheet names and that are missing or too short', async () => {
    await copyWithoutSidecars();
    await rm(join(set, '03_two.flac'));
    expect(failures(await verify())).toEqual(['03_two.flac missing mix.cue']);
    await copyFile('03_two.flac');
    await writeFile(join(set, 'mix.cue'), `${cue}  TRACK 04 AUDIO\n    INDEX 01 00:05:00\n`);
    const report = await verify();
    expect(failures(report)).toEqual(['mix.cue sheet null']);
    await writeFile(join(set, 'mix.cue'), 'no sheet at all');
    expect(failures(await verify())).toEqual(['mix.cue sheet null']);
  });

  it('takes the sums of a checksum file that lies beside', async () => {
    await copyWithoutSidecars();
    const sums = async (program: string, ...files: string[]) =>
      (await exec(program, ['--binary', ...files], { cwd: set })).stdout;
    await writeFile(join(set, 'mix.md5'), await sums('md5sum', 'mix.iso', '02_one.flac', '03_two.flac'));
    await writeFile(join(set, 'mix.iso.sha1'), await sums('sha1sum', 'mix.iso'));
    const report = await verify();
    expect(report.verdict).toBe('ok');
    expect(report.checks.filter(({ kind }) => kind === 'md5' || kind === 'sha1')).toHaveLength(4);
    await change('mix.iso');
    expect(failures(await verify())).toEqual(['mix.iso md5 mix.md5', 'mix.iso sha1 mix.iso.sha1']);
  });

  it('takes a .toc, and refuses a folder that is not one image', async () => {
    set = join(output, 'clone');
    await mkdir(set);
    await writeFile(join(set, 'a.bin'), Buffer.alloc(2352 * 300));
    await writeFile(join(set, 'a.toc'), 'CD_DA\nTRACK AUDIO\nFILE "a.bin" 0 00:04:00\n');
    expect((await verify()).checks.map(({ kind, isOk }) => `${kind} ${isOk}`)).toEqual(['sheet true']);
    await truncate(join(set, 'a.bin'), 2352 * 299);
    expect(failures(await verify(join(set, 'a.toc')))).toEqual(['a.toc sheet null']);

    await writeFile(join(set, 'b.toc'), '');
    await expect(verifyImage(set)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('several .toc files'),
    });
    await mkdir(join(output, 'empty'));
    await expect(verifyImage(join(output, 'empty'))).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('refuses a folder of several images with provenance', async () => {
    const json = await readFile(fixture, 'utf8');
    for (const name of ['a', 'b']) await writeFile(join(output, `${name}.json`), json);
    await expect(verifyImage(output)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('several images'),
    });
    await rm(join(output, 'b.json'));
    for (const name of ['holiday', 'other']) await writeFile(join(output, `${name}.iso`), 'data');
    await expect(verifyImage(output)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('several .iso files'),
    });
    await rm(join(output, 'other.iso'));
    expect(failures(await verify(output))).toEqual(['holiday.iso size a.json']);
  });
});

async function copyFile(name: string): Promise<void> {
  await writeFile(join(set, name), await readFile(join(parts, name)));
}

describe('verifyImage with one file of a set', () => {
  it.each(['mix.iso', '02_one.flac', 'mix.log'])('compares %s with the papers of its set', async (name) => {
    await publish({ isComplete: true });
    const report = await verify(join(set, name));
    expect(report.verdict).toBe('ok');
    expect(
      report.checks
        .filter(({ kind }) => kind !== 'file-system')
        .map(({ kind, source }) => `${kind} ${source}`),
    ).toEqual(['size mix.json', 'sha256 mix.sha256', 'md5 mix.md5', 'sha256 mix.json', 'md5 mix.json']);
    await change(name);
    expect(failures(await verify(join(set, name)))).toHaveLength(4);
  });

  it('knows which tracks are damaged', async () => {
    const track = {
      sectorCount: 75,
      attempts: 3,
      unsettledSectors: [],
      repairedSectorCount: 0,
      crc32: null,
      accurateRipV1: null,
      accurateRipV2: null,
    };
    const lostSectors = [{ firstLba: 400, lastLba: 401 }];
    const text = {
      title: null,
      performer: null,
      songwriter: null,
      composer: null,
      arranger: null,
      genre: null,
      date: null,
    };
    await publish({
      isComplete: false,
      cd: {
        facts: { catalog: null, text, tracks: [] },
        ids: { accurateRip: null, ctdb: null, musicBrainz: null, freedb: null },
        tags: { source: 'none', releaseId: null, disc: text, tracks: [] },
        readOffsetSamples: 0,
        audio: [
          { ...track, number: 2, fileName: '02_one.flac', quality: 'good', lostSectors: [] },
          { ...track, number: 3, fileName: '03_two.flac', quality: 'damaged', lostSectors },
        ],
        ctdbCrc: null,
        hasSubChannels: false,
      },
    });
    expect(await verify(join(set, '02_one.flac'))).toMatchObject({
      verdict: 'ok',
      isComplete: true,
      badBytes: 0,
    });
    expect(await verify(join(set, '03_two.flac'))).toMatchObject({
      verdict: 'ok-but-incomplete',
      badBytes: 4704,
      badSectors: lostSectors,
    });
    expect(await verify(join(set, 'mix.iso'))).toMatchObject({ verdict: 'ok-but-incomplete' });
    expect(await verify(join(set, 'mix.log'))).toMatchObject({ verdict: 'ok', isComplete: null });
    expect(await verify()).toMatchObject({ verdict: 'ok-but-incomplete', isComplete: false });
  });

  it('tests music of which nobody states a sum', async () => {
    await copyWithoutSidecars();
    const flac = join(set, '02_one.flac');
    const { md5 } = (await verify(flac)).checksums;
    expect(md5).toBe((await hashFile(flac, ['md5'])).md5);
    expect(await verify(flac)).toMatchObject({
      verdict: 'ok',
      checks: [{ kind: 'md5', source: null, isOk: true }],
    });
    await truncate(flac, 10_000);
    expect(await verify(flac)).toMatchObject({ verdict: 'mismatch' });
    await writeFile(flac, 'no music');
    expect(failures(await verify(flac))).toEqual(['02_one.flac md5 null']);
  });

  it('has nothing to compare music with where flac is not installed', async () => {
    await copyWithoutSidecars();
    vi.stubEnv('PATH', '');
    try {
      const report = await verify(join(set, '02_one.flac'));
      expect(report).toMatchObject({ verdict: 'nothing-to-compare', checks: [] });
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it('takes no notice of files of others that cannot be read', async () => {
    await copyWithoutSidecars();
    // Opens and then fails to read, even for root: no address 0 is mapped.
    for (const name of ['a.md5', 'a.json']) await symlink('/proc/self/mem', join(set, name));
    expect(await verify(join(set, '02_one.flac'))).toMatchObject({ verdict: 'ok' });
    expect(await verify(set)).toMatchObject({ verdict: 'nothing-to-compare' });
    await symlink('/proc/self/mem', join(set, 'mix.md5'));
    await expect(verifyImage(set)).rejects.toMatchObject({ code: 'FILE_READ_FAILED' });
  });

  it('mentions a provenance that should describe it and does not', async () => {
    await publish();
    await writeFile(join(set, 'mix.txt'), 'notes');
    const report = await verify(join(set, 'mix.txt'));
    expect(report.notes.join(' ')).toContain('mix.json describes an image of several files');
    await writeFile(join(set, 'mix.json'), 'torn');
    const track = await verify(join(set, '03_two.flac'));
    expect(track.verdict).toBe('ok');
    expect(track.notes.join(' ')).toContain('mix.json is not JSON');
    expect(await readdir(set)).toHaveLength(names.length + 4);
  });
});
