import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SectorRange } from '#model/index.ts';
import { wavHeader } from '../audio/index.ts';
import { copyAudioSectors, differingAudioSectors, fillLostSectors } from './audio-sectors.ts';

const sectorBytes = 2352;
const startLba = 1500;
/** More than the block in which files are compared, and no multiple of it. */
const sectorCount = 600;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'audio-sectors-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Samples in which no sector is like another. */
function sound(sectors = sectorCount, seed = 0): Buffer {
  const bytes = Buffer.alloc(sectors * sectorBytes);
  for (let at = 0; at < bytes.length; at += 4) bytes.writeUInt32LE((at * 2654435761 + seed) >>> 0, at);
  return bytes;
}

/** The samples with other bytes, or silence, in sectors of the disc. */
function changed(samples: Buffer, sectors: readonly number[], value: number): Buffer {
  const copy = Buffer.from(samples);
  for (const lba of sectors) {
    const at = (lba - startLba) * sectorBytes;
    copy.fill(value, at, at + sectorBytes);
  }
  return copy;
}

let files = 0;
async function wav(samples: Buffer): Promise<string> {
  files += 1;
  const path = join(folder, `${files}.wav`);
  await writeFile(path, Buffer.concat([wavHeader(samples.length), samples]));
  return path;
}

const samplesIn = async (path: string) => (await readFile(path)).subarray(44);
const range = (firstLba: number, lastLba = firstLba): SectorRange => ({ firstLba, lastLba });

describe('differingAudioSectors', () => {
  it('finds nothing in equal files, and every sector that differs, joined', async () => {
    const one = await wav(sound());
    expect(await differingAudioSectors(one, await wav(sound()), startLba)).toEqual([]);
    const other = await wav(changed(sound(), [1500, 1755, 1756, 1757, 2099], 7));
    expect(await differingAudioSectors(one, other, startLba)).toEqual([
      range(1500),
      range(1755, 1757),
      range(2099),
    ]);
  });

  it('finds a single bit', async () => {
    const samples = sound();
    const at = 300 * sectorBytes + 2351;
    samples[at] = (samples[at] ?? 0) ^ 1;
    expect(await differingAudioSectors(await wav(sound()), await wav(samples), startLba)).toEqual([
      range(1800),
    ]);
  });

  it('counts what one of them lacks at its end', async () => {
    const [whole, short] = [await wav(sound()), await wav(sound(590))];
    expect(await differingAudioSectors(whole, short, startLba)).toEqual([range(2090, 2099)]);
    expect(await differingAudioSectors(short, whole, startLba)).toEqual([range(2090, 2099)]);
  });

  it('finds the samples wherever they lie in a file', async () => {
    const path = join(folder, 'with-list.wav');
    const plain = Buffer.concat([wavHeader(sound().length), sound()]);
    const list = Buffer.from('LIST\x04\0\0\0INFO', 'latin1');
    await writeFile(path, Buffer.concat([plain.subarray(0, 36), list, plain.subarray(36)]));
    expect(await differingAudioSectors(path, await wav(sound()), startLba)).toEqual([]);
  });

  it('says which file is not there', async () => {
    const there = await wav(sound(1));
    const missing = join(folder, 'none.wav');
    for (const [one, other] of [
      [there, missing],
      [missing, there],
    ] as const) {
      await expect(differingAudioSectors(one, other, startLba)).rejects.toMatchObject({
        code: 'NOT_FOUND',
        details: { path: missing },
      });
    }
  });
});

