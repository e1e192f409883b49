import { mkdir, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Value from 'typebox/value';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { SectorRange } from '#model/index.ts';
import { Disc } from '#model/index.ts';
import type { Medium } from '../drive/drive.ts';
import { exec } from '../exec/index.ts';
import { isSameDisc } from './fingerprint.ts';
import { type IdentifyOptions, identifyDisc } from './identify.ts';

const fakes = fileURLToPath(new URL('../../../test/fakes/damaged-drive', import.meta.url));
let folder: string;
let data: string;
let dvd: string;
const at = (name: string) => join(folder, name);

async function makeImage(name: string, args: readonly string[], files: readonly string[]): Promise<string> {
  for (const file of files) {
    await mkdir(dirname(at(`${name}/${file}`)), { recursive: true });
    await writeFile(at(`${name}/${file}`), 'content');
  }
  const path = at(`${name}.iso`);
  const label = ['-V', name.toUpperCase()];
  const result = await exec('genisoimage', ['-quiet', ...label, ...args, '-o', path, at(name)]);
  expect(result.exitCode, result.stderr.toString()).toBe(0);
  return path;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'identify-'));
  data = await makeImage('data', ['-J', '-R'], ['a.txt']);
  dvd = await makeImage('dvd', ['-udf'], ['VIDEO_TS/A.BUP']);
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

async function mediumOf(path: string, change: Partial<Medium> = {}): Promise<Medium> {
  return {
    path,
    isDevice: false,
    isSheet: false,
    sizeBytes: (await stat(path)).size,
    supportsDirect: false,
    sequence: null,
    rateKBps: null,
    badSectors: [],
    ...change,
  };
}

/** Identifies a file as if it lay in a drive of which cdrom_id says what it said in a recording. */
async function identifyInDrive(
  path: string,
  recording: string,
  options: { identify?: IdentifyOptions; medium?: Partial<Medium>; badLba?: number } = {},
) {
  vi.stubEnv('PATH', `${fakes}:${process.env.PATH}`);
  vi.stubEnv('FAKE_CDROM_ID', recording);
  if (options.badLba !== undefined) vi.stubEnv('FAKE_DD_BAD_LBA', String(options.badLba));
  const disc = await identifyDisc(
    await mediumOf(path, { isDevice: true, ...options.medium }),
    options.identify,
  );
  expect(Value.Errors(Disc, disc)).toEqual([]);
  return disc;
}

