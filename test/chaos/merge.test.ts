import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { ImageDrive, rip, ripDefaults } from '../../src/engine/index.ts';
import { defaultReadOptions } from '../../src/model/index.ts';
import { Random } from '../support/random.ts';

const child = fileURLToPath(new URL('merge-child.ts', import.meta.url));
/** Windows of the merge enough that a kill finds it at work. */
const sectorCount = 8000;
let folder = '';
let library = '';
let bytes: Buffer;
let sources: readonly [string, Buffer][];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'disk2iso-merges-'));
  library = join(folder, 'library');
  bytes = new Random(11).bytes(sectorCount * 2048);
  await writeFile(join(folder, 'disc.img'), bytes);
  await read('one', 100);
  await read('two', 7000);
  const names = await readdir(library);
  sources = await Promise.all(
    names.map(async (name) => [name, await readFile(join(library, name))] as [string, Buffer]),
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Nothing of an earlier merge. */
beforeEach(async () => {
  await rm(join(folder, 'merging'), { recursive: true, force: true });
  for (const name of await readdir(library))
    if (!sources.some(([source]) => source === name)) await rm(join(library, name), { recursive: true });
});

/** A real image of the disc that lacks some sectors. */
async function read(baseName: string, firstLba: number): Promise<void> {
  const drive = new ImageDrive(baseName, {
    badSectors: [{ firstLba, lastLba: firstLba + 20 }],
    rateKBps: null,
  });
  await drive.insert(join(folder, 'disc.img'));
  const how = { drive, baseName, mode: 'rescue', kind: 'data', outputFolder: library } as const;
  const options = { ...defaultReadOptions, retries: 0 };
  const workFolder = join(folder, `work-${baseName}`);
  const result = await rip(
    { ...ripDefaults, ...how, options, workFolder, mapIntervalSeconds: 1 },
    { signal: new AbortController().signal, onEvent: () => undefined },
  );
  expect(result.status).toBe('completed');
}

/** Runs the merge in a process of its own, killed at a step or after a while; what it printed if it got through. */
function merge({ step, afterMs }: { step?: number; afterMs?: number } = {}): Promise<string | null> {
  return new Promise((resolve) => {
    const args = [child, folder, ...(step === undefined ? [] : [String(step)])];
    const running = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    running.stdout.on('data', (chunk: Buffer) => {
      output += chunk;
    });
    const timer = afterMs === undefined ? null : setTimeout(() => running.kill('SIGKILL'), afterMs);
    running.once('close', (code, signal) => {
      if (timer !== null) clearTimeout(timer);
      if (signal === null) expect(code).toBe(0);
      resolve(signal === null ? output : null);
    });
  });
}

/** Fails unless both images are what they were, and what has the new name is whole with its papers. */
async function requireWhole(): Promise<void> {
  for (const [name, content] of sources)
    expect((await readFile(join(library, name))).equals(content), name).toBe(true);
  if (!existsSync(join(library, 'merged.iso'))) return;
  expect((await readFile(join(library, 'merged.iso'))).equals(bytes)).toBe(true);
  const { isComplete } = JSON.parse(await readFile(join(library, 'merged.json'), 'utf8'));
  expect(isComplete).toBe(true);
}

async function requireMerged(): Promise<void> {
  await requireWhole();
  const made = (await readdir(library)).filter((name) => !sources.some(([source]) => source === name));
  expect(made.sort()).toEqual(['merged.iso', 'merged.json', 'merged.md5', 'merged.sha256']);
}

it('killed at several moments it leaves its sources and no half image, and begins anew', async () => {
  const steps = Number(await merge());
  await requireMerged();
  expect(steps).toBeGreaterThan(10);
  const moments = [0, 1, 2, Math.floor(steps / 3), Math.floor(steps / 2), steps - 3, steps - 2, steps - 1];
  for (const step of moments) {
    await rm(join(folder, 'merging'), { recursive: true, force: true });
    for (const name of ['merged.iso', 'merged.json', 'merged.md5', 'merged.sha256'])
      await rm(join(library, name), { force: true });
    expect(await merge({ step }), `step ${step}`).toBeNull();
    await requireWhole();
    expect(await merge()).not.toBeNull();
    await requireMerged();
  }
});

it('killed again and again at any moment it gets there in the end, once', async () => {
  const random = new Random(5);
  let kills = 0;
  for (const limit of [1, 2, 3, 4, 6]) {
    const output = await merge({ afterMs: random.integer(150, 150 + 200 * limit) });
    await requireWhole();
    if (output !== null) break;
    kills += 1;
  }
  expect(kills).toBeGreaterThan(0);
  expect(await merge()).not.toBeNull();
  await requireMerged();
});
