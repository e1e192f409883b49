import { AppError, isAppError, type ReadMode } from '#model/index.ts';
import {
  BlockMap,
  chooseReader,
  keepOnlySuccesses,
  MapKeeper,
  type ReadEvent,
  type ReadOutcome,
  type ReadTask,
  repeat,
} from '../read/index.ts';
import { freeBytes, reserveBytes } from './free-space.ts';
import type { JobKeeper } from './job-keeper.ts';
import type { MediumGuard } from './medium-guard.ts';
import type { RipEvent, RipResult } from './rip-contract.ts';

type PauseReason = Extract<RipResult, { status: 'paused' }>['reason'];

/** How the reading of a disc ended. */
export type StageOutcome =
  | { readonly ending: 'finished'; readonly map: BlockMap }
  | { readonly ending: 'paused'; readonly reason: PauseReason; readonly map: BlockMap };

/** What the read stage works with. */
export type ReadStage = {
  readonly task: Omit<ReadTask, 'mode' | 'completedPasses' | 'onEvent'>;
  readonly job: JobKeeper;
  readonly guard: MediumGuard;
  readonly onReadEvent: (event: ReadEvent) => void;
  readonly onEvent: (event: RipEvent) => void;
  readonly signal: AbortSignal;
};

/** How often free space and a silent drive are looked at. */
const watchIntervalMs = 1000;
/**
 * A drive at work on a damaged sector may answer nothing else for minutes (the kernel's own limit is 30 s a command,
 * with retries). One that has neither read, failed nor answered for this long is given up.
 */
const silenceLimitMs = 10 * 60 * 1000;

/**
 * Reads the disc with the reader of its mode; where standard meets a read error it goes on as rescue from the same map.
 * A disc that vanishes, a full disk and an abort end as `paused`, with everything read kept and nothing counted as bad
 * that was only missing.
 * Errors: `READ_ERROR` (only with `onReadError: 'fail'`), `DRIVE_HUNG`, `TOOL_MISSING`, `TOOL_FAILED`, `OUTPUT_NOT_WRITABLE`.
 */
export async function runReadStage(stage: ReadStage): Promise<StageOutcome> {
  const { job, task } = stage;
  for (;;) {
    const mode: ReadMode = job.state.isRescuing ? 'rescue' : job.state.mode;
    const outcome = await readOnce(stage, mode);
    if (outcome.ending === 'paused' || outcome.ending === 'finished') return outcome;

    const firstBadLba = outcome.map.sectorsIn('*', '/', '-', '?')[0]?.firstLba ?? 0;
    if (task.options.onReadError === 'fail') {
      throw new AppError(
        'READ_ERROR',
        `The disc has a read error near sector ${firstBadLba}. ${outcome.map.rescuedBytes} of ${task.domain.sizeBytes} bytes were read and are kept.`,
        { details: { firstBadLba, rescuedBytes: outcome.map.rescuedBytes, workFolder: task.files.folder } },
      );
    }
    await job.update({ isRescuing: true });
    stage.onEvent({ type: 'rescue-begins', firstBadLba });
  }
}

