import { type ChildProcess, fork } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { getCompileCacheDir } from 'node:module';
import { setPriority } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Value } from 'typebox/value';
import { isDriveLocked } from '#engine/index.ts';
import { isAppError } from '#model/index.ts';
import { FromRunner, type RunnerTask, type ToRunner } from './messages.ts';
import { activityOf, bootId, isAlive } from './process-facts.ts';
import type { RunnerHost, RunnerProcess, RunningTask, TaskEnding, TaskListener } from './runner-host.ts';

/** Limits, and which program the child runs. */
export type RunnerHostOptions = {
  /** What people set; asked for each new runner. Before the limits below. */
  readonly settings?: () => { readonly heartbeatLimitMs: number; readonly niceness: number };
  /** A runner that says nothing for this long is ended. */
  readonly heartbeatLimitMs?: number;
  /** How long a runner may take to begin (one that does nothing meanwhile is ended like a silent one), and to stop. */
  readonly startLimitMs?: number;
  readonly stopLimitMs?: number;
  /** How long a killed runner may take to be gone; then it is left behind. The drive under it hangs. */
  readonly killLimitMs?: number;
  /** How long to wait for tools to let go of the medium. */
  readonly mediumLimitMs?: number;
  readonly program?: string;
  readonly onError?: (error: unknown) => void;
};

type Limits = Required<Omit<RunnerHostOptions, 'settings'>>;

/** What is kept of the last words of a runner. */
const tailChars = 2000;
const lookMs = 50;

/** Forks a process for each task. */
export function createRunnerHost(options: RunnerHostOptions = {}): RunnerHost {
  const { settings, ...given } = options;
  const limits: Limits = {
    heartbeatLimitMs: 8000,
    // Loading may take long on a small machine that is busy; nothing is read yet.
    startLimitMs: 120_000,
    stopLimitMs: 30_000,
    killLimitMs: 10_000,
    mediumLimitMs: 30_000,
    program: fileURLToPath(new URL('main.ts', import.meta.url)),
    onError: () => undefined,
    ...given,
  };
  return {
    run: (task, listener) => {
      const wanted = settings?.() ?? { heartbeatLimitMs: limits.heartbeatLimitMs, niceness: 0 };
      const runner = new Runner(task, listener, { ...limits, heartbeatLimitMs: wanted.heartbeatLimitMs });
      if (wanted.niceness > 0) runner.beNice(wanted.niceness, limits.onError);
      return runner;
    },
    endLeftOver,
    isMediumFree,
  };
}

/** One child and its task. */
class Runner implements RunningTask {
  readonly ending: RunningTask['ending'];
  readonly #task: RunnerTask;
  readonly #listener: TaskListener;
  readonly #limits: Limits;
  readonly #child: ChildProcess;
  #result: TaskEnding | null = null;
  #whyKilled: string | null = null;
  #lastWords = '';
  readonly #forkedAt = performance.now();
  #heardAt = performance.now();
  #isReady = false;
  #isStopping = false;
  #stopTimer: NodeJS.Timeout | null = null;
  #killTimer: NodeJS.Timeout | null = null;
  #giveUp: () => void = () => undefined;
  #watch: NodeJS.Timeout | null = null;
  /** Processor time of a child that is still loading: as long as it grows, it lives. */
  #ticks = 0;
  /** The path of the medium now: of an image drive it may change on the way. */
  readonly #paths = new Set<string>();

