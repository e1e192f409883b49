import { stat } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { AppError, type ChecksumAlgorithm, type Checksums } from '#model/index.ts';
import { readingError } from '../files/file-errors.ts';
import type { FollowReport, FollowTask } from './follow-file.js';
import { FollowState } from './follow-state.js';

/** What a follower hashes, and which sums it takes. */
export type ChecksumFollowerOptions = {
  readonly path: string;
  readonly algorithms: readonly ChecksumAlgorithm[];
};

/**
 * Takes the checksums of a file while it is still being written, following the prefix that is confirmed, in at most two
 * worker threads (MD5, the slowest, in one of its own). The file need not exist before the first `advance`.
 * Life: `start`, any number of `advance` and `restart`, then `finish` or `stop`. Once only.
 */
export class ChecksumFollower {
  readonly #options: ChecksumFollowerOptions;
  readonly #groups: readonly (readonly ChecksumAlgorithm[])[];
  readonly #state: FollowState;
  readonly #workers: Worker[] = [];
  readonly #reports = new Map<number, FollowReport>();
  #failure: AppError | null = null;
  #settle: (() => void) | null = null;

  constructor(options: ChecksumFollowerOptions) {
    this.#options = options;
    this.#groups = [
      options.algorithms.filter((name) => name === 'md5'),
      options.algorithms.filter((name) => name !== 'md5'),
    ].filter((group) => group.length > 0);
    this.#state = FollowState.create(this.#groups.length);
  }

  /** Starts the worker threads. They do not keep the process alive unless `finish` waits for them. */
  start(): void {
    if (this.#workers.length > 0 || this.#state.isStopped) return;
    for (const [worker, algorithms] of this.#groups.entries()) {
      const task: FollowTask = {
        path: this.#options.path,
        algorithms,
        worker,
        shared: this.#state.buffer,
      };
      const thread = new Worker(new URL('./checksum-worker.js', import.meta.url), {
        workerData: task,
        name: `checksum ${algorithms.join(' ')}`,
      });
      thread.on('message', (report: FollowReport) => {
        this.#reports.set(worker, report);
        this.#settle?.();
      });
      thread.on('error', (cause) => this.#fail(readingError(cause, this.#options.path)));
      thread.on('exit', () => {
        if (!this.#state.isStopped)
          this.#fail(new AppError('INTERNAL', 'A checksum worker ended by itself.'));
      });
      thread.unref();
      this.#workers.push(thread);
    }
  }

  /** Allows hashing up to `confirmedBytes`: everything below is final and written. A smaller number changes nothing. */
  advance(confirmedBytes: number): void {
    if (confirmedBytes > this.#state.confirmedBytes) this.#state.advance(confirmedBytes);
  }

  /** A byte below the cursor was written again: hashes from 0, up to what is confirmed. */
  restart(): void {
    this.#reports.clear();
    this.#state.restart();
  }

  /** Bytes that every sum already covers. */
  get hashedBytes(): number {
    const cursors = this.#groups.map((_, worker) => this.#state.cursor(worker));
    return cursors.length === 0 ? this.#state.confirmedBytes : Math.min(...cursors);
  }

  /**
   * Hashes up to `totalBytes`, whatever is there (holes are zeros), and gives the sums. The threads have ended then,
   * whatever the outcome. Errors: `WORK_FOLDER_DAMAGED` if the file is shorter, `NOT_FOUND`, `PERMISSION_DENIED`,
   * `FILE_READ_FAILED`, `INTERNAL` if a thread died or never ran; the signal's reason if aborted.
   */
  async finish(totalBytes: number, signal?: AbortSignal): Promise<Checksums> {
    if (this.#state.isStopped || this.#workers.length !== this.#groups.length) {
      throw new AppError('INTERNAL', 'The checksum follower is not running.');
    }
    const onAbort = () => this.#settle?.();
    signal?.addEventListener('abort', onAbort, { once: true });
    for (const worker of this.#workers) worker.ref();
    this.#state.finish(totalBytes);
    try {
      for (;;) {
        signal?.throwIfAborted();
        if (this.#failure !== null) throw this.#failure;
        const checksums = this.#collect(totalBytes);
        if (checksums !== null) return checksums;
        await new Promise<void>((resolve) => {
          this.#settle = resolve;
        });
      }
    } finally {
      this.#settle = null;
      signal?.removeEventListener('abort', onAbort);
      await this.stop();
    }
  }

  /** Ends the worker threads; what was hashed is forgotten. */
  async stop(): Promise<void> {
    this.#state.stop();
    this.#settle?.();
    this.#failure ??= new AppError('INTERNAL', 'The checksum follower was stopped.');
    await Promise.all(this.#workers.splice(0).map((worker) => worker.terminate()));
  }

  /** All sums, `null` while one is missing or belongs to a time before the last restart. */
  #collect(totalBytes: number): Checksums | null {
    const reports = this.#groups.map((_, worker) => this.#reports.get(worker));
    let all: Checksums = {};
    for (const report of reports) {
      if (report === undefined || report.generation !== this.#state.generation) return null;
      if (report.type === 'short') {
        const { path } = this.#options;
        throw new AppError(
          'WORK_FOLDER_DAMAGED',
          `${path} has only ${report.sizeBytes} of ${totalBytes} bytes; something has cut it off.`,
          { details: { path, sizeBytes: report.sizeBytes, totalBytes } },
        );
      }
      all = { ...all, ...report.checksums };
    }
    return all;
  }

  #fail(failure: AppError): void {
    this.#failure ??= failure;
    this.#settle?.();
  }
}

/** How far a long operation on a file is. */
export type FileProgress = { readonly bytesDone: number; readonly bytesTotal: number };

/** How a long operation on a file is cancelled and watched; `onProgress` is called about four times a second. */
export type FileWork = {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: FileProgress) => void) | undefined;
};

const progressIntervalMs = 250;

/**
 * Checksums of a whole file as it is now, in worker threads. Errors: `NOT_FOUND`, `PERMISSION_DENIED`,
 * `FILE_READ_FAILED`, `INVALID_INPUT` if it is no regular file; the signal's reason if aborted.
 */
export async function hashFile(
  path: string,
  algorithms: readonly ChecksumAlgorithm[],
  { signal, onProgress }: FileWork = {},
): Promise<Checksums> {
  signal?.throwIfAborted();
  const bytesTotal = await regularFileSize(path);
  const follower = new ChecksumFollower({ path, algorithms });
  follower.start();
  const timer = setInterval(
    () => onProgress?.({ bytesDone: follower.hashedBytes, bytesTotal }),
    progressIntervalMs,
  );
  try {
    const checksums = await follower.finish(bytesTotal, signal);
    onProgress?.({ bytesDone: bytesTotal, bytesTotal });
    return checksums;
  } finally {
    clearInterval(timer);
  }
}

/** Size of a file that must be a regular one (links are followed). Errors as `hashFile`. */
export async function regularFileSize(path: string): Promise<number> {
  const stats = await stat(path).catch((cause: unknown) => {
    throw readingError(cause, path);
  });
  if (!stats.isFile()) {
    throw new AppError('INVALID_INPUT', `${path} is not a file; name an image file.`, {
      details: { field: 'path', path },
    });
  }
  return stats.size;
}
