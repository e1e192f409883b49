import type { Job } from '#model/index.ts';
import type { JobWorker } from '#queue/index.ts';
import type { RunnerEvent, RunnerTask, RunningTask, TaskEnding } from '#runner/index.ts';
import { keepTrying } from '#store/index.ts';
import type { JobContext } from './job-context.ts';
import { stopWordsOf } from './kind-words.ts';
import type { JobRecords } from './records.ts';
import { settle } from './settle.ts';
import type { Work, Works } from './work.ts';

/** How often the figures of a running job go to the database; listeners get them as they come. */
const figuresIntervalMs = 2000;

/** Runs jobs of every kind: begin, runner, figures, end. */
export class JobRunner implements JobWorker {
  readonly #context: JobContext;
  readonly #records: JobRecords;
  readonly #works: Works;
  readonly #running = new Map<string, { task: RunningTask; driveKey: string | null }>();

  constructor(context: JobContext, records: JobRecords, works: Works) {
    this.#context = context;
    this.#records = records;
    this.#works = works;
  }

  begin(uuid: string): boolean {
    const { store, now } = this.#context;
    const job = this.#records.get(uuid);
    const work = this.#works[job.kind];
    if (job.status !== 'queued' || work === undefined || !work.mayBegin(job)) return false;
    const at = now().toISOString();
    return store.transaction(() => {
      if (!work.claim(job, at)) return false;
      const happening = { type: 'started', message: work.beginning(job), actor: null } as const;
      this.#records.apply(uuid, 'begin', happening, ({ startedAt }) => ({
        startedAt: startedAt ?? at,
        endedAt: null,
        pauseReason: null,
        wish: null,
        errorCode: null,
        errorMessage: null,
      }));
      return true;
    });
  }

  async run(uuid: string, signal: AbortSignal): Promise<void> {
    const { onError, notices } = this.#context;
    const job = this.#records.get(uuid);
    const work = this.#workOf(job);
    work.begun(job);
    let isMediumFree = true;
    let ending: TaskEnding | null = null;
    try {
      ({ ending, isMediumFree } = await this.#work(job, work, signal));
      await this.#end(job, work, ending, reasonOf(signal));
    } catch (error) {
      onError(error);
      const message = error instanceof Error ? error.message : String(error);
      ending = { type: 'failed', failure: { code: 'INTERNAL', message, details: {} } };
      await this.#end(job, work, ending, null).catch(onError);
    } finally {
      notices.clearLive(uuid);
      await work.release(job, ending, isMediumFree).catch(onError);
    }
  }

  /** The slot of an image drive holds another file now, or none. */
  setMedium(driveKey: string, path: string | null): void {
    for (const running of this.#running.values()) {
      if (running.driveKey === driveKey) running.task.setMedium(path);
    }
  }

  #workOf({ kind, uuid }: Job): Work {
    const work = this.#works[kind];
    if (work !== undefined) return work;
    throw new Error(`job ${uuid} is of kind ${kind}, which nobody can do here`);
  }

  async #work(
    job: Job,
    work: Work,
    signal: AbortSignal,
  ): Promise<{ ending: TaskEnding; isMediumFree: boolean }> {
    const { folders, host, store } = this.#context;
    const noted = await folders.readResult(job.uuid);
    if (noted !== null) return { ending: noted, isMediumFree: true };
    const order = work.taskOf(job);
    if (isEnding(order)) return { ending: order, isMediumFree: true };
    const task = host.run(order, {
      onProcess: (runner) => store.jobs.setRunner(job.uuid, runner),
      onEvent: this.#listenerOf(job, work),
    });
    this.#running.set(job.uuid, { task, driveKey: job.driveKey });
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

  /** Takes what the runner tells: at once to listeners, now and then to the database. */
  #listenerOf(job: Job, work: Work): (event: RunnerEvent) => void {
    const { uuid } = job;
    let savedAt = Number.NEGATIVE_INFINITY;
    let phase: string | null = null;
    let startBytes: number | null = null;
    return (event) => {
      work.hear(job, event);
      switch (event.type) {
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
            ...(job.kind === 'read' || progress.bytesTotal === 0
              ? {}
              : { bytesDone: progress.bytesDone, sizeBytes: progress.bytesTotal }),
          });
          // A database that was busy has blocked us for its whole time limit: not again at once.
          savedAt = performance.now();
          break;
        }
        case 'map':
          {
            const { type: _, ...map } = event;
            this.#context.notices.setLive(uuid, { map });
          }
          break;
        case 'log':
          this.#records.log(uuid, event.level, event.message);
          break;
        case 'disc':
        case 'rescue-begins':
        case 'reading-done':
        case 'images':
        case 'sent':
          break;
        default:
          event satisfies never;
      }
    };
  }

  async #end(
    job: Job,
    work: Work,
    ending: TaskEnding,
    why: 'pause' | 'cancel' | 'stop' | null,
  ): Promise<void> {
    const { store, folders, now } = this.#context;
    const isTrashed = (action: string) => action === 'abandon' && stopWordsOf(job.kind).keepsFiles;
    const settlement = await keepTrying(() =>
      store.transaction(() => {
        const settled = settle(this.#records.get(job.uuid), ending, why);
        const isOver = ['complete', 'fail', 'abandon'].includes(settled.action);
        const at = now();
        const change = {
          ...settled.change,
          ...work.keep(job, ending, at.toISOString()),
          ...(isOver ? { endedAt: at.toISOString() } : {}),
          ...(isTrashed(settled.action) ? { trashedUntil: folders.trashEnd(at) } : {}),
        };
        this.#records.apply(job.uuid, settled.action, { ...settled.happening, actor: null }, change);
        store.jobs.setRunner(job.uuid, null);
        return settled;
      }),
    );
    if (ending.type === 'completed' || ending.type === 'done') await folders.forgetResult(job.uuid);
    if (settlement.action === 'abandon') await folders.trash(job.uuid, now());
  }
}

function reasonOf(signal: AbortSignal): 'pause' | 'cancel' | 'stop' | null {
  const { reason } = signal;
  return reason === 'pause' || reason === 'cancel' || reason === 'stop' ? reason : null;
}

const endings: Readonly<Record<TaskEnding['type'], true>> = {
  completed: true,
  done: true,
  verified: true,
  identified: true,
  paused: true,
  failed: true,
  lost: true,
};

function isEnding(order: RunnerTask | TaskEnding): order is TaskEnding {
  return order.type in endings;
}
