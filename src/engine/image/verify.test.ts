import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Check, Parse } from 'typebox/value';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Provenance, VerifyReport } from '#model/index.ts';
import { exec } from '../exec/index.ts';
import { readingError } from '../files/file-errors.ts';
import { compressFile } from '../zstd/index.ts';
import { verifyImage } from './verify.ts';
import { unreadableFile } from './verify-checks.ts';

const fixture = new URL('../../../test/fixtures/image/provenance.json', import.meta.url);
let folder: string;
let image: string;
let sizeBytes: number;

/** A small real disc image with an ISO 9660 file system. */
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'disk2iso-verify-'));
  image = join(folder, 'holiday.iso');
  const content = join(folder, 'content');
  await mkdir(content);
  await writeFile(join(content, 'a.txt'), 'x'.repeat(300_000));
  const made = await exec('xorriso', ['-as', 'mkisofs', '-V', 'HOLIDAY', '-o', image, content]);
  expect(made.exitCode, made.stderr.toString()).toBe(0);
  sizeBytes = (await readFile(image)).length;
});
afterEach(() => rm(folder, { recursive: true }));

async function sum(algorithm: string): Promise<string> {
  return createHash(algorithm)
    .update(await readFile(image))
    .digest('hex');
}

async function writeProvenance(
  changes: Partial<Provenance> = {},
  disc: Partial<Provenance['disc']> = {},
): Promise<void> {
  const base = Parse(Provenance, JSON.parse(await readFile(fixture, 'utf8')));
  const provenance: Provenance = { ...base, sizeBytes, ...changes, disc: { ...base.disc, ...disc } };
  await writeFile(join(folder, 'holiday.json'), JSON.stringify(provenance));
}

async function damageOneByte(): Promise<void> {
  const data = await readFile(image);
  data.writeUInt8(data.readUInt8(100_000) ^ 1, 100_000);
  await writeFile(image, data);
}

async function verify() {
  const report = await verifyImage(image);
  expect(Check(VerifyReport, report)).toBe(true);
  return report;
}

