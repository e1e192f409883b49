import { randomUUID } from 'node:crypto';
import type { Actor, Disc, Job } from '#model/index.ts';
import type { RunnerTask, TaskEnding } from '#runner/index.ts';
import { keepTrying, type StoredIso } from '#store/index.ts';
import { compressJobOf, hasSectors } from './form-work.ts';
import { isoOf } from './iso-of.ts';
import type { JobContext } from './job-context.ts';
import type { JobRecords } from './records.ts';
import { RunMeter } from './run-meter.ts';
import type { Work } from './work.ts';

/** How often the lock of a medium is looked at that a hanging tool holds. */
const hungIntervalMs = 5000;
/** How long a drive is left alone that another program reads from. */
const coolDownMs = 5000;

const automatic: Actor = { name: 'automatic', role: 'operator' };

/** Reads a disc: has its drive for itself as long as anything reads from it, and opens the tray afterwards. */
export class ReadWork implements Work {
  readonly #context: JobContext;
  readonly #records: JobRecords;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #meter = new RunMeter();

  constructor(context: JobContext, records: JobRecords) {
    this.#context = context;
    this.#records = records;
  }

  /** Ends all waiting for drives that hang. */
  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  mayBegin({ driveKey }: Job): boolean {
    return driveKey !== null && this.#context.drives.isUsable(driveKey);
  }

  claim({ uuid, driveKey }: Job, acquiredAt: string): boolean {
    if (driveKey === null) return false;
    const lease = { subject: driveKey, holder: holderOf(uuid), pid: process.pid, acquiredAt };
    return this.#context.store.leases.acquire(lease);
  }

  begun(job: Job): void {
    this.#meter.begin(job);
    const { driveKey } = job;
    if (driveKey !== null) this.#context.drives.released(driveKey); // It shows as being read.
  }

  beginning({ driveKey }: Job): string {
    return `Began in drive ${this.#context.drives.get(driveKey ?? '').info.id}.`;
  }

  taskOf(job: Job): RunnerTask | TaskEnding {
    const { drives, folders, settings } = this.#context;
    const { driveKey, mode, options } = job;
    const drive = driveKey === null ? null : drives.orderOf(driveKey);
    if (drive === null) {
      const message = 'The drive is not connected any more; the job goes on when it is back.';
      return { type: 'paused', reason: 'drive_missing', message };
    }
    const seedPath = this.#seedPath(job);
    if (seedPath === 'gone') {
      const message = 'The image that was to be gone on from is not in the library any more.';
      return { type: 'failed', failure: { code: 'ISO_NOT_FOUND', message, details: {} } };
    }
    if (mode === null || options === null) throw new Error(`job ${job.uuid} does not say how to read`);
    return {
      type: 'read',
      jobUuid: job.uuid,
      drive,
      mode,
      options,
      seedPath,
      fingerprint: job.fingerprint,
      outputFolder: job.outputPath,
      workFolder: folders.of(job.uuid),
      resultFile: folders.resultFileOf(job.uuid),
      mapIntervalSeconds: settings().mapIntervalSeconds,
    };
  }

  hear(job: Job, event: Parameters<Work['hear']>[1]): void {
    this.#meter.hear(job.uuid, event);
    if (event.type === 'disc') this.#seeDisc(job, event.disc);
    if (event.type === 'rescue-begins') {
      const message = `Sector ${event.firstBadLba} cannot be read; going on as rescue.`;
      this.#records.noteLater(job.uuid, { type: 'rescue-begins', message, actor: null });
    }
    if (event.type === 'reading-done') {
      const message = 'Nothing more is read from the disc.';
      this.#records.noteLater(job.uuid, { type: 'reading-done', message, actor: null });
    }
  }

  keep(job: Job, ending: TaskEnding, at: string): { isoId?: number } {
    const { store } = this.#context;
    const run = this.#meter.end(job, ending, at);
    if (run !== null && job.driveKey !== null) store.driveHealth.add(job.driveKey, run);
    if (ending.type !== 'completed') return {};
    const iso = store.isos.upsert(isoOf(job, ending));
    if (job.options?.compress === true) this.#compressLater(job, store.isos.get(iso.id), at);
    return { isoId: iso.id };
  }

