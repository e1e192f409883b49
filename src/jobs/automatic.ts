import type { DriveNotice } from '#drives/index.ts';
import { isSameDisc } from '#engine/index.ts';
import type { Actor, Disc, Job } from '#model/index.ts';
import type { JobContext } from './job-context.ts';
import type { Jobs } from './jobs.ts';

const actor: Actor = { name: 'automatic', role: 'operator' };

/**
 * Reads discs by themselves, as the profile of the drive says. One disc is read once, whichever drive it is put into
 * and however often the tray closes: a disc that has a job already gets none. A job that was cancelled counts as long
 * as the disc stays in.
 */
export class AutomaticMode {
  readonly #context: JobContext;
  readonly #jobs: Jobs;
  #work: Promise<void> = Promise.resolve();
  #unlisten: (() => void) | null = null;

  constructor(context: JobContext, jobs: Jobs) {
    this.#context = context;
    this.#jobs = jobs;
  }

  start(): void {
    this.#unlisten ??= this.#context.drives.listen((notice) => this.#hear(notice));
  }

  async stop(): Promise<void> {
    this.#unlisten?.();
    this.#unlisten = null;
    await this.#work;
  }

  #hear(notice: DriveNotice): void {
    if (notice.type !== 'disc') return;
    // One after the other, so that the same disc in two drives is seen by the second.
    this.#work = this.#work.then(() => this.#consider(notice)).catch(this.#context.onError);
  }

  async #consider({ key, disc, sequence }: Extract<DriveNotice, { type: 'disc' }>): Promise<void> {
    const { drives, store, notices } = this.#context;
    const { profile, info } = drives.get(key);
    if (!profile.isEnabled || !profile.automatic.isEnabled || disc.kind === 'blank') return;
    const memory = `automatic:${key}`;
    const wasSeen = store.settings.get(memory) === sequence;
    const known = this.#jobOf(disc, wasSeen);
    if (known !== null) {
      const message = `The disc ${disc.label ?? 'in'} ${info.id} has a job already (${known.status}).`;
      if (!wasSeen) notices.tell({ type: 'notice', code: 'disc-known', jobUuid: known.uuid, message });
    } else {
      const { mode, outputPath, priority, options } = profile.automatic;
      const { readOffsetSamples, readSpeedKBps } = profile;
      const reading = {
        ...options.reading,
        readOffsetSamples,
        readSpeedKBps: options.reading.readSpeedKBps ?? readSpeedKBps,
      };
      const order = { device: key, mode, priority, options: { ...options, reading } };
      await this.#jobs.create(actor, outputPath === null ? order : { ...order, outputPath });
    }
    store.settings.set(memory, sequence, this.#context.now().toISOString());
  }

  /** The job that this disc has already; `null` if it shall get one. */
  #jobOf(disc: Disc, wasSeen: boolean): Job | null {
    const jobs = this.#context.store.jobs.ofDisc(disc.fingerprint, 50);
    const same = jobs.filter(
      ({ fingerprint }) => fingerprint !== null && isSameDisc(fingerprint, disc.fingerprint),
    );
    return same.find(({ status }) => status !== 'cancelled' || wasSeen) ?? null;
  }
}
