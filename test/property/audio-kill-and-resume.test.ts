import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  countSectors,
  intersectRanges,
  joinRanges,
  type Provenance,
  type SectorRange,
} from '../../src/model/index.ts';
import { decodeFlacFile } from '../support/cd-fixtures.ts';
import { Random } from '../support/random.ts';
import { rawMode1Sectors } from '../support/raw-sectors.ts';
import type { RipOrder } from '../support/rip-many.ts';

const isFull = process.env.DISK2ISO_TESTS === 'all';
const batchSize = 3;
const batchCount = isFull ? 40 : 6;
const seed = Number(process.env.DISK2ISO_SEED ?? Date.now() % 1_000_000);
const program = fileURLToPath(new URL('../support/rip-many.ts', import.meta.url));

type Track = {
  readonly number: number;
  readonly isData: boolean;
  readonly startLba: number;
  readonly sectorCount: number;
};
type Case = {
  readonly order: RipOrder;
  /** All sectors of 2352 bytes. */
  readonly bin: Buffer;
  readonly tracks: readonly Track[];
};

let root = '';
let cases = 0;
let halfReadResumes = 0;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'disk2iso-audio-property-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

describe(`random CDs, random damage, random kill -9 (seed ${seed}, set DISK2ISO_SEED to repeat)`, () => {
  it.each(Array.from({ length: batchCount }, (_, index) => index))('batch %i ends exact', async (index) => {
    const random = new Random(seed + index * 7901);
    const folder = join(root, `batch-${index}`);
    const batch: Case[] = [];
    for (let number = 0; number < batchSize; number += 1)
      batch.push(await makeCase(random, join(folder, `${number}`)));
    for (let kills = random.integer(1, 2); kills > 0; kills -= 1) {
      await killInTheMiddle(batch, random);
      for (const { order } of batch) if (await isHalfRead(order.workFolder)) halfReadResumes += 1;
    }
    const results = await runToTheEnd(batch);
    for (const one of batch) {
      await expectExact(one, results.get(one.order.source));
      cases += 1;
    }
    await rm(folder, { recursive: true, force: true });
  });
});

describe('the cases above', () => {
  it('were enough, and enough of them went on from finished tracks', () => {
    expect(cases).toBe(batchCount * batchSize);
    expect(halfReadResumes).toBeGreaterThanOrEqual(Math.floor(cases / 4));
  });
});

/** A CD of some audio tracks, now and then with a data track before them, read by its contents or cloned. */
async function makeCase(random: Random, folder: string): Promise<Case> {
  await mkdir(folder, { recursive: true });
  const lines = ['FILE "disc.bin" BINARY'];
  const parts: Buffer[] = [];
  const tracks: Track[] = [];
  let at = 0;
  const hasData = random.next() < 0.3;
  if (hasData) {
    const sectorCount = random.integer(20, 60) + 150;
    parts.push(rawMode1Sectors(dataOf(random, sectorCount), 0));
    lines.push('  TRACK 01 MODE1/2352', '    INDEX 01 00:00:00');
    tracks.push({ number: 1, isData: true, startLba: 0, sectorCount });
    at = sectorCount;
  }
  for (let left = random.integer(3, 7); left > 0; left -= 1) {
    const number = tracks.length + 1;
    const sectorCount = random.integer(20, 90);
    parts.push(random.bytes(sectorCount * 2352));
    lines.push(`  TRACK ${two(number)} AUDIO`, `    INDEX 01 ${msf(at)}`);
    tracks.push({ number, isData: false, startLba: at, sectorCount });
    at += sectorCount;
  }
  const source = join(folder, 'disc.cue');
  const bin = Buffer.concat(parts);
  await writeFile(join(folder, 'disc.bin'), bin);
  await writeFile(source, `${lines.join('\n')}\n`);
  const isClone = random.next() < 0.25;
  const badSectors: SectorRange[] = [];
  for (let left = isClone ? 0 : random.integer(0, 3); left > 0; left -= 1) {
    const firstLba = random.integer(hasData ? (tracks[1]?.startLba ?? 0) : 0, at - 1);
    badSectors.push({ firstLba, lastLba: Math.min(at - 1, firstLba + random.integer(0, 30)) });
  }
  return {
    bin,
    tracks,
    order: {
      source,
      mode: isClone ? 'clone' : random.next() < 0.5 ? 'standard' : 'rescue',
      kind: hasData && !isClone ? 'mixed' : null,
      outputFolder: join(folder, 'out'),
      workFolder: join(folder, 'work'),
      badSectors: joinRanges(badSectors),
      rateKBps: null,
      options: { retries: random.integer(0, 1), verify: random.next() < 0.3 },
    },
  };
}

