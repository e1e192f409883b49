import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname, isAbsolute } from 'node:path';
import { Value } from 'typebox/value';
import { defaultJobOptions } from '#drives/index.ts';
import { checkUserFileName } from '#engine/index.ts';
import {
  type Actor,
  AppError,
  type Disc,
  isAppError,
  type Job,
  type JobEvent,
  type JobStatus,
  type LogLine,
  ReadJobOptions,
  type ReadMode,
  type WorkerReport,
} from '#model/index.ts';
import type { JobQueue } from '#queue/index.ts';
import type { JobChange, JobFilter, JobSort, LogFilter, Page, PageRequest } from '#store/index.ts';
import type { JobContext } from './job-context.ts';
import type { LiveJob } from './job-notices.ts';
import type { JobRecords } from './records.ts';
import { cellsOfImage, readCells } from './sector-map.ts';
import { requireAction } from './state-table.ts';
import { reportWorker } from './worker-report.ts';

/** What a person asks for; what is left out is what suits most discs. */
export type NewReadJob = {
  /** A drive by key or by what it is called now. */
  readonly device: string;
  readonly mode?: ReadMode;
  readonly outputPath?: string;
  readonly priority?: number;
  readonly options?: Partial<ReadJobOptions>;
};

/** What may be changed of a job that does not run; the priority always. */
export type JobPatch = {
  readonly priority?: number;
  /** Place in the queue: directly before that job, `null` for the end. */
  readonly before?: string | null;
  readonly mode?: ReadMode;
  readonly outputPath?: string;
  readonly options?: Partial<ReadJobOptions>;
};

/** Where and how a stopped job goes on. */
export type GoOn = { readonly device?: string; readonly mode?: ReadMode };

export const bulkActions = ['pause', 'resume', 'retry', 'cancel', 'delete'] as const;
export type BulkAction = (typeof bulkActions)[number];

/** How it went with one job of many. */
export type BulkOutcome = { readonly uuid: string; readonly error: AppError | null };

/**
 * The use cases on jobs. Each takes who does it. Errors of all: `FORBIDDEN`, `JOB_NOT_FOUND`, `JOB_STATE` (the state
 * table refuses it), `INVALID_INPUT` naming the field, `DATABASE_BUSY` (nothing was changed).
 */
export class Jobs {
  readonly #context: JobContext;
  readonly #records: JobRecords;
  readonly #queue: JobQueue;

  constructor(context: JobContext, records: JobRecords, queue: JobQueue) {
    this.#context = context;
    this.#records = records;
    this.#queue = queue;
  }

  get(uuid: string): Job {
    return this.#records.get(uuid);
  }

