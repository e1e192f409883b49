/**
 * One scenario on real drives: automatic mode, two drives, one disc with bad sectors, one pulled in the middle and put
 * back, the machine killed hard and booted again. Afterwards both images are exact.
 *
 *   DISC_LAB=/path/to/disc-lab node_modules/.bin/node test/lab/automatic-mode.ts
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
import { Random } from '../support/random.ts';

type LabJob = {
  readonly device: string;
  readonly label: string | null;
  readonly status: string;
  readonly reason: string | null;
  readonly bytesDone: number;
  readonly badBytes: number;
  readonly imagePath: string | null;
  readonly timeline: readonly string[];
  readonly error: string | null;
};

const program = process.env.DISC_LAB;
if (program === undefined) throw new Error('DISC_LAB must name the disc-lab program');
const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'disk2iso-lab-'));
const disk = join(folder, 'data.img');
const node = join(root, 'node_modules/.bin/node');
const bad = { firstLba: 3000, lastLba: 3003 };

const lab = (...words: readonly string[]) =>
  execFileSync(program, words, { encoding: 'utf8', timeout: 600_000 }).trim();
const guest = (command: string, seconds = 120) => lab('exec', '--timeout', String(seconds), command);

try {
  const damaged = makeDisc('DAMAGED', 1);
  const pulled = makeDisc('PULLED', 2);
  boot(true);
  say('the guest is up, automatic mode is on');
  insert(damaged, pulled);
  await until(
    'both discs are being read',
    (jobs) => jobs.filter(({ bytesDone }) => bytesDone > 0).length === 2,
  );

  lab('remove', '1');
  await until('the pulled disc is missed', (jobs) => jobs.some(({ reason }) => reason === 'disc_missing'));
  lab('insert', '1', pulled, '--kbps', '600');
  await until('it goes on by itself', (jobs) => of(jobs, 'PULLED')?.status === 'running');

  await sleep(15_000);
  const before = jobs();
  lab('down');
  say(`power cut at ${before.map(({ label, bytesDone }) => `${label} ${bytesDone}`).join(', ')} bytes`);
  boot(false);
  insert(damaged, pulled);
  const after = await until(
    'both are completed',
    (list) => list.length === 2 && list.every(({ status }) => status === 'completed'),
    900,
  );

  check(of(after, 'PULLED'), sha256(pulled), 0);
  check(of(after, 'DAMAGED'), sha256WithHole(damaged), 4 * 2048);
  say(
    `exact. Timelines: ${after.map(({ label, timeline }) => `${label}: ${timeline.join(' ')}`).join(' | ')}`,
  );
} finally {
  try {
    lab('down');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function boot(isFirst: boolean): void {
  lab('up', '--drives', '2', '--disk', disk);
  guest(`${isFirst ? 'mkfs.ext4 -q /dev/vda && ' : ''}mkdir -p /data && mount /dev/vda /data`);
  const words = `${node} ${join(root, 'test/lab/job-server.ts')} /data 3000`;
  guest(`setsid nohup ${words} > /tmp/server.log 2>&1 < /dev/null & sleep 1`);
}

function insert(damaged: string, pulled: string): void {
  lab('insert', '0', damaged, '--bad', `${bad.firstLba}-${bad.lastLba}`, '--kbps', '600');
  lab('insert', '1', pulled, '--kbps', '600');
}

/** What the server in the guest said last of its jobs. */
function jobs(): readonly LabJob[] {
  const line = guest('grep \'"jobs"\' /tmp/server.log | tail -n 1 || true');
  const errors = guest('grep \'"error":"\' /tmp/server.log | grep -v \'"jobs"\' | tail -n 3 || true');
  if (errors !== '') say(`errors: ${errors}`);
  return line === '' ? [] : (JSON.parse(line) as { jobs: LabJob[] }).jobs;
}

async function until(
  what: string,
  holds: (jobs: readonly LabJob[]) => boolean,
  seconds = 900,
): Promise<readonly LabJob[]> {
  for (const deadline = Date.now() + seconds * 1000; ; await sleep(2000)) {
    const now = jobs();
    if (holds(now)) {
      say(what);
      return now;
    }
    if (Date.now() > deadline) {
      throw new Error(`not in time: ${what}; ${guest('tail -n 5 /tmp/server.log')}`);
    }
  }
}

function of(list: readonly LabJob[], label: string): LabJob | undefined {
  return list.find((job) => job.label === label);
}

function check(job: LabJob | undefined, expected: string, badBytes: number): void {
  if (job?.imagePath == null) throw new Error('there is no image');
  const [sum] = guest(`sha256sum '${job.imagePath}'`).split(' ');
  if (sum !== expected) throw new Error(`${job.label}: ${sum} is not ${expected}`);
  if (job.badBytes !== badBytes) throw new Error(`${job.label}: ${job.badBytes} bad bytes, not ${badBytes}`);
}

/** An ISO 9660 disc of about 24 MB. */
function makeDisc(label: string, seed: number): string {
  const content = join(folder, `${label}.bin`);
  const path = join(folder, `${label}.iso`);
  writeFileSync(content, new Random(seed).bytes(24 * 1024 * 1024));
  execFileSync('xorriso', ['-as', 'mkisofs', '-quiet', '-V', label, '-o', path, content], {
    stdio: 'ignore',
  });
  return path;
}

function sha256(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

function sha256WithHole(path: string): string {
  const bytes = readFileSync(path);
  bytes.fill(0, bad.firstLba * 2048, (bad.lastLba + 1) * 2048);
  return createHash('sha256').update(bytes).digest('hex');
}

function say(line: string): void {
  process.stdout.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);
}
