import { type ChildProcess, execFileSync, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { jobStatuses, type SectorRange } from '../../src/model/index.ts';
import { openStore, type Store } from '../../src/store/index.ts';
import { isExact, JobLab, type TestDisc } from '../support/job-lab.ts';
import { Random } from '../support/random.ts';
import type { ChaosOrder } from './chaos-server.ts';
import { processesWith, signal } from './processes.ts';

const faultCount = process.env.DISK2ISO_TESTS === 'all' ? 120 : 16;
const seed = Number(process.env.DISK2ISO_SEED ?? Date.now() % 1_000_000);
const jobCount = 6;
/** Every attempt reads a cluster of 64 KiB before the limit holds it back: there must be more of them than faults. */
const sectors = faultCount > 30 ? 8000 : 4000;
/** Slow enough that all jobs still run when the last fault comes. */
const rateKBps = Math.max(10, Math.floor((sectors * 2.048) / (faultCount * 6)));
const serverProgram = fileURLToPath(new URL('chaos-server.ts', import.meta.url));
const holdProgram = fileURLToPath(new URL('hold-database.ts', import.meta.url));

const faults = [
  'kill server',
  'kill runner',
  'kill tool',
  'stop runner',
  'stop tool',
  'fill disk',
  'hold database',
  'take disc out',
] as const;
type Fault = (typeof faults)[number];

/** The world that the faults happen to. */
class Chaos {
  readonly folder: string;
  random: Random;
  readonly serverErrors: string[] = [];
  readonly done = new Map<Fault, number>();
  discs: readonly (TestDisc & { readonly key: string; readonly uuid: string })[] = [];
  #server: ChildProcess | null = null;
  #hasLoop = false;

  constructor(folder: string, random: Random) {
    this.folder = folder;
    this.random = random;
  }

  get database(): string {
    return join(this.folder, 'disk2iso.db');
  }

  /** The unfinished images are on a file system of their own, small enough to be filled. */
  async makeSmallDisk(): Promise<void> {
    const image = join(this.folder, 'small-disk.img');
    const temp = join(this.folder, 'temp');
    await mkdir(temp, { recursive: true });
    execFileSync('truncate', ['-s', '192M', image]);
    execFileSync('mkfs.ext4', ['-q', '-m', '0', image]);
    execFileSync('mount', ['-o', 'loop', image, temp]);
    this.#hasLoop = true;
  }

  /** Six drives with a damaged disc each, and a job for each. */
  async prepare(): Promise<void> {
    const lab = await JobLab.open({ folder: this.folder, settings: { maxConcurrentJobs: jobCount } });
    const discs: (typeof this.discs)[number][] = [];
    await lab.room.start();
    for (let number = 0; number < jobCount; number += 1) {
      const disc = await lab.makeDisc(`disc-${number}`, {
        sectors,
        seed: seed + number,
        badSectors: badRanges(this.random),
      });
      const key = await lab.addDrive(`drive-${number}`, disc, rateKBps);
      await until(() => lab.store.drives.get(key) !== null, 'the drive is seen');
      const { uuid } = await lab.create(key, { mode: number % 2 === 0 ? 'rescue' : 'standard' });
      discs.push({ ...disc, key, uuid });
    }
    this.discs = discs;
    await lab.close();
  }

  async startServer(): Promise<void> {
    const server = fork(serverProgram, [this.folder], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    server.stdout?.resume();
    let words = '';
    server.stderr?.on('data', (chunk: Buffer) => {
      words = `${words}${chunk}`.slice(-4000);
    });
    this.#server = server;
    const isReady = new Promise<void>((resolve, reject) => {
      server.on('message', (message: { type: string; message?: string }) => {
        if (message.type === 'ready') resolve();
        else this.serverErrors.push(message.message ?? '');
      });
      server.once('exit', (code, name) => {
        if (name !== 'SIGKILL' && code !== 0)
          this.serverErrors.push(`the server ended with ${code ?? name}: ${words}`);
        reject(new Error(`the server ended with ${code ?? name}: ${words}`));
      });
    });
    await isReady;
  }

  async killServer(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null || server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.kill('SIGKILL');
    await ended;
  }

  /** Does it as soon as there is somebody to suffer it. */
  async inflict(fault: Fault, random: Random): Promise<void> {
    this.random = random;
    for (const deadline = performance.now() + 240_000; !(await this.commit(fault)); await sleep(100)) {
      if (performance.now() > deadline) throw new Error(`nobody was there to ${fault}`);
    }
    this.done.set(fault, (this.done.get(fault) ?? 0) + 1);
  }

  /** Does it to somebody; false if there is nobody just now. */
  async commit(fault: Fault): Promise<boolean> {
    switch (fault) {
      case 'kill server':
        await this.killServer();
        await this.#pause(0, 1500);
        await this.startServer();
        return true;
      case 'kill runner':
        return this.#signalOne(this.#runners(), 'SIGKILL');
      case 'stop runner':
        // Nobody lets it go on: it has to be noticed.
        return this.#signalOne(this.#runners(), 'SIGSTOP');
      case 'kill tool':
        return this.#signalOne(this.#tools(), 'SIGKILL');
      case 'stop tool': {
        const tools = this.#tools();
        const tool = this.#pick(tools);
        if (tool === undefined || !signal(tool, 'SIGSTOP')) return false;
        await this.#pause(500, 3000);
        signal(tool, 'SIGCONT');
        return true;
      }
      case 'fill disk':
        return this.#fillDisk();
      case 'hold database': {
        const ms = this.random.integer(500, 6000);
        const holder = spawn(process.execPath, [holdProgram, this.database, String(ms)], { stdio: 'ignore' });
        await once(holder, 'exit');
        return true;
      }
      case 'take disc out': {
        const disc = this.#pick(this.discs);
        if (disc === undefined) return false;
        this.#order({ type: 'set-image', key: disc.key, path: null });
        await this.#pause(500, 3000);
        this.#order({ type: 'set-image', key: disc.key, path: disc.path });
        return true;
      }
      default:
        return fault satisfies never;
    }
  }

  /** Jobs that have come to their end already: faults after that meet nobody. */
  countFinished(): number {
    const store = openStore(this.database, { busyTimeoutMs: 10_000 });
    try {
      return store.jobs.countByStatus().completed + store.jobs.countByStatus().failed;
    } finally {
      store.close();
    }
  }

  /** No more faults, no more speed limits, everything back where it belongs: what is left must come to its end. */
  async calm(): Promise<void> {
    await this.killServer();
    const store = openStore(this.database, { busyTimeoutMs: 10_000 });
    for (const slot of store.imageDrives.all()) {
      const disc = this.discs.find(({ key }) => key === `image:${slot.id}`);
      store.imageDrives.put({ ...slot, path: disc?.path ?? null, rateKBps: null });
    }
    store.close();
    await this.startServer();
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null) return;
    const ended = once(server, 'exit');
    server.disconnect();
    await ended;
  }

  async remove(): Promise<void> {
    await this.killServer();
    await until(() => this.leftOver().length === 0, 'all processes are gone').catch(() => {
      for (const { pid } of this.leftOver()) signal(pid, 'SIGKILL');
    });
    if (this.#hasLoop) execFileSync('umount', ['-l', join(this.folder, 'temp')]);
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Tools and runners that work in this folder, whoever their parent is. */
  leftOver() {
    const ours = processesWith(this.folder).filter(({ pid }) => pid !== this.#server?.pid);
    return ours.filter(({ words }) => words.some((word) => /ddrescue$|src\/runner\/main\.ts$/.test(word)));
  }

  #tools(): readonly number[] {
    return processesWith(join(this.folder, 'temp'))
      .filter(({ words }) => words[0]?.endsWith('ddrescue'))
      .map(({ pid }) => pid);
  }

  #runners(): readonly number[] {
    return this.#runnerProcesses().map(({ pid }) => pid);
  }

  #runnerProcesses() {
    const server = this.#server?.pid;
    return processesWith('src/runner/main.ts').filter(({ parent }) => parent === server);
  }

  #signalOne(pids: readonly number[], name: NodeJS.Signals): boolean {
    const pid = this.#pick(pids);
    return pid !== undefined && signal(pid, name);
  }

  async #fillDisk(): Promise<boolean> {
    const temp = join(this.folder, 'temp');
    const ballast = join(temp, 'ballast');
    const { bavail, bsize } = await statfs(temp);
    const bytes = bavail * bsize - this.random.integer(0, 2) * 1024 * 1024;
    if (bytes <= 0) return false;
    try {
      await writeFile(ballast, Buffer.alloc(bytes, 1));
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
    }
    await this.#pause(1000, 4000);
    await rm(ballast, { force: true });
    return true;
  }

  #order(order: ChaosOrder): void {
    if (this.#server?.connected) this.#server.send(order);
  }

  #pick<T>(list: readonly T[]): T | undefined {
    return list[this.random.integer(0, Math.max(0, list.length - 1))];
  }

  #pause(minMs: number, maxMs: number): Promise<void> {
    return sleep(this.random.integer(minMs, maxMs));
  }
}