  constructor(task: RunnerTask, listener: TaskListener, limits: Limits) {
    this.#task = task;
    this.#listener = listener;
    this.#limits = limits;
    const path = pathOf(task);
    if (path !== null) this.#paths.add(path);
    // What it does stands in its command line, for people who look at the processes. SIGCONT when this process ends: one
    // that was stopped could not see otherwise that its server is gone, and would stay for ever.
    this.#child = fork(limits.program, [task.type, path ?? ''], {
      execPath: 'setpriv',
      execArgv: ['--pdeathsig', 'CONT', '--', process.execPath],
      // Reading and hashing block threads of libuv's pool; its default of 4 would make them wait for each other.
      env: {
        ...process.env,
        ...compileCache(),
        UV_THREADPOOL_SIZE: process.env.UV_THREADPOOL_SIZE ?? '16',
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#child.stdout?.resume();
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#lastWords = `${this.#lastWords}${chunk}`.slice(-tailChars);
    });
    this.#child.on('message', (message) => this.#hear(message));
    this.ending = this.#wait();
    this.#watchHeart();
  }

  stop(): void {
    if (this.#isStopping) return;
    this.#isStopping = true;
    this.#send({ type: 'stop' });
    const { stopLimitMs } = this.#limits;
    this.#stopTimer = setTimeout(() => this.#kill(`It did not stop within ${stopLimitMs} ms.`), stopLimitMs);
  }

  /** Puts it, and the tools that it will start, behind others. */
  beNice(niceness: number, onError: (error: unknown) => void): void {
    try {
      if (this.#child.pid !== undefined) setPriority(this.#child.pid, niceness);
    } catch (error) {
      onError(error); // It is gone already, or works at full speed: no reason not to work.
    }
  }

  setMedium(path: string | null): void {
    if (path !== null) this.#paths.add(path);
    this.#send({ type: 'medium', path });
  }

  async #wait(): Promise<Awaited<RunningTask['ending']>> {
    const how = await new Promise<string>((resolve) => {
      this.#child.once('error', (error) => resolve(error.message));
      // 'close', not 'exit': what the child sent last is read by then.
      this.#child.once('close', (code, signal) => resolve(`exit ${signal ?? code}`));
      this.#giveUp = () => {
        this.#letGo();
        resolve('it cannot be ended');
      };
    });
    for (const timer of [this.#watch, this.#stopTimer, this.#killTimer]) {
      if (timer !== null) clearTimeout(timer);
    }
    const isFree = await this.#waitForMedium();
    return { ending: this.#result ?? { type: 'lost', message: this.#explain(how) }, isMediumFree: isFree };
  }

  #explain(how: string): string {
    const why = this.#whyKilled ?? 'The process that worked on it ended unexpectedly.';
    const words = this.#lastWords.trim();
    return `${why} (${how}${words === '' ? '' : `; its last words: ${words}`})`;
  }

  async #waitForMedium(): Promise<boolean> {
    for (const deadline = performance.now() + this.#limits.mediumLimitMs; ; await sleep(lookMs)) {
      if (await areFree(this.#paths)) return true;
      if (performance.now() > deadline) return false;
    }
  }

  #hear(message: unknown): void {
    this.#heardAt = performance.now();
    if (!Value.Check(FromRunner, message)) {
      const [first] = Value.Errors(FromRunner, message);
      this.#kill(`It sent a message that is none (${first?.instancePath} ${first?.message}).`);
      return;
    }
    switch (message.type) {
      case 'ready':
        this.#begin({ pid: message.pid, startTicks: message.startTicks, bootId: bootId() });
        break;
      case 'heartbeat':
        break;
      case 'event':
        try {
          this.#listener.onEvent(message.event);
        } catch (error) {
          this.#limits.onError(error);
        }
        break;
      case 'ending':
        this.#result ??= message.ending;
        break;
      default:
        message satisfies never;
    }
  }

  #begin(process: RunnerProcess): void {
    if (this.#isReady) return;
    try {
      this.#listener.onProcess(process);
    } catch (error) {
      // A process that nobody would find again after a crash must not begin.
      const why = error instanceof Error ? error.message : String(error);
      this.#kill(`It could not be noted down: ${why}`);
      return;
    }
    this.#isReady = true;
    this.#send({ type: 'task', task: this.#task });
    if (this.#isStopping) this.#send({ type: 'stop' });
  }

  /** Ends a child that has fallen silent. */
  #watchHeart(): void {
    const { heartbeatLimitMs, startLimitMs } = this.#limits;
    const limitMs = this.#isReady ? heartbeatLimitMs : Math.min(heartbeatLimitMs, startLimitMs);
    const silentMs = performance.now() - this.#heardAt;
    this.#watch = setTimeout(
      () => {
        if (this.#isLoading()) this.#heardAt = performance.now();
        const isLate = performance.now() - this.#heardAt >= limitMs;
        if (!isLate) return this.#watchHeart();
        // This process may itself have been standing still: then the messages are waiting to be read.
        const before = this.#heardAt;
        this.#watch = setTimeout(() => {
          if (this.#heardAt === before) this.#kill(`It said nothing for ${Math.round(limitMs / 1000)} s.`);
          else this.#watchHeart();
        }, 500);
      },
      Math.max(lookMs, limitMs - silentMs),
    );
  }

  /** Whether a child that has not spoken yet is at work on it: it runs, or has run since somebody last looked. */
  #isLoading(): boolean {
    const activity = activityOf(this.#child.pid ?? 0);
    if (this.#isReady || activity === null) return false;
    if (performance.now() - this.#forkedAt >= this.#limits.startLimitMs) return false;
    const hasRun = activity.ticks > this.#ticks;
    this.#ticks = activity.ticks;
    return hasRun || activity.isBusy;
  }

  #send(message: ToRunner): void {
    if (!this.#child.connected) return;
    this.#child.send(message, (error) => {
      // It is just ending: that is noticed elsewhere.
      if (error !== null && this.#child.connected) this.#limits.onError(error);
    });
  }

  #kill(why: string): void {
    this.#whyKilled ??= why;
    this.#child.kill('SIGKILL');
    // One that waits in the kernel for a drive that never answers takes no notice even of that.
    this.#killTimer ??= setTimeout(() => this.#giveUp(), this.#limits.killLimitMs);
  }

  /** Leaves the child to itself: this process may end without it. */
  #letGo(): void {
    this.#child.stdout?.destroy();
    this.#child.stderr?.destroy();
    if (this.#child.connected) this.#child.disconnect();
    this.#child.unref();
  }
}

/** What the server has compiled need not be compiled again. Node names its folder of one version, but asks for the one around it. */
function compileCache(): { NODE_COMPILE_CACHE?: string } {
  const folder = getCompileCacheDir();
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: dirname(folder) };
}

/** What the task's drive reads: a device or an image file; `null` for an empty image drive, and without a drive. */
function pathOf(task: RunnerTask): string | null {
  if (!('drive' in task)) return null;
  const { drive } = task;
  return drive.kind === 'optical' ? drive.devicePath : drive.path;
}

async function areFree(paths: Iterable<string>): Promise<boolean> {
  for (const path of paths) {
    // What is gone cannot be read any more.
    if ((await exists(path)) && (await isHeld(path))) return false;
  }
  return true;
}

/** A drive that does not even let itself be opened has something waiting on it. */
async function isHeld(path: string): Promise<boolean> {
  try {
    return await isDriveLocked(path);
  } catch (error) {
    if (isAppError(error, 'DRIVE_HUNG')) return true;
    throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}

async function isMediumFree(task: RunnerTask): Promise<boolean> {
  const path = pathOf(task);
  return path === null || (await areFree([path]));
}

async function endLeftOver(left: RunnerProcess): Promise<boolean> {
  for (const deadline = performance.now() + 10_000; isAlive(left); await sleep(lookMs)) {
    if (performance.now() > deadline) return false;
    try {
      process.kill(left.pid, 'SIGKILL');
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
    }
  }
  return true;
}