/** Sectors that no file system explains, but for a word that tells one disc from another. */
function dataOf(random: Random, sectorCount: number): Buffer {
  return random.bytes(sectorCount * 2048);
}

/** Starts the batch and kills it, with whatever it started, at a random moment after all have begun. */
async function killInTheMiddle(batch: readonly Case[], random: Random): Promise<void> {
  const child = start(batch);
  let begun = 0;
  child.stdout?.on('data', (chunk: Buffer) => {
    begun += chunk.toString().split('started').length - 1;
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const wanted = random.integer(1, 3);
  for (const deadline = performance.now() + 20_000; performance.now() < deadline; ) {
    const finished = await Promise.all(batch.map(({ order }) => tracksDone(order.workFolder)));
    if (child.exitCode !== null || (begun >= batch.length && Math.max(...finished) >= wanted)) break;
    await sleep(15);
  }
  child.kill('SIGKILL');
  await ended;
}

/** Finished tracks of an unfinished job. */
async function tracksDone(workFolder: string): Promise<number> {
  const names = await readdir(join(workFolder, 'parts')).catch(() => []);
  return names.filter((name) => /^(track-\d+\.flac|session-\d+\.bin)$/.test(name)).length;
}

async function isHalfRead(workFolder: string): Promise<boolean> {
  return (await tracksDone(workFolder)) > 0;
}

function start(batch: readonly Case[]): ChildProcess {
  const orders = JSON.stringify(batch.map(({ order }) => order));
  return spawn(process.execPath, [program, orders], { stdio: ['ignore', 'pipe', 'inherit'] });
}

type Line = {
  readonly source: string;
  readonly error?: string;
  readonly result?: { readonly status: string; readonly imagePath: string; readonly provenance: Provenance };
};

async function runToTheEnd(batch: readonly Case[]): Promise<Map<string, Line>> {
  const child = start(batch);
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  await new Promise((resolve) => child.once('close', resolve));
  const lines = text.split('\n').filter((line) => line !== '');
  return new Map(lines.map((line) => JSON.parse(line) as Line).map((line) => [line.source, line]));
}

async function expectExact({ order, bin, tracks }: Case, line: Line | undefined): Promise<void> {
  expect(line?.error).toBeUndefined();
  const { result } = line ?? {};
  if (result === undefined) throw new Error(`no result for ${order.source}`);
  expect(result.status).toBe('completed');
  const { provenance, imagePath } = result;
  const folder = dirname(imagePath);
  if (order.mode === 'clone') {
    expect((await readFile(join(folder, 'image.bin'))).equals(bin)).toBe(true);
    expect(provenance).toMatchObject({ isComplete: true, badSectors: [] });
    return;
  }
  expect(provenance.badSectors).toEqual(order.badSectors);
  expect(provenance.isComplete).toBe(order.badSectors.length === 0);
  expect(provenance.badBytes).toBe(countSectors(order.badSectors) * 2352);
  for (const { number, isData, startLba, sectorCount } of tracks) {
    if (isData) {
      const iso = await readFile(join(folder, 'image.iso'));
      for (let lba = 0; lba * 2048 < iso.length; lba += 1) {
        const data = bin.subarray(lba * 2352 + 16, lba * 2352 + 16 + 2048);
        if (!iso.subarray(lba * 2048, (lba + 1) * 2048).equals(data))
          throw new Error(`sector ${lba} differs`);
      }
      continue;
    }
    const expected = Buffer.from(bin.subarray(startLba * 2352, (startLba + sectorCount) * 2352));
    const own = [{ firstLba: startLba, lastLba: startLba + sectorCount - 1 }];
    const lost = intersectRanges(order.badSectors, own);
    for (const { firstLba, lastLba } of lost)
      expected.fill(0, (firstLba - startLba) * 2352, (lastLba + 1 - startLba) * 2352);
    const track = provenance.cd?.audio.find((one) => one.number === number);
    const isUnread = countSectors(lost) === sectorCount;
    expect(track?.quality).toBe(isUnread ? 'unread' : lost.length > 0 ? 'damaged' : 'good');
    const sound = await decodeFlacFile(join(folder, track?.fileName ?? ''));
    if (!sound.equals(expected)) throw new Error(`track ${number} of ${order.source} differs`);
  }
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

function msf(sectors: number): string {
  return [Math.floor(sectors / 4500), Math.floor(sectors / 75) % 60, sectors % 75].map(two).join(':');
}
