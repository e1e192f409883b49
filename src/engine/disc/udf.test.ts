import { copyFile, mkdir, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exec } from '../exec/index.ts';
import { FileSectorSource } from './file-sector-source.ts';
import { readUdf } from './udf.ts';
import { crc16, readTag } from './udf-descriptors.ts';

let folder: string;
const at = (name: string) => join(folder, name);
const imageBytes = 8 * 1024 * 1024;
/** What mkudffs itself puts into the root. */
const mkudffsFiles = ['lost+found', 'Non-Allocatable Space'];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'udf-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function makeUdf(media: string, revision: string, ...args: string[]): Promise<string> {
  const path = at(`${media}-${revision}.img`);
  await writeFile(path, '');
  await truncate(path, imageBytes);
  const options = ['--utf8', `--media-type=${media}`, `--udfrev=${revision}`, '--blocksize=2048'];
  const result = await exec('mkudffs', [...options, ...args, path]);
  expect(result.exitCode, result.stderr.toString()).toBe(0);
  return path;
}

async function read(path: string, ...bad: number[]) {
  const badSectors = bad.map((lba) => ({ firstLba: lba, lastLba: lba }));
  const source = await FileSectorSource.open(path, { badSectors });
  try {
    return await readUdf(source);
  } finally {
    await source.close();
  }
}

async function blkid(path: string, tag: string): Promise<string | null> {
  const result = await exec('blkid', ['-p', '-o', 'value', '-s', tag, '--', path]);
  return result.stdout.toString().replace(/\n$/, '') || null;
}

async function patched(path: string, change: (bytes: Buffer) => void): Promise<string> {
  const bytes = await readFile(path);
  change(bytes);
  await writeFile(at('patched.img'), bytes);
  return at('patched.img');
}

describe('readUdf against mkudffs and blkid', () => {
  it.each([
    ['dvd', '1.02', ['--label=DVD label']],
    ['dvd', '2.01', ['--label=Grüße 漢字']],
    ['dvdram', '1.50', ['--label=Ram']],
    ['cdrw', '1.50', ['--label=Sparable']],
    ['cdr', '2.01', ['--label=Virtual', '--closed']],
    ['bdr', '2.50', ['--label=Blu']],
    ['bdr', '2.60', ['--label=Blu', '--fullvsid=0123456789ABCDEFset']],
    ['hd', '2.01', ['--label=Odd', '--fullvsid=not hexadecimal']],
    ['hd', '2.01', ['--label=Half', '--fullvsid=12345678 rest of it']],
    ['hd', '2.01', ['--label=Wide', '--fullvsid=é漢字éabcdef']],
    ['hd', '2.01', ['--label=Short', '--fullvsid=abc']],
  ])('agrees on %s of revision %s %j', async (media, revision, args) => {
    const path = await makeUdf(media, revision, ...args);
    const { volume, isRecognised, warnings } = await read(path);
    expect(isRecognised).toBe(true);
    expect(warnings).toEqual([]);
    expect(volume?.label).toBe(await blkid(path, 'LABEL'));
    expect(volume?.volumeUuid).toBe(await blkid(path, 'UUID'));
    expect(volume?.facts).toMatchObject({ udfRevision: revision });
    expect(volume?.endBytes).toBe(imageBytes);
    expect(Date.parse(volume?.createdAt ?? '')).toBeGreaterThan(Date.now() - 3_600_000);
    expect(mkudffsFiles).toEqual(expect.arrayContaining(volume?.root.map((entry) => entry.name) ?? []));
  });

  it('finds the end by the last anchor on media padded to an ECC block', async () => {
    const path = await makeUdf('dvd', '2.01');
    await truncate(path, imageBytes + 9 * 2048);
    expect((await read(path)).volume?.endBytes).toBe(imageBytes);
  });

  it('lists the root of a bridge image by UDF alone', async () => {
    await mkdir(at('tree/VIDEO_TS'), { recursive: true });
    await writeFile(at('tree/VIDEO_TS/A.VOB'), 'x');
    await writeFile(at('tree/Übung.txt'), 'x');
    const path = at('bridge.iso');
    const args = ['-quiet', '-udf', '-V', 'BRIDGE', '-input-charset', 'utf-8', '-o', path, at('tree')];
    expect((await exec('genisoimage', args)).exitCode).toBe(0);
    const { volume, warnings } = await read(path);
    expect(warnings).toEqual([]);
    expect(volume?.root).toContainEqual({ name: 'VIDEO_TS', isDirectory: true });
    expect(volume?.root).toContainEqual({ name: 'Übung.txt', isDirectory: false });
    expect(volume?.endBytes).toBe((await stat(path)).size);
  });
});

