import type { Actor, Disc, Job } from '#model/index.ts';
import type { JobWorker } from '#queue/index.ts';
import type { RunnerEvent, RunnerTask, RunningTask, TaskEnding } from '#runner/index.ts';
import { keepTrying } from '#store/index.ts';
import { isoOf } from './iso-of.ts';
import type { JobContext } from './job-context.ts';
import type { JobRecords } from './records.ts';
import { settle } from './settle.ts';

/** How often the figures of a running job go to the database; listeners get them as they come. */
const figuresIntervalMs = 2000;
/** How long a drive is left alone that another program reads from. */
const coolDownMs = 5000;
/** How often the lock of a medium is looked at that a hanging tool holds. */
const hungIntervalMs = 5000;

const automatic: Actor = { name: 'automatic', role: 'operator' };

/** Runs jobs: lease, runner, figures, end. */
export class ReadJobWorker implements JobWorker {
  readonly #context: JobContext;
  readonly #records: JobRecords;
  readonly #running = new Map<string, { task: RunningTask; driveKey: string }>();
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(context: JobContext, records: JobRecords) {
    this.#context = context;
    this.#records = records;
  }

  begin(uuid: string): boolean {
    const { store, drives, now } = this.#context;
    const { driveKey, status } = this.#records.get(uuid);
    if (status !== 'queued' || driveKey === null || !drives.isUsable(driveKey)) return false;
    const acquiredAt = now().toISOString();
    return store.transaction(() => {
      const lease = { driveKey, holder: holderOf(uuid), pid: process.pid, acquiredAt };
      if (!store.leases.acquire(lease)) return false;
      this.#records.apply(
        uuid,
        'begin',
        { type: 'started', message: `Began in drive ${drives.get(driveKey).info.id}.`, actor: null },
        ({ startedAt }) => ({
          startedAt: startedAt ?? acquiredAt,
          endedAt: null,
          pauseReason: null,
          wish: null,
          errorCode: null,
          errorMessage: null,
        }),
      );
      return true;
    });
  }

  async run(uuid: string, signal: AbortSignal): Promise<void> {
    const { drives, onError } = this.#context;
    const job = this.#records.get(uuid);
    const driveKey = job.driveKey ?? '';
    drives.released(driveKey); // It shows as being read.
    let isMediumFree = true;
    try {
      const outcome = await this.#work(job, signal);
      isMediumFree = outcome.isMediumFree;
      await this.#end(job, outcome.ending, reasonOf(signal));
    } catch (error) {
      onError(error);
      const message = error instanceof Error ? error.message : String(error);
      const failure = { code: 'INTERNAL' as const, message, details: {} };
      await this.#end(job, { type: 'failed', failure }, null).catch(onError);
    } finally {
      this.#context.notices.clearLive(uuid);
      await this.#free(job, driveKey, isMediumFree).catch(onError);
    }
  }

  /** The slot of an image drive holds another file now, or none. */
  setMedium(driveKey: string, path: string | null): void {
    for (const running of this.#running.values()) {
      if (running.driveKey === driveKey) running.task.setMedium(path);
    }
  }

  /** Frees a lease as soon as nothing holds the medium any more; the drive counts as faulty until then. */
  freeWhenPossible(driveKey: string, uuid: string, task: RunnerTask): void {
    const { host, store, drives, onError } = this.#context;
    const look = async () => {
      if (!(await host.isMediumFree(task))) return this.#later(() => look().catch(onError));
      await keepTrying(() => store.leases.release(driveKey, holderOf(uuid)));
      await drives.clearFaulty(driveKey);
      drives.released(driveKey);
    };
    this.#later(() => look().catch(onError));
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  async #work(job: Job, signal: AbortSignal): Promise<{ ending: TaskEnding; isMediumFree: boolean }> {
    const { folders, host, store } = this.#context;
    const noted = await folders.readResult(job.uuid);
    if (noted !== null) return { ending: noted, isMediumFree: true };
    const order = this.#taskOf(job);
    if (order === null) {
      const message = 'The drive is not connected any more; the job goes on when it is back.';
      return { ending: { type: 'paused', reason: 'drive_missing', message }, isMediumFree: true };
    }
    const task = host.run(order, {
      onProcess: (runner) => store.jobs.setRunner(job.uuid, runner),
      onEvent: this.#listenerOf(job),
    });
    this.#running.set(job.uuid, { task, driveKey: job.driveKey ?? '' });
    const stop = () => task.stop();
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    try {
      return await task.ending;
    } finally {
      signal.removeEventListener('abort', stop);
      this.#running.delete(job.uuid);
    }
  }

  #taskOf(job: Job): RunnerTask | null {
    const { drives, folders, settings } = this.#context;
    const drive = job.driveKey === null ? null : drives.orderOf(job.driveKey);
    if (drive === null) return null;
    return {
      type: 'read',
      jobUuid: job.uuid,
      drive,
      mode: job.mode,
      options: job.options,
      fingerprint: job.fingerprint,
      outputFolder: job.outputPath,
      workFolder: folders.of(job.uuid),
      resultFile: folders.resultFileOf(job.uuid),
      mapIntervalSeconds: settings().mapIntervalSeconds,
    };
  }

  /** Takes what the runner tells: at once to listeners, now and then to the database. */
  #listenerOf(job: Job): (event: RunnerEvent) => void {
    const { uuid } = job;
    let savedAt = Number.NEGATIVE_INFINITY;
    let phase: string | null = null;
    let startBytes: number | null = null;
    return (event) => {
      switch (event.type) {
        case 'disc':
          this.#seeDisc(job, event.disc);
          break;
        case 'started':
          startBytes = event.rescuedBytes;
          this.#records.figures(uuid, { sizeBytes: event.sizeBytes, bytesDone: event.rescuedBytes });
          break;
        case 'progress': {
          const { progress } = event;
          this.#context.notices.setLive(uuid, { progress });
          if (phase === progress.phase && performance.now() - savedAt < figuresIntervalMs) break;
          phase = progress.phase;
          const isReading = progress.phase === 'reading' && startBytes !== null;
          const hasGrown = isReading && progress.bytesDone > (startBytes ?? 0);
          this.#records.figures(uuid, {
            phase: progress.phase,
            fraction: progress.fraction,
            bytesPerSecond: progress.bytesPerSecond,
            badBytes: progress.badBytes,
            readErrors: progress.readErrors,
            ...(hasGrown ? { bytesDone: progress.bytesDone, restarts: 0 } : {}),
          });
          // A database that was busy has blocked us for its whole time limit: not again at once.
          savedAt = performance.now();
          break;
        }
        case 'map':
          this.#context.notices.setLive(uuid, { map: event });
          break;
        case 'rescue-begins':
          this.#note(
            uuid,
            'rescue-begins',
            `Sector ${event.firstBadLba} cannot be read; going on as rescue.`,
          );
          break;
        case 'reading-done':
          this.#note(uuid, 'reading-done', 'Nothing more is read from the disc.');
          break;
        case 'log':
          this.#records.log(uuid, event.level, event.message);
          break;
        default:
          event satisfies never;
      }
    };
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

  async #end(job: Job, ending: TaskEnding, why: 'pause' | 'cancel' | 'stop' | null): Promise<void> {
    const { store, folders, drives, now } = this.#context;
    const settlement = await keepTrying(() =>
      store.transaction(() => {
        const settled = settle(this.#records.get(job.uuid), ending, why);
        const isOver = ['complete', 'fail', 'abandon'].includes(settled.action);
        const at = now();
        const change = {
          ...settled.change,
          ...(isOver ? { endedAt: at.toISOString() } : {}),
          ...(settled.action === 'abandon' ? { trashedUntil: folders.trashEnd(at) } : {}),
        };
        this.#records.apply(job.uuid, settled.action, { ...settled.happening, actor: null }, change);
        store.jobs.setRunner(job.uuid, null);
        if (ending.type === 'completed') store.isos.upsert(isoOf(job, ending, at.toISOString()));
        return settled;
      }),
    );
    if (ending.type === 'completed') await folders.forgetResult(job.uuid);
    if (settlement.action === 'abandon') await folders.trash(job.uuid, now());
    if (settlement.coolsDown && job.driveKey !== null) drives.coolDown(job.driveKey, coolDownMs);
    if (settlement.action === 'fail' && ending.type === 'failed' && ending.failure.code === 'DRIVE_HUNG') {
      await drives.markFaulty(job.driveKey ?? '', ending.failure.message, job.uuid);
    }
  }

  async #free(job: Job, driveKey: string, isMediumFree: boolean): Promise<void> {
    const { store, drives } = this.#context;
    const task = this.#taskOf(job);
    if (!isMediumFree && task !== null) {
      await drives.markFaulty(driveKey, 'A reader cannot be ended; the drive under it hangs.', job.uuid);
      this.freeWhenPossible(driveKey, job.uuid, task);
      return;
    }
    await keepTrying(() => store.leases.release(driveKey, holderOf(job.uuid)));
    drives.released(driveKey);
    const after = this.#records.get(job.uuid);
    const isComplete = after.status === 'completed' && after.badBytes === 0;
    if (after.status === 'completed' || after.status === 'failed')
      await this.#eject(job, driveKey, isComplete);
  }

  /** Opens the tray if the job says so. A tray that stays shut is told and harms nobody. */
  async #eject(job: Job, driveKey: string, isComplete: boolean): Promise<void> {
    const { drives, notices } = this.#context;
    const name = drives.get(driveKey).info.id;
    if (!shouldEject(job, isComplete)) {
      if (job.options.eject === 'success' && !isComplete) {
        const message = `The disc stays in ${name}, since it could not be read completely.`;
        notices.tell({ type: 'notice', jobUuid: job.uuid, message });
      }
      return;
    }
    try {
      await drives.eject(automatic, driveKey);
      this.#note(job.uuid, 'ejected', `The disc was ejected from ${name}.`);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.#records.log(job.uuid, 'warning', `The tray of ${name} could not be opened: ${why}`);
    }
  }

  #note(uuid: string, type: 'rescue-begins' | 'reading-done' | 'ejected', message: string): void {
    keepTrying(() => this.#records.note(uuid, { type, message, actor: null })).catch(this.#context.onError);
  }

  #later(work: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      work();
    }, hungIntervalMs);
    this.#timers.add(timer);
  }
}

/** The holder of the lease of a job. */
function holderOf(uuid: string): string {
  return `job:${uuid}`;
}

function shouldEject(job: Job, isComplete: boolean): boolean {
  return job.options.eject === 'always' || (job.options.eject === 'success' && isComplete);
}

function reasonOf(signal: AbortSignal): 'pause' | 'cancel' | 'stop' | null {
  const { reason } = signal;
  return reason === 'pause' || reason === 'cancel' || reason === 'stop' ? reason : null;
}
