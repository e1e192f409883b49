import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { dropLeft, moveImage, undoMove } from '../../src/engine/index.ts';
import { Random } from '../support/random.ts';
import {
  contents,
  foldersIn,
  moveIn,
  type Place,
  papers,
  places,
  type Shape,
  shapes,
} from './killed-moves.ts';

const child = fileURLToPath(new URL('move-image-child.ts', import.meta.url));
type How = { readonly shape: Shape; readonly place: Place };
const ways: readonly How[] = shapes.flatMap((shape) => places.map((place) => ({ shape, place })));
/** Processes of their own take their time: those where most is done. */
const killedWays = ways.filter(({ place }) => place === 'other');
let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'disk2iso-moves-'));
});
afterEach(() => rm(root, { recursive: true }));

/** Another image has the name already: ours gets the next one. */
async function makeImage({ shape }: How): Promise<void> {
  const { image, to } = foldersIn(root, shape);
  await mkdir(image, { recursive: true });
  for (const [name, content] of Object.entries({ ...contents, ...papers }))
    await writeFile(join(image, name), content);
  await mkdir(to);
  if (shape === 'flat') await writeFile(join(to, 'disc.iso'), 'another');
  else {
    await mkdir(join(to, 'disc'));
    await writeFile(join(to, 'disc/disc.iso'), 'another');
  }
}

/** Runs the move in a process of its own, killed at a step or after a while. */
function move({ shape, place }: How, { step, afterMs }: { step?: number; afterMs?: number } = {}) {
  return new Promise<string | null>((resolve) => {
    const args = [child, root, shape, place, ...(step === undefined ? [] : [String(step)])];
    const running = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    const timer = afterMs === undefined ? null : setTimeout(() => running.kill('SIGKILL'), afterMs);
    running.once('close', (_code, signal) => {
      if (timer !== null) clearTimeout(timer);
      resolve(signal);
    });
  });
}

/** Where it lies in the end; in a folder of its own its files keep their names. */
function endOf({ shape }: How): { folder: string; nameOf: (name: string) => string } {
  const { to } = foldersIn(root, shape);
  return shape === 'folder'
    ? { folder: join(to, 'disc_1'), nameOf: (name) => name }
    : { folder: to, nameOf: (name) => name.replace(/^disc\b/, 'disc_1') };
}

/** Fails unless the original is there with all its papers, or all of it is at the place that was noted. */
async function requireWhole(how: How): Promise<void> {
  const { image, note } = foldersIn(root, how.shape);
  const { folder, nameOf } = endOf(how);
  const isNoted = existsSync(note);
  for (const [name, content] of Object.entries(contents)) {
    const bytes = await readFile(isNoted ? join(folder, nameOf(name)) : join(image, name));
    expect(bytes.equals(content), name).toBe(true);
  }
  if (!isNoted) {
    for (const [name, content] of Object.entries(papers))
      expect(await readFile(join(image, name), 'utf8')).toBe(content);
  }
  const other = how.shape === 'flat' ? 'new/disc.iso' : 'new/disc/disc.iso';
  expect(await readFile(join(root, other), 'utf8')).toBe('another');
}

async function requireMoved(how: How): Promise<void> {
  await requireWhole(how);
  const { from, to } = foldersIn(root, how.shape);
  const { folder, nameOf } = endOf(how);
  const all = [...Object.keys(contents), ...Object.keys(papers)];
  expect(await readdir(from)).toEqual([]);
  const there = how.shape === 'flat' ? ['disc.iso', ...all.map(nameOf)] : all;
  expect((await readdir(folder)).sort()).toEqual(there.sort());
  if (how.shape === 'folder') expect((await readdir(to)).sort()).toEqual(['disc', 'disc_1']);
  const sums = await readFile(join(folder, nameOf('disc.sha256')), 'utf8');
  for (const name of Object.keys(contents)) expect(sums).toContain(`  ${nameOf(name)}\n`);
}

