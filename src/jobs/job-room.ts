import type { Drives } from '#drives/index.ts';
import type { Library } from '#library/index.ts';
import { type Actor, AppError, type FieldProblem, type Job } from '#model/index.ts';
import { createEmbeddedQueue, type JobQueue, type JobWorker } from '#queue/index.ts';
import type { RunnerHost } from '#runner/index.ts';
import type { Store } from '#store/index.ts';
import type { Targets } from '#targets/index.ts';
import { AutomaticMode } from './automatic.ts';
import type { JobContext, JobSettings } from './job-context.ts';
import { JobNotices } from './job-notices.ts';
import { JobRunner } from './job-runner.ts';
import { Jobs } from './jobs.ts';
import { ReadWork } from './read-work.ts';
import { JobRecords } from './records.ts';
import { recover } from './recovery.ts';
import { Retention } from './retention.ts';
import { UploadPlanner } from './upload-planner.ts';
import { VerifyPlanner } from './verify-schedule.ts';
import { Waiting } from './waiting.ts';
import { WorkFolders } from './work-folders.ts';
import { createWorks } from './works.ts';

/** What the room is put together from. */
export type JobRoomOptions = {
  readonly store: Store;
  readonly drives: Drives;
  readonly library: Library;
  readonly host: RunnerHost;
  /** Where images may be sent to; nowhere unless told otherwise. */
  readonly targets?: Targets;
  /** Folder for unfinished images, absolute. One server uses it at a time. */
  readonly tempPath: string;
  readonly settings: () => JobSettings;
  /** Where a path from outside leads; as it is unless told otherwise (`resolveFolder` of `JobContext`). */
  readonly resolveFolder?: (path: string, field?: string) => Promise<string>;
  /** Sees each change of status within its transaction (`witness` of `JobContext`). */
  readonly witness?: (before: Job, after: Job) => void;
  readonly now?: () => Date;
  readonly onError: (error: unknown) => void;
  /** The embedded queue unless told otherwise. */
  readonly createQueue?: (worker: JobWorker, slots: number) => JobQueue;
};

/** Everything about jobs, put together and started in the right order. */
export class JobRoom {
  readonly jobs: Jobs;
  readonly notices: JobNotices;
  readonly retention: Retention;
  readonly verifyPlanner: VerifyPlanner;
  readonly uploadPlanner: UploadPlanner;
  readonly #context: JobContext;
  readonly #records: JobRecords;
  readonly #reading: ReadWork;
  readonly #worker: JobRunner;
  readonly #queue: JobQueue;
  readonly #waiting: Waiting;
  readonly #automatic: AutomaticMode;
  #unlisten: (() => void) | null = null;

  constructor(options: JobRoomOptions) {
    const { store, onError } = options;
    this.notices = new JobNotices(onError);
    this.#context = {
      now: () => new Date(),
      resolveFolder: async (path) => path,
      witness: () => undefined,
      targets: null,
      ...options,
      folders: new WorkFolders(options.tempPath),
      notices: this.notices,
    };
    this.#records = new JobRecords(this.#context);
    this.#reading = new ReadWork(this.#context, this.#records);
    const works = createWorks(this.#context, this.#reading);
    this.#worker = new JobRunner(this.#context, this.#records, works);
    const slots = options.settings().maxConcurrentJobs;
    this.#queue =
      options.createQueue?.(this.#worker, slots) ??
      createEmbeddedQueue({ store, worker: this.#worker, slots, onError });
    this.jobs = new Jobs(this.#context, { records: this.#records, queue: this.#queue, works });
    this.#waiting = new Waiting(this.#context, this.#records, this.#queue);
    this.#automatic = new AutomaticMode(this.#context, this.jobs);
    this.retention = new Retention(this.#context);
    this.verifyPlanner = new VerifyPlanner(this.#context, this.jobs);
    this.uploadPlanner = new UploadPlanner(this.#context, this.jobs);
  }

  /** Recovers what an earlier server left, then lets jobs run. Idempotent. */
  async start(): Promise<void> {
    if (this.#unlisten !== null) return;
    const { drives, folders } = this.#context;
    await folders.start();
    await recover(this.#context, this.#records);
    this.#unlisten = drives.listen((notice) => {
      if (notice.type !== 'free') return;
      this.#queue.wake();
      this.#waiting.look();
    });
    this.#automatic.start();
    await drives.start();
    await this.#queue.start();
    this.#waiting.start();
    this.retention.start();
    this.verifyPlanner.start();
    this.uploadPlanner.start();
  }

  /** Stops what runs with everything kept; it goes on at the next start. No process is left. Idempotent. */
  async stop(): Promise<void> {
    this.#unlisten?.();
    this.#unlisten = null;
    await this.#automatic.stop();
    await this.#waiting.stop();
    await this.retention.stop();
    await this.verifyPlanner.stop();
    await this.uploadPlanner.stop();
    await this.#queue.stop();
    this.#reading.stop();
    await this.#context.drives.stop();
  }

  /** What is wrong with keeping unfinished images there from now on; nothing if it can be done (`moveTemp`). */
  async checkTemp(path: string): Promise<readonly FieldProblem[]> {
    const { folders } = this.#context;
    const field = 'general.tempPath';
    if (path === folders.root) return [];
    if (!(await folders.isEmpty())) {
      const message = `unfinished or cancelled jobs have files in ${folders.root}; finish or delete them first (the trash is emptied after 24 hours).`;
      return [{ field, message }];
    }
    try {
      await folders.prepare(path);
      return [];
    } catch {
      return [{ field, message: `the folder ${path} cannot be made or written to; choose another one.` }];
    }
  }

  /** Keeps unfinished images there from now on; `checkTemp` had nothing against it. */
  moveTemp(path: string): void {
    this.#context.folders.moveTo(path);
  }

  /** Settings were changed. */
  applySettings(): void {
    this.#queue.setSlots(this.#context.settings().maxConcurrentJobs);
  }

  /** Puts a file into an image drive, or takes it out (`null`): a running job notices as it would a disc. */
  async setImage(actor: Actor, driveKey: string, path: string | null): Promise<void> {
    await this.#context.drives.setImage(actor, driveKey, path);
    this.#worker.setMedium(driveKey, path);
  }

  /** Ejects a disc; `isForced` pauses the job that reads it first. Errors: those of `Drives.eject`. */
  async eject(actor: Actor, name: string, { isForced = false } = {}): Promise<void> {
    const { drives } = this.#context;
    const { key, holder } = drives.get(name);
    if (isForced && holder?.startsWith('job:')) {
      const uuid = holder.slice('job:'.length);
      await this.jobs.pause(actor, uuid);
      await this.#freed(key);
    }
    await drives.eject(actor, key);
  }

  #freed(key: string): Promise<void> {
    const { drives } = this.#context;
    return new Promise((resolve, reject) => {
      const done = (finish: () => void) => {
        clearTimeout(timer);
        unlisten();
        finish();
      };
      const unlisten = drives.listen(() => {
        if (drives.get(key).holder === null) done(resolve);
      });
      const timer = setTimeout(() => {
        const message = 'The job did not let go of the drive in time; try again when it is paused.';
        done(() => reject(new AppError('DRIVE_BUSY', message, { details: { drive: key } })));
      }, 60_000);
    });
  }
}
