/**
 * How long lists and searches take on very many rows, in the store and over HTTP: `npm run bench:lists [jobs] [log lines]`.
 * Makes a database in a temporary folder, runs every query of store-queries.ts and http-queries.ts, and prints the median
 * and 99th percentile of each. Making it takes ten minutes: with DISK2ISO_BENCH_FOLDER it is kept there, and used again.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, type Store } from '#store/index.ts';
import { httpQueries } from './http-queries.ts';
import { fillStore } from './million-rows.ts';
import { percentile } from './percentile.ts';
import { startOwnServer } from './running-server.ts';
import { storeQueries } from './store-queries.ts';

const [jobCount = 1_000_000, lineCount = 5_000_000] = process.argv.slice(2).map(Number);
const runs = 200;
const limits = { store: 20, http: 30 };

const kept = process.env.DISK2ISO_BENCH_FOLDER;
const folder = kept ?? mkdtempSync(join(tmpdir(), 'disk2iso-lists-bench-'));
try {
  const path = join(folder, 'data/disk2iso.db');
  const isThere = existsSync(path);
  mkdirSync(join(folder, 'data'), { recursive: true });
  const store = openStore(path);
  const began = performance.now();
  if (!isThere) fillStore(store, jobCount, lineCount);
  const size = (statSync(path).size / 1e9).toFixed(1);
  const seconds = Math.round((performance.now() - began) / 1000);
  console.log(
    `${jobCount} jobs, ${lineCount} log lines, ${size} GB, ${isThere ? 'kept' : `made in ${seconds} s`}`,
  );
  const slow = measureStore(store);
  store.close();
  slow.push(...(await measureHttp()));
  console.log(slow.length === 0 ? 'all within their limits' : `too slow: ${slow.join(', ')}`);
  process.exitCode = slow.length === 0 ? 0 : 1;
} finally {
  if (kept === undefined) rmSync(folder, { recursive: true, force: true });
}

function measureStore(store: Store): string[] {
  console.log(`\nin the store (limit ${limits.store} ms)`);
  return storeQueries
    .filter(({ name, run }) => {
      run(store); // Fills caches as a running server has them, and finds deep cursors.
      const times = Array.from({ length: runs }, () => {
        const began = performance.now();
        run(store);
        return performance.now() - began;
      });
      return print(name, times) >= limits.store;
    })
    .map(({ name }) => name);
}

async function measureHttp(): Promise<string[]> {
  console.log(`\nover HTTP, one after the other on one connection (limit ${limits.http} ms)`);
  const server = await startOwnServer(folder, ['--no-sample-disc']);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const slow: string[] = [];
  try {
    for (const query of httpQueries) {
      await ask(agent, `${server.url}${query}`);
      const times: number[] = [];
      for (let run = 0; run < runs; run += 1) {
        const began = performance.now();
        await ask(agent, `${server.url}${query}`);
        times.push(performance.now() - began);
      }
      if (print(query, times) >= limits.http) slow.push(query);
    }
  } finally {
    agent.destroy();
    await server.stop();
  }
  return slow;
}

function print(name: string, times: readonly number[]): number {
  const p99 = percentile(times, 0.99);
  const columns = [percentile(times, 0.5), p99].map((ms) => `${ms.toFixed(2).padStart(8)} ms`);
  console.log(`${name.padEnd(64)} ${columns.join(' ')}`);
  return p99;
}

function ask(agent: Agent, url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${url}: ${response.statusCode}`));
      response.resume().once('end', resolve);
    }).once('error', reject);
  });
}
