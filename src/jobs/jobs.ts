import { randomUUID } from 'node:crypto';
import { defaultJobOptions } from '#drives/index.ts';
import {
  type Actor,
  type BuildOrder,
  type ImportOrder,
  isAppError,
  type Job,
  type JobEvent,
  type JobStatus,
  type LogLine,
  type MergeOrder,
  type MoveOrder,
  type SendOrder,
  type WorkerReport,
} from '#model/index.ts';
import type { JobQueue } from '#queue/index.ts';
import type { JobChange, JobFilter, JobSort, LogFilter, Page, PageRequest } from '#store/index.ts';
import { buildWorkOf } from './build-work.ts';
import { defaultCompression } from './form-work.ts';
import { goOnFrom, optionsFrom } from './go-on-from.ts';
import { importWorkOf } from './import-work.ts';
import {
  checkMode,
  checkOptions,
  checkPriority,
  optionsForMode,
  readOptionsOf,
  requireNotOrdered,
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
  type NewWork,
  type OrderedJob,
} from './job-orders.ts';
import { stopWordsOf } from './kind-words.ts';
import { mergeWorkOf } from './merge-work.ts';
import { moveWorkOf } from './move-work.ts';
import { makeOutputFolder } from './output-folder.ts';
import type { JobRecords } from './records.ts';
import { cellsOfImage, readCells } from './sector-map.ts';
import { requireAction } from './state-table.ts';
import type { Works } from './work.ts';
import { reportWorker } from './worker-report.ts';

/**
 * The use cases on jobs. Each takes who does it. Errors of all: `FORBIDDEN`, `JOB_NOT_FOUND`, `JOB_STATE` (the state
 * table refuses it), `INVALID_INPUT` naming the field, `DATABASE_BUSY` (nothing was changed).
 */
export class Jobs {
  readonly #context: JobContext;
  readonly #records: JobRecords;
  readonly #queue: JobQueue;
  readonly #works: Works;

