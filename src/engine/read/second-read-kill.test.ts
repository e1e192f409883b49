import { spawn } from 'node:child_process';
import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SectorRange } from '#model/index.ts';
import { readAgain } from '../../../test/support/read-again.ts';

const sectorCount = 1024;
const windowBytes = 512 * 2048;
const range = (firstLba: number, lastLba = firstLba): SectorRange => ({ firstLba, lastLba });

let folder = '';
const disc = Buffer.alloc(sectorCount * 2048);
for (let lba = 0; lba < sectorCount; lba += 1) disc.writeUInt32LE(lba + 1, lba * 2048);
const wrong = Buffer.from(disc);
for (const lba of [600, 900]) wrong.writeUInt8(99, lba * 2048 + 100);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'second-read-kill-'));
  await writeFile(join(folder, 'disc.img'), disc);
  await writeFile(join(folder, 'image.iso'), wrong);
});
afterEach(() => rm(folder, { recursive: true }));

const imageNow = () => readFile(join(folder, 'image.iso'));

/** Runs a second read as a process of its own, with `options` as they stand in its source, below the programs `before`. */
async function runProcess(options: string, before: readonly string[] = []) {
  const helper = new URL('../../../test/support/read-again.ts', import.meta.url).href;
  const source = `import { readAgain } from ${JSON.stringify(helper)};
const die = () => process.kill(process.pid, 'SIGKILL');
let questions = 0;
const patched = [];
const outcome = await readAgain(${JSON.stringify(folder)}, { windowBytes: ${windowBytes}, ${options} })
  .catch(({ code, details }) => ({ code, details }));
console.log(JSON.stringify({ ...outcome, patched }));`;
  const [program = '', ...args] = [...before, process.execPath, '--input-type=module', '-e', source];
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<NodeJS.Signals | null>((resolve) =>
    child.once('close', (_, signal) => resolve(signal)),
  );
  const stdout = await text(child.stdout);
  return { signal: await ended, stdout };
}

describe('a second read that is killed with SIGKILL', () => {
  it.each([
    ['before the third reading', 'isMediumPresent: async () => die()', wrong],
    ['between the third reading and mending', 'isMediumPresent: async () => ++questions < 2 || die()', wrong],
    ['between mending and telling', 'onPatched: die', disc],
    ['while it tells', 'onWindow: async ({ disagreeing }) => { if (disagreeing.length > 0) die(); }', disc],
  ])('%s comes to a true result when it goes on', async (_, options, imageThen) => {
    const { signal } = await runProcess(options);
    expect(signal).toBe('SIGKILL');
    expect((await imageNow()).equals(imageThen)).toBe(true);

    const nothing = { disagreeing: [], corrected: [], unsettled: [], unreadable: [] };
    const resumeFrom = { comparedBytes: windowBytes, isDirect: false, ...nothing };
    const { ending, result } = await readAgain(folder, { windowBytes, resumeFrom });
    expect(ending).toBe('finished');
    expect((await imageNow()).equals(disc)).toBe(true);
    // What was mended before agrees now.
    const found = imageThen === wrong ? [range(600), range(900)] : [];
    expect(result).toMatchObject({ disagreeing: found, corrected: found, unsettled: [], unreadable: [] });
    await expect(access(join(folder, 'second-read'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('a second read that cannot mend the image', () => {
  it('says so, and that the image may have changed all the same', async () => {
    // No file may be written behind sector 700: the first of the two sectors is mended, the second cannot be.
    const { stdout } = await runProcess('onPatched: (firstByte) => patched.push(firstByte)', [
      'prlimit',
      `--fsize=${700 * 2048}`,
    ]);
    expect(JSON.parse(stdout)).toMatchObject({
      code: 'OUTPUT_NOT_WRITABLE',
      details: { errno: 'EFBIG', path: join(folder, 'image.iso') },
      patched: [600 * 2048],
    });
    const halfMended = Buffer.from(disc);
    halfMended.writeUInt8(99, 900 * 2048 + 100);
    expect((await imageNow()).equals(halfMended)).toBe(true);
  });
});
