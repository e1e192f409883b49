import type {
  DriveProfile,
  DriveView,
  Iso,
  IsoDetail,
  Job,
  JobDetail,
  JobStatus,
  Settings,
} from '../src/model/index.ts';
import type { Disc } from './discs.ts';
import type { Machine } from './machine.ts';
import { projectPath } from './project-image.ts';
import { until } from './wait.ts';

export type ServerWish = {
  /** Folder in the guest; what is in there already is gone on with. */
  readonly data: string;
  /** Words before the command, such as those that change the user. */
  readonly as?: string;
};

/** An answer of the API that is not what was asked for. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, { code, detail }: { code: string; detail: string }) {
    super(`${status} ${code}: ${detail}`);
    this.status = status;
    this.code = code;
  }
}

/** The real server, in the guest; everything about it over its API, from outside. */
export class Server {
  readonly #machine: Machine;
  readonly #wish: ServerWish;
  #pid = 0;

  private constructor(machine: Machine, wish: ServerWish) {
    this.#machine = machine;
    this.#wish = wish;
  }

  /** Starts it and waits until it is ready. */
  static async start(machine: Machine, wish: ServerWish): Promise<Server> {
    const server = new Server(machine, wish);
    await server.#start();
    return server;
  }

  /** Its data folder in the guest. */
  get dataPath(): string {
    return this.#wish.data;
  }

