import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseMapfile } from '../../src/engine/read/index.ts';
import type { SectorRange } from '../../src/model/index.ts';
import { Random } from '../support/random.ts';
import type { RipOrder } from '../support/rip-many.ts';

const isFull = process.env.DISK2ISO_TESTS === 'all';
const batchSize = 8;
const batchCount = isFull ? 100 : 13;
const seed = Number(process.env.DISK2ISO_SEED ?? Date.now() % 1_000_000);
const program = fileURLToPath(new URL('../support/rip-many.ts', import.meta.url));

type Case = { readonly order: RipOrder; readonly bytes: Buffer };

let root = '';
let partialResumes = 0;
let cases = 0;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'disk2iso-property-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

describe(`random discs, random damage, random kill -9 (seed ${seed}, set DISK2ISO_SEED to repeat)`, () => {
  it.concurrent.each(Array.from({ length: batchCount }, (_, index) => index))(
    'batch %i ends exact',
    async (index) => {
      const random = new Random(seed + index * 7919);
      const folder = join(root, `batch-${index}`);
      const batch: Case[] = [];
      for (let number = 0; number < batchSize; number += 1)
        batch.push(await makeCase(random, join(folder, `${number}`)));

      const kills = random.integer(1, 2);
      for (let kill = 0; kill < kills; kill += 1) {
        await killInTheMiddle(batch, random);
        for (const { order } of batch) if (await isHalfRead(order.workFolder)) partialResumes += 1;
      }
      const lines = await runToTheEnd(batch.map(({ order }) => ({ ...order, rateKBps: null })));
      for (const one of batch) {
        await expectExact(one, lines);
        cases += 1;
      }
      await rm(folder, { recursive: true, force: true });
    },
  );
});

describe('the cases above', () => {
  it('were enough, and enough of them went on from a half-read map', () => {
    expect(cases).toBe(batchCount * batchSize);
    expect(cases).toBeGreaterThanOrEqual(100);
    expect(partialResumes).toBeGreaterThanOrEqual(Math.floor(cases / 3));
  });
});

async function makeCase(random: Random, folder: string): Promise<Case> {
  await mkdir(folder, { recursive: true });
  const sectorCount = random.integer(600, 3000);
  const bytes = random.bytes(sectorCount * 2048);
  const badSectors: SectorRange[] = [];
  for (let left = random.integer(0, 5); left > 0; left -= 1) {
    // Every now and then the very first or the very last sector.
    const firstLba = [0, sectorCount - 1][random.integer(0, 9)] ?? random.integer(0, sectorCount - 1);
    badSectors.push({ firstLba, lastLba: Math.min(sectorCount - 1, firstLba + random.integer(0, 12)) });
  }
  const source = join(folder, 'source.img');
  await writeFile(source, bytes);
  const rateKBps = random.integer(300, 1500);
  const options = { reversePass: random.next() < 0.5, verify: random.next() < 0.2 };
  const order: RipOrder = {
    source,
    mode: 'standard',
    kind: 'data',
    outputFolder: join(folder, 'out'),
    workFolder: join(folder, 'work'),
    badSectors,
    rateKBps,
    options,
  };
  return { order, bytes };
}

/** Starts the batch and kills it with SIGKILL at a random moment: us alone, the tools alone, or all at once. */
async function killInTheMiddle(batch: readonly Case[], random: Random): Promise<void> {
  const child = start(batch.map(({ order }) => order));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const reading = new Promise((resolve) => child.stdout?.once('data', resolve));
  await Promise.race([reading, ended]);
  // Most kills shall find half-read maps, however slow this machine is today; the others come at any moment.
  if (random.next() < 0.75) await Promise.race([untilMostAreHalfRead(batch), ended]);
  await sleep(random.integer(0, 1500)); // A moment, not a wait: any will do.
  const victim = random.integer(0, 2);
  const tools = await toolsWorkingIn(batch.map(({ order }) => order.workFolder));
  if (victim !== 1) child.kill('SIGKILL');
  if (victim !== 0) for (const pid of tools) killQuietly(pid);
  if (victim === 1) {
    // Its tools are dead; it says so and ends, or has finished in the meantime.
    await Promise.race([ended, sleep(1000)]);
    child.kill('SIGKILL');
  }
  await ended;
}