it.each(killedWays)(
  '$shape, $place: killed at each step it leaves the original or a complete new image',
  async (how) => {
    await makeImage(how);
    let step = 0;
    for (; ; step += 1) {
      const signal = await move(how, { step });
      await requireWhole(how);
      if (signal === null) break;
      expect(signal).toBe('SIGKILL');
    }
    expect(step).toBeGreaterThanOrEqual(5);
    await requireMoved(how);
  },
);

/** Ends a move at a step as an error would; false if it got through. */
async function cutAt(how: How, step: number): Promise<boolean> {
  let at = 0;
  const onStep = () => {
    at += 1;
    if (at > step) throw new Error('cut off');
  };
  const { note } = foldersIn(root, how.shape);
  try {
    if (!existsSync(note))
      await writeFile(note, JSON.stringify(await moveImage({ ...moveIn(root, how), onStep })));
    await dropLeft(JSON.parse(await readFile(note, 'utf8')).left, onStep);
    return false;
  } catch (error) {
    // Its own errors pass as the cause of one that says what was being done.
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    expect(cause).toMatchObject({ message: 'cut off' });
    return true;
  }
}

it.each(ways)('$shape, $place: goes on from where it was cut off, whatever the step', async (how) => {
  await makeImage(how);
  let step = 0;
  for (; await cutAt(how, step); step += 1) await requireWhole(how);
  expect(step).toBeGreaterThanOrEqual(3);
  await requireMoved(how);
});

it.each(ways)('$shape, $place: can be taken back, whatever the step', async (how) => {
  await makeImage(how);
  const before = await readdir(join(root, 'new'));
  let step = 0;
  for (let isCut = true; isCut; step += 1) {
    let at = 0;
    const onStep = () => {
      at += 1;
      if (at === step + 1) throw new Error('cut off');
    };
    isCut = await moveImage({ ...moveIn(root, how), onStep }).then(
      () => false,
      () => true,
    );
    await undoMove(moveIn(root, how));
    await requireWhole(how);
    expect(await readdir(join(root, 'new'))).toEqual(before);
  }
  expect(step).toBeGreaterThan(5);
});

it('killed at any moment, again and again, it gets there in the end', async () => {
  const how = { shape: 'flat', place: 'other' } as const;
  await makeImage(how);
  const random = new Random(3);
  let kills = 0;
  for (const limit of [1, 2, 3, 4, 6, 8]) {
    const signal = await move(how, { afterMs: random.integer(60, 60 + 150 * limit) });
    await requireWhole(how);
    if (signal === null) break;
    kills += 1;
  }
  expect(kills).toBeGreaterThan(0);
  expect(await move(how)).toBeNull();
  await requireMoved(how);
});

it('leaves an original that somebody has written to since it was read, and says so', async () => {
  const how = { shape: 'flat', place: 'other' } as const;
  await makeImage(how);
  const { left } = await moveImage(moveIn(root, how));
  const changed = join(root, 'old/disc.bin');
  await appendFile(changed, 'more');
  expect(await dropLeft(left)).toEqual([changed]);
  expect(await readdir(join(root, 'old'))).toEqual(['disc.bin']);
});

it('removes nothing while the new place is away', async () => {
  const how = { shape: 'flat', place: 'other' } as const;
  await makeImage(how);
  const { left } = await moveImage(moveIn(root, how));
  await rm(join(root, 'new/disc_1.bin'));
  await expect(dropLeft(left)).rejects.toMatchObject({ code: 'OUTPUT_NOT_WRITABLE' });
  expect((await readdir(join(root, 'old'))).sort()).toEqual(
    [...Object.keys(contents), ...Object.keys(papers)].sort(),
  );
});

it('refuses an image that is not what is recorded of it, and leaves it', async () => {
  const how = { shape: 'flat', place: 'other' } as const;
  await makeImage(how);
  await writeFile(join(root, 'old/disc.bin'), 'something else');
  await expect(moveImage(moveIn(root, how))).rejects.toMatchObject({ code: 'VERIFY_FAILED' });
  await undoMove(moveIn(root, how));
  expect(await readdir(join(root, 'new'))).toEqual(['disc.iso']);
  expect(await readFile(join(root, 'old/disc.bin'), 'utf8')).toBe('something else');
});
