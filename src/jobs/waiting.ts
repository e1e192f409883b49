import { statfs } from 'node:fs/promises';
import { compareDiscs } from '#engine/index.ts';
import { isAppError, type Job } from '#model/index.ts';
import type { JobQueue } from '#queue/index.ts';
import type { JobContext } from './job-context.ts';
import { stopWordsOf } from './kind-words.ts';
import { isWritableFolder } from './output-folder.ts';
import type { JobRecords } from './records.ts';

const lookIntervalMs = 5000;
/** Free space at which a job goes on that ran out of it: room for more than the next second. */
const spaceBytes = 256 * 1024 * 1024;

/** Lets paused jobs go on as soon as what they wait for is back: space, the disc, the drive, the output folder. */
export class Waiting {
  readonly #context: JobContext;
  readonly #records: JobRecords;
  readonly #queue: JobQueue;
  #timer: NodeJS.Timeout | null = null;
  #look: Promise<void> | null = null;

  constructor(context: JobContext, records: JobRecords, queue: JobQueue) {
    this.#context = context;
    this.#records = records;
    this.#queue = queue;
  }

  start(): void {
    this.#timer ??= setInterval(() => this.look(), lookIntervalMs);
  }

  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    await this.#look;
  }

  /** Looks now; one look at a time. */
  look(): void {
    if (this.#look !== null) return;
    this.#look = this.#lookAtAll()
      .catch((error: unknown) => {
        // The next look comes soon.
        if (!isAppError(error, 'DATABASE_BUSY')) this.#context.onError(error);
      })
      .finally(() => {
        this.#look = null;
      });
  }

  async #lookAtAll(): Promise<void> {
    for (const job of this.#context.store.jobs.withStatus('paused')) {
      const message = await this.#whatIsBack(job);
      if (message === null) continue;
      const { status, pauseReason } = this.#records.get(job.uuid);
      // A person may have been quicker.
      if (status !== 'paused' || pauseReason !== job.pauseReason) continue;
      const happening = { type: 'resumed', message, actor: null } as const;
      this.#records.apply(job.uuid, 'recover', happening, { pauseReason: null, errorMessage: null });
      await this.#queue.enqueue(job.uuid);
    }
  }

  /** What of the job's wants is there again, as a sentence; `null` if it is still missing. */
  async #whatIsBack(job: Job): Promise<string | null> {
    switch (job.pauseReason) {
      case 'no_space':
        return (await this.#hasSpace(job)) ? 'There is free space again; the job goes on.' : null;
      case 'output_missing':
        return (await isWritableFolder(job.outputPath))
          ? 'The output folder is back; the job goes on.'
          : null;
      case 'target_missing':
        return (await this.#isTargetBack(job))
          ? 'The storage target can be reached again; the job goes on from what is there.'
          : null;
      case 'drive_missing':
        return this.#isDriveBack(job) ? 'The drive is connected again; the job goes on.' : null;
      case 'disc_missing':
        return this.#isDiscBack(job) ? 'The disc is in the drive again; the job goes on.' : null;
      case 'user':
      case null:
        return null;
      default:
        return job.pauseReason satisfies never;
    }
  }

  /** Both where it is read to and where it is placed. */
  async #hasSpace(job: Job): Promise<boolean> {
    const leftBytes = job.sizeBytes === null ? 0 : Math.max(0, job.sizeBytes - job.bytesDone);
    const someBytes = Math.max(Math.min(spaceBytes, Math.ceil(leftBytes * 1.1) + 16 * 1024 * 1024), 0);
    // Reading goes on from what it has; a copy begins anew, and all of it must find room.
    const isCopy = !stopWordsOf(job.kind).keepsFiles;
    const needed = isCopy ? (job.sizeBytes ?? 0) : someBytes;
    for (const folder of isCopy ? [job.outputPath] : [this.#context.folders.root, job.outputPath]) {
      try {
        const { bavail, bsize } = await statfs(folder);
        if (bavail * bsize < needed) return false;
      } catch {
        return false; // Not there at the moment: nor is its space.
      }
    }
    return true;
  }

  async #isTargetBack({ work }: Job): Promise<boolean> {
    const { targets } = this.#context;
    return work?.kind === 'upload' && targets !== null && (await targets.isBack(work.target));
  }

  #isDriveBack(job: Job): boolean {
    return job.driveKey !== null && this.#context.drives.orderOf(job.driveKey) !== null;
  }

  #isDiscBack(job: Job): boolean {
    if (!this.#isDriveBack(job) || job.driveKey === null) return false;
    const { disc, state } = this.#context.drives.get(job.driveKey);
    if (state !== 'ready' || disc === null) return false;
    return job.fingerprint === null || compareDiscs(job.fingerprint, disc.fingerprint) !== 'different';
  }
}
