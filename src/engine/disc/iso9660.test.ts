import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exec } from '../exec/index.ts';
import { FileSectorSource } from './file-sector-source.ts';
import { readIso9660 } from './iso9660.ts';
import type { SectorSource } from './sector-source.ts';
import { readVolumes } from './volumes.ts';

let folder: string;
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'iso-'));
  await mkdir(at('tree/Docs'), { recursive: true });
  await writeFile(at('tree/Docs/read me.txt'), 'hello');
  await writeFile(at('tree/a.bin'), Buffer.alloc(5000, 7));
});
afterAll(() => rm(folder, { recursive: true }));

async function make(program: string, ...args: string[]): Promise<string> {
  const path = at(`${args.join('').replace(/[^\w]/g, '').slice(0, 60)}-${program}.iso`);
  const base = program === 'xorriso' ? ['-as', 'mkisofs', '-quiet'] : ['-quiet'];
  const result = await exec(program, [...base, ...args, '-o', path, at('tree')]);
  expect(result.exitCode, result.stderr.toString()).toBe(0);
  return path;
}

async function withSource<T>(
  path: string,
  use: (source: SectorSource) => Promise<T>,
  badSectors: { firstLba: number; lastLba: number }[] = [],
): Promise<T> {
  const source = await FileSectorSource.open(path, { badSectors });
  try {
    return await use(source);
  } finally {
    await source.close();
  }
}

const read = (path: string, ...bad: number[]) =>
  withSource(
    path,
    (source) => readIso9660(source),
    bad.map((lba) => ({ firstLba: lba, lastLba: lba })),
  );

async function changed(path: string, change: (bytes: Buffer) => void): Promise<string> {
  const bytes = await readFile(path);
  change(bytes);
  const copy = at('changed.iso');
  await writeFile(copy, bytes);
  return copy;
}

async function blkid(path: string, tag: string): Promise<string | null> {
  const result = await exec('blkid', ['-p', '-o', 'value', '-s', tag, '--', path]);
  return result.stdout.toString().replace(/\n$/, '') || null;
}

describe('readIso9660 against blkid', () => {
  it.each([
    ['xorriso', ['-V', 'TESTDISC']],
    ['xorriso', ['-V', 'TESTDISC', '-J', '-R']],
    ['xorriso', ['-V', 'Grüße_aus_Köln', '-J', '-input-charset', 'utf-8']],
    ['xorriso', ['-V', 'A_LABEL_OF_MORE_THAN_16_LETTERS', '-J']],
    ['xorriso', ['-V', '']],
    ['genisoimage', ['-V', 'MixedCase Label', '-J', '-R']],
    ['genisoimage', ['-V', 'PLAIN', '-publisher', 'Someone', '-A', 'An app', '-volset', 'Set 1']],
  ])('agrees on an image of %s %j', async (program, args) => {
    const path = await make(program, ...args);
    const { volume } = await read(path);
    expect(volume?.volumeUuid).toBe(await blkid(path, 'UUID'));
    expect(volume?.label).toBe(await blkid(path, 'LABEL'));
    expect(volume?.sizeBytes).toBe((await stat(path)).size);
  });
});

describe('readIso9660', () => {
  it('sees extensions, identifiers and the root directory', async () => {
    const path = await make(
      'genisoimage',
      '-J',
      '-R',
      '-publisher',
      'Someone',
      '-volset',
      'Set 1',
      '-V',
      'ALL',
    );
    const { volume, warnings } = await read(path);
    expect(warnings).toEqual([]);
    expect(volume).toMatchObject({
      label: 'ALL',
      blockBytes: 2048,
      hasJoliet: true,
      hasRockRidge: true,
      hasElTorito: false,
      facts: { publisherId: 'Someone', volumeSetId: 'Set 1', systemId: 'LINUX' },
    });
    expect(Date.parse(volume?.createdAt ?? '')).toBeGreaterThan(Date.now() - 3_600_000);
    expect(volume?.root.map(({ name, isDirectory }) => [name, isDirectory])).toEqual([
      ['A.BIN', false],
      ['DOCS', true],
    ]);
  });

  it('sees a boot record', async () => {
    const path = await make('xorriso', '-b', 'a.bin', '-no-emul-boot', '-boot-load-size', '4');
    expect((await read(path)).volume).toMatchObject({ hasElTorito: true, hasJoliet: false });
  });

  it('does not see Rock Ridge where there is none', async () => {
    expect((await read(await make('genisoimage', '-V', 'NORR'))).volume?.hasRockRidge).toBe(false);
  });

  it('sees Rock Ridge in the continuation area of the root', async () => {
    const path = await changed(await make('genisoimage', '-R', '-V', 'CONTINUED'), (bytes) => {
      const root = bytes.readUInt32LE(16 * 2048 + 158) * 2048;
      const record = bytes.subarray(root, root + bytes.readUInt8(root));
      for (const signature of ['PX', 'RR']) record.write('ZZ', record.indexOf(signature), 'latin1');
    });
    expect((await read(path)).volume?.hasRockRidge).toBe(true);
    const without = await changed(path, (bytes) => bytes.write('ZZ', bytes.indexOf('RRIP_1991A'), 'latin1'));
    expect((await read(without)).volume?.hasRockRidge).toBe(false);
  });

  it('finds a later session by its start, extents absolute', async () => {
    const session1 = await make('genisoimage', '-V', 'FIRST');
    const session2 = at('session2.iso');
    const args = ['-quiet', '-V', 'SECOND', '-C', '0,1000', '-M', session1, '-o', session2, at('tree')];
    expect((await exec('genisoimage', args)).exitCode).toBe(0);
    const disc = Buffer.alloc(1000 * 2048);
    (await readFile(session1)).copy(disc);
    const second = await readFile(session2);
    await writeFile(at('disc.iso'), Buffer.concat([disc, second]));
    const volumes = await withSource(at('disc.iso'), (source) =>
      readVolumes(source, { sessionStartLba: 1000 }),
    );
    expect(volumes.label).toBe('SECOND');
    expect(volumes.rootNames).toEqual(expect.arrayContaining(['A.BIN', 'DOCS']));
    expect(volumes.fsBytes).toBe(disc.length + second.length);
    expect((await withSource(at('disc.iso'), (source) => readVolumes(source))).label).toBe('FIRST');
  });
});