  /** Finer figures and the sector map as far as they are known: live, from the working folder, or from the image. */
  async progress(uuid: string): Promise<LiveJob> {
    const job = this.#records.get(uuid);
    const live = this.#context.notices.live(uuid);
    if (live?.map != null) return live;
    const image = job.isoId === null ? null : this.#context.store.isos.get(job.isoId);
    const map =
      job.status === 'completed' && job.kind === 'read'
        ? cellsOfImage(image?.provenance ?? null)
        : await readCells(this.#context.folders.of(uuid));
    return { progress: live?.progress ?? null, map };
  }

  list(filter: JobFilter, sort: JobSort, page: PageRequest): Page<Job> {
    return this.#context.store.jobs.list(filter, sort, page);
  }

  /** Jobs by status, and those completed since midnight (UTC) of the day of `now`. */
  counts(now: string): Record<JobStatus, number> & { readonly completedToday: number } {
    const { jobs } = this.#context.store;
    return {
      ...jobs.countByStatus(),
      completedToday: jobs.completedSince(`${now.slice(0, 10)}T00:00:00.000Z`),
    };
  }

  /** The processes that work now. */
  async workers(): Promise<readonly WorkerReport[]> {
    const { jobs } = this.#context.store;
    return Promise.all(
      jobs.withStatus('running').flatMap((job) => {
        const runner = jobs.runnerOf(job.uuid);
        return runner === null ? [] : [reportWorker(job, runner.pid)];
      }),
    );
  }

  timeline(uuid: string, page: PageRequest): Page<JobEvent> {
    this.#records.get(uuid);
    return this.#context.store.events.ofJob(uuid, page);
  }

  logs(filter: LogFilter, page: PageRequest): Page<LogLine> {
    return this.#context.store.logs.list(filter, page);
  }

  /**
   * Makes a job that reads the disc in a drive. If the disc is known, only this disc will do. Error besides:
   * `DRIVE_MISSING`, `OUTPUT_NOT_WRITABLE`.
   */
  async create(actor: Actor, order: NewReadJob): Promise<Job> {
    requireOperator(actor);
    const { drives, store, notices } = this.#context;
    const drive = drives.get(order.device);
    const outputPath = await this.#outputFolder(order.outputPath ?? this.#context.settings().outputPath);
    const options = checkOptions({ ...defaultJobOptions, ...order.options });
    const { readOffsetSamples } = drive.profile;
    const at = this.#context.now().toISOString();
    const job = store.transaction(() => {
      const made = store.jobs.insert({
        ...blank,
        ...discColumns(drive.disc),
        uuid: randomUUID(),
        driveKey: drive.key,
        device: drive.info.id,
        outputPath,
        mode: order.mode ?? 'standard',
        options:
          order.options?.reading === undefined
            ? { ...options, reading: { ...options.reading, readOffsetSamples } }
            : options,
        priority: checkPriority(order.priority ?? 0),
        createdBy: actor.name,
        createdAt: at,
        updatedAt: at,
      });
      const message = `Created by ${actor.name} for drive ${drive.info.id}.`;
      this.#records.note(made.uuid, { type: 'created', message, actor });
      return made;
    });
    notices.tell({ type: 'job', job });
    await this.#queue.enqueue(job.uuid);
    return job;
  }

  /** Makes a job that compares an image of the library with its checksums. Error besides: `ISO_NOT_FOUND`. */
  async verifyImage(actor: Actor, isoId: number, priority = 0): Promise<Job> {
    requireOperator(actor);
    const { store, library, notices, now } = this.#context;
    const iso = library.get(isoId);
    const at = now().toISOString();
    const job = store.transaction(() => {
      const made = store.jobs.insert({
        ...blank,
        kind: 'verify',
        driveKey: null,
        device: null,
        fingerprint: null,
        discLabel: iso.discLabel,
        discKind: iso.discKind,
        mode: null,
        options: null,
        isoId,
        uuid: randomUUID(),
        outputPath: dirname(iso.filePath),
        imagePath: iso.filePath,
        sizeBytes: iso.sizeBytes,
        priority: checkPriority(priority),
        createdBy: actor.name,
        createdAt: at,
        updatedAt: at,
      });
      this.#records.note(made.uuid, { type: 'created', message: `Created by ${actor.name}.`, actor });
      return made;
    });
    notices.tell({ type: 'job', job });
    await this.#queue.enqueue(job.uuid);
    return job;
  }

  /** Changes options of a job that does not run; priority and place in the queue always. */
  async change(actor: Actor, uuid: string, patch: JobPatch): Promise<Job> {
    requireOperator(actor);
    const { store, notices } = this.#context;
    const { priority, before, ...rest } = patch;
    const outputPath = rest.outputPath === undefined ? null : await this.#outputFolder(rest.outputPath);
    const job = store.transaction(() => {
      const now = this.#records.get(uuid);
      const change: JobChange = {
        ...(priority === undefined ? {} : { priority: checkPriority(priority) }),
        ...(rest.mode === undefined ? {} : { mode: checkMode(now, rest.mode) }),
        ...(outputPath === null ? {} : { outputPath }),
        ...(rest.options === undefined
          ? {}
          : { options: checkOptions({ ...readOptionsOf(now), ...rest.options }) }),
      };
      const happening = { type: 'changed', message: `Changed by ${actor.name}.`, actor } as const;
      const isOfRunning = Object.keys(rest).length === 0;
      if (!isOfRunning) this.#records.apply(uuid, 'change', happening, change);
      else if (priority !== undefined) {
        store.jobs.update(uuid, { ...change, updatedAt: this.#context.now().toISOString() });
      }
      if (before !== undefined) store.jobs.moveBefore(uuid, before, this.#context.now().toISOString());
      return this.#records.get(uuid);
    });
    notices.tell({ type: 'job', job });
    if (job.status === 'queued') await this.#queue.reprioritise(uuid);
    return job;
  }

  /** A running job keeps everything and frees its drive; what waits does not begin. */
  async pause(actor: Actor, uuid: string): Promise<Job> {
    requireOperator(actor);
    const { status } = this.#records.get(uuid);
    if (status === 'running') return this.#wish(actor, uuid, 'pause');
    const message = `Paused by ${actor.name}.`;
    const job = this.#records.apply(
      uuid,
      'pause',
      { type: 'paused', message, actor },
      { pauseReason: 'user' },
    );
    await this.#queue.withdraw(uuid);
    return job;
  }

  /** Goes on, perhaps in another drive or mode. */
  async resume(actor: Actor, uuid: string, goOn: GoOn = {}): Promise<Job> {
    return this.#goOn(
      actor,
      uuid,
      { action: 'resume', type: 'resumed', message: `Resumed by ${actor.name}` },
      goOn,
    );
  }

  /** Tries a failed job again from what it has, perhaps in another drive or mode. */
  async retry(actor: Actor, uuid: string, goOn: GoOn = {}): Promise<Job> {
    return this.#goOn(
      actor,
      uuid,
      { action: 'retry', type: 'retried', message: `Retried by ${actor.name}` },
      goOn,
    );
  }

  /** Stops a job for good. What it has read stays in the trash for 24 hours. */
  async cancel(actor: Actor, uuid: string): Promise<Job> {
    requireOperator(actor);
    const { folders, now } = this.#context;
    const { status } = this.#records.get(uuid);
    if (status === 'running') return this.#wish(actor, uuid, 'cancel');
    const at = now();
    const message = `Cancelled by ${actor.name}. What was read is in the trash for 24 hours.`;
    const job = this.#records.apply(
      uuid,
      'cancel',
      { type: 'cancelled', message, actor },
      { pauseReason: null, wish: null, endedAt: at.toISOString(), trashedUntil: folders.trashEnd(at) },
    );
    await this.#queue.withdraw(uuid);
    await folders.trash(uuid, at);
    return job;
  }