describe('identifyDisc on image files', () => {
  it('describes a data image in full', async () => {
    const disc = await identifyDisc(await mediumOf(data));
    const size = (await stat(data)).size;
    expect(Value.Errors(Disc, disc)).toEqual([]);
    expect(disc).toMatchObject({
      kind: 'data',
      kindIsOverridden: false,
      media: 'image',
      state: null,
      label: 'DATA',
      fileSystems: ['iso9660', 'joliet', 'rock-ridge'],
      sessionCount: null,
      lastSessionLba: 0,
      tracks: [],
      capBytes: size,
      fsBytes: size,
      warnings: [],
    });
    expect(disc.fingerprint.headSha256).toMatch(/^[0-9a-f]{64}$/);
    expect(disc.fingerprint).toMatchObject({ volumeUuid: disc.volumeUuid, label: 'DATA', tocSha256: null });
  });

  it('knows DVD-Video and that it may be scrambled', async () => {
    const disc = await identifyDisc(await mediumOf(dvd));
    expect(disc).toMatchObject({ kind: 'dvd-video', fileSystems: ['iso9660', 'udf'] });
    expect(disc.warnings).toEqual([expect.stringContaining('CSS')]);
  });

  it('warns of a truncated image', async () => {
    const bytes = await readFile(data);
    await writeFile(at('cut.iso'), bytes.subarray(0, 40 * 2048));
    const disc = await identifyDisc(await mediumOf(at('cut.iso')));
    expect(disc.fsBytes).toBe(bytes.length);
    expect(disc.warnings[0]).toContain(`claims ${bytes.length} bytes, but the image file ends at 81920`);
  });

  it('lets a person tell the kind', async () => {
    const disc = await identifyDisc(await mediumOf(data), { kind: 'video-cd' });
    expect(disc).toMatchObject({ kind: 'video-cd', kindIsOverridden: true, label: 'DATA' });
  });

  it('does not take a file without a file system for audio', async () => {
    await writeFile(at('zeros.img'), Buffer.alloc(100 * 2048));
    const disc = await identifyDisc(await mediumOf(at('zeros.img')));
    expect(disc).toMatchObject({ kind: 'unknown', capBytes: 100 * 2048, fsBytes: null, warnings: [] });
  });

  it('recognises the same disc with damage elsewhere, and not another one', async () => {
    const bad: SectorRange[] = [{ firstLba: 16, lastLba: 16 }];
    const whole = await identifyDisc(await mediumOf(data));
    const damaged = await identifyDisc(await mediumOf(data, { badSectors: bad }));
    expect(damaged.fingerprint.headSha256).toBeNull();
    expect(damaged.kind).toBe('data');
    expect(isSameDisc(whole.fingerprint, damaged.fingerprint)).toBe(true);
    expect(isSameDisc(whole.fingerprint, (await identifyDisc(await mediumOf(dvd))).fingerprint)).toBe(false);
  });

  it('names a missing file', async () => {
    const medium = await mediumOf(data, { path: at('none.iso') });
    await expect(identifyDisc(medium)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('identifyDisc on drives', () => {
  it('brings together what drive and volumes say', async () => {
    expect(await identifyInDrive(dvd, 'dvd-video')).toMatchObject({
      kind: 'dvd-video',
      media: 'dvd',
      state: 'complete',
      sessionCount: 1,
      capBytes: (await stat(dvd)).size,
      label: 'DVD',
    });
  });

  it('never reads sectors of audio discs', async () => {
    const disc = await identifyInDrive(data, 'audio-cd');
    expect(disc).toMatchObject({
      kind: 'audio',
      capBytes: null,
      fsBytes: null,
      fileSystems: [],
      warnings: [],
    });
  });

  it('never reads sectors of blank discs', async () => {
    const disc = await identifyInDrive(data, 'blank-dvd');
    expect(disc).toMatchObject({
      kind: 'blank',
      media: 'dvd+r',
      state: 'blank',
      capBytes: null,
      label: null,
    });
  });

  it('reads a disc that a person says is data, whatever the drive says', async () => {
    const disc = await identifyInDrive(data, 'blank-dvd', { identify: { kind: 'data' } });
    expect(disc).toMatchObject({ kind: 'data', kindIsOverridden: true, label: 'DATA', state: 'blank' });
  });

  it('calls one session of data and audio mixed', async () => {
    expect((await identifyInDrive(data, 'mixed-cd')).kind).toBe('mixed');
  });

  it('finds the volume of a CD-Extra in its last session', async () => {
    const session = await makeImage('extra', ['-C', '0,14025'], ['a.txt']);
    const path = at('extra-disc.img');
    await writeFile(path, '');
    await truncate(path, 14025 * 2048);
    await writeFile(path, await readFile(session), { flag: 'a' });
    expect(await identifyInDrive(path, 'cd-extra')).toMatchObject({
      kind: 'cd-extra',
      sessionCount: 2,
      lastSessionLba: 14025,
      label: 'EXTRA',
      fsBytes: (await stat(path)).size,
      warnings: [],
    });
  });

  it('falls back to the first session where the last holds no volume', async () => {
    const path = at('first-only.img');
    await writeFile(path, await readFile(data));
    await truncate(path, 14100 * 2048);
    expect((await identifyInDrive(path, 'cd-extra')).label).toBe('DATA');
  });

  it('identifies a disc whose descriptors cannot be read as unknown, its capacity known', async () => {
    await writeFile(at('lost.img'), Buffer.alloc(400 * 2048));
    const disc = await identifyInDrive(at('lost.img'), 'damaged-cd', { badLba: 16 });
    expect(disc).toMatchObject({ kind: 'unknown', media: 'cd', capBytes: 400 * 2048, fsBytes: null });
    expect(disc.fingerprint.headSha256).toBeNull();
    expect(disc.warnings).toEqual([expect.stringContaining('cannot be read')]);
  });

  it('does without cdrom_id', async () => {
    expect(await identifyInDrive(data, '')).toMatchObject({
      kind: 'data',
      media: null,
      state: null,
      sessionCount: null,
    });
  });

  it('warns where the drive reports less than the file system claims', async () => {
    const sizeBytes = 100 * 2048;
    const disc = await identifyInDrive(data, 'damaged-cd', { medium: { sizeBytes } });
    expect(disc.warnings[0]).toContain(`the drive reports an end at ${sizeBytes}`);
  });

  it('asks again about a disc that was still settling', async () => {
    vi.stubEnv('FAKE_CDROM_ID_FIRST', 'tray-open');
    vi.stubEnv('FAKE_CDROM_ID_MARK', at('asked'));
    expect(await identifyInDrive(dvd, 'dvd-video')).toMatchObject({ media: 'dvd', label: 'DVD' });
  });

  it('reports an empty drive', async () => {
    vi.stubEnv('FAKE_DD_MESSAGE', "dd: failed to open '/dev/sr0': No medium found");
    await expect(identifyInDrive(data, 'tray-open')).rejects.toMatchObject({ code: 'NO_DISC' });
  });

  it('ends with the reason of an abort', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(identifyInDrive(data, 'dvd-video', { identify: { signal } })).rejects.toThrow('enough');
  });
});
