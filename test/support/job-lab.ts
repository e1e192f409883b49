import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SecretBox } from '../../src/auth/index.ts';
import { Drives, defaultJobOptions } from '../../src/drives/index.ts';
import { JobRoom, type JobSettings, type NewReadJob } from '../../src/jobs/index.ts';
import { Library } from '../../src/library/index.ts';
import {
  type Actor,
  defaultReadOptions,
  type Job,
  type JobEvent,
  type JobStatus,
  type ReadJobOptions,
  type SectorRange,
} from '../../src/model/index.ts';
import { createRunnerHost } from '../../src/runner/index.ts';
import { openStore, type Store } from '../../src/store/index.ts';
import { Targets } from '../../src/targets/index.ts';
import { Random } from './random.ts';

export const operator: Actor = { name: 'tester', role: 'operator' };

/** Random bytes must be told to be data; fast, and little is lost by a kill. */
export const dataOptions: ReadJobOptions = {
  ...defaultJobOptions,
  kind: 'data',
  sortByKind: false,
  eject: 'never',
  reading: { ...defaultReadOptions, retries: 1 },
};

/** A disc of the tests: its bytes, and what of it cannot be read. */
export type TestDisc = {
  readonly path: string;
  readonly bytes: Buffer;
  readonly badSectors: readonly SectorRange[];
};

/** All of the server but the web, in this process, in a folder of its own. */
export class JobLab {
  readonly folder: string;
  readonly store: Store;
  readonly drives: Drives;
  readonly library: Library;
  readonly targets: Targets;
  readonly room: JobRoom;
  readonly errors: unknown[] = [];
  settings: JobSettings;
  #isClosed = false;

  private constructor(folder: string, settings: Partial<JobSettings>, now?: () => Date) {
    this.folder = folder;
    this.settings = {
      outputPath: join(folder, 'library'),
      maxConcurrentJobs: 4,
      mapIntervalSeconds: 1,
      jobRetentionDays: null,
      logRetentionDays: null,
      verifySchedule: null,
      driveRetentionDays: null,
      ...settings,
    };
    this.store = openStore(join(folder, 'disk2iso.db'));
    const host = createRunnerHost();
    const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const onError = (error: unknown) => this.errors.push(error);
    const common = { store: this.store, host, onError, ...(now === undefined ? {} : { now }) };
    const driveSettings = { autoDetection: true, pollIntervalMs: 200, keepsDiscFacts: true };
    this.drives = new Drives({ ...common, bootId, list: async () => [], settings: () => driveSettings });
    this.library = new Library({ ...common, trashDays: () => 7 });
    this.targets = new Targets({
      store: this.store,
      secrets: new SecretBox(Buffer.alloc(32, 1)),
      resolveFolder: async (path) => path,
      patienceMs: 2000,
      lookAfterMs: 100,
    });
    this.room = new JobRoom({
      ...common,
      targets: this.targets,
      library: this.library,
      drives: this.drives,
      tempPath: join(folder, 'temp'),
      settings: () => this.settings,
    });
  }

  /** A lab in a new folder, or once more in that of an earlier one. Not started. */
  static async open(
    options: { folder?: string; settings?: Partial<JobSettings>; now?: () => Date } = {},
  ): Promise<JobLab> {
    const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'disk2iso-jobs-')));
    await mkdir(join(folder, 'library'), { recursive: true });
    return new JobLab(folder, options.settings ?? {}, options.now);
  }

  get jobs() {
    return this.room.jobs;
  }

  /** Stops everything, once; the folder stays. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.room.stop();
    await this.library.stop();
    this.store.close();
  }

  async remove(): Promise<void> {
    await this.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Writes a disc of random bytes. */
  async makeDisc(
    name: string,
    { sectors, seed = 1, badSectors = [] }: { sectors: number; seed?: number; badSectors?: SectorRange[] },
  ): Promise<TestDisc> {
    const folder = join(this.folder, 'discs');
    await mkdir(folder, { recursive: true });
    const path = join(folder, `${name}.img`);
    const bytes = new Random(seed).bytes(sectors * 2048);
    await writeFile(path, bytes);
    return { path, bytes, badSectors };
  }

  /** An image drive with a disc in it; returns its key. */
  async addDrive(id: string, disc: TestDisc | null, rateKBps: number | null = null): Promise<string> {
    return this.drives.addImageDrive(operator, {
      id,
      path: disc?.path ?? null,
      rateKBps,
      badSectors: [...(disc?.badSectors ?? [])],
    });
  }

  create(device: string, order: Partial<NewReadJob> = {}): Promise<Job> {
    return this.jobs.create(operator, {
      device,
      ...order,
      options: { ...dataOptions, ...order.options },
    });
  }

  /** The job when it gets there. Fails if it comes to another end, or not in time. */
  until(uuid: string, ...statuses: readonly JobStatus[]): Promise<Job> {
    return this.untilIt(uuid, (job) => statuses.includes(job.status), statuses.join(' or '));
  }

  /** The job when that holds. */
  untilIt(uuid: string, holds: (job: Job) => boolean, what: string, timeoutMs = 240_000): Promise<Job> {
    return new Promise((resolve, reject) => {
      const finish = (end: () => void) => {
        clearTimeout(timer);
        clearInterval(look);
        end();
      };
      const check = () => {
        const job = this.store.jobs.get(uuid);
        if (job !== null && holds(job)) finish(() => resolve(job));
        else if (job?.status === 'failed') {
          finish(() =>
            reject(new Error(`${uuid} failed, not ${what}: ${job.errorCode} ${job.errorMessage}`)),
          );
        }
      };
      const look = setInterval(check, 20);
      const timer = setTimeout(() => {
        const job = this.store.jobs.get(uuid);
        finish(() =>
          reject(
            new Error(`${uuid} is not ${what} but ${job?.status} ${job?.pauseReason} ${job?.errorMessage}`),
          ),
        );
      }, timeoutMs);
      check();
    });
  }

  /** Resolves when that holds. */
  async untilTrue(holds: () => boolean, what: string, timeoutMs = 240_000): Promise<void> {
    for (const deadline = performance.now() + timeoutMs; !holds(); await sleep(20)) {
      if (performance.now() > deadline) throw new Error(`not in time: ${what}`);
    }
  }

  timeline(uuid: string): readonly JobEvent[] {
    return this.store.events.ofJob(uuid, { limit: 200, cursor: null }).items;
  }
}

/** The image that must come of a disc: unreadable sectors are zeros. */
export function imageOf({ bytes, badSectors }: TestDisc): Buffer {
  const image = Buffer.from(bytes);
  for (const { firstLba, lastLba } of badSectors) image.fill(0, firstLba * 2048, (lastLba + 1) * 2048);
  return image;
}

/** Whether a finished job has made exactly the image that its disc gives. */
export async function isExact(job: Job, disc: TestDisc): Promise<boolean> {
  const badBytes = disc.badSectors.reduce(
    (sum, range) => sum + (range.lastLba - range.firstLba + 1) * 2048,
    0,
  );
  if (job.imagePath === null || job.badBytes !== badBytes) return false;
  return (await readFile(job.imagePath)).equals(imageOf(disc));
}

/** Waits until the drives have been seen and their discs identified. */
export async function seen(lab: JobLab, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    await new Promise<void>((resolve) => {
      const look = setInterval(() => {
        const known = lab.store.drives.get(key);
        if (known === null || lab.drives.get(key).disc === null) return;
        clearInterval(look);
        resolve();
      }, 20);
    });
  }
}
