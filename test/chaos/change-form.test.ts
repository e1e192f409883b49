import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { removeHalfForms, ZstdFile } from '../../src/engine/index.ts';
import { Random } from '../support/random.ts';
import { contents, filesIn } from './killed-forms.ts';

const child = fileURLToPath(new URL('change-form-child.ts', import.meta.url));
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'disk2iso-forms-'));
  for (const [name, content] of Object.entries(contents)) await writeFile(join(folder, name), content);
});
afterEach(() => rm(folder, { recursive: true }));

/** Runs the change in a process of its own, killed at a step or after a while. */
function change(what: string, { step, afterMs }: { step?: number; afterMs?: number } = {}) {
  return new Promise<{ signal: string | null; output: string }>((resolve) => {
    const args = [child, what, folder, ...(step === undefined ? [] : [String(step)])];
    const running = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    running.stdout.on('data', (chunk: Buffer) => {
      output += chunk;
    });
    const timer = afterMs === undefined ? null : setTimeout(() => running.kill('SIGKILL'), afterMs);
    running.once('close', (_code, signal) => {
      if (timer !== null) clearTimeout(timer);
      resolve({ signal, output });
    });
  });
}

/** Fails unless each file is there as it was, or complete in its new form. */
async function requireWhole(): Promise<void> {
  for (const [name, content] of Object.entries(contents)) {
    const path = join(folder, name);
    if (existsSync(path)) expect((await readFile(path)).equals(content), name).toBe(true);
    else {
      const file = await ZstdFile.open(`${path}.zst`);
      expect((await file.read(0, file.sizeBytes)).equals(content), `${name}.zst`).toBe(true);
      await file.close();
    }
  }
}

const original = Object.keys(contents).sort();
const compressed = ['disc.bin.zst', 'disc.cue', 'disc.iso.zst'];
const directions = [
  ['compress', original, compressed],
  ['expand', compressed, original],
] as const;

it.each(directions)(
  '%s: killed at each step it leaves the original or a complete new image',
  async (what, _, after) => {
    if (what === 'expand') expect((await change('compress')).signal).toBeNull();
    let step = 0;
    for (; ; step += 1) {
      const { signal } = await change(what, { step });
      await requireWhole();
      if (signal === null) break;
      expect(signal).toBe('SIGKILL');
    }
    // made, compared and placed once for each file (a later attempt finds it placed), noted, and both originals removed.
    expect(step).toBeGreaterThanOrEqual(3);
    expect((await readdir(folder)).sort()).toEqual(after);
  },
);

it.each([...directions])(
  '%s: killed at each step and given up, it leaves each file once, the old one as long as it is there',
  async (what, before) => {
    if (what === 'expand') expect((await change('compress')).signal).toBeNull();
    const into = what === 'compress' ? 'compressed' : 'plain';
    const nameOf = (name: string) => name.replace(/\.zst$/, '');
    for (let step = 0; ; step += 1) {
      const { signal } = await change(what, { step });
      if (signal === null) break;
      const killed = await readdir(folder);
      await removeHalfForms({ folder, files: filesIn(), into });
      const left = await readdir(folder);
      await requireWhole();
      expect(left.map(nameOf).sort(), `step ${step}`).toEqual(original);
      for (const name of before) if (killed.includes(name)) expect(left, `step ${step}`).toContain(name);
    }
  },
);

it('given up, it leaves files of the new name that are others, and damaged ones', async () => {
  const path = join(folder, 'disc.iso');
  const content = await readFile(path);
  await change('compress');
  const stored = await readFile(`${path}.zst`);
  const other = Buffer.from(content);
  other.writeUInt8(other.readUInt8(4_000_000) ^ 1, 4_000_000);
  await writeFile(path, other);
  await removeHalfForms({ folder, files: filesIn(), into: 'compressed' });
  expect((await readFile(`${path}.zst`)).equals(stored)).toBe(true);
  const rotten = Buffer.from(stored);
  rotten.writeUInt8(rotten.readUInt8(1000) ^ 1, 1000);
  await writeFile(path, content);
  await writeFile(`${path}.zst`, rotten);
  await removeHalfForms({ folder, files: filesIn(), into: 'plain' });
  expect((await readFile(path)).equals(content)).toBe(true);
});

it.each(directions)(
  '%s: killed at any moment, again and again, it gets there in the end',
  async (what, before, after) => {
    if (what === 'expand') expect((await change('compress')).signal).toBeNull();
    const random = new Random(7);
    let kills = 0;
    for (const limit of [1, 2, 3, 4, 6, 8]) {
      const { signal } = await change(what, { afterMs: random.integer(60, 60 + 150 * limit) });
      await requireWhole();
      if (signal === null) break;
      kills += 1;
    }
    expect(kills).toBeGreaterThan(0);
    expect((await change(what)).signal).toBeNull();
    await requireWhole();
    expect((await readdir(folder)).sort()).toEqual(after);
    expect(after).not.toEqual(before);
  },
);
