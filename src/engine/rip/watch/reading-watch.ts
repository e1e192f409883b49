import { setTimeout as sleep } from 'node:timers/promises';
import { isAppError } from '#model/index.ts';
import type { BlockMap, ReaderProgress } from '../../read/index.ts';
import { freeBytes, reserveBytes } from '../job/free-space.ts';
import type { RipResult } from '../rip-contract.ts';
import type { MediumGuard, MediumLoss } from './medium-guard.ts';

export type PauseReason = Extract<RipResult, { status: 'paused' }>['reason'];

/** How often free space and a silent drive are looked at. */
const watchIntervalMs = 1000;
/**
 * A drive at work on a damaged sector may answer nothing else for minutes (the kernel's own limit is 30 s a command,
 * with retries). One that has neither read, failed nor answered for this long is given up.
 */
const silenceLimitMs = 10 * 60 * 1000;
/** How long a drive may take to answer after the last read. */
const lastAnswerMs = 60 * 1000;
/** How long somebody who aborts is kept waiting for the drive's answer. */
const abortAnswerMs = 1000;

/** What a watch looks after. */
export type Watched = {
  readonly folder: string;
  readonly guard: MediumGuard;
  /** Called before the drive is asked; what it returns is called if the disc was there: all before the question holds. */
  readonly mark?: (() => () => void) | undefined;
};

/** How watched work ended: with its result, or paused for a reason. */
export type WatchedEnding<T> =
  | { readonly reason: null; readonly result: T }
  | { readonly reason: PauseReason; readonly result: T | null };

/** Looks after disc and disk while something reads, and stops it when one of them is gone. */
export class ReadingWatch {
  #trustedMap: BlockMap;
  readonly #watched: Watched;
  readonly #now: () => number;
  readonly #stop = new AbortController();
  #latestMap: BlockMap;
  #reason: PauseReason | null = null;
  #failure: { readonly error: unknown } | null = null;
  #isLooking = false;
  #readErrors = 0;
  #bytesDone = 0;
  #seenReadErrors = 0;
  #seenBytesDone = -1;
  #lastSignAt: number;

  constructor(watched: Watched, map: BlockMap, now: () => number = () => performance.now()) {
    this.#watched = watched;
    this.#now = now;
    this.#trustedMap = map;
    this.#latestMap = map;
    this.#lastSignAt = now();
  }

  /** The newest map after which the disc was still seen in the drive: all of it is about this disc. */
  get trustedMap(): BlockMap {
    return this.#trustedMap;
  }

  /** Whether the disc was seen in the drive after the newest map. */
  get isTrusted(): boolean {
    return this.#trustedMap === this.#latestMap;
  }

  seeMap(map: BlockMap): void {
    this.#latestMap = map;
  }

  seeProgress({ readErrors, bytesDone }: Pick<ReaderProgress, 'readErrors' | 'bytesDone'>): void {
    this.#readErrors = readErrors;
    this.#bytesDone = bytesDone;
  }

  /**
   * Runs `work` under this watch. Ends as `paused` when it was aborted, or the disc, the drive or free space is gone,
   * whether the watch or the work noticed first. Other errors are thrown, `DRIVE_HUNG` among them.
   */
  async run<T>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<WatchedEnding<T>> {
    const timer = setInterval(() => this.#tick(), watchIntervalMs);
    let result: T | null = null;
    let noticed: PauseReason | null = null;
    try {
      result = await work(AbortSignal.any([signal, this.#stop.signal]));
    } catch (error) {
      noticed = pauseReasonOf(error);
      if (noticed === null && this.#failure === null && !(signal.aborted && error === signal.reason))
        throw error;
    } finally {
      clearInterval(timer);
    }
    if (this.#failure !== null) throw this.#failure.error;
    const known = this.#reason ?? noticed;
    const isLost = known === 'disc_missing' || known === 'drive_missing';
    const reason = isLost ? known : ((await this.#lastLook(signal)) ?? known);
    if (reason !== null) return { reason, result };
    if (signal.aborted || result === null) return { reason: 'user', result };
    return { reason: null, result };
  }

  #tick(): void {
    // A look that takes long (a busy drive) is not repeated, nor waited for at the end.
    if (this.#isLooking) return;
    this.#isLooking = true;
    this.#look()
      .catch((error: unknown) => {
        this.#failure ??= { error };
        this.#stop.abort();
      })
      .finally(() => {
        this.#isLooking = false;
      });
  }

  async #look(): Promise<void> {
    const { folder } = this.#watched;
    if ((await freeBytes(folder)) < reserveBytes) return this.#pause('no_space');
    const isMoving = this.#bytesDone !== this.#seenBytesDone;
    const hasFailed = this.#readErrors > this.#seenReadErrors;
    this.#seenReadErrors = this.#readErrors;
    this.#seenBytesDone = this.#bytesDone;
    if (isMoving || hasFailed) this.#lastSignAt = this.#now();
    if (isMoving && !hasFailed && this.isTrusted) return;
    try {
      const loss = await this.#ask();
      if (loss !== null) this.#pause(loss);
    } catch (error) {
      if (!isAppError(error, 'DRIVE_HUNG') || this.#now() - this.#lastSignAt > silenceLimitMs) throw error;
    }
  }

  /** Asks the drive; if the disc is there, all that was told before the question is about it. */
  async #ask(): Promise<MediumLoss | null> {
    const map = this.#latestMap;
    const { guard, mark } = this.#watched;
    const confirm = mark?.();
    const loss = await guard.check();
    this.#lastSignAt = this.#now();
    if (loss === null) {
      this.#trustedMap = map;
      confirm?.();
    }
    return loss;
  }

  /** The question that decides whether the last failures were the disc's. An unanswered one leaves them open. */
  async #lastLook(signal: AbortSignal): Promise<MediumLoss | null> {
    if (signal.aborted) {
      const noAnswer = sleep(abortAnswerMs, null, { ref: false });
      return Promise.race([this.#ask().catch(() => null), noAnswer]);
    }
    for (const deadline = this.#now() + lastAnswerMs; ; ) {
      try {
        return await this.#ask();
      } catch (error) {
        if (!isAppError(error, 'DRIVE_HUNG') || this.#now() > deadline) throw error;
        await sleep(watchIntervalMs, undefined, { signal }).catch(() => undefined); // Aborted: asked once more, then over.
        if (signal.aborted) return null;
      }
    }
  }

  #pause(reason: PauseReason): void {
    this.#reason ??= reason;
    this.#stop.abort();
  }
}

function pauseReasonOf(error: unknown): PauseReason | null {
  if (isAppError(error, 'NO_SPACE')) return 'no_space';
  if (isAppError(error, 'NO_DISC')) return 'disc_missing';
  if (isAppError(error, 'DRIVE_MISSING')) return 'drive_missing';
  return null;
}
