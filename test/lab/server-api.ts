/**
 * One scenario through the web server's API alone, from outside of the machine with the drives: a disc with bad sectors is
 * put in, read by a job, followed live, its image downloaded in two parts, and compared; then the tray is opened.
 *
 *   DISC_LAB=/path/to/disc-lab node_modules/.bin/node test/lab/server-api.ts
 *
 * Needs the disc lab (a guest with emulated SCSI drives that the kernel drives itself), set up, and not in use.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { DriveView, IsoDetail, Job, JobDetail } from '../../src/model/index.ts';
import { Random } from '../support/random.ts';

const program = process.env.DISC_LAB;
if (program === undefined) throw new Error('DISC_LAB must name the disc-lab program');
const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'disk2iso-lab-'));
const outerPort = 18_080;
const url = `http://127.0.0.1:${outerPort}`;
const bad = { firstLba: 2000, lastLba: 2003 };

const lab = (...words: readonly string[]) =>
  execFileSync(program, words, { encoding: 'utf8', timeout: 600_000 }).trim();

try {
  const disc = makeDisc();
  lab('up', '--drives', '2', '--forward', `${outerPort}:8080`);
  const words = 'serve --host 0.0.0.0 --auth none --insist-on-no-auth --data /data --log file';
  const server = `${join(root, 'node_modules/.bin/node')} ${join(root, 'bin/disk2iso')} ${words}`;
  lab('exec', `mkdir -p /data && setsid nohup ${server} > /tmp/server.log 2>&1 < /dev/null & sleep 1`);
  await until('the server answers', async () => (await fetch(`${url}/healthz`)).ok);

  const drives = await get<{ items: DriveView[] }>('/api/disks');
  say(`drives: ${drives.items.map(({ info, state }) => `${info.id} (${info.model}) ${state}`).join(', ')}`);
  lab('insert', '0', disc, '--bad', `${bad.firstLba}-${bad.lastLba}`, '--kbps', '1500');
  await until('the disc is known', async () => (await get<DriveView>('/api/disks/sr0')).disc !== null);
  say(`label: ${(await get<DriveView>('/api/disks/sr0')).disc?.label}`);

  const job = await post<Job>('/api/jobs', { device: 'sr0', sortByKind: false, eject: 'never' });
  const seen = await follow(job.uuid);
  say(
    `events: ${Object.entries(seen)
      .map(([type, count]) => `${type} ${count}`)
      .join(', ')}`,
  );
  const { job: done, timeline } = await get<JobDetail>(`/api/jobs/${job.uuid}`);
  say(
    `${done.status}, ${done.badBytes} bytes unreadable; timeline: ${timeline.map(({ type }) => type).join(' ')}`,
  );
  if (done.status !== 'completed' || done.badBytes !== 4 * 2048) throw new Error('not as the disc is');

  const image = await get<IsoDetail>(`/api/isos/${done.isoId}`);
  const [first, second] = [
    await part(done.isoId, 'bytes=0-999999'),
    await part(done.isoId, 'bytes=1000000-'),
  ];
  const sum = sha256(Buffer.concat([first, second]));
  const expected = readFileSync(disc);
  expected.fill(0, bad.firstLba * 2048, (bad.lastLba + 1) * 2048);
  if (sum !== sha256(expected) || sum !== image.sha256) throw new Error(`${sum} is not the disc's`);
  say(`downloaded in two parts: ${first.length} + ${second.length} bytes, ${sum}: exact`);

  await post('/api/disks/sr0/eject', {});
  await until('the tray is open', async () => (await get<DriveView>('/api/disks/sr0')).state === 'open');
} catch (error) {
  say(lab('exec', 'tail -n 30 /tmp/server.log'));
  throw error;
} finally {
  try {
    lab('down');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Takes in the job's stream until it has come to an end; how many events of each type there were. */
async function follow(uuid: string): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  const response = await fetch(`${url}/events/jobs/${uuid}`, { signal: AbortSignal.timeout(300_000) });
  if (response.body === null) throw new Error('no stream');
  let rest = '';
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + chunk).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const type = /^event: (\w+)$/m.exec(block)?.[1];
      if (type !== undefined) counts[type] = (counts[type] ?? 0) + 1;
      if (/"status":"(completed|failed|paused|cancelled)"/.test(block)) return counts;
    }
  }
  throw new Error('the stream ended before the job');
}

async function get<T>(path: string): Promise<T> {
  const response = await fetch(`${url}${path}`);
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as T;
}

async function post<T>(path: string, body: object): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as T;
}

async function part(isoId: number | null, range: string): Promise<Buffer> {
  const response = await fetch(`${url}/api/isos/${isoId}/download`, { headers: { range } });
  if (response.status !== 206) throw new Error(await response.text());
  return Buffer.from(await response.arrayBuffer());
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 300_000; ; await sleep(1000)) {
    if (await holds().catch(isNoAnswer)) break;
    if (Date.now() > deadline) throw new Error(`not in time: ${what}`);
  }
  say(what);
}

/** While the server starts in there nobody listens, which fetch tells as a TypeError. */
function isNoAnswer(error: unknown): false {
  if (error instanceof TypeError) return false;
  throw error;
}

/** An ISO 9660 disc of about 12 MB. */
function makeDisc(): string {
  const content = join(folder, 'content.bin');
  const path = join(folder, 'disc.iso');
  writeFileSync(content, new Random(3).bytes(12 * 1024 * 1024));
  execFileSync('xorriso', ['-as', 'mkisofs', '-quiet', '-V', 'FROM_OUTSIDE', '-o', path, content], {
    stdio: 'ignore',
  });
  return path;
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function say(line: string): void {
  process.stdout.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);
}
