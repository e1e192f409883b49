import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import { defaultJobOptions } from '#drives/index.ts';
import {
  type Actor,
  isAppError,
  type Job,
  type JobEvent,
  type JobStatus,
  type LogLine,
  type WorkerReport,
} from '#model/index.ts';
import type { JobQueue } from '#queue/index.ts';
import type { JobChange, JobFilter, JobSort, LogFilter, Page, PageRequest } from '#store/index.ts';
import {
  checkMode,
  checkOptions,
  checkPriority,
  optionsForMode,
  readOptionsOf,
  requireOperator,
} from './job-checks.ts';
import type { JobContext } from './job-context.ts';
import type { LiveJob } from './job-notices.ts';
import {
  type BulkAction,
  type BulkOutcome,
  blankJob,
  type GoOn,
  type JobPatch,
  type NewReadJob,
  type OrderedJob,
} from './job-orders.ts';
import { makeOutputFolder } from './output-folder.ts';
import type { JobRecords } from './records.ts';
import { cellsOfImage, readCells } from './sector-map.ts';
import { requireAction } from './state-table.ts';
import { reportWorker } from './worker-report.ts';

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
    const drive = this.#context.drives.get(order.device);
    const outputPath = await makeOutputFolder(
      this.#context,
      order.outputPath ?? this.#context.settings().outputPath,
    );
    const options = checkOptions({ ...defaultJobOptions, ...order.options });
    const { readOffsetSamples } = drive.profile;
    return this.#add(
      actor,
      {
        ...blankJob,
        kind: 'read',
        isoId: null,
        imagePath: null,
        sizeBytes: null,
        driveKey: drive.key,
        device: drive.info.id,
        fingerprint: drive.disc?.fingerprint ?? null,
        discLabel: drive.disc?.label ?? null,
        discKind: drive.disc?.kind ?? null,
        outputPath,
        mode: order.mode ?? 'standard',
        options:
          order.options?.reading === undefined
            ? { ...options, reading: { ...options.reading, readOffsetSamples } }
            : options,
        priority: checkPriority(order.priority ?? 0),
      },
      `Created by ${actor.name} for drive ${drive.info.id}.`,
    );
  }

  /** Makes a job that compares an image of the library with its checksums. Error besides: `ISO_NOT_FOUND`. */
  async verifyImage(actor: Actor, isoId: number, priority = 0): Promise<Job> {
    requireOperator(actor);
    const iso = this.#context.library.get(isoId);
    return this.#add(
      actor,
      {
        ...blankJob,
        kind: 'verify',
        isoId,
        imagePath: iso.filePath,
        sizeBytes: iso.sizeBytes,
        driveKey: null,
        device: null,
        fingerprint: null,
        discLabel: iso.discLabel,
        discKind: iso.discKind,
        outputPath: dirname(iso.filePath),
        mode: null,
        options: null,
        priority: checkPriority(priority),
      },
      `Created by ${actor.name}.`,
    );
  }

  /** Changes options of a job that does not run; priority and place in the queue always. */
  async change(actor: Actor, uuid: string, patch: JobPatch): Promise<Job> {
    requireOperator(actor);
    const { store, notices } = this.#context;
    const { priority, before, ...rest } = patch;
    const outputPath =
      rest.outputPath === undefined ? null : await makeOutputFolder(this.#context, rest.outputPath);
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

  async #add(actor: Actor, order: OrderedJob, message: string): Promise<Job> {
    const { store, notices, now } = this.#context;
    const at = now().toISOString();
    const job = store.transaction(() => {
      const origin = { uuid: randomUUID(), createdBy: actor.name, createdAt: at, updatedAt: at };
      const made = store.jobs.insert({ ...order, ...origin });
      this.#records.note(made.uuid, { type: 'created', message, actor });
      return made;
    });
    notices.tell({ type: 'job', job });
    await this.#queue.enqueue(job.uuid);
    return job;
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
          : { mode: checkMode(before, mode), options: optionsForMode(readOptionsOf(before), mode) }),
      }),
    );
    await this.#queue.enqueue(uuid);
    return job;
  }
}