  /** Ends it as a service manager does. Error: if anything of it is left. */
  async stop(): Promise<void> {
    await this.#machine.run(`kill -TERM ${this.#pid}`);
    await until('the server has ended', async () => !(await this.#machine.isAlive(this.#pid)));
  }

  /** `kill -9` of the server and of everything that it started. */
  async kill(): Promise<void> {
    await this.#machine.run(
      [
        `all=${this.#pid}; last=`,
        'while [ "$all" != "$last" ]; do last=$all; for p in $all; do all="$all $(cat /proc/$p/task/*/children 2>/dev/null)"; done; all=$(echo $all | tr " " "\\n" | sort -un | tr "\\n" " "); done',
        'kill -9 $all',
      ].join('\n'),
    );
    await until('the server is dead', async () => !(await this.#machine.isAlive(this.#pid)));
  }

  /** What it said last, and the kernel (who was killed, or crashed, says nothing), for a report of what went wrong. */
  async lastWords(): Promise<string> {
    const script = 'tail -n 25 /tmp/server.log; echo "the kernel:"; dmesg | tail -n 8';
    return (await this.#machine.try(script, 30)).output;
  }

  async call<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(`${this.#machine.url}${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(90_000),
    });
    const text = await response.text();
    if (!response.ok) throw new ApiError(response.status, problemOf(text));
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  drive(device: string): Promise<DriveView> {
    return this.call('GET', `/api/disks/${encodeURIComponent(device)}`);
  }

  async drives(): Promise<readonly DriveView[]> {
    return (await this.call<{ items: DriveView[] }>('GET', '/api/disks')).items;
  }

  job(uuid: string): Promise<JobDetail> {
    return this.call('GET', `/api/jobs/${uuid}`);
  }

  async jobs(): Promise<readonly Job[]> {
    return (await this.call<{ items: Job[] }>('GET', '/api/jobs?sort=createdAt&order=asc&limit=200')).items;
  }

  async images(): Promise<readonly Iso[]> {
    return (await this.call<{ items: Iso[] }>('GET', '/api/isos')).items;
  }

  image(id: number): Promise<IsoDetail> {
    return this.call('GET', `/api/isos/${id}`);
  }

  /** Orders a job; by itself it leaves the disc in. */
  order(device: string, choices: Readonly<Record<string, unknown>> = {}): Promise<Job> {
    return this.call('POST', '/api/jobs', { device, sortByKind: false, eject: 'never', ...choices });
  }

  /** Automatic mode of a drive. */
  async setAutomatic(device: string, eject: 'never' | 'success' | 'always'): Promise<void> {
    const { profile } = await this.drive(device);
    const { automatic } = profile;
    const options = { ...automatic.options, eject, sortByKind: false };
    const changed: DriveProfile = { ...profile, automatic: { ...automatic, isEnabled: true, options } };
    await this.call('PUT', `/api/disks/${encodeURIComponent(device)}/profile`, changed);
  }

  async settings(change: (now: Settings) => object): Promise<void> {
    const now = await this.call<Settings>('GET', '/api/system/config');
    await this.call('PUT', '/api/system/config', change(now));
  }

  /** The drive, as soon as it is as wished. */
  async untilDrive(device: string, what: string, holds: (view: DriveView) => boolean): Promise<DriveView> {
    let last: DriveView | null = null;
    const seen = () =>
      last === null ? null : { state: last.state, disc: last.disc?.label, error: last.discError };
    return until(
      `${device} ${what}`,
      async () => {
        last = await this.drive(device).catch(orMissing);
        return last !== null && holds(last) ? last : null;
      },
      { seen },
    );
  }

  /** The drive, as soon as it is known that this disc is in it: for a moment the one before may still be. */
  untilKnown(device: string, { label }: Pick<Disc, 'label'>): Promise<DriveView> {
    return this.untilDrive(
      device,
      `knows the disc ${label}`,
      ({ state, disc }) => state === 'ready' && disc !== null && (disc.label ?? '') === label,
    );
  }

  /** The job, as soon as it is as wished. Error: at once, if it fails and that was not wished. */
  async untilJob(uuid: string, what: string, holds: (detail: JobDetail) => boolean): Promise<JobDetail> {
    let last: JobDetail | null = null;
    const seen = () => {
      if (last === null) return null;
      const { status, pauseReason, phase, bytesDone, badBytes, errorCode, errorMessage } = last.job;
      const events = last.timeline.map(({ type, message }) => `${type}: ${message}`);
      return { status, pauseReason, phase, bytesDone, badBytes, errorCode, errorMessage, events };
    };
    return until(
      `the job ${what}`,
      async () => {
        last = await this.job(uuid);
        if (holds(last)) return last;
        if (last.job.status === 'failed')
          throw new Error(`the job has failed, not: ${what}; ${JSON.stringify(seen())}`);
        return null;
      },
      { seen },
    );
  }

  untilStatus(uuid: string, status: JobStatus): Promise<JobDetail> {
    return this.untilJob(uuid, `is ${status}`, ({ job }) => job.status === status);
  }

  /** The job, as soon as so much of its disc was read that it is in the middle of it. */
  untilReading(uuid: string, bytes = 1): Promise<JobDetail> {
    return this.untilJob(uuid, `has read ${bytes} bytes`, ({ job, progress }) => {
      if (job.status === 'completed') throw new Error('the job has completed before anybody looked at it');
      return job.status === 'running' && Math.max(job.bytesDone, progress?.bytesDone ?? 0) >= bytes;
    });
  }

  async #start(): Promise<void> {
    const { data, as = '' } = this.#wish;
    const words = 'serve --host 0.0.0.0 --auth none --insist-on-no-auth --no-sample-disc --log file';
    const program = `${projectPath}/node_modules/.bin/node ${projectPath}/bin/disk2iso`;
    const pid = await this.#machine.run(
      [
        `mkdir -p ${data}`,
        `${as} setsid ${program} ${words} --data ${data} > /tmp/server.log 2>&1 < /dev/null &`,
        'echo $!',
      ].join('\n'),
    );
    this.#pid = Number(pid);
    await until(
      'the server is ready',
      async () => {
        const isReady = await this.call('GET', '/readyz').then(
          () => true,
          () => false,
        );
        if (isReady) return true;
        if (!(await this.#machine.isAlive(this.#pid)))
          throw new Error(`the server has ended:\n${await this.lastWords()}`);
        return false;
      },
      { seconds: 600 },
    );
    // In here a runner may be kept from speaking for longer than on a machine.
    await this.settings((now) => ({ workers: { ...now.workers, heartbeatLimitSeconds: 120 } }));
  }
}

function problemOf(text: string): { code: string; detail: string } {
  try {
    return JSON.parse(text) as { code: string; detail: string };
  } catch {
    return { code: 'NO_PROBLEM_DOCUMENT', detail: text.slice(0, 300) };
  }
}

/** A drive that is not known yet. */
function orMissing(error: unknown): null {
  if (error instanceof ApiError && error.code === 'DRIVE_MISSING') return null;
  throw error;
}
