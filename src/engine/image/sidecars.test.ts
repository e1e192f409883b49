import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exec } from '../exec/index.ts';
import { hashFile } from './checksum-follower.ts';
import { formatSumLine, parseSumFile, readProvenance, readSidecar } from './sidecars.ts';

const fixture = new URL('../../../test/fixtures/image/provenance.json', import.meta.url);
const firstVersion = new URL('../../../test/fixtures/image/provenance-version-1.json', import.meta.url);
const md5 = '25f9e794323b453885f5181f1b624d0b';
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'disk2iso-sidecars-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('formatSumLine and parseSumFile', () => {
  it('write and read lines as coreutils does', () => {
    expect(formatSumLine({ sum: md5, fileName: 'a b.iso' })).toBe(`${md5}  a b.iso\n`);
    expect(formatSumLine({ sum: md5, fileName: 'a\\b\nc\r' })).toBe(`\\${md5}  a\\\\b\\nc\\r\n`);
  });

  it('understand both modes, CRLF, capital digits, a byte order mark and escapes', () => {
    const text = [
      `\u{FEFF}${md5.toUpperCase()} *binary.iso\r`,
      `${md5}  text.iso\r`,
      '# a comment',
      `${md5} one-space.iso`,
      `${md5}0  too-long.iso`,
      `\\${md5}  a\\\\b\\nc`,
      `\\${md5}  bad \\x escape`,
      `${md5}  with \\ as it is`,
      '',
    ].join('\n');
    expect(parseSumFile(text, 'md5')).toEqual(
      ['binary.iso', 'text.iso', 'a\\b\nc', 'with \\ as it is'].map((fileName) => ({ sum: md5, fileName })),
    );
    expect(parseSumFile(text, 'sha256')).toEqual([]);
  });

  it('are each other’s inverse for every file name', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...' *\\\n\rnr\u{FEFF}\u2028ä#'), minLength: 1 }),
        (fileName) => {
          expect(parseSumFile(formatSumLine({ sum: md5, fileName }), 'md5')).toEqual([
            { sum: md5, fileName },
          ]);
        },
      ),
    );
  });

  it.each(['plain.iso', 'größe 映.iso', 'back\\slash.iso', 'line\nfeed.iso', ' *star.iso', '-dash.iso'])(
    'satisfy coreutils for %j',
    async (fileName) => {
      await writeFile(join(folder, fileName), 'content');
      const sums = await hashFile(join(folder, fileName), ['sha256', 'md5']);
      for (const algorithm of ['sha256', 'md5'] as const) {
        const sidecar = join(folder, 'sums');
        await writeFile(sidecar, formatSumLine({ sum: sums[algorithm] ?? '', fileName }));
        const result = await exec(`${algorithm}sum`, ['--check', '--strict', '--', sidecar], { cwd: folder });
        expect(result.stderr.toString()).toBe('');
        expect(result.exitCode).toBe(0);

        const theirs = await exec(`${algorithm}sum`, ['--', fileName], { cwd: folder });
        expect(parseSumFile(theirs.stdout.toString(), algorithm)).toEqual([
          { sum: sums[algorithm], fileName },
        ]);
      }
    },
  );
});

describe('readSidecar', () => {
  it('has nothing for what is missing or no file', async () => {
    await mkdir(join(folder, 'folder'));
    expect(await readSidecar(join(folder, 'none'))).toBeNull();
    expect(await readSidecar(join(folder, 'folder'))).toBeNull();
    expect(await readSidecar(join(folder, 'x'.repeat(300)))).toBeNull();
    expect(await readSidecar('/dev/zero')).toBeNull();
  });

  it('says when the system refuses to read', async () => {
    // A regular file that cannot be read, even by root: no address 0 is mapped.
    await expect(readSidecar('/proc/self/mem')).rejects.toMatchObject({ code: 'FILE_READ_FAILED' });
  });
});

describe('readProvenance', () => {
  it('reads what was published', async () => {
    const path = join(folder, 'a.json');
    await writeFile(path, await readFile(fixture));
    expect(await readProvenance(path)).toMatchObject({
      type: 'provenance',
      provenance: { fileName: 'holiday.iso' },
    });
    expect(await readProvenance(join(folder, 'none.json'))).toEqual({ type: 'absent' });
  });

  it('upgrades what the first version published', async () => {
    const path = join(folder, 'a.json');
    const old = JSON.parse(await readFile(firstVersion, 'utf8'));
    await writeFile(path, JSON.stringify(old));
    const reading = await readProvenance(path);
    expect(reading).toMatchObject({
      type: 'provenance',
      provenance: {
        ...old,
        formatVersion: 2,
        companions: [],
        cd: null,
        secondRead: { ...old.secondRead, corrected: [], unsettled: [{ firstLba: 40, lastLba: 41 }] },
        options: { ...old.options, readOffsetSamples: 0, subChannels: false },
      },
    });
    await writeFile(path, JSON.stringify({ ...old, secondRead: null }));
    expect(await readProvenance(path)).toMatchObject({ provenance: { secondRead: null } });
  });

  it.each([
    [{ secondRead: 5 }, '/secondRead'],
    [{ secondRead: { disagreeing: 'x' } }, '/secondRead'],
    [{ options: null }, '/options'],
  ])('takes no first version with %j', async (changes, place) => {
    const path = join(folder, 'a.json');
    const old = JSON.parse(await readFile(firstVersion, 'utf8'));
    await writeFile(path, JSON.stringify({ ...old, ...changes }));
    expect(await readProvenance(path)).toMatchObject({
      type: 'invalid',
      isForeign: false,
      reason: expect.stringContaining(place),
    });
  });

  it.each([
    ['{"a":', 'not JSON', false],
    ['', 'not JSON', false],
    ['[]', 'not a provenance file', false],
    ['null', 'not a provenance file', false],
    ['{"format":"disk2iso-provenance","formatVersion":2}', 'not a provenance file', false],
    ['{"title":"Holiday"}', 'not a provenance file', true],
    ['{"format":"another"}', 'not a provenance file', true],
  ])('says why %s is none', async (text, words, isForeign) => {
    const path = join(folder, 'a.json');
    await writeFile(path, text);
    const reading = await readProvenance(path);
    expect(reading).toMatchObject({ type: 'invalid', isForeign });
    expect(reading.type === 'invalid' && reading.reason).toContain(words);
  });

  it('names the place of a wrong value', async () => {
    const path = join(folder, 'a.json');
    const provenance = JSON.parse(await readFile(fixture, 'utf8'));
    await writeFile(path, JSON.stringify({ ...provenance, badBytes: -1 }));
    expect(await readProvenance(path)).toMatchObject({ reason: expect.stringContaining('/badBytes') });
  });
});
