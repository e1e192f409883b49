import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SecondRead, SectorRange, ToolRun } from '#model/index.ts';
import { type Rereading, readAgain as readAgainIn } from '../../../test/support/read-again.ts';
import { BlockMap } from './block-map.ts';
import { paint } from './medium-arguments.ts';
import type { SecondReadEnding } from './second-read.ts';

const sectorCount = 2048; // 4 MiB
const windowBytes = 1024 * 1024;
const range = (firstLba: number, lastLba = firstLba): SectorRange => ({ firstLba, lastLba });

let folder = '';
let disc: Buffer = Buffer.alloc(0);
let image: Buffer = Buffer.alloc(0);
let runs: ToolRun[] = [];
let patched: number[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'second-read-'));
  disc = Buffer.alloc(sectorCount * 2048);
  for (let lba = 0; lba < sectorCount; lba += 1) disc.writeUInt32LE(lba + 1, lba * 2048);
  image = Buffer.from(disc);
  runs = [];
  patched = [];
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

/** What went on: the ending, and what was told and what lay in the scratch folder after each window. */
type Outcome = SecondReadEnding & { readonly seen: SecondRead[]; readonly left: string[] };

async function readAgain(rereading: Rereading = {}): Promise<Outcome> {
  await writeFile(join(folder, 'disc.img'), disc);
  await writeFile(join(folder, 'image.iso'), image);
  const seen: SecondRead[] = [];
  const left: string[] = [];
  const ending = await readAgainIn(folder, {
    onToolRun: (run) => runs.push(run),
    onPatched: (firstByte) => patched.push(firstByte),
    onWindow: async (soFar) => {
      seen.push(soFar);
      left.push(...(await readdir(folder)).filter((name) => name === 'second-read'));
    },
    windowBytes,
    ...rereading,
  });
  return { ...ending, seen, left };
}