  /**
   * Makes the job that compresses the image: in the transaction that ends this one, so that it is never forgotten, and one of its
   * own, so that the drive is free for the next disc (docs/decisions/0018). Music is compressed already.
   */
  #compressLater(job: Job, iso: StoredIso | null, at: string): void {
    if (iso === null || !hasSectors(iso)) return;
    const { store, notices } = this.#context;
    const made = store.jobs.insert({ ...compressJobOf(iso), ...originOf(job, at) });
    const message = `Made by the job that read the image (${job.uuid}).`;
    this.#records.note(made.uuid, { type: 'created', message, actor: null });
    this.#records.note(job.uuid, {
      type: 'changed',
      message: `The image is compressed by a job of its own: ${made.uuid}`,
      actor: null,
    });
    // When the transaction is through: nobody hears of a job that is not there.
    setImmediate(() => {
      const known = store.jobs.get(made.uuid);
      if (known !== null) notices.tell({ type: 'job', job: known });
    });
  }

  async release(job: Job, ending: TaskEnding | null, isMediumFree: boolean): Promise<void> {
    const { store, drives, library } = this.#context;
    const { driveKey } = job;
    if (driveKey === null) return;
    // Somebody may have deleted it from the history by now.
    const after = store.jobs.get(job.uuid);
    if (after !== null && after.isoId !== null) library.changed(after.isoId);
    if (after?.status === 'completed' && job.work?.kind === 'read') library.changed(job.work.from);
    if (isBusy(ending)) drives.coolDown(driveKey, coolDownMs);
    if (ending?.type === 'failed' && ending.failure.code === 'DRIVE_HUNG') {
      await drives.markFaulty(driveKey, ending.failure.message, job.uuid);
    }
    if (!isMediumFree) {
      await drives.markFaulty(driveKey, 'A reader cannot be ended; the drive under it hangs.', job.uuid);
      this.#releaseWhenPossible(job, driveKey);
      return;
    }
    await keepTrying(() => store.leases.release(driveKey, holderOf(job.uuid)));
    drives.released(driveKey);
    const isComplete = after?.status === 'completed' && after.badBytes === 0;
    if (after?.status === 'completed' || after?.status === 'failed') {
      await this.#eject(job, driveKey, isComplete);
    }
  }

  /** The image that its working folder begins as a copy of. Once something was read it is not asked for any more. */
  #seedPath({ work, bytesDone }: Job): string | 'gone' | null {
    if (work?.kind !== 'read') return null;
    const iso = this.#context.store.isos.get(work.from);
    if (iso !== null && iso.trashedAt === null) return iso.filePath;
    return bytesDone === 0 ? 'gone' : null;
  }

  /** Frees a lease as soon as nothing holds the medium any more; the drive counts as faulty until then. */
  #releaseWhenPossible(job: Job, driveKey: string): void {
    const { host, store, drives, onError } = this.#context;
    const look = async () => {
      const task = this.taskOf(job);
      if (task.type === 'read' && !(await host.isMediumFree(task)))
        return this.#later(() => look().catch(onError));
      await keepTrying(() => store.leases.release(driveKey, holderOf(job.uuid)));
      await drives.clearFaulty(driveKey);
      drives.released(driveKey);
    };
    this.#later(() => look().catch(onError));
  }

  #seeDisc(job: Job, disc: Disc): void {
    if (job.driveKey !== null) this.#context.drives.learnDisc(job.driveKey, disc);
    const isNew = job.fingerprint === null;
    this.#records.figures(job.uuid, {
      discLabel: disc.label,
      discKind: disc.kind,
      ...(isNew ? { fingerprint: disc.fingerprint } : {}),
    });
  }

  /** Opens the tray if the job says so. A tray that stays shut is told and harms nobody. */
  async #eject(job: Job, driveKey: string, isComplete: boolean): Promise<void> {
    const { drives, notices } = this.#context;
    const name = drives.get(driveKey).info.id;
    const rule = job.options?.eject ?? 'never';
    if (rule !== 'always' && !(rule === 'success' && isComplete)) {
      if (rule === 'success' && !isComplete) {
        const message = `The disc stays in ${name}, since it could not be read completely.`;
        notices.tell({ type: 'notice', jobUuid: job.uuid, code: 'disc-stays', message });
      }
      return;
    }
    try {
      await drives.eject(automatic, driveKey);
      const message = `The disc was ejected from ${name}.`;
      this.#records.noteLater(job.uuid, { type: 'ejected', message, actor: null });
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.#records.log(job.uuid, 'warning', `The tray of ${name} could not be opened: ${why}`);
    }
  }

  #later(work: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      work();
    }, hungIntervalMs);
    this.#timers.add(timer);
  }
}

function originOf({ createdBy, priority }: Job, at: string) {
  return { uuid: randomUUID(), createdBy, priority, createdAt: at, updatedAt: at };
}

/** The holder of the lease of a job. */
function holderOf(uuid: string): string {
  return `job:${uuid}`;
}

/** Another program reads from the drive. */
function isBusy(ending: TaskEnding | null): boolean {
  return ending?.type === 'failed' && ['DRIVE_BUSY', 'WORK_FOLDER_BUSY'].includes(ending.failure.code);
}