  /** Deletes a finished job from the history; its image stays, and what a failed one has read goes into the trash. */
  async delete(actor: Actor, uuid: string): Promise<void> {
    requireOperator(actor);
    const { store, folders, now, notices } = this.#context;
    store.transaction(() => {
      requireAction(this.#records.get(uuid), 'delete');
      store.jobs.delete(uuid);
    });
    await folders.trash(uuid, now());
    notices.tell({ type: 'deleted', uuid });
  }

  /** Does one thing to many jobs; each succeeds or fails for itself. */
  async bulk(actor: Actor, action: BulkAction, uuids: readonly string[]): Promise<readonly BulkOutcome[]> {
    requireOperator(actor);
    const outcomes: BulkOutcome[] = [];
    for (const uuid of new Set(uuids)) {
      try {
        await this[action](actor, uuid);
        outcomes.push({ uuid, error: null });
      } catch (error) {
        if (!isAppError(error)) throw error;
        outcomes.push({ uuid, error });
      }
    }
    return outcomes;
  }

  async #wish(actor: Actor, uuid: string, wish: 'pause' | 'cancel'): Promise<Job> {
    const message = `${actor.name} asked to ${wish} the job.`;
    const job = this.#records.apply(uuid, wish, { type: 'changed', message, actor }, (before) => ({
      wish: before.wish === 'cancel' ? 'cancel' : wish,
    }));
    await this.#queue.interrupt(uuid, wish);
    return job;
  }

  async #goOn(
    actor: Actor,
    uuid: string,
    how: { action: 'resume' | 'retry'; type: 'resumed' | 'retried'; message: string },
    { device, mode }: GoOn,
  ): Promise<Job> {
    requireOperator(actor);
    const drive = device === undefined ? null : this.#context.drives.get(device);
    const where = drive === null ? '' : ` in drive ${drive.info.id}`;
    const what = mode === undefined ? '' : ` as ${mode}`;
    const job = this.#records.apply(
      uuid,
      how.action,
      { type: how.type, message: `${how.message}${where}${what}.`, actor },
      (before) => ({
        pauseReason: null,
        errorCode: null,
        errorMessage: null,
        endedAt: null,
        restarts: 0,
        ...(drive === null ? {} : { driveKey: drive.key, device: drive.info.id }),
        ...(mode === undefined
          ? {}
          : { mode: checkMode(before, mode), options: asked(readOptionsOf(before), mode) }),
      }),
    );
    await this.#queue.enqueue(uuid);
    return job;
  }

  /** The folder for an image, made if it is not there. Errors: `INVALID_INPUT`, `OUTPUT_NOT_WRITABLE`. */
  async #outputFolder(path: string): Promise<string> {
    if (!isAbsolute(path)) {
      throw new AppError('INVALID_INPUT', `outputPath: ${path} is not an absolute path; begin it with /.`, {
        details: { field: 'outputPath' },
      });
    }
    const resolved = await this.#context.resolveFolder(path);
    try {
      await mkdir(resolved, { recursive: true });
    } catch (cause) {
      throw new AppError('OUTPUT_NOT_WRITABLE', `outputPath: the folder ${path} cannot be made.`, {
        cause,
        details: { field: 'outputPath', path },
      });
    }
    return resolved;
  }
}

