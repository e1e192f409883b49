import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyImage } from '../../src/engine/index.ts';
import { makeAudioCd, makeCdExtra, makeMixedCd, type TestCd } from '../support/cd-fixtures.ts';
import { completed, filesOf, ripCd } from '../support/rip-cd.ts';

let root = '';
const discs: Record<string, TestCd> = {};
let number = 0;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'disk2iso-clone-'));
  discs.audio = await makeAudioCd(join(root, 'audio'), [
    { sectors: 300 },
    { sectors: 310, pregapSectors: 80 },
  ]);
  discs.mixed = await makeMixedCd(join(root, 'mixed'), [{ sectors: 300 }, { sectors: 305 }]);
  discs['cd-extra'] = await makeCdExtra(join(root, 'extra'), [{ sectors: 301 }, { sectors: 302 }]);
});
afterAll(() => rm(root, { recursive: true, force: true }));

function place(): string {
  number += 1;
  return join(root, `case-${number}`);
}

const clone = async (source: string) =>
  completed(await ripCd(source, place(), { mode: 'clone', baseName: 'disc' }));

describe.each(['audio', 'mixed', 'cd-extra'] as const)('a clone of a disc of kind %s', (kind) => {
  it('holds every sector, and comes out the same when it is put into an image drive and cloned again', async () => {
    const disc = discs[kind];
    if (disc === undefined) throw new Error('no disc');
    const first = await clone(disc.cuePath);
    expect(first.provenance).toMatchObject({ isComplete: true, mode: 'clone', badSectors: [] });
    expect(first.provenance.disc.kind).toBe(kind);
    const files = await filesOf(first.imagePath);
    const bins = [...files].flatMap(([name, bytes]) => (name.endsWith('.bin') ? [bytes] : []));
    expect(bins).toHaveLength(kind === 'cd-extra' ? 2 : 1);
    expect(Buffer.concat(bins).equals(disc.bin)).toBe(true);

    const second = await clone(first.imagePath);
    const again = await filesOf(second.imagePath);
    expect([...again.keys()]).toEqual([...files.keys()]);
    for (const [name, bytes] of files) expect(again.get(name)?.equals(bytes), name).toBe(true);
    // The same disc to everybody: a job begun with the one would go on with the other.
    expect(second.provenance.disc.fingerprint).toEqual(first.provenance.disc.fingerprint);
    expect(second.provenance.cd?.audio).toEqual(first.provenance.cd?.audio);
    expect(second.provenance.cd?.facts).toEqual(first.provenance.cd?.facts);
  });

  it('can be read by its contents as the disc itself can', async () => {
    const disc = discs[kind];
    if (disc === undefined) throw new Error('no disc');
    const { imagePath } = await clone(disc.cuePath);
    const ofDisc = completed(await ripCd(disc.cuePath, place(), { baseName: 'disc' }));
    const ofClone = completed(await ripCd(imagePath, place(), { baseName: 'disc' }));
    const sums = (provenance: typeof ofDisc.provenance) =>
      provenance.cd?.audio.map(({ crc32, quality }) => [crc32, quality]);
    expect(sums(ofClone.provenance)).toEqual(sums(ofDisc.provenance));
    const [one, two] = [await filesOf(ofDisc.imagePath), await filesOf(ofClone.imagePath)];
    const iso = one.get('disc.iso');
    expect(iso === undefined).toBe(kind === 'audio');
    if (iso !== undefined) expect(two.get('disc.iso')?.equals(iso)).toBe(true);
  });

  it('is verified as a whole, by its sheet, its folder and each of its files', async () => {
    const disc = discs[kind];
    if (disc === undefined) throw new Error('no disc');
    const { imagePath, companions } = await clone(disc.cuePath);
    for (const path of [imagePath, dirname(imagePath), ...companions.filter((name) => name.endsWith('.bin'))])
      expect((await verifyImage(path)).verdict, path).toBe('ok');
  });
});

describe('a clone', () => {
  it('keeps catalogue number, ISRC, CD-TEXT and pre-gaps in the .toc and in the history', async () => {
    const { imagePath, provenance } = await clone(discs.audio?.cuePath ?? '');
    const toc = await readFile(imagePath.replace(/cue$/, 'toc'), 'utf8');
    for (const text of ['CATALOG "4006381333931"', 'ISRC "DETST2600002"', 'TITLE "Song 2"', 'START 00:01:05'])
      expect(toc).toContain(text);
    expect(provenance.cd?.facts).toMatchObject({ catalog: '4006381333931', text: { title: 'Test Disc' } });
    expect(provenance.cd?.facts.tracks.map(({ pregapSectors }) => pregapSectors)).toEqual([0, 80]);
  });

  it('is called by what the disc says of itself', async () => {
    const { imagePath } = completed(await ripCd(discs.audio?.cuePath ?? '', place(), { mode: 'clone' }));
    expect(basename(imagePath)).toBe('the_testers_test_disc.cue');
  });

  it('of two sessions is one sheet with marked sessions, and a .bin and .toc for each', async () => {
    const { imagePath } = await clone(discs['cd-extra']?.cuePath ?? '');
    const names = (await readdir(dirname(imagePath))).filter((name) => /\.(bin|toc|cue)$/.test(name));
    expect(names.sort()).toEqual(['disc-1.bin', 'disc-1.toc', 'disc-2.bin', 'disc-2.toc', 'disc.cue']);
    expect(basename(imagePath)).toBe('disc.cue');
    expect(await readFile(imagePath, 'utf8')).toMatch(/REM SESSION 01[\s\S]*REM SESSION 02/);
  });

  it('is not gone on with as something else', async () => {
    const folder = place();
    const stop = new AbortController();
    const order = { mode: 'clone', signal: stop.signal } as const;
    const paused = await ripCd(discs['cd-extra']?.cuePath ?? '', folder, {
      ...order,
      onEvent: (event) => {
        if (event.type === 'track') stop.abort();
      },
    });
    expect(paused.result.status).toBe('paused');
    await expect(ripCd(discs['cd-extra']?.cuePath ?? '', folder)).rejects.toMatchObject({
      code: 'JOB_MISMATCH',
      details: { field: 'mode' },
    });
  });
});