  constructor(
    context: JobContext,
    { records, queue, works }: { records: JobRecords; queue: JobQueue; works: Works },
  ) {
    this.#context = context;
    this.#records = records;
    this.#queue = queue;
    this.#works = works;
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

  /** What runs now, with the latest figures. */
  running(): readonly Job[] {
    return this.#context.store.jobs.withStatus('running');
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

  /** All lines of a filter, oldest first, read as they are taken. */
  *allLogs(filter: LogFilter): Generator<LogLine> {
    for (let cursor: string | null = null; ; ) {
      const page: Page<LogLine> = this.#context.store.logs.list(filter, { limit: 200, cursor }, 'oldest');
      yield* page.items;
      if (page.nextCursor === null) return;
      cursor = page.nextCursor;
    }
  }

  /**
   * Makes a job that reads the disc in a drive. If the disc is known, only this disc will do. Errors besides:
   * `DRIVE_MISSING`, `OUTPUT_NOT_WRITABLE`; those of `goOnFrom`.
   */
  async create(actor: Actor, order: NewReadJob): Promise<Job> {
    requireOperator(actor);
    const drive = this.#context.drives.get(order.device);
    const inDrive = drive.disc?.fingerprint ?? null;
    const { from } = order;
    const earlier = from === undefined ? null : await goOnFrom(this.#context, { ...order, from }, inDrive);
    const outputPath = await makeOutputFolder(
      this.#context,
      earlier?.outputPath ?? order.outputPath ?? this.#context.settings().outputPath,
    );
    const options = checkOptions({ ...defaultJobOptions, ...order.options, ...optionsFrom(earlier, order) });
    const { readOffsetSamples, readSpeedKBps } = drive.profile;
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
        fingerprint: earlier?.fingerprint ?? inDrive,
        discLabel: earlier?.discLabel ?? drive.disc?.label ?? null,
        discKind: earlier?.discKind ?? drive.disc?.kind ?? null,
        outputPath,
        mode: earlier?.mode ?? order.mode ?? 'standard',
        work: earlier?.work ?? null,
        options:
          order.options?.reading === undefined
            ? { ...options, reading: { ...options.reading, readOffsetSamples, readSpeedKBps } }
            : options,
        priority: checkPriority(order.priority ?? 0),
      },
      `Created by ${actor.name} for drive ${drive.info.id}.`,
    );
  }

  /** Makes a job that compares an image of the library with its checksums. Errors besides: those of `createWork`. */
  verifyImage(actor: Actor, isoId: number, priority = 0): Promise<Job> {
    return this.createWork(actor, { work: { kind: 'verify' }, isoId, priority });
  }

  /** Makes a job that makes one image of several of the same disc. Errors besides: `IMAGE_UNSUITABLE`; those of `createWork`. */
  async mergeImages(actor: Actor, order: MergeOrder): Promise<Job> {
    requireOperator(actor);
    return await this.createWork(actor, mergeWorkOf(this.#context, order));
  }

  /** Makes a job that makes an image of a folder. Errors besides: `PATH_NOT_ALLOWED`; those of `createWork`. */
  async buildImage(actor: Actor, order: BuildOrder): Promise<Job> {
    requireOperator(actor);
    return await this.createWork(actor, await buildWorkOf(this.#context, order));
  }

  /** Makes a job that compresses an image. Errors besides: those of `createWork`, `ISO_STATE` if it is compressed. */
  compressImage(
    actor: Actor,
    isoId: number,
    { level, priority }: { level?: number | undefined; priority?: number | undefined } = {},
  ): Promise<Job> {
    const work = { kind: 'compress', level: level ?? defaultCompression.level } as const;
    return this.createWork(actor, { work, isoId, priority: priority ?? 0 });
  }

  /** Makes a job that makes a compressed image what it was. Errors besides: those of `createWork`, `ISO_STATE` if it is not. */
  expandImage(actor: Actor, isoId: number, priority = 0): Promise<Job> {
    return this.createWork(actor, { work: { kind: 'expand' }, isoId, priority });
  }

  /** Makes a job that moves an image to another folder. Errors besides: those of `createWork`, `PATH_NOT_ALLOWED`, `NO_SPACE`, `OUTPUT_NOT_WRITABLE`. */
  async moveImage(actor: Actor, isoId: number, order: MoveOrder): Promise<Job> {
    requireOperator(actor);
    return await this.createWork(actor, moveWorkOf(this.#context, isoId, order));
  }

  /** Makes a job that sends an image to a storage target. Errors besides: those of `createWork`, `TARGET_NOT_FOUND`. */
  sendImage(actor: Actor, isoId: number, { target, priority }: SendOrder): Promise<Job> {
    return this.createWork(actor, { work: { kind: 'upload', target }, isoId, priority: priority ?? 0 });
  }

  /** Makes a job that takes the images of a tree into the catalogue. Errors besides: `PATH_NOT_ALLOWED`. */
  async importTree(actor: Actor, order: ImportOrder): Promise<Job> {
    requireOperator(actor);
    return await this.createWork(actor, await importWorkOf(this.#context, order));
  }

  /**
   * Makes a job that reads no disc. Errors besides: `ISO_NOT_FOUND`; `ISO_STATE` for an image in the trash, and for one
   * that another job is going to change; those of its kind.
   */
  async createWork(actor: Actor, order: NewWork): Promise<Job> {
    requireOperator(actor);
    const { kind } = order.work;
    const priority = checkPriority(order.priority ?? 0);
    const prepared = await this.#works[kind]?.prepare?.(order);
    if (prepared === undefined) throw new Error(`no work of kind ${kind} can be ordered`);
    return this.#add(
      actor,
      {
        ...blankJob,
        ...prepared,
        ...{ kind, work: order.work, priority },
        ...{ driveKey: null, device: null, fingerprint: null, mode: null, options: null },
      },
      `Created by ${actor.name}.`,
    );
  }

  /** Changes options of a job that does not run; priority and place in the queue always. */
  async change(actor: Actor, uuid: string, patch: JobPatch): Promise<Job> {
    requireOperator(actor);
    const { store, notices } = this.#context;
    const { priority, before, ...rest } = patch;
    if (rest.outputPath !== undefined) readOptionsOf(this.#records.get(uuid));
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

  /** Stops a job for good. What it has read, or made so far, stays in the trash for 24 hours. */
  async cancel(actor: Actor, uuid: string): Promise<Job> {
    requireOperator(actor);
    const { folders, now } = this.#context;
    const { status } = this.#records.get(uuid);
    if (status === 'running') return this.#wish(actor, uuid, 'cancel');
    const at = now();
    const words = stopWordsOf(this.#records.get(uuid).kind);
    const message = `Cancelled by ${actor.name}. ${words.cancelled}`;
    const trashedUntil = words.keepsFiles ? folders.trashEnd(at) : null;
    const job = this.#records.apply(
      uuid,
      'cancel',
      { type: 'cancelled', message, actor },
      { pauseReason: null, wish: null, endedAt: at.toISOString(), trashedUntil },
    );
    await this.#queue.withdraw(uuid);
    await folders.trash(uuid, at);
    await this.#works[job.kind]?.clean?.(job);
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
      requireNotOrdered(store, order);
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
