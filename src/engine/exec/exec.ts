import { type ChildProcess, spawn } from 'node:child_process';
import { AppError } from '#model/index.ts';
import { findProgram } from './find-program.ts';
import { defaultKillLadder, endProcessGroup, type KillStep } from './kill-ladder.ts';

/** How to run one external program. */
export type ExecOptions = {
  /** Aborting walks the kill ladder; the result then says `wasAborted`. */
  readonly signal?: AbortSignal;
  /** After this time the kill ladder is walked as well; the result then says `timedOut`. */
  readonly timeoutMs?: number;
  readonly killLadder?: readonly KillStep[];
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Every chunk as it comes. The result keeps only the last `tailBytes` of each stream. */
  readonly onStdout?: (chunk: Buffer) => void;
  readonly onStderr?: (chunk: Buffer) => void;
  readonly tailBytes?: number;
  /** Descriptors the program inherits as 3, 4, … */
  readonly inheritedFds?: readonly number[];
  /** Signal the kernel sends it when this process dies, so that no program outlives us. KILL unless told otherwise. */
  readonly parentDeathSignal?: 'TERM' | 'KILL';
};

/** How a program ended. A non-zero exit is a value, not an error: each tool has its own meaning for it. */
export type ExecResult = {
  readonly program: string;
  readonly args: readonly string[];
  /** `null` if a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last bytes it wrote (64 KiB unless told otherwise). */
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  readonly wasAborted: boolean;
  readonly timedOut: boolean;
  readonly startedAt: Date;
  readonly endedAt: Date;
};

const defaultTailBytes = 64 * 1024;

/**
 * How long the pipes may stay open after the program ended: a grandchild that left its process group may hold them for
 * ever. Waited in steps, as each lets the event loop read what has come meanwhile.
 */
const lingerSteps = 4;
const lingerStepMs = 250;

/**
 * Runs a program to its end, without a shell, in a process group of its own, both pipes always drained, stdin empty.
 * The locale is C so that its words can be parsed. A process that it leaves behind in a group of its own is not waited
 * for: a second after the program's end the pipes are closed.
 *
 * Errors: `TOOL_MISSING` if there is no such program, `DRIVE_HUNG` if it survives the whole kill ladder (a process in
 * uninterruptible sleep ignores SIGKILL): it is then given up, never waited for.
 */
export async function exec(
  program: string,
  args: readonly string[],
  options: ExecOptions = {},
): Promise<ExecResult> {
  const path = await findProgram(program);
  const startedAt = new Date();
  const deathSignal = options.parentDeathSignal ?? 'KILL';
  // Between fork and prctl a death goes unnoticed; such an orphan ends by SIGPIPE at its next output, as both pipes are
  // ours. setpriv comes with util-linux, which is essential on Debian; prctl(2) PR_SET_PDEATHSIG survives its execve.
  const child = spawn('setpriv', ['--pdeathsig', deathSignal, '--', path, ...args], {
    detached: true,
    cwd: options.cwd,
    env: { ...(options.env ?? process.env), LC_ALL: 'C', LANGUAGE: 'C' },
    stdio: ['ignore', 'pipe', 'pipe', ...(options.inheritedFds ?? [])],
  });

  const stdout = keepTail(child.stdout, options.tailBytes ?? defaultTailBytes, options.onStdout);
  const stderr = keepTail(child.stderr, options.tailBytes ?? defaultTailBytes, options.onStderr);
  const { timedOut, wasAborted, exitCode, signal } = await waitForEnd(child, program, options);
  return {
    program,
    args,
    exitCode,
    signal,
    stdout: stdout(),
    stderr: stderr(),
    wasAborted,
    timedOut,
    startedAt,
    endedAt: new Date(),
  };
}

type Ending = Pick<ExecResult, 'exitCode' | 'signal' | 'timedOut' | 'wasAborted'>;

function waitForEnd(child: ChildProcess, program: string, options: ExecOptions): Promise<Ending> {
  return new Promise((resolve, reject) => {
    let timedOut = false;
    let wasAborted = false;
    let ladder: AbortController | null = null;
    let isLadderDone = true;
    let linger: NodeJS.Timeout | null = null;

    /** The program has ended and nothing of its group is to be ended any more: only the pipes may be open still. */
    const onEnd = () => {
      if (linger !== null || !isLadderDone || (child.exitCode === null && child.signalCode === null)) return;
      let steps = 0;
      linger = setInterval(() => {
        steps += 1;
        if (steps < lingerSteps) return;
        letGo(child);
        settle(() => resolve({ exitCode: child.exitCode, signal: child.signalCode, timedOut, wasAborted }));
      }, lingerStepMs);
    };
    const endIt = () => {
      if (ladder !== null || child.pid === undefined) return;
      ladder = new AbortController();
      isLadderDone = false;
      if (linger !== null) clearInterval(linger);
      linger = null;
      endProcessGroup(child.pid, options.killLadder ?? defaultKillLadder, ladder.signal).then((isGone) => {
        isLadderDone = true;
        if (isGone) onEnd();
        if (isGone || ladder?.signal.aborted) return;
        letGo(child);
        settle(() =>
          reject(
            new AppError(
              'DRIVE_HUNG',
              `${program} (process ${child.pid}) does not react to any signal; the drive under it hangs. It was given up; what was read is kept.`,
              { details: { program, pid: child.pid ?? null } },
            ),
          ),
        );
      }, reject);
    };
    const onAbort = () => {
      wasAborted = true;
      endIt();
    };
    const timer =
      options.timeoutMs === undefined
        ? null
        : setTimeout(() => {
            timedOut = true;
            endIt();
          }, options.timeoutMs);
    const settle = (finish: () => void) => {
      if (timer !== null) clearTimeout(timer);
      if (linger !== null) clearInterval(linger);
      options.signal?.removeEventListener('abort', onAbort);
      ladder?.abort();
      finish();
    };

    child.once('error', (cause) =>
      settle(() => reject(new AppError('TOOL_MISSING', `${program} could not be started.`, { cause }))),
    );
    child.once('exit', onEnd);
    // 'close', not 'exit': only then are both pipes drained.
    child.once('close', (exitCode, signal) =>
      settle(() => resolve({ exitCode, signal, timedOut, wasAborted })),
    );
    if (options.signal?.aborted) onAbort();
    else options.signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/** Stops listening to processes that cannot be ended, so that they do not keep ours alive. */
function letGo(child: ChildProcess): void {
  child.removeAllListeners();
  child.on('error', () => undefined);
  child.stdout?.destroy();
  child.stderr?.destroy();
  child.unref();
}

function keepTail(
  stream: NodeJS.ReadableStream | null,
  limit: number,
  onChunk: ((chunk: Buffer) => void) | undefined,
): () => Buffer {
  let tail = Buffer.alloc(0);
  stream?.on('data', (chunk: Buffer) => {
    onChunk?.(chunk);
    tail = Buffer.concat([tail, chunk]);
    if (tail.length > limit) tail = Buffer.from(tail.subarray(tail.length - limit));
  });
  stream?.on('error', () => undefined);
  return () => tail;
}
