/**
 * How long lists and searches take on very many rows: `npm run bench:store [jobs] [log lines]`.
 * Makes a database in a temporary folder, runs every query of store-queries.ts, and prints its median and 99th percentile.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { discKinds, type Job, jobStatuses, logLevels } from '#model/index.ts';
import { openStore, type Store } from '#store/index.ts';
import { Random } from '../test/support/random.ts';
import { sampleJob } from '../test/support/sample-job.ts';
import { storeQueries } from './store-queries.ts';

const [jobCount = 1_000_000, lineCount = 5_000_000] = process.argv.slice(2).map(Number);
const runs = 200;
const limitMs = 20;
const batch = 20_000;
const start = Date.parse('2023-01-01T00:00:00.000Z');
const end = Date.parse('2026-11-01T00:00:00.000Z');

const words = [
  'archive',
  'family',
  'holiday',
  'backup',
  'software',
  'concert',
  'lecture',
  'photos',
  'film',
  'letters',
];
const messages = [
  'Reading goes on at sector',
  'Nothing more is read after sector',
  'The drive was slow around sector',
  'Checksums begin at sector',
];

const folder = mkdtempSync(join(tmpdir(), 'disk2iso-store-bench-'));
try {
  const store = openStore(join(folder, 'bench.db'));
  const began = performance.now();
  fill(store);
  const size = statSync(join(folder, 'bench.db')).size;
  console.log(
    `${jobCount} jobs, ${lineCount} log lines, ${(size / 1e9).toFixed(1)} GB, made in ${Math.round((performance.now() - began) / 1000)} s`,
  );
  const slow = measure(store);
  store.close();
  console.log(
    slow.length === 0 ? `all below ${limitMs} ms at the 99th percentile` : `too slow: ${slow.join(', ')}`,
  );
  process.exitCode = slow.length === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function fill(store: Store): void {
  const random = new Random(1);
  const uuids: string[] = [];
  inBatches(store, jobCount, (index) => {
    const job = jobOf(random, timeOf(index, jobCount));
    if (uuids.length < 10_000) uuids.push(job.uuid);
    store.jobs.insert(job);
    if (job.status !== 'completed') return;
    store.isos.upsert({
      jobUuid: job.uuid,
      fileName: `${job.discLabel} disc.iso`,
      filePath: `/library/${job.uuid}.iso`,
      sizeBytes: 700_000_000,
      md5: null,
      sha256: null,
      discKind: job.discKind,
      discLabel: job.discLabel,
      fingerprintId: null,
      isComplete: true,
      badBytes: 0,
      provenance: null,
      createdAt: job.createdAt,
    });
  });
  inBatches(store, lineCount, (index) => {
    const isBad = random.next() < 0.02;
    store.logs.add({
      jobUuid: random.next() < 0.1 ? null : (pick(random, uuids) ?? null),
      level: isBad
        ? random.next() < 0.5
          ? 'error'
          : 'warning'
        : (logLevels[random.integer(0, 1)] ?? 'info'),
      message: isBad ? `unreadable sector ${index}` : `${pick(random, messages)} ${index}`,
      details: null,
      at: timeOf(index, lineCount),
    });
  });
}

function jobOf(random: Random, at: string): Omit<Job, 'position'> {
  const status = random.next() < 0.9 ? 'completed' : (pick(random, jobStatuses.slice(3)) ?? 'failed');
  const isLive = random.next() < 0.0001;
  const rare = random.next() < 0.0001 ? ' velasquez' : '';
  return {
    ...sampleJob,
    uuid: randomUUID(),
    device: `sr${random.integer(0, 7)}`,
    discLabel: `ARCHIVE ${pick(random, words)} ${random.integer(1, 9999)}${rare}`,
    discKind: random.next() < 0.7 ? 'data' : (pick(random, discKinds) ?? 'data'),
    status: isLive ? 'queued' : status,
    priority: random.integer(-3, 3),
    createdAt: at,
    updatedAt: at,
    endedAt: isLive ? null : at,
    trashedUntil: status === 'cancelled' && random.next() < 0.001 ? at : null,
  };
}

function measure(store: Store): string[] {
  const slow: string[] = [];
  for (const { name, run } of storeQueries) {
    run(store); // Fills caches as a running server has them, and finds deep cursors.
    const times = Array.from({ length: runs }, () => {
      const began = performance.now();
      run(store);
      return performance.now() - began;
    }).sort((a, b) => a - b);
    const p50 = times[Math.floor(runs * 0.5)] ?? 0;
    const p99 = times[Math.ceil(runs * 0.99) - 1] ?? 0;
    console.log(`${name.padEnd(40)} ${p50.toFixed(2).padStart(8)} ms ${p99.toFixed(2).padStart(8)} ms`);
    if (p99 >= limitMs) slow.push(name);
  }
  return slow;
}

function inBatches(store: Store, count: number, work: (index: number) => void): void {
  for (let from = 0; from < count; from += batch) {
    store.transaction(() => {
      for (let index = from; index < Math.min(count, from + batch); index += 1) work(index);
    });
  }
}

function timeOf(index: number, count: number): string {
  return new Date(start + Math.floor(((end - start) * index) / count)).toISOString();
}

function pick<T>(random: Random, list: readonly T[]): T | undefined {
  return list[random.integer(0, list.length - 1)];
}
