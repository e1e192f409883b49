/**
 * What Lighthouse says of the browser interface: `npm run bench:web`. Debian's Chromium, desktop preset, against the
 * product's server with three images in its library. Each page three times; the median counts.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import lighthouse, { desktopConfig } from 'lighthouse';
import { chromium } from 'playwright-core';
import { chromiumFlags } from '../test/support/browser-lab.ts';
import { Random } from '../test/support/random.ts';
import { percentile } from './percentile.ts';
import { startOwnServer } from './running-server.ts';

const pages = { dashboard: '/', jobs: '/jobs', library: '/library', settings: '/settings' };
const scores = ['performance', 'accessibility', 'best-practices'] as const;
const times = ['first-contentful-paint', 'largest-contentful-paint', 'total-blocking-time'] as const;
const rounds = 3;
const sectors = 5000;
const patienceMs = 60_000;

const folder = mkdtempSync(join(tmpdir(), 'disk2iso-web-bench-'));
const server = await startOwnServer(folder, ['--no-sample-disc']);
try {
  await fillLibrary(['one', 'two', 'three']);
  await measure(join(folder, 'browser'));
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}

/** Discs of random bytes become images, so that no page is empty. */
async function fillLibrary(ids: readonly string[]): Promise<void> {
  mkdirSync(join(folder, 'images', 'discs'), { recursive: true });
  for (const [index, id] of ids.entries()) {
    const path = join(folder, 'images', 'discs', `${id}.iso`);
    writeFileSync(path, new Random(index + 1).bytes(sectors * 2048));
    await post('/api/image-drives', { id, path, rateKBps: null, badSectors: [] });
    await until(async () => (await get(`/api/disks/${id}`)).includes('"state":"ready"'), `${id} is ready`);
    await post('/api/jobs', { device: id, kind: 'data', eject: 'never' });
  }
  const done = async () => (await get('/api/jobs')).match(/"status":"completed"/g)?.length ?? 0;
  await until(async () => (await done()) === ids.length, 'the images are made');
}

/** Runs Lighthouse page by page in one browser, and prints the medians. */
async function measure(profile: string): Promise<void> {
  const args = [...chromiumFlags, '--remote-debugging-port=0'];
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath: '/usr/bin/chromium',
    args,
  });
  try {
    // Chromium writes here which port it took.
    const port = Number(readFileSync(join(profile, 'DevToolsActivePort'), 'utf8').split('\n')[0]);
    console.log(`load of the machine: ${loadavg()[0]?.toFixed(1)}`);
    console.log(['page'.padEnd(10), ...scores, ...times].join('  '));
    for (const [name, path] of Object.entries(pages)) {
      const runs: Run[] = [];
      for (let round = 0; round < rounds; round += 1) runs.push(await look(`${server.url}${path}`, port));
      console.log([name.padEnd(10), ...columns(runs)].join('  '));
      for (const fault of new Set(runs.flatMap(({ faults }) => faults)))
        console.log(`${' '.repeat(12)}${fault}`);
    }
    console.log(`load of the machine: ${loadavg()[0]?.toFixed(1)}`);
  } finally {
    await browser.close();
  }
}

/** One run: scores from 0 to 100, times in milliseconds, and what is wrong besides speed. */
type Run = {
  readonly scores: readonly number[];
  readonly times: readonly number[];
  readonly faults: readonly string[];
};

async function look(url: string, port: number): Promise<Run> {
  const result = await lighthouse(url, { port, onlyCategories: [...scores] }, desktopConfig);
  if (result === undefined || result.lhr.runtimeError !== undefined)
    throw new Error(`Lighthouse could not look at ${url}: ${result?.lhr.runtimeError?.message}`);
  const { categories, audits } = result.lhr;
  return {
    scores: scores.map((name) => 100 * (categories[name]?.score ?? Number.NaN)),
    times: times.map((name) => audits[name]?.numericValue ?? Number.NaN),
    faults: scores
      .filter((name) => name !== 'performance')
      .flatMap((name) => categories[name]?.auditRefs ?? [])
      .filter(({ id, weight }) => weight > 0 && audits[id]?.score === 0)
      .map(({ id }) => `${id}: ${audits[id]?.title}`),
  };
}

function columns(runs: readonly Run[]): readonly string[] {
  const median = (values: number[]) => percentile(values, 0.5).toFixed(0);
  return [
    ...scores.map((name, index) => median(runs.map((run) => run.scores[index] ?? 0)).padStart(name.length)),
    ...times.map((name, index) =>
      `${median(runs.map((run) => run.times[index] ?? 0))} ms`.padStart(name.length),
    ),
  ];
}

async function get(path: string): Promise<string> {
  return (await fetch(`${server.url}${path}`)).text();
}

async function post(path: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${server.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(await answer.text());
}

async function until(holds: () => Promise<boolean>, what: string): Promise<void> {
  for (const deadline = performance.now() + patienceMs; !(await holds()); await sleep(100)) {
    if (performance.now() > deadline) throw new Error(`not in time: ${what}`);
  }
}
