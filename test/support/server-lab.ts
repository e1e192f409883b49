import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Config, type RunningServer, readConfig, startServer } from '../../src/app/index.ts';
import { PasswordHasher } from '../../src/auth/index.ts';
import { isAppError, type Job, type JobStatus, type SectorRange } from '../../src/model/index.ts';
import { Random } from './random.ts';

/** Passwords of tests are no secrets: hashing them takes no time. */
const hasher = new PasswordHasher({ memory: 8, passes: 1, parallelism: 1 });

/** An answer, its JSON already read. */
export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the server says; the test says what it should be.
  readonly json: any;
  readonly text: string;
};

/** The whole server in this process, on a free port, in a folder of its own; called over HTTP as anybody would. */
export class ServerLab {
  readonly folder: string;
  readonly config: Config;
  #server: RunningServer | null = null;

  private constructor(folder: string, config: Config) {
    this.folder = folder;
    this.config = config;
  }

  static async open(flags: Partial<Config> = {}, folder?: string): Promise<ServerLab> {
    const path = folder ?? (await mkdtemp(join(tmpdir(), 'disk2iso-http-')));
    await mkdir(join(path, 'discs'), { recursive: true });
    const config = readConfig({
      flags: {
        port: 0,
        data: join(path, 'data'),
        roots: [join(path, 'library'), join(path, 'discs')],
        log: 'file',
        sampleDisc: false,
        auth: 'none',
        requestsPerMinute: 1_000_000,
        ...flags,
      },
      env: {},
      file: null,
      cwd: path,
    });
    const lab = new ServerLab(path, config);
    await lab.start();
    return lab;
  }

  get url(): string {
    return this.#server?.url.replace(/\/$/, '') ?? '';
  }

  /** Where the first administrator is made; empty if that is over, or with `auth: 'none'`. */
  get setupToken(): string {
    return this.#server?.setupUrl?.split('#')[1] ?? '';
  }

  /** A stop gives up waiting after nine seconds: on a busy machine the server of before may still be at its end. */
  async start(): Promise<void> {
    for (let tries = 0; this.#server === null; tries += 1) {
      try {
        this.#server = await startServer(this.config, 'test', { hasher });
      } catch (error) {
        if (tries > 100 || !isAppError(error) || error.code !== 'DATA_FOLDER_BUSY') throw error;
        await sleep(200);
      }
    }
  }

  async stop(): Promise<void> {
    await this.#server?.stop();
    this.#server = null;
  }

  async remove(): Promise<void> {
    await this.stop();
    // The last lines of the log may still be on their way.
    await rm(this.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  }

  /** One call; a body that is no text goes as JSON. */
  async call(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const isJson = body !== undefined && typeof body !== 'string';
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: { ...(isJson ? { 'content-type': 'application/json' } : {}), ...headers },
      ...(body === undefined ? {} : { body: isJson ? JSON.stringify(body) : body }),
    });
    const text = await response.text();
    const isJsonAnswer = /\bjson/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      json: isJsonAnswer && text !== '' ? JSON.parse(text) : null,
      text,
    };
  }

  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.call('GET', path, undefined, headers);
  }

  post(path: string, body?: unknown): Promise<Answer> {
    return this.call('POST', path, body);
  }

  /** A disc of random bytes below an allowed root. */
  async makeDisc(name: string, sectors: number, seed = 1): Promise<{ path: string; bytes: Buffer }> {
    const bytes = new Random(seed).bytes(sectors * 2048);
    const path = join(this.folder, 'discs', `${name}.iso`);
    await writeFile(path, bytes);
    return { path, bytes };
  }

  /** An image drive with a disc in it, seen and ready. */
  async addDrive(
    id: string,
    { sectors = 500, rateKBps = null, badSectors = [], seed = 1 }: DriveWish = {},
  ): Promise<Buffer> {
    const { path, bytes } = await this.makeDisc(id, sectors, seed);
    const answer = await this.post('/api/image-drives', { id, path, rateKBps, badSectors });
    if (answer.status !== 201) throw new Error(answer.text);
    await this.until(async () => (await this.get(`/api/disks/${id}`)).json?.disc != null, `${id} is ready`);
    return bytes;
  }

  /** A job for a disc of random bytes, which nobody could recognise. */
  async order(device: string, wish: object = {}): Promise<Job> {
    const order = { device, kind: 'data', eject: 'never', sortByKind: false, retries: 1, ...wish };
    const answer = await this.post('/api/jobs', order);
    if (answer.status !== 201) throw new Error(answer.text);
    return answer.json;
  }

  async untilJob(uuid: string, status: JobStatus): Promise<Job> {
    let job: Job | null = null;
    await this.until(async () => {
      job = (await this.get(`/api/jobs/${uuid}`)).json.job;
      return job?.status === status;
    }, `${uuid} is ${status}`);
    if (job === null) throw new Error('no job');
    return job;
  }

  async until(holds: () => Promise<boolean>, what: string, timeoutMs = 240_000): Promise<void> {
    for (const deadline = performance.now() + timeoutMs; !(await holds()); await sleep(50)) {
      if (performance.now() > deadline) throw new Error(`not in time: ${what}`);
    }
  }
}

export type DriveWish = {
  readonly sectors?: number;
  readonly rateKBps?: number | null;
  readonly badSectors?: readonly SectorRange[];
  readonly seed?: number;
};