const blank = {
  kind: 'read',
  isoId: null,
  status: 'queued',
  pauseReason: null,
  wish: null,
  phase: null,
  fraction: 0,
  sizeBytes: null,
  bytesDone: 0,
  bytesPerSecond: null,
  badBytes: 0,
  readErrors: 0,
  errorCode: null,
  errorMessage: null,
  restarts: 0,
  imagePath: null,
  startedAt: null,
  endedAt: null,
  trashedUntil: null,
} as const;

function discColumns(disc: Disc | null) {
  return {
    fingerprint: disc?.fingerprint ?? null,
    discLabel: disc?.label ?? null,
    discKind: disc?.kind ?? null,
  };
}

function requireOperator(actor: Actor): void {
  if (actor.role !== 'viewer') return;
  throw new AppError('FORBIDDEN', 'Viewers can look at jobs, but not change them.');
}

/** Error: `INVALID_INPUT`, naming the field. */
function checkOptions(options: ReadJobOptions): ReadJobOptions {
  if (!Value.Check(ReadJobOptions, options)) {
    const [first] = Value.Errors(ReadJobOptions, options);
    const field = `options${first?.instancePath.replaceAll('/', '.') ?? ''}`;
    throw new AppError('INVALID_INPUT', `${field}: ${first?.message ?? 'is not valid'}.`, {
      details: { field },
    });
  }
  if (options.baseName === null) return options;
  return { ...options, baseName: checkUserFileName(options.baseName, 'filename') };
}

function checkPriority(priority: number): number {
  if (Number.isInteger(priority) && Math.abs(priority) <= 100) return priority;
  throw new AppError('INVALID_INPUT', `priority: ${priority} is not a whole number from -100 to 100.`, {
    details: { field: 'priority' },
  });
}

/** A clone reads other things than the other modes: what was begun as the one cannot go on as the other. */
function checkMode(job: Job, mode: ReadMode): ReadMode {
  readOptionsOf(job);
  const hasBegun = job.startedAt !== null;
  if (!hasBegun || (job.mode === 'clone') === (mode === 'clone')) return mode;
  throw new AppError(
    'INVALID_INPUT',
    `mode: a job that was begun as ${job.mode} cannot go on as ${mode}. Cancel it and make a new one.`,
    { details: { field: 'mode' } },
  );
}

/** Error: `INVALID_INPUT` for a job that reads no disc. */
function readOptionsOf({ kind, options }: Job): ReadJobOptions {
  if (options !== null) return options;
  throw new AppError('INVALID_INPUT', `options: a job of kind ${kind} has none that could be changed.`, {
    details: { field: 'options' },
  });
}

/** Whoever chooses rescue now does not want to stop at the first error any more. */
function asked(options: ReadJobOptions, mode: ReadMode): ReadJobOptions {
  if (mode !== 'rescue') return options;
  return { ...options, reading: { ...options.reading, onReadError: 'rescue' } };
}
