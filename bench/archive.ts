/**
 * How fast an image is compressed and expanded, and how small it gets: disk2iso against zstd, all in turn in each round, with a
 * warm cache. disk2iso makes frames that can be looked into one by one, syncs them to the disk, takes SHA-256 and MD5 of what it
 * read, reads all of it back and compares; zstd writes one frame, and `zstd -t` is its own way of reading back.
 *
 *   node bench/archive.ts            (DISK2ISO_BENCH_MB, DISK2ISO_BENCH_ROUNDS change size and rounds)
 */
import { link, mkdir, mkdtemp, open, readFile, rm, stat } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { compressImage, exec, expandImage, hashFile, lookUpProgram } from '../src/engine/index.ts';
import { compressFile } from '../src/engine/zstd/index.ts';
import { Random } from '../test/support/random.ts';

const sizeMB = Number(process.env.DISK2ISO_BENCH_MB ?? 1024);
const rounds = Number(process.env.DISK2ISO_BENCH_ROUNDS ?? 3);
const level = 3;
const folder = await mkdtemp(join(tmpdir(), 'disk2iso-bench-'));
const original = join(folder, 'disc.iso');
const image = join(folder, 'image/disc.iso');
const packed = join(folder, 'packed.zst');

/** What a disc of programs and films is like: two parts of five random, two of a program, one of zeros. */
async function makeImage(): Promise<void> {
  const mega = 1024 * 1024;
  const program = await readFile(process.execPath);
  const random = new Random(1);
  await using file = await open(original, 'w');
  for (let at = 0; at < sizeMB; at += 1) {
    const from = (at * mega) % (program.length - mega);
    const kinds = [
      () => random.bytes(mega),
      () => program.subarray(from, from + mega),
      () => Buffer.alloc(mega),
    ];
    await file.writeFile(kinds[[0, 1, 0, 1, 2][at % 5] ?? 0]?.() ?? Buffer.alloc(mega));
  }
  await file.sync();
}

async function must(program: string, args: readonly string[]): Promise<void> {
  const { exitCode, stderr } = await exec(program, args);
  if (exitCode !== 0) throw new Error(`${program} failed: ${stderr.toString('utf8').slice(-500)}`);
}

type Contender = {
  readonly name: string;
  /** Not counted: what it needs, and what lies there of the one before. */
  prepare(): Promise<void>;
  run(): Promise<void>;
  /** What has come of it. */
  readonly made: string;
};

await makeImage();
const checksums = await hashFile(original, ['sha256', 'md5']);
const change = {
  folder: join(folder, 'image'),
  files: [{ name: 'disc.iso', role: 'image', checksums }],
} as const;

/** The image under its own name, without copying it. */
async function lay(): Promise<void> {
  await rm(change.folder, { recursive: true, force: true });
  await mkdir(change.folder);
  await link(original, image);
}

const zstd = (name: string, args: readonly string[]): Contender => ({
  name,
  prepare: () => rm(packed, { force: true }),
  run: () => must('zstd', ['-q', '-f', ...args, original, '-o', packed]),
  made: packed,
});

const contenders: readonly Contender[] = [
  {
    name: `disk2iso: compressed, both sums, read back and compared (level ${level})`,
    prepare: lay,
    run: async () => {
      await compressImage({ ...change, level });
    },
    made: `${image}.zst`,
  },
  {
    name: `disk2iso: compressed and both sums alone (level ${level})`,
    prepare: () => rm(packed, { force: true }),
    run: async () => {
      await compressFile({ from: original, to: packed, level });
    },
    made: packed,
  },
  zstd(`zstd -T0 -${level}`, ['-T0', `-${level}`]),
  zstd(`zstd -T1 -${level}`, ['-T1', `-${level}`]),
  {
    ...zstd(`zstd -T0 -${level}, then zstd -t`, []),
    run: async () => {
      await must('zstd', ['-q', '-f', '-T0', `-${level}`, original, '-o', packed]);
      await must('zstd', ['-q', '-t', packed]);
    },
  },
  {
    name: 'disk2iso: expanded, read back and compared',
    prepare: async () => {
      await lay();
      await compressImage({ ...change, level });
    },
    run: async () => {
      await expandImage(change);
    },
    made: image,
  },
  {
    name: 'zstd -d',
    prepare: async () => {
      await must('zstd', ['-q', '-f', `-${level}`, original, '-o', packed]);
      await rm(join(folder, 'expanded'), { force: true });
    },
    run: () => must('zstd', ['-q', '-d', packed, '-o', join(folder, 'expanded')]),
    made: join(folder, 'expanded'),
  },
];

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

if ((await lookUpProgram('zstd')) === null) throw new Error('zstd is not installed');
const { size } = await stat(original);
const times = new Map<string, number[]>();
const sizes = new Map<string, number>();
const load = [loadavg()[0]];
for (let round = 0; round < rounds; round += 1) {
  for (const { name, prepare, run, made } of contenders) {
    await prepare();
    const start = performance.now();
    await run();
    times.set(name, [...(times.get(name) ?? []), (performance.now() - start) / 1000]);
    sizes.set(name, (await stat(made)).size);
  }
}
load.push(loadavg()[0]);
await rm(folder, { recursive: true });
process.stdout.write(
  `${cpus()[0]?.model ?? '?'}, ${cpus().length} processors, load ${load.map((each) => each?.toFixed(1)).join(' before, ')} after; ${sizeMB} MiB, ${rounds} rounds\n\n` +
    '| what | median s | min | max | MB/s | size |\n| --- | ---: | ---: | ---: | ---: | ---: |\n',
);
for (const { name } of contenders) {
  const all = times.get(name) ?? [];
  const middle = median(all);
  const share = `${(((sizes.get(name) ?? 0) / size) * 100).toFixed(1)} %`;
  const figures = [middle, Math.min(...all), Math.max(...all)].map((each) => each.toFixed(2));
  process.stdout.write(
    `| ${name} | ${figures.join(' | ')} | ${Math.round(size / 1e6 / middle)} | ${share} |\n`,
  );
}