describe('readIso9660 on damage and lies', () => {
  it('warns where the two byte orders differ and uses the little-endian one', async () => {
    const path = await changed(await make('xorriso', '-V', 'LIES'), (b) =>
      b.writeUInt32BE(1, 16 * 2048 + 84),
    );
    const { volume, warnings } = await read(path);
    expect(volume?.sizeBytes).toBeGreaterThan(2048);
    expect(warnings).toEqual([expect.stringContaining('states its size twice')]);
  });

  it('assumes 2048-byte blocks where the size stated is impossible', async () => {
    const path = await changed(await make('xorriso', '-V', 'LIES'), (b) =>
      b.writeUInt16LE(3, 16 * 2048 + 128),
    );
    const { volume, warnings } = await read(path);
    expect(volume?.blockBytes).toBe(2048);
    expect(warnings).toEqual([expect.stringContaining('block size of 3 bytes')]);
  });

  it('goes on with the Joliet descriptor where the primary one cannot be read', async () => {
    const path = await make('genisoimage', '-J', '-V', 'SAVED', '-publisher', 'Someone');
    const whole = await read(path);
    const { volume, isUnreadable, warnings } = await read(path, 16);
    expect(isUnreadable).toBe(true);
    expect(warnings).toEqual(['Some volume descriptors of ISO 9660 cannot be read.']);
    expect(volume).toMatchObject({
      label: 'SAVED',
      sizeBytes: whole.volume?.sizeBytes,
      volumeUuid: whole.volume?.volumeUuid,
      facts: { publisherId: 'Someone' },
    });
    expect(volume?.root.map((entry) => entry.name)).toEqual(['Docs', 'a.bin']);
  });

  it('reports unreadable descriptors instead of no volume', async () => {
    const path = await make('xorriso', '-V', 'GONE');
    expect(await read(path, 16, 17, 18)).toEqual({ volume: null, isUnreadable: true, warnings: [] });
  });

  it('warns of a root directory that cannot be read', async () => {
    const path = await make('xorriso', '-V', 'ROOT');
    const root = (await readFile(path)).readUInt32LE(16 * 2048 + 158);
    const { volume, warnings } = await read(path, root);
    expect(volume?.root).toEqual([]);
    expect(warnings).toEqual(['The root directory of ISO 9660 cannot be read completely.']);
  });

  it('reads no more than 1 MiB of a root directory that claims 4 GiB', async () => {
    const path = await changed(await make('xorriso', '-V', 'HUGE'), (b) =>
      b.writeUInt32LE(0xffffffff, 16 * 2048 + 166),
    );
    const { volume, warnings } = await read(path);
    expect(volume?.root.length).toBeGreaterThanOrEqual(2);
    expect(warnings).toEqual(['The root directory of ISO 9660 cannot be read completely.']);
  });

  it('has no UUID and no time where the dates are unset or rubbish', async () => {
    const unset = await changed(await make('xorriso', '-V', 'DATE'), (b) => {
      b.fill('0', 16 * 2048 + 813, 16 * 2048 + 847);
      b[16 * 2048 + 829] = 0;
      b[16 * 2048 + 846] = 0;
    });
    expect((await read(unset)).volume).toMatchObject({ volumeUuid: null, createdAt: null });
    expect(await blkid(unset, 'UUID')).toBeNull();
    const rubbish = await changed(unset, (b) => b.fill(0xfe, 16 * 2048 + 813, 16 * 2048 + 847));
    expect((await read(rubbish)).volume).toMatchObject({ volumeUuid: null, createdAt: null });
  });

  it('takes the creation time for the UUID where the modification time is unset', async () => {
    const path = await changed(await make('xorriso', '-V', 'CREATED'), (b) => {
      b.write('2001020304050607', 16 * 2048 + 813, 'latin1');
      b.fill('0', 16 * 2048 + 830, 16 * 2048 + 846);
      b[16 * 2048 + 846] = 0;
    });
    expect((await read(path)).volume?.volumeUuid).toBe('2001-02-03-04-05-06-07');
    expect(await blkid(path, 'UUID')).toBe('2001-02-03-04-05-06-07');
  });

  it('finds nothing on an empty image', async () => {
    await writeFile(at('empty.img'), Buffer.alloc(64 * 2048));
    expect(await read(at('empty.img'))).toEqual({ volume: null, isUnreadable: false, warnings: [] });
  });
});
