import { type Actor, isAppError } from '#model/index.ts';
import type { Target } from '#store/index.ts';
import type { Targets } from '#targets/index.ts';
import type { JobContext } from './job-context.ts';
import type { Jobs } from './jobs.ts';

const intervalMs = 60_000;
/** Who makes these jobs. */
const sender: Actor = { name: 'automatic', role: 'operator' };
/** Images that are sent after a round, for each target. */
const mostJobs = 50;

/** Makes jobs that send new images to the targets whose rules want them. */
export class UploadPlanner {
  readonly #context: JobContext;
  readonly #jobs: Jobs;
  readonly #targets: Targets | null;
  #endings: (() => void)[] = [];
  #timer: NodeJS.Timeout | null = null;
  #run: Promise<void> = Promise.resolve();
  #isWaiting = false;

  constructor(context: JobContext, jobs: Jobs) {
    this.#context = context;
    this.#jobs = jobs;
    this.#targets = context.targets;
  }

  start(): void {
    if (this.#timer !== null || this.#targets === null) return;
    this.#timer = setInterval(() => this.#begin(), intervalMs);
    this.#endings = [
      this.#targets.listen(() => this.#begin()),
      this.#context.notices.listen((notice) => {
        if (notice.type === 'job' && notice.job.status === 'completed' && notice.job.isoId !== null)
          this.#begin();
      }),
    ];
    this.#begin();
  }

  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    for (const end of this.#endings) end();
    this.#endings = [];
    await this.#run;
  }

  /** One round; how many jobs it made. A target that cannot be used now does not stop the others. */
  async plan(): Promise<number> {
    let made = 0;
    for (const target of this.#context.store.targets.all()) {
      try {
        made += await this.#planFor(target);
      } catch (error) {
        if (!isAppError(error) || error.code === 'DATABASE_BUSY') throw error;
        this.#context.onError(error);
      }
    }
    return made;
  }

  async #planFor(target: Target): Promise<number> {
    const { store, now } = this.#context;
    let made = 0;
    for (const { id } of store.copies.unsent(target, mostJobs)) {
      const iso = store.isos.get(id);
      const isOrdered = store.jobs
        .liveOfIso(id)
        .some(({ work }) => work?.kind === 'upload' && work.target === target.id);
      if (iso === null || isOrdered) continue;
      const { outputPath: place } = await this.#jobs.sendImage(sender, id, { target: target.id });
      // From now on it counts as planned, whatever becomes of the job.
      const { sizeBytes, isComplete } = iso;
      const begunAt = now().toISOString();
      store.copies.begin({ isoId: id, targetId: target.id, place, sizeBytes, isComplete, begunAt });
      made += 1;
    }
    return made;
  }

  #begin(): void {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    this.#run = this.#run
      .then(() => {
        this.#isWaiting = false;
        return this.plan();
      })
      .then(
        () => undefined,
        (error: unknown) => {
          if (!isAppError(error, 'DATABASE_BUSY')) this.#context.onError(error);
        },
      );
  }
}