describe('verifyImage', () => {
  it('reports the sums when there is nothing to compare with', async () => {
    const report = await verify();
    expect(report).toMatchObject({
      verdict: 'nothing-to-compare',
      sizeBytes,
      checksums: { sha256: await sum('sha256'), md5: await sum('md5') },
      isComplete: null,
      badBytes: null,
    });
    expect(report.checks.map(({ kind, isOk }) => [kind, isOk])).toEqual([['file-system', true]]);
  });

  it('is content when all sidecars agree', async () => {
    const checksums = {
      sha256: await sum('sha256'),
      md5: await sum('md5'),
      sha1: await sum('sha1'),
      crc32: '0',
    };
    const { crc32: _, ...known } = checksums;
    await writeProvenance({ checksums: known });
    await writeFile(join(folder, 'holiday.sha256'), `${checksums.sha256.toUpperCase()} *holiday.iso\r\n`);
    await writeFile(join(folder, 'holiday.iso.md5'), `${checksums.md5}  ./holiday.iso\n`);
    const report = await verify();
    expect(report.verdict).toBe('ok');
    expect(report.checksums).toEqual(known);
    expect(report.checks.map(({ kind, source }) => `${kind} ${source}`)).toEqual([
      'size holiday.json',
      'file-system null',
      'sha256 holiday.sha256',
      'md5 holiday.iso.md5',
      'sha256 holiday.json',
      'md5 holiday.json',
      'sha1 holiday.json',
    ]);
    expect(report.checks.every(({ isOk }) => isOk)).toBe(true);
  });

  it('finds one changed bit', async () => {
    const expected = await sum('md5');
    await writeFile(join(folder, 'holiday.md5'), `${expected}  holiday.iso\n`);
    await damageOneByte();
    const report = await verify();
    expect(report.verdict).toBe('mismatch');
    expect(report.checks.find(({ isOk }) => !isOk)).toMatchObject({
      kind: 'md5',
      expected,
      actual: await sum('md5'),
    });
  });

  it('finds a disagreement between two sidecars', async () => {
    await writeProvenance({ checksums: { sha256: '0'.repeat(64) } });
    await writeFile(join(folder, 'holiday.sha256'), `${await sum('sha256')}  holiday.iso\n`);
    expect(await verify()).toMatchObject({ verdict: 'mismatch' });
  });

  it('finds a cut image by its own file system, without any sidecar', async () => {
    await truncate(image, sizeBytes - 200_000);
    const report = await verify();
    expect(report.verdict).toBe('mismatch');
    expect(report.checks[0]).toMatchObject({
      kind: 'file-system',
      isOk: false,
      actual: String(sizeBytes - 200_000),
    });
    expect(report.checks[0]?.message).toContain('cut off');
  });

  it('finds a size that is not the published one', async () => {
    await writeProvenance({ sizeBytes: sizeBytes + 1, checksums: { md5: await sum('md5') } });
    const report = await verify();
    expect(report.verdict).toBe('mismatch');
    expect(report.checks[0]).toMatchObject({ kind: 'size', isOk: false });
  });

  it('does not hold a truncated disc or cut run-out sectors against the image', async () => {
    await truncate(image, sizeBytes - 4096);
    sizeBytes -= 4096;
    const checksums = { md5: await sum('md5') };
    await writeProvenance({ checksums, runOutSectors: 2 });
    const claimed = Number((await verify()).checks[1]?.expected);
    await truncate(image, claimed - 4096);
    sizeBytes = claimed - 4096;
    await writeProvenance({ checksums: { md5: await sum('md5') }, runOutSectors: 2 });
    expect(await verify()).toMatchObject({ verdict: 'ok' });
    await writeProvenance({ checksums: { md5: await sum('md5') } }, { capBytes: sizeBytes });
    expect(await verify()).toMatchObject({ verdict: 'ok' });
    await writeProvenance({ checksums: { md5: await sum('md5') }, runOutSectors: 1 });
    expect(await verify()).toMatchObject({ verdict: 'mismatch' });
  });

  it('says that an unchanged image is incomplete', async () => {
    const badSectors = [{ firstLba: 40, lastLba: 42 }];
    await writeProvenance({
      checksums: { md5: await sum('md5') },
      isComplete: false,
      badBytes: 6144,
      badSectors,
    });
    const report = await verify();
    expect(report).toMatchObject({
      verdict: 'ok-but-incomplete',
      isComplete: false,
      badBytes: 6144,
      badSectors,
    });
    expect(report.notes.join(' ')).toContain('6144 bytes in 3 sectors');
  });

  it('knows damage from a map alone', async () => {
    const map = [
      '# map',
      '0x0 + 1',
      '0x0 0x14000 +',
      '0x14000 0x1800 -',
      `0x15800 ${sizeBytes - 0x15800} +`,
      '',
    ];
    await writeFile(join(folder, 'holiday.map'), map.join('\n'));
    await writeFile(join(folder, 'holiday.sha256'), `${await sum('sha256')}  holiday.iso\n`);
    expect(await verify()).toMatchObject({
      verdict: 'ok-but-incomplete',
      badBytes: 6144,
      badSectors: [{ firstLba: 40, lastLba: 42 }],
    });
    await writeFile(join(folder, 'holiday.map'), 'torn');
    expect(await verify()).toMatchObject({ verdict: 'ok', isComplete: null });
  });

  it.each([
    ['holiday.sha256', 'garbage\n', 'holiday.sha256 holds no SHA256 sum of holiday.iso.'],
    ['holiday.iso.md5', '', 'holiday.iso.md5 is empty, with no MD5 sum of holiday.iso.'],
    ['holiday.sha1', '\0'.repeat(512), 'holiday.sha1 holds no SHA1 sum'],
    ['holiday.md5', `${'0'.repeat(32)}  other.iso\n${'1'.repeat(32)}  third.iso\n`, 'holds no MD5 sum'],
    ['holiday.json', '', 'not JSON'],
    ['holiday.json', '[]', 'not a provenance file'],
    ['holiday.json', '{"format":"disk2iso-provenance"}', 'not a provenance file'],
  ])('holds an unusable sidecar against the image: %s %j', async (name, text, words) => {
    await writeFile(join(folder, name), text);
    const report = await verify();
    expect(report.verdict).toBe('mismatch');
    const failed = report.checks.filter(({ isOk }) => !isOk);
    expect(failed).toMatchObject([{ kind: 'sidecar', source: name }]);
    expect(failed[0]?.message).toContain(words);
    expect(report.notes[0]).toContain('cannot be used');
  });

  it('does so even if another sidecar proves the image', async () => {
    await writeProvenance({ checksums: { md5: await sum('md5') } });
    await writeFile(join(folder, 'holiday.sha256'), '');
    expect(await verify()).toMatchObject({ verdict: 'mismatch' });
  });

  it('only mentions a JSON file of somebody else', async () => {
    await writeFile(join(folder, 'holiday.json'), '{"title":"Holiday"}');
    const report = await verify();
    expect(report.verdict).toBe('nothing-to-compare');
    expect(report.notes.join(' ')).toContain('not a provenance file');
  });

  it('has nothing to compare an empty image with, unless something lies beside it', async () => {
    await truncate(image, 0);
    expect(await verify()).toMatchObject({ verdict: 'nothing-to-compare', sizeBytes: 0, checks: [] });
    await writeFile(join(folder, 'holiday.md5'), '');
    expect(await verify()).toMatchObject({ verdict: 'mismatch' });
  });

  it('compares a renamed image by the only line of its sidecar', async () => {
    await writeFile(join(folder, 'renamed.md5'), `${await sum('md5')}  holiday.iso\n`);
    await rename(image, join(folder, 'renamed.iso'));
    image = join(folder, 'renamed.iso');
    const report = await verify();
    expect(report.verdict).toBe('ok');
    expect(report.notes).toContain('renamed.md5 names the image holiday.iso.');
  });

  it('takes a file of anything, and of no whole sector', async () => {
    image = join(folder, 'notes.txt');
    await writeFile(image, 'hello');
    expect(await verify()).toMatchObject({ verdict: 'nothing-to-compare', checks: [] });
  });

  it('can be aborted, and says when there is no image', async () => {
    await expect(verifyImage(image, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
    await expect(verifyImage(join(folder, 'none.iso'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(verifyImage(join(folder, 'content'))).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('calls a compressed image damaged in which a bit has turned over', async () => {
    await writeFile(join(folder, 'holiday.sha256'), `${await sum('sha256')}  holiday.iso\n`);
    const compressed = `${image}.zst`;
    await compressFile({ from: image, to: compressed, level: 1 });
    await rm(image);
    const stored = await readFile(compressed);
    expect((await verifyImage(compressed)).verdict).toBe('ok');
    for (const at of [Math.floor(stored.length / 2), stored.length - 20, stored.length - 2]) {
      const rotten = Buffer.from(stored);
      rotten.writeUInt8(rotten.readUInt8(at) ^ 4, at);
      await writeFile(compressed, rotten);
      const report = await verifyImage(compressed);
      expect(Check(VerifyReport, report)).toBe(true);
      expect(report).toMatchObject({
        verdict: 'mismatch',
        checks: [{ fileName: 'holiday.iso', kind: 'unreadable', isOk: false }],
        notes: ['Files of this image are damaged: they cannot be read whole.'],
      });
    }
  });

  it('tells a sector that the storage does not give from storage that is not there', async () => {
    const failed = (code: string, path = image) =>
      unreadableFile(path, readingError(Object.assign(new Error(code), { code }), path));
    expect(await failed('EIO')).toMatchObject({
      kind: 'unreadable',
      isOk: false,
      message: expect.stringContaining('sectors that cannot be read'),
    });
    expect(await failed('EIO', join(folder, 'unplugged.iso'))).toBeNull();
    for (const code of ['ENOENT', 'EACCES', 'ENODEV', 'ESTALE']) expect(await failed(code)).toBeNull();
  });
});
