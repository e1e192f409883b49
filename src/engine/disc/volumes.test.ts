import { mkdir, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exec } from '../exec/index.ts';
import { FileSectorSource } from './file-sector-source.ts';
import { readVolumes } from './volumes.ts';

let folder: string;
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'volumes-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function makeImage(name: string, args: string[], files: string[]): Promise<string> {
  for (const file of files) {
    await mkdir(dirname(at(`${name}/${file}`)), { recursive: true });
    await writeFile(at(`${name}/${file}`), 'content');
  }
  const path = at(`${name}.iso`);
  const [program = '', ...rest] = args;
  const result = await exec(program, [...rest, '-V', name.toUpperCase(), '-o', path, at(name)]);
  expect(result.exitCode, result.stderr.toString()).toBe(0);
  return path;
}

async function read(path: string, sessionStartLba = 0) {
  const source = await FileSectorSource.open(path);
  try {
    return await readVolumes(source, { sessionStartLba });
  } finally {
    await source.close();
  }
}

async function blkid(path: string, tag: string): Promise<string> {
  const result = await exec('blkid', ['-p', '-o', 'value', '-s', tag, '--', path]);
  return result.stdout.toString().trim();
}

describe('readVolumes', () => {
  it.each([
    ['dvd', 'dvd-video', ['VIDEO_TS/A.BUP', 'AUDIO_TS/B']],
    ['bd', 'bd-video', ['BDMV/INDEX.BDM', 'CERT/ID.BDM']],
    ['vcd', 'video-cd', ['VCD/INFO.VCD', 'MPEGAV/AVSEQ01.DAT']],
    ['vcd2', 'video-cd', ['VCD/OTHER.VCD', 'MPEGAV/AVSEQ01.DAT']],
    ['svcd', 'super-video-cd', ['SVCD/INFO.SVD', 'MPEG2/AVSEQ01.MPG']],
    ['svcd2', 'super-video-cd', ['SVCD/OTHER.SVD', 'MPEG2/AVSEQ01.MPG']],
    ['nothing', null, ['VCD/HOLIDAY.TXT', 'DOCS/A.TXT']],
    ['files', null, ['BDMV', 'VIDEO_TS']],
  ])('tells what the directories of %s are for: %s', async (name, contentKind, files) => {
    const path = await makeImage(name, ['genisoimage', '-quiet'], files);
    expect(await read(path)).toMatchObject({ contentKind, fileSystems: ['iso9660'], warnings: [] });
  });

  it('names a UDF bridge by UDF, as blkid does, and counts both file systems', async () => {
    const path = await makeImage(
      'bridge',
      ['genisoimage', '-quiet', '-udf', '-J', '-R'],
      ['a.txt', 'D/b.txt'],
    );
    const volumes = await read(path);
    expect(volumes.fileSystems).toEqual(['iso9660', 'joliet', 'rock-ridge', 'udf']);
    expect(volumes.volumeUuid).toBe(await blkid(path, 'UUID'));
    expect(volumes.label).toBe(await blkid(path, 'LABEL'));
    expect(volumes.fsBytes).toBe((await stat(path)).size);
    expect(volumes.facts).toMatchObject({ udfRevision: '1.02', udfVolumeId: 'BRIDGE', systemId: 'LINUX' });
  });

  it('still knows the whole size of a truncated image', async () => {
    const path = await makeImage('cut', ['genisoimage', '-quiet'], ['a.txt']);
    const whole = await read(path);
    await truncate(path, 100 * 2048);
    expect((await read(path)).fsBytes).toBe(whole.fsBytes);
  });

  it('sees HFS and HFS Plus beside ISO 9660', async () => {
    const hfs = await makeImage('hfs', ['genisoimage', '-quiet', '-hfs'], ['a.txt']);
    expect((await read(hfs)).fileSystems).toEqual(['iso9660', 'hfs']);
    const part = await makeImage('part', ['genisoimage', '-quiet', '-hfs', '-part'], ['a.txt']);
    expect((await read(part)).fileSystems).toEqual(['iso9660', 'hfs']);
    const plus = await makeImage('plus', ['xorriso', '-as', 'mkisofs', '-quiet', '-hfsplus'], ['a.txt']);
    expect((await read(plus)).fileSystems).toContain('hfs+');
  });

  it('knows a disc with nothing but HFS by its name and size', async () => {
    const path = await makeImage('mac', ['genisoimage', '-quiet', '-hfs', '-hfs-volid', 'Mäc'], ['a.txt']);
    const bytes = await readFile(path);
    bytes.fill(0, 16 * 2048, 19 * 2048);
    await writeFile(path, bytes);
    const volumes = await read(path);
    expect(volumes).toMatchObject({ fileSystems: ['hfs'], volumeUuid: null, contentKind: null });
    expect(volumes.label).toMatch(/^M.+c$/);
    expect(volumes.fsBytes).toBeGreaterThan(0);
    expect(volumes.fsBytes).toBeLessThanOrEqual(bytes.length);
  });

  it('refuses HFS headers that make no sense', async () => {
    for (const signature of ['BD', 'H+', 'HX']) {
      const bytes = Buffer.alloc(64 * 2048);
      bytes.write(signature, 1024, 'latin1');
      bytes.writeUInt32BE(3, 1024 + 20);
      bytes.writeUInt32BE(1000, 1024 + 40);
      await writeFile(at('rubbish.img'), bytes);
      expect((await read(at('rubbish.img'))).fileSystems).toEqual([]);
    }
  });

  it('counts the volume of a later session from that session, unless the medium is too short for it', async () => {
    const path = await makeImage('session', ['genisoimage', '-quiet'], ['a.txt']);
    const image = await readFile(path);
    const disc = Buffer.concat([Buffer.alloc(100 * 2048), image]);
    await writeFile(at('disc.img'), disc);
    expect((await read(at('disc.img'), 100)).fsBytes).toBe(disc.length);
    disc.writeUInt32LE(disc.length / 2048, 116 * 2048 + 80);
    await writeFile(at('disc.img'), disc);
    expect((await read(at('disc.img'), 100)).fsBytes).toBe(disc.length);
  });

  it('says so when nothing where descriptors belong can be read', async () => {
    const path = await makeImage('bad', ['genisoimage', '-quiet'], ['a.txt']);
    const source = await FileSectorSource.open(path, { badSectors: [{ firstLba: 0, lastLba: 100 }] });
    const volumes = await readVolumes(source);
    await source.close();
    expect(volumes).toMatchObject({ fileSystems: [], label: null, fsBytes: null, isUnreadable: true });
    expect(volumes.warnings).toEqual([expect.stringContaining('nothing is known about the contents')]);
  });
});