/**
 * What happens, when, and with which dice: by the seed alone, whatever the world does meanwhile. Every kind of fault comes
 * once before one comes again.
 */
function planFaults(seed: number): { fault: Fault; delayMs: number; random: Random }[] {
  const dice = new Random(seed);
  let deck: Fault[] = [];
  return Array.from({ length: faultCount }, () => {
    if (deck.length === 0) deck = [...faults];
    const [fault = 'kill server'] = deck.splice(dice.integer(0, deck.length - 1), 1);
    return {
      fault,
      delayMs: dice.integer(100, 1200),
      random: new Random(dice.integer(0, 1_000_000_000)),
    };
  });
}

/** One to three damaged places. */
function badRanges(random: Random): SectorRange[] {
  const starts = Array.from({ length: random.integer(1, 3) }, (_, index) => 300 + index * 1200);
  return starts.map((start) => {
    const firstLba = start + random.integer(0, 900);
    return { firstLba, lastLba: firstLba + random.integer(0, 20) };
  });
}

async function until(holds: () => boolean, what: string, timeoutMs = 240_000): Promise<void> {
  for (const deadline = performance.now() + timeoutMs; !holds(); await sleep(50)) {
    if (performance.now() > deadline) throw new Error(`not in time: ${what}`);
  }
}