describe('fillLostSectors', () => {
  it('fills what the other has, and tells what both lack', async () => {
    const lost = [range(1510, 1512), range(1900)];
    const otherLost = [range(1512), range(2000)];
    const wavPath = await wav(changed(sound(), [1510, 1511, 1512, 1900], 0));
    const other = await wav(changed(sound(), [1512, 2000], 0));
    const otherBefore = await readFile(other);
    expect(await fillLostSectors({ wavPath, lost }, { wavPath: other, lost: otherLost }, startLba)).toEqual({
      isAligned: true,
      lost: [range(1512)],
      filled: [range(1510, 1511), range(1900)],
    });
    expect((await samplesIn(wavPath)).equals(changed(sound(), [1512], 0))).toBe(true);
    expect((await readFile(other)).equals(otherBefore)).toBe(true);
  });

  it('leaves what it has as it is, where a few sectors came out differently', async () => {
    const wavPath = await wav(changed(sound(), [1600], 0));
    const other = await wav(changed(sound(), [1700, 1701], 9));
    const filled = await fillLostSectors(
      { wavPath, lost: [range(1600)] },
      { wavPath: other, lost: [] },
      startLba,
    );
    expect(filled).toEqual({ isAligned: true, lost: [], filled: [range(1600)] });
    expect((await samplesIn(wavPath)).equals(sound())).toBe(true);
  });

  it('touches nothing if the other lies elsewhere, by a single sample too', async () => {
    const lost = [range(1600, 1601)];
    const wavPath = await wav(changed(sound(), [1600, 1601], 0));
    const before = await readFile(wavPath);
    const slipped = Buffer.concat([sound().subarray(4), Buffer.alloc(4)]);
    const source = { wavPath: await wav(slipped), lost: [] };
    expect(await fillLostSectors({ wavPath, lost }, source, startLba)).toEqual({
      isAligned: false,
      lost,
      filled: [],
    });
    expect((await readFile(wavPath)).equals(before)).toBe(true);
  });

  it('draws the line at 2 % of the sectors that both have', async () => {
    // 600 sectors, of which 100 are lost: 10 of 500 may differ.
    const lost = [range(1500, 1599)];
    const differing = Array.from({ length: 11 }, (_, index) => 1700 + index * 3);
    for (const [count, isAligned] of [
      [10, true],
      [11, false],
    ] as const) {
      const wavPath = await wav(sound());
      const other = await wav(changed(sound(), differing.slice(0, count), 9));
      expect(await fillLostSectors({ wavPath, lost }, { wavPath: other, lost: [] }, startLba)).toMatchObject({
        isAligned,
      });
    }
  });

  it('never fills from what the other does not hold', async () => {
    const lost = [range(2095, 2099)];
    const wavPath = await wav(changed(sound(), [2095, 2096, 2097, 2098, 2099], 0));
    const short = await wav(sound(597));
    await expect(
      fillLostSectors({ wavPath, lost }, { wavPath: short, lost: [] }, startLba),
    ).rejects.toMatchObject({ code: 'INTERNAL' });
  });
});

describe('copyAudioSectors', () => {
  it('copies these sectors and no others, and leaves the header alone', async () => {
    const from = await wav(sound(sectorCount, 5));
    const to = await wav(sound());
    const header = (await readFile(to)).subarray(0, 44);
    await copyAudioSectors(from, to, [range(1500), range(1800, 1801), range(2099)], startLba);
    expect((await readFile(to)).subarray(0, 44).equals(header)).toBe(true);
    expect(await differingAudioSectors(to, await wav(sound()), startLba)).toEqual([
      range(1500),
      range(1800, 1801),
      range(2099),
    ]);
    expect((await samplesIn(to)).subarray(0, sectorBytes)).toEqual(
      sound(sectorCount, 5).subarray(0, sectorBytes),
    );
  });

  it.each([
    ['before the track', range(1499, 1500)],
    ['behind the track', range(2099, 2100)],
  ])('refuses sectors %s and writes nothing', async (_where, outside) => {
    const [from, to] = [await wav(sound(sectorCount, 5)), await wav(sound())];
    await expect(copyAudioSectors(from, to, [range(1600), outside], startLba)).rejects.toMatchObject({
      code: 'INTERNAL',
    });
    expect((await samplesIn(to)).equals(sound())).toBe(true);
  });

  it('says which file is not there', async () => {
    const there = await wav(sound(2));
    const missing = join(folder, 'none.wav');
    await expect(copyAudioSectors(missing, there, [range(1500)], startLba)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(copyAudioSectors(there, missing, [range(1500)], startLba)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(open(missing)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