describe('readUdf on damage', () => {
  it('uses the other anchors where the first cannot be read', async () => {
    const path = await makeUdf('dvd', '2.01', '--label=Anchored');
    expect((await read(path, 256)).volume?.label).toBe('Anchored');
    const last = imageBytes / 2048 - 1;
    expect((await read(path, 256, last)).volume?.label).toBe('Anchored');
    const { volume, isRecognised, warnings } = await read(path, 256, last, last - 256);
    expect([volume, isRecognised]).toEqual([null, true]);
    expect(warnings).toEqual(['The disc announces UDF, but its anchor cannot be read.']);
  });

  it('uses the reserve sequence where the main one is damaged', async () => {
    const path = await makeUdf('dvd', '2.01', '--label=Reserve');
    const main = (await readFile(path)).readUInt32LE(256 * 2048 + 20);
    const { volume, warnings } = await read(path, main, main + 1, main + 2, main + 3);
    expect(volume).toMatchObject({ label: 'Reserve', endBytes: imageBytes });
    expect(warnings).toEqual([expect.stringContaining('the reserve copy is used')]);
  });

  it('looks for the anchor where the recognition sequence cannot be read', async () => {
    const path = await makeUdf('dvd', '2.01', '--label=Unannounced');
    expect((await read(path, 16, 17, 18)).volume?.label).toBe('Unannounced');
    await writeFile(at('nothing.img'), Buffer.alloc(64 * 2048));
    expect(await read(at('nothing.img'), 16, 17, 18)).toEqual({
      volume: null,
      isRecognised: false,
      warnings: [],
    });
  });

  it('rejects descriptors with a wrong checksum or CRC', async () => {
    const path = await makeUdf('dvd', '2.01', '--label=Checked');
    const main = (await readFile(path)).readUInt32LE(256 * 2048 + 20);
    const broken = await patched(path, (bytes) => {
      for (let lba = main; lba < main + 16; lba += 1)
        bytes.writeUInt8(bytes.readUInt8(lba * 2048 + 90) ^ 1, lba * 2048 + 90);
    });
    expect((await read(broken)).volume?.label).toBe('Checked');
    const reserve = (await readFile(path)).readUInt32LE(256 * 2048 + 28);
    await copyFile(broken, at('both.img'));
    const both = await patched(at('both.img'), (bytes) =>
      bytes.fill(0, reserve * 2048, (reserve + 16) * 2048),
    );
    const { volume, warnings } = await read(both);
    expect(volume).toBeNull();
    expect(warnings).toEqual(['The disc announces UDF, but no logical volume descriptor can be read.']);
  });

  it('finds nothing on an image without a recognition sequence', async () => {
    await writeFile(at('empty.img'), Buffer.alloc(600 * 2048));
    expect(await read(at('empty.img'))).toEqual({ volume: null, isRecognised: false, warnings: [] });
  });
});

describe('descriptor tags', () => {
  it('compute the CRC of ECMA-167', () => {
    // The worked example of OSTA UDF 2.60, appendix 6.5.
    expect(crc16(Buffer.from([0x70, 0x6a, 0x77]))).toBe(0x3299);
  });

  it('need sixteen bytes and a CRC length that fits', () => {
    expect(readTag(Buffer.alloc(15))).toBeNull();
    const tag = Buffer.alloc(32);
    tag.writeUInt16LE(100, 10);
    tag.writeUInt8(100, 4);
    expect(readTag(tag)).toBeNull();
  });
});