/** Process ids of ddrescue runs whose arguments name one of the folders. */
async function toolsWorkingIn(folders: readonly string[]): Promise<number[]> {
  const found: number[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const commandLine = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => ''); // It may just have ended.
    if (commandLine.includes('ddrescue') && folders.some((folder) => commandLine.includes(folder))) {
      found.push(Number(name));
    }
  }
  return found;
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function untilMostAreHalfRead(batch: readonly Case[]): Promise<void> {
  for (const deadline = performance.now() + 20_000; performance.now() < deadline; ) {
    const states = await Promise.all(batch.map(({ order }) => isHalfRead(order.workFolder)));
    if (states.filter(Boolean).length > batch.length / 2) return;
    await sleep(50);
  }
}

async function isHalfRead(workFolder: string): Promise<boolean> {
  for (const name of ['image.map', 'image.map.good']) {
    const text = await readFile(join(workFolder, name), 'latin1').catch(() => '');
    const map = parseMapfile(text);
    if (map !== null) return map.rescuedBytes > 0 && map.bytesIn('?') > 0;
  }
  return false;
}

function start(orders: readonly RipOrder[]): ChildProcess {
  return spawn(process.execPath, [program, JSON.stringify(orders)], { stdio: ['ignore', 'pipe', 'inherit'] });
}

async function runToTheEnd(
  orders: readonly RipOrder[],
): Promise<Map<string, { result?: RipLine; error?: string }>> {
  const child = start(orders);
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  await new Promise((resolve) => child.once('close', resolve));
  const lines = text.split('\n').filter((line) => line !== '');
  return new Map(
    lines
      .map((line) => JSON.parse(line) as { source: string; result?: RipLine; error?: string })
      .map((line) => [line.source, line]),
  );
}

type RipLine = {
  readonly status: string;
  readonly imagePath: string;
  readonly provenance: {
    badSectors: SectorRange[];
    isComplete: boolean;
    badBytes: number;
    checksums: Record<string, string>;
  };
};

async function expectExact(
  { order, bytes }: Case,
  lines: Map<string, { result?: RipLine; error?: string }>,
): Promise<void> {
  const { badSectors } = order;
  const line = lines.get(order.source);
  // A run whose kill came after the last step has nothing left to do but to make the image once more.
  expect(line?.error).toBeUndefined();
  const result = line?.result;
  if (result === undefined) throw new Error(`no result for ${order.source}`);
  expect(result.status).toBe('completed');

  const bad = new Set(
    badSectors.flatMap(({ firstLba, lastLba }) =>
      Array.from({ length: lastLba - firstLba + 1 }, (_, i) => firstLba + i),
    ),
  );
  const named = new Set(
    result.provenance.badSectors.flatMap(({ firstLba, lastLba }) =>
      Array.from({ length: lastLba - firstLba + 1 }, (_, i) => firstLba + i),
    ),
  );
  expect([...named].sort((a, b) => a - b)).toEqual([...bad].sort((a, b) => a - b));
  expect(result.provenance.isComplete).toBe(bad.size === 0);
  expect(result.provenance.badBytes).toBe(bad.size * 2048);

  const image = await readFile(result.imagePath);
  expect(image.length).toBe(bytes.length);
  for (let lba = 0; lba * 2048 < bytes.length; lba += 1) {
    const sector = image.subarray(lba * 2048, (lba + 1) * 2048);
    const expected = bad.has(lba) ? Buffer.alloc(2048) : bytes.subarray(lba * 2048, (lba + 1) * 2048);
    if (!sector.equals(expected)) throw new Error(`sector ${lba} of ${order.source} differs`);
  }
  expect(result.provenance.checksums).toEqual({
    sha256: createHash('sha256').update(image).digest('hex'),
    md5: createHash('md5').update(image).digest('hex'),
  });
  if (bad.size > 0) {
    const map = parseMapfile(await readFile(result.imagePath.replace(/\.iso$/, '.map'), 'latin1'));
    expect(map?.sectorsIn('-', '*', '/', '?')).toEqual(result.provenance.badSectors);
  }
}
