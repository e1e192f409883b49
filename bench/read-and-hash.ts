/**
 * How fast a 2 GiB disc becomes an image with SHA-256 and MD5: disk2iso against what people use. Medians of several
 * rounds, all programs in turn in each round, every program from and to the same file system with a warm cache.
 *
 *   npm run bench            (DISK2ISO_BENCH_MIB, DISK2ISO_BENCH_ROUNDS change size and rounds)
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { exec, ImageDrive, lookUpProgram, rip, ripDefaults } from '../src/engine/index.ts';

const sizeMiB = Number(process.env.DISK2ISO_BENCH_MIB ?? 2048);
const rounds = Number(process.env.DISK2ISO_BENCH_ROUNDS ?? 5);

type Contender = {
  readonly name: string;
  readonly needs: readonly string[];
  readonly run: () => Promise<void>;
};

const folder = await mkdtemp(join(tmpdir(), 'disk2iso-bench-'));
const source = join(folder, 'source.img');
const output = join(folder, 'output.iso');
const map = join(folder, 'output.map');

/** Runs a program that has to succeed. */
async function must(program: string, args: readonly string[]): Promise<void> {
  const result = await exec(program, args);
  if (result.exitCode !== 0)
    throw new Error(`${program} failed: ${result.stderr.toString('utf8').slice(-500)}`);
}

async function hashFile(algorithm: string): Promise<string> {
  const hash = createHash(algorithm);
  for await (const block of createReadStream(source, { highWaterMark: 256 * 1024 }))
    hash.update(block as Buffer);
  return hash.digest('hex');
}

const contenders: readonly Contender[] = [
  {
    name: 'disk2iso (image, SHA-256, MD5, sidecars)',
    needs: ['ddrescue'],
    run: async () => {
      const drive = new ImageDrive('bench');
      await drive.insert(source);
      const outputFolder = join(folder, 'published');
      const result = await rip(
        {
          ...ripDefaults,
          drive,
          kind: 'data',
          outputFolder,
          baseName: 'bench',
        },
        { signal: new AbortController().signal, onEvent: () => undefined },
      );
      if (result.status !== 'completed' || !result.provenance.isComplete) throw new Error('not completed');
      if (result.provenance.checksums.md5 !== (await expectedMd5)) throw new Error('wrong sum');
      await rm(outputFolder, { recursive: true });
    },
  },
  {
    name: 'ddrescue alone (no sums)',
    needs: ['ddrescue'],
    run: () => must('ddrescue', ['-q', '-b2048', source, output, map]),
  },
  { name: 'MD5 alone (Node, one pass)', needs: [], run: () => hashFile('md5').then(() => undefined) },
  {
    name: 'ddrescue, then md5sum and sha256sum',
    needs: ['ddrescue', 'md5sum', 'sha256sum'],
    run: async () => {
      await must('ddrescue', ['-q', '-b2048', source, output, map]);
      await must('md5sum', ['--', output]);
      await must('sha256sum', ['--', output]);
    },
  },
  {
    name: 'dc3dd hash=md5 hash=sha256',
    needs: ['dc3dd'],
    run: () => must('dc3dd', [`if=${source}`, `of=${output}`, 'hash=md5', 'hash=sha256', 'nwspc=on']),
  },
  {
    name: 'dcfldd hash=md5,sha256',
    needs: ['dcfldd'],
    run: () => must('dcfldd', [`if=${source}`, `of=${output}`, 'hash=md5,sha256', 'bs=128k']),
  },
];

/** Fills the source with bytes that no compression or sparse trick could help with. */
async function makeSource(): Promise<void> {
  const random = await open('/dev/urandom', 'r');
  const file = await open(source, 'w');
  const block = Buffer.alloc(1 << 20);
  for (let written = 0; written < sizeMiB; written += 1) {
    await random.read(block, 0, block.length);
    await file.write(block);
  }
  await file.sync();
  await file.close();
  await random.close();
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

await makeSource();
const expectedMd5 = hashFile('md5');
await expectedMd5;
const seconds = new Map<string, number[]>();
try {
  const missing: string[] = [];
  for (const { name, needs } of contenders) {
    const found = await Promise.all(needs.map((program) => lookUpProgram(program)));
    if (found.includes(null)) missing.push(name);
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, run } of contenders) {
      if (missing.includes(name)) continue;
      await rm(output, { force: true });
      await rm(map, { force: true });
      // Dirty pages of the one before must not slow the next one down.
      await must('sync', []);
      const start = performance.now();
      await run();
      seconds.set(name, [...(seconds.get(name) ?? []), (performance.now() - start) / 1000]);
    }
  }
  const model =
    (await readFile('/proc/cpuinfo', 'utf8')).match(/model name\s*: (.*)/)?.[1] ?? 'unknown processor';
  console.log(
    `${sizeMiB} MiB, median of ${rounds} rounds, ${cpus().length} cores (${model}), Node ${process.version}\n`,
  );
  console.log('| program | median s | min | max | MB/s |\n| --- | ---: | ---: | ---: | ---: |');
  for (const [name, values] of seconds) {
    const middle = median(values);
    const figures = [middle, Math.min(...values), Math.max(...values)]
      .map((value) => value.toFixed(2))
      .join(' | ');
    console.log(`| ${name} | ${figures} | ${Math.round((sizeMiB * 1.048576) / middle)} |`);
  }
  for (const name of missing) console.log(`| ${name} | not installed | | | |`);
  const ours = median(seconds.get(contenders[0]?.name ?? '') ?? []);
  const separate = median(seconds.get('ddrescue, then md5sum and sha256sum') ?? []);
  const slower = Math.max(
    median(seconds.get('ddrescue alone (no sums)') ?? []),
    median(seconds.get('MD5 alone (Node, one pass)') ?? []),
  );
  console.log(`\ndisk2iso / "ddrescue, then sums" = ${(ours / separate).toFixed(2)}`);
  console.log(`disk2iso / slower of copying and MD5 alone = ${(ours / slower).toFixed(2)}`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