async function readOnce(
  stage: ReadStage,
  mode: ReadMode,
): Promise<StageOutcome | { ending: 'read-error'; map: BlockMap }> {
  const { job, task } = stage;
  const keeper = new MapKeeper(task.files, task.domain.sizeBytes);
  const watch = new Watch(stage, (await keeper.restore()) ?? BlockMap.untried(task.domain.sizeBytes));
  const reader = chooseReader(task.disc, mode);

  let outcome: ReadOutcome | null = null;
  let reason: PauseReason | null = null;
  watch.start();
  try {
    outcome = await reader.read(
      {
        ...task,
        mode,
        completedPasses: job.state.completedPasses,
        onEvent: (event) => {
          watch.see(event);
          stage.onReadEvent(event);
        },
      },
      AbortSignal.any([stage.signal, watch.signal]),
    );
  } catch (error) {
    reason = pauseReasonOf(error);
    if (reason === null) throw error;
  } finally {
    await watch.stop();
    await job.settled();
  }

  const map = outcome?.map ?? (await keeper.restore()) ?? BlockMap.untried(task.domain.sizeBytes);
  // What failed counts only if the disc is still there to have failed.
  const loss = map.isComplete ? null : await stage.guard.check();
  reason = loss ?? watch.reason ?? reason ?? (outcome?.ending === 'interrupted' ? 'user' : null);
  if (reason === 'disc_missing' || reason === 'drive_missing') {
    const honest = keepOnlySuccesses(watch.trustedMap, map);
    await keeper.replace(honest);
    return { ending: 'paused', reason, map: honest };
  }
  if (reason !== null || outcome === null) return { ending: 'paused', reason: reason ?? 'user', map };
  return outcome.ending === 'read-error' ? { ending: 'read-error', map } : { ending: 'finished', map };
}

function pauseReasonOf(error: unknown): PauseReason | null {
  if (isAppError(error, 'NO_SPACE')) return 'no_space';
  if (isAppError(error, 'NO_DISC')) return 'disc_missing';
  if (isAppError(error, 'DRIVE_MISSING')) return 'drive_missing';
  return null;
}

/** Looks after disc and disk while a reader works, and stops it when one of them is gone. */
class Watch {
  /** The newest map after which the disc was still seen in the drive: its failures are facts. */
  trustedMap: BlockMap;
  reason: PauseReason | null = null;
  readonly #stage: ReadStage;
  readonly #stop = new AbortController();
  #loop: { stop(): Promise<void> } | null = null;
  #latestMap: BlockMap;
  #readErrors = 0;
  #bytesDone = 0;
  #checkedReadErrors = 0;
  #checkedBytesDone = -1;
  readonly #now: () => number;
  #lastSignAt: number;

  constructor(stage: ReadStage, map: BlockMap, now: () => number = () => performance.now()) {
    this.#stage = stage;
    this.#now = now;
    this.#lastSignAt = now();
    this.trustedMap = map;
    this.#latestMap = map;
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  start(): void {
    this.#loop = repeat(async () => {
      try {
        await this.#look();
      } catch (error) {
        this.#stop.abort();
        throw error;
      }
    }, watchIntervalMs);
  }

  see(event: ReadEvent): void {
    if (event.type === 'map') this.#latestMap = event.map;
    else if (event.type === 'progress') {
      this.#readErrors = event.progress.readErrors;
      this.#bytesDone = event.progress.bytesDone;
    } else if (event.type === 'pass-done') {
      const { state } = this.#stage.job;
      void this.#stage.job.update({ completedPasses: [...state.completedPasses, event.pass] });
    }
  }

  /** Ends the watch; hands on what went wrong in it, such as `DRIVE_HUNG`. */
  async stop(): Promise<void> {
    await this.#loop?.stop();
  }

  async #look(): Promise<void> {
    if ((await freeBytes(this.#stage.task.files.folder)) < reserveBytes) return this.#pause('no_space');
    const map = this.#latestMap;
    const isMoving = this.#bytesDone !== this.#checkedBytesDone;
    const hasFailed = this.#readErrors > this.#checkedReadErrors;
    this.#checkedReadErrors = this.#readErrors;
    this.#checkedBytesDone = this.#bytesDone;
    if (isMoving || hasFailed) this.#lastSignAt = this.#now();
    if (isMoving && !hasFailed && map === this.trustedMap) return;
    try {
      const loss = await this.#stage.guard.check();
      this.#lastSignAt = this.#now();
      if (loss !== null) this.#pause(loss);
      else this.trustedMap = map;
    } catch (error) {
      if (!isAppError(error, 'DRIVE_HUNG') || this.#now() - this.#lastSignAt > silenceLimitMs) throw error;
    }
  }

  #pause(reason: PauseReason): void {
    this.reason ??= reason;
    this.#stop.abort();
  }
}
