/**
 * How late live events are: `npm run bench:events [clients]`. Eight jobs read rate-limited image drives; every client has
 * the system's stream with one of them, eight have it with all. When all are connected it is noted for a minute when
 * each event arrives. Aim: none later than 1 s, memory bounded. (That a client which does not read is cut is a test.)
 */
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { Agent, get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from './percentile.ts';
import { startOwnServer } from './running-server.ts';

const [clientCount = 1000] = process.argv.slice(2).map(Number);
const jobCount = 8;
const wideCount = 8;
const seconds = 60;
const discBytes = 60_000_000;
const rateKBps = 500;
const settleMs = 3000;

/** Milliseconds from the moment that an event names (`at`, `updatedAt`) to its arrival at a client. */
const delays: number[] = [];
/** By event, when its first and its newest client had it. */
const spans = new Map<string, { first: number; last: number; count: number }>();
/** Not while clients connect: they are first told what was before. */
let isMeasuring = false;
let events = 0;
let bytes = 0;

const folder = mkdtempSync(join(tmpdir(), 'disk2iso-events-bench-'));
const agent = new Agent({ maxSockets: Number.POSITIVE_INFINITY });
const server = await startOwnServer(folder, ['--no-sample-disc']);
try {
  await call('PUT', '/api/system/config', { general: { maxConcurrentJobs: jobCount } });
  const uuids: string[] = [];
  for (let index = 0; index < jobCount; index += 1) uuids.push(await startJob(`drive-${index}`));
  const before = server.usage();
  const streams = Array.from({ length: clientCount }, (_, index) => {
    const jobs = index < wideCount ? uuids : [uuids[index % jobCount]];
    return open(`/events/system?jobs=${jobs.join(',')}`, listen);
  });
  await Promise.all(streams);
  await sleep(settleMs);
  isMeasuring = true;
  const memory: number[] = [];
  const connected = server.usage();
  for (let second = 0; second < seconds; second += 1) {
    await sleep(1000);
    memory.push(server.usage().memoryMB);
  }
  const after = server.usage();
  const spread = [...spans.values()].filter(({ count }) => count > 1).map(({ first, last }) => last - first);
  print('clients, running jobs', `${clientCount}, ${await runningJobs()}`);
  print('events taken in', `${events}, ${(bytes / 1e6).toFixed(0)} MB in ${seconds} s`);
  print('later than the moment they name', ms(delays));
  print('from the first client to the last', ms(spread));
  const [least, most] = [Math.min(...memory), Math.max(...memory)].map((value) => value.toFixed(0));
  print(
    'memory (RSS)',
    `before ${before.memoryMB.toFixed(0)} MB, with clients ${connected.memoryMB.toFixed(0)} MB, then ${least} to ${most} MB`,
  );
  print(
    'processor time of the server',
    `${((100 * (after.cpuSeconds - connected.cpuSeconds)) / seconds).toFixed(0)} % of one processor`,
  );
  const isLate = percentile(delays, 1) > 1000 || percentile(spread, 1) > 1000;
  process.exitCode = isLate ? 1 : 0;
} finally {
  agent.destroy();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function startJob(id: string): Promise<string> {
  const path = join(folder, 'images', `${id}.iso`);
  writeFileSync(path, id);
  truncateSync(path, discBytes);
  await call('POST', '/api/image-drives', { id, path, rateKBps });
  for (;;) {
    const drive = await call('GET', `/api/disks/${id}`);
    if (drive.disc !== null) break;
    await sleep(100);
  }
  const job = await call('POST', '/api/jobs', {
    device: id,
    kind: 'data',
    eject: 'never',
    sortByKind: false,
  });
  return job.uuid;
}

// biome-ignore lint/suspicious/noExplicitAny: the API's answers, of which only a word or two is used.
async function call(method: string, path: string, body?: object): Promise<any> {
  const response = await fetch(`${server.url}${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  if (!response.ok) throw new Error(await response.text());
  return response.json();
}

async function runningJobs(): Promise<number> {
  return (await call('GET', '/api/jobs?status=running')).total;
}

function open(path: string, use: (response: IncomingMessage) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    get(`${server.url}${path}`, { agent }, (response) => {
      use(response);
      resolve();
    }).once('error', reject);
  });
}

function listen(response: IncomingMessage): void {
  let rest = '';
  response.setEncoding('utf8');
  response.once('error', () => undefined);
  response.on('data', (chunk: string) => {
    bytes += chunk.length;
    const blocks = (rest + chunk).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) note(block);
  });
}

function note(block: string): void {
  if (!isMeasuring || !block.includes('data: ')) return;
  events += 1;
  const now = Date.now();
  // In JSON text, the first of these is the event's own: no need to parse a million of them.
  const at = /"(?:at|updatedAt)":"([^"]+)"/.exec(block)?.[1];
  if (at !== undefined) delays.push(now - Date.parse(at));
  const span = spans.get(block);
  if (span === undefined) spans.set(block, { first: now, last: now, count: 1 });
  else {
    span.last = now;
    span.count += 1;
  }
}

function ms(values: readonly number[]): string {
  const [half, most, all] = [0.5, 0.99, 1].map((share) => percentile(values, share).toFixed(0));
  return `median ${half} ms, 99 % ${most} ms, all ${all} ms (${values.length})`;
}

function print(name: string, value: string): void {
  console.log(`${name.padEnd(40)} ${value}`);
}
