import { type Actor, isAppError } from '#model/index.ts';
import { keepTrying } from '#store/index.ts';
import type { JobContext, VerifySchedule } from './job-context.ts';
import type { Jobs } from './jobs.ts';

const intervalMs = 5 * 60 * 1000;
const dayMs = 24 * 60 * 60 * 1000;
/** Who makes these jobs. */
export const scheduler: Actor = { name: 'schedule', role: 'operator' };
/** After everything that people ask for. */
const priority = -50;
/** Images that are looked at in a round, and jobs that it makes at most. */
const mostImages = 1000;
const mostJobs = 50;

/** Makes jobs that compare images with their sums, the longest not compared first, within what a day may cost. */
export class VerifyPlanner {
  readonly #context: JobContext;
  readonly #jobs: Jobs;
  #timer: NodeJS.Timeout | null = null;
  #run: Promise<void> = Promise.resolve();

  constructor(context: JobContext, jobs: Jobs) {
    this.#context = context;
    this.#jobs = jobs;
  }

  start(): void {
    if (this.#timer !== null) return;
    this.#timer = setInterval(() => this.#begin(), intervalMs);
    this.#begin();
  }

  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    await this.#run;
  }

  /** One round; how many jobs it made. */
  async plan(): Promise<number> {
    const { settings, store, now } = this.#context;
    const { verifySchedule } = settings();
    const at = now();
    if (verifySchedule === null || !isWithin(at.getHours(), verifySchedule)) return 0;
    const midnight = new Date(at.getFullYear(), at.getMonth(), at.getDate()).toISOString();
    const before = new Date(at.getTime() - verifySchedule.everyDays * dayMs).toISOString();
    let usedBytes = store.jobs.bytesOf({ kind: 'verify', createdBy: scheduler.name, since: midnight });
    let made = 0;
    for (const iso of store.isos.unverifiedSince(before, mostImages)) {
      if (made === mostJobs) break;
      // Tried today already, or somebody works on it.
      if (store.jobs.liveOfIso(iso.id).length > 0 || store.jobs.hasOfIso(iso.id, 'verify', midnight))
        continue;
      // One that is larger than a whole day's share has a day for itself.
      if (usedBytes > 0 && usedBytes + iso.sizeBytes > verifySchedule.dailyBytes) break;
      await this.#jobs.verifyImage(scheduler, iso.id, priority);
      await keepTrying(() => store.isos.setVerifyTried(iso.id, at.toISOString()));
      usedBytes += iso.sizeBytes;
      made += 1;
    }
    return made;
  }

  #begin(): void {
    this.#run = this.#run
      .then(() => this.plan())
      .then(
        () => undefined,
        (error: unknown) => {
          if (!isAppError(error, 'DATABASE_BUSY')) this.#context.onError(error);
        },
      );
  }
}

function isWithin(hour: number, { fromHour, toHour }: VerifySchedule): boolean {
  if (fromHour === toHour) return true;
  return fromHour < toHour ? hour >= fromHour && hour < toHour : hour >= fromHour || hour < toHour;
}