function statusLines(store: Store): string {
  const lines = jobStatuses.flatMap((status) => store.jobs.withStatus(status));
  return lines
    .map((job) => `${job.device} ${job.status} ${job.pauseReason ?? ''} ${job.errorMessage ?? ''}`)
    .join('\n');
}

describe(`chaos (seed ${seed}, set DISK2ISO_SEED to repeat)`, () => {
  let chaos: Chaos | null = null;
  afterAll(() => chaos?.remove());

  it(`${faultCount} faults leave every job legal, every image exact, no process and a sound database`, async () => {
    const plan = planFaults(seed);
    chaos = new Chaos(await mkdtemp(join(tmpdir(), 'disk2iso-chaos-')), new Random(seed));
    const { done } = chaos;
    await chaos.makeSmallDisk();
    await chaos.prepare();
    await chaos.startServer();

    let interruptions = 0;
    for (const { fault, delayMs, random } of plan) {
      await sleep(delayMs);
      await chaos.inflict(fault, random);
    }
    const unfinished = jobCount - chaos.countFinished();
    await chaos.calm();

    const store = openStore(chaos.database);
    try {
      await until(
        () => store.jobs.countByStatus().completed + store.jobs.countByStatus().failed === jobCount,
        'all jobs have come to an end',
        300_000,
      ).catch((error: Error) => {
        throw new Error(`${error.message}\n${statusLines(store)}`);
      });
      expect(store.jobs.countByStatus(), statusLines(store)).toMatchObject({ completed: jobCount });
      for (const disc of chaos.discs) {
        const job = store.jobs.get(disc.uuid);
        expect(job !== null && (await isExact(job, disc)), `${disc.key}: exact`).toBe(true);
      }
      interruptions = chaos.discs
        .flatMap(({ uuid }) => store.events.ofJob(uuid, { limit: 200, cursor: null }).items)
        .filter(({ type }) => ['interrupted', 'recovered', 'paused'].includes(type)).length;
      // One image a disc: nothing was read, or published, twice.
      const images = (await readdir(join(chaos.folder, 'library'))).filter((name) => name.endsWith('.iso'));
      expect(images).toHaveLength(jobCount);
      await chaos.stop();
      await until(() => (chaos?.leftOver().length ?? 0) === 0, 'no process is left');
      expect(store.leases.all()).toEqual([]);
      expect(store.checkIntegrity()).toEqual([]);
    } finally {
      store.close();
    }
    expect(chaos.serverErrors).toEqual([]);
    expect([...done.values()].reduce((sum, count) => sum + count, 0)).toBe(faultCount);
    expect(done.size).toBe(faults.length);
    expect(unfinished, 'jobs that all faults could hit').toBeGreaterThanOrEqual(jobCount - 1);
    expect(interruptions, 'lines in the timelines that say what happened').toBeGreaterThanOrEqual(
      faultCount / 2,
    );
  });
});
