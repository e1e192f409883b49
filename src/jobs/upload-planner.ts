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
  /** Why nothing goes to a target, so that each reason is told once. */
  readonly #told = new Map<number, Set<string>>();

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

  /** One round; how many jobs it made. What is wrong with one image or target stops no other. */
  async plan(): Promise<number> {
    const { store } = this.#context;
    let made = 0;
    for (const target of store.targets.all()) {
      let isGood = true;
      for (const { id } of store.copies.unsent(target, mostJobs)) {
        try {
          if (await this.#send(id, target.id)) made += 1;
        } catch (error) {
          if (isAppError(error, 'DATABASE_BUSY')) throw error;
          isGood = false;
          this.#tellOnce(target, error);
        }
      }
      if (isGood) this.#told.delete(target.id);
    }
    return made;
  }

  /** False if there was nothing to do. */
  async #send(id: number, target: number): Promise<boolean> {
    const { store, now } = this.#context;
    const iso = store.isos.get(id);
    const isOrdered = store.jobs
      .liveOfIso(id)
      .some(({ work }) => work?.kind === 'upload' && work.target === target);
    if (iso === null || isOrdered) return false;
    const { outputPath: place } = await this.#jobs.sendImage(sender, id, { target });
    // From now on it counts as planned, whatever becomes of the job.
    const { sizeBytes, isComplete } = iso;
    const begunAt = now().toISOString();
    store.copies.begin({ isoId: id, targetId: target, place, sizeBytes, isComplete, begunAt });
    return true;
  }

  #tellOnce({ id, name }: Target, error: unknown): void {
    // Something else works on the image: the next round.
    if (isAppError(error, 'ISO_STATE') || isAppError(error, 'ISO_NOT_FOUND')) return;
    const why = error instanceof Error ? error.message : String(error);
    const key = isAppError(error) ? error.code : why;
    const told = this.#told.get(id) ?? new Set();
    if (told.has(key)) return;
    this.#told.set(id, told.add(key));
    if (!isAppError(error)) this.#context.onError(error);
    const message = `New images are not sent to ${name}: ${why}`;
    this.#context.library.tell({ level: 'warning', code: 'sending-stuck', message });
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