/** Puts a shell script in the place of ddrescue. */
async function useDdrescue(script: string): Promise<void> {
  await writeFile(join(folder, 'ddrescue'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  vi.stubEnv('PATH', `${folder}${delimiter}${process.env.PATH}`);
}

describe('readAgainAndCompare', () => {
  it('names sectors that differ and sectors that cannot be read again, across windows', async () => {
    image.writeUInt8(99, 511 * 2048 + 7);
    image.writeUInt8(99, 512 * 2048 + 7);
    image.writeUInt8(99, 2047 * 2048 + 2047);
    const badSectors = [range(1022, 1025)];
    const { ending, result } = await readAgain({ badSectors });
    expect(ending).toBe('finished');
    expect(result).toEqual({
      comparedBytes: disc.length,
      isDirect: false,
      disagreeing: [range(511, 512), range(2047)],
      // The third reading is like the second: the image was wrong.
      corrected: [range(511, 512), range(2047)],
      unsettled: [],
      unreadable: badSectors,
    });
    expect(patched).toEqual([511, 512, 2047].map((lba) => lba * 2048));
    expect((await readFile(join(folder, 'image.iso'))).equals(disc)).toBe(true);
  });

  it('frees the scratch files after every window', async () => {
    image.writeUInt8(99, 600 * 2048);
    const { seen, left } = await readAgain();
    expect(seen.map(({ comparedBytes }) => comparedBytes)).toEqual([1, 2, 3, 4].map((n) => n * windowBytes));
    expect(left).toEqual([]);
  });

  it('tells of one run of ddrescue, from the first begin to the last end', async () => {
    image.writeUInt8(99, 600 * 2048);
    await readAgain();
    expect(runs).toMatchObject([{ tool: 'ddrescue', exitCode: 0 }]);
    expect(runs[0]?.commandLine).toContain('-i0');
    expect(String(runs[0]?.endedAt) >= String(runs[0]?.startedAt)).toBe(true);
  });

  it('tells of none where there was nothing to read again', async () => {
    const { ending } = await readAgain({ missing: [range(0, sectorCount - 1)] });
    expect(ending).toBe('finished');
    expect(runs).toEqual([]);
  });

  it('touches neither what the first read lacks nor what the person excluded', async () => {
    for (const lba of [10, 700, 1500]) image.writeUInt8(99, lba * 2048 + 9);
    const { result } = await readAgain({
      missing: [range(5, 15)],
      // Excluded only now, after it was read: it stays excluded, and is not called unreadable.
      excluded: [range(690, 1300)],
      badSectors: [range(695, 1200), range(10)],
    });
    expect(result).toMatchObject({ disagreeing: [range(1500)], unreadable: [] });
    const now = await readFile(join(folder, 'image.iso'));
    for (const lba of [10, 700]) expect(now.readUInt8(lba * 2048 + 9)).toBe(99);
  });

  it('writes helper maps of the window alone', async () => {
    await useDdrescue(`for argument in "$@"; do
  case $argument in --domain-mapfile=*) wc -l < "\${argument#*=}" >> '${join(folder, 'lines')}' ;; esac
done
PATH=\${PATH#*:}
exec ddrescue "$@"`);
    await readAgain({ excluded: Array.from({ length: sectorCount / 4 }, (_, i) => range(4 * i)) });
    const lines = (await readFile(join(folder, 'lines'), 'utf8')).trim().split('\n').map(Number);
    expect(lines).toHaveLength(4);
    // In each of the four windows 128 areas to leave alone and as many between them, below three lines of head.
    expect(Math.max(...lines)).toBeLessThan(270);
  });

  it('believes no findings once the disc is gone', async () => {
    image.writeUInt8(99, 600 * 2048);
    const { ending, result } = await readAgain({ isMediumPresent: async () => false });
    expect(ending).toBe('interrupted');
    expect(result).toMatchObject({ comparedBytes: windowBytes, disagreeing: [], unreadable: [] });
    expect(await readdir(folder)).not.toContain('second-read');
  });

  it('takes a sector of which only a part could be read for unreadable', async () => {
    // As a drive that delivers half a sector and then fails.
    const half = 700 * 2048 + 1024;
    const bad = `0 ? 1\n0 ${half} +\n${half} 1024 -\n${701 * 2048} ${disc.length - 700 * 2048} +\n`;
    await writeFile(join(folder, 'half.map'), bad);
    await useDdrescue(`PATH=\${PATH#*:}
shift
exec ddrescue -b512 --test-mode='${join(folder, 'half.map')}' "$@"`);
    const { result } = await readAgain();
    expect(result).toMatchObject({ disagreeing: [], unreadable: [range(700)] });
  });

  it('calls itself direct only if all of it was', async () => {
    const nothing = { disagreeing: [], corrected: [], unsettled: [], unreadable: [] };
    const before = { comparedBytes: windowBytes, ...nothing };
    const resumed = (isDirect: boolean) =>
      readAgain({ supportsDirect: true, resumeFrom: { ...before, isDirect } });
    expect((await resumed(true)).result.isDirect).toBe(true);
    expect((await resumed(false)).result.isDirect).toBe(false);
  });
});

describe('readAgainAndCompare on a full disk', () => {
  const cramp = () => {
    const fake = fileURLToPath(new URL('../../../test/fakes/cramped', import.meta.url));
    vi.stubEnv('PATH', `${fake}${delimiter}${process.env.PATH}`);
  };

  it('goes on in smaller pieces', async () => {
    cramp();
    image.writeUInt8(99, 1800 * 2048 + 5);
    const { ending, result, seen } = await readAgain({ windowBytes: 4 * windowBytes });
    expect(ending).toBe('finished');
    expect(seen.map(({ comparedBytes }) => comparedBytes)).toEqual([2 * windowBytes, 4 * windowBytes]);
    expect(result.disagreeing).toEqual([range(1800)]);
    expect(runs).toMatchObject([{ exitCode: 0 }]);
  });

  it('goes on in smaller pieces also where only the third reading does not fit', async () => {
    await useDdrescue(`case "$*" in *-s4194304*second-read/third*)
  echo 'ddrescue: Write error: No space left on device' >&2
  exit 1 ;;
esac
PATH=\${PATH#*:}
exec ddrescue "$@"`);
    image.writeUInt8(99, 700 * 2048 + 5);
    const { result, seen } = await readAgain({ windowBytes: 4 * windowBytes });
    expect(seen.map(({ comparedBytes }) => comparedBytes)).toEqual([2 * windowBytes, 4 * windowBytes]);
    expect(result).toMatchObject({ disagreeing: [range(700)], corrected: [range(700)] });
    expect(patched).toEqual([700 * 2048]);
  });

  it('says so when nothing fits, and leaves no scratch files', async () => {
    await useDdrescue('echo "ddrescue: Write error: No space left on device" >&2; exit 1');
    await expect(readAgain({ windowBytes: 4 * windowBytes })).rejects.toMatchObject({ code: 'NO_SPACE' });
    expect(runs).toMatchObject([{ exitCode: 1 }]);
    expect(await readdir(folder)).not.toContain('second-read');
    expect((await readFile(join(folder, 'image.iso'))).length).toBe(image.length);
  });
});

describe('a map with 100,000 areas', () => {
  it('is taken apart and put together again', () => {
    const ranges = Array.from({ length: 100_000 }, (_, i) => range(2 * i));
    const map = paint(400_000 * 2048, ranges, '+', '-');
    expect(map.blocks).toHaveLength(200_000);
    expect(map.sectorsIn('-')).toEqual(ranges);
    expect(new BlockMap(map.blocks).cells(1000).slice(0, 500)).toEqual(Array(500).fill('bad'));
  });
});
