import { join, resolve } from 'node:path';
import { AppError, type Disc, type Fingerprint, type Progress, subtractRanges } from '#model/index.ts';
import { compareDiscs, identifyDisc, isoHoles, isSameDisc } from '../disc/index.ts';
import { type DriveLock, type Medium, unmountAll } from '../drive/index.ts';
import { checkUserFileName } from '../image/index.ts';
import { type BlockMap, planReading } from '../read/index.ts';
import { finishImage } from './finish/finish-image.ts';
import { planPublishing, publish } from './finish/publish-stage.ts';
import { beginJob } from './job/begin-job.ts';
import { DiscMap } from './job/disc-map.ts';
import type { JobKeeper } from './job/job-keeper.ts';
import { JobProgress } from './job/job-progress.ts';
import { doneBytes, leadOutLba, readAmounts, spanOf } from './job/job-size.ts';
import { ToolLog } from './job/tool-log.ts';
import { findWorkFolder, makeFolder, removeIfEmpty, WorkFolder } from './job/work-folder.ts';
import { readDisc } from './read-disc.ts';
import type { Rip, RipContext, RipRequest, RipResult } from './rip-contract.ts';
import { type Run, whileTelling } from './run-context.ts';
import { lockPatiently } from './watch/lock-patiently.ts';
import { MediumGuard } from './watch/medium-guard.ts';
import type { PauseReason } from './watch/reading-watch.ts';

/** See the contract (`Rip`). */
export const rip: Rip = async (order, context) => {
  const request = {
    ...order,
    baseName: order.baseName === null ? null : checkUserFileName(order.baseName),
    // What is written into job.json must mean the same from every working directory.
    outputFolder: resolve(order.outputFolder),
    // A clone is only one if a second reading says so.
    options: { ...order.options, verify: order.options.verify || order.mode === 'clone' },
    workFolder: order.workFolder === null ? null : resolve(order.workFolder),
  };
  await makeFolder(request.outputFolder);
  const { path } = await request.drive.medium();
  const driveLock = await lockPatiently(path);
  if (driveLock === null) {
    throw new AppError('DRIVE_BUSY', `Another program is reading from ${path}.`, { details: { path } });
  }
  try {
    // Asked for again: only now can nobody change the disc unnoticed.
    const run = new RipRun(request, context, { medium: await request.drive.medium(), driveLock });
    try {
      return await run.run();
    } catch (error) {
      // An abort may be noticed anywhere; whoever aborts wants to hear what is kept.
      if (isAbort(error, context.signal)) return run.paused('user');
      throw error;
    }
  } finally {
    await driveLock.release();
  }
};

/** One call of `rip`, and what it knows so far. */
class RipRun {
  readonly #request: RipRequest;
  readonly #context: RipContext;
  readonly #medium: Medium;
  readonly #driveLock: DriveLock;
  readonly #root: string;
  readonly #progress: JobProgress;
  #workFolder: string;
  #rescuedBytes = 0;
  #sizeBytes = 0;

  constructor(request: RipRequest, context: RipContext, source: { medium: Medium; driveLock: DriveLock }) {
    this.#request = request;
    this.#context = context;
    this.#medium = source.medium;
    this.#driveLock = source.driveLock;
    this.#root = join(request.outputFolder, '.disk2iso');
    this.#workFolder = request.workFolder ?? this.#root;
    this.#progress = new JobProgress();
  }

  async run(): Promise<RipResult> {
    const disc = await whileTelling(this.#telling, 'identifying', () => this.#identify());
    planReading(disc, this.#request.mode);
    this.#workFolder = this.#request.workFolder ?? (await findWorkFolder(this.#root, disc.fingerprint));
    const folder = await this.#openFolder();
    try {
      const { job, map, isResumed } = await whileTelling(this.#telling, 'preparing', () =>
        beginJob(this.#request, { ...this.#source, disc, folder, signal: this.#context.signal }),
      );
      const { jobId, domain } = job.state;
      const amounts = readAmounts(job.state);
      this.#progress.plan(amounts);
      this.#sizeBytes = amounts.readBytes;
      this.#rescuedBytes = map.rescuedBytes + doneBytes(job.state);
      this.#context.onEvent({
        type: 'started',
        jobId,
        workFolder: folder.path,
        isResumed,
        domain: domain?.kind ?? null,
        sizeBytes: this.#sizeBytes,
        rescuedBytes: this.#rescuedBytes,
      });
      if (job.state.publishing === null) {
        const pause = await this.#makeImage(folder, job, map);
        if (pause !== null) return this.paused(pause);
      }
      return await publish(folder, job, { progress: this.#progress, context: this.#context });
    } finally {
      await folder.release();
      if (this.#request.workFolder === null) await removeIfEmpty(this.#root);
    }
  }

  async #openFolder(): Promise<WorkFolder> {
    try {
      const folder = await WorkFolder.open(this.#workFolder);
      if (!folder.isLocked || !this.#driveLock.isHeld) {
        this.#log(
          'warning',
          'This file system knows no locks: make sure that nobody else works on the same image.',
        );
      }
      return folder;
    } catch (error) {
      if (this.#request.workFolder === null) await removeIfEmpty(this.#root);
      throw error;
    }
  }

  /** What to tell when the job stops here for now. */
  paused(reason: PauseReason): RipResult {
    return {
      status: 'paused',
      reason,
      message: pauseMessages[reason],
      workFolder: this.#workFolder,
      rescuedBytes: this.#rescuedBytes,
      sizeBytes: this.#sizeBytes,
    };
  }

  get #telling() {
    return { progress: this.#progress, onEvent: this.#context.onEvent };
  }

  get #source() {
    return { medium: this.#medium, inheritedFds: [this.#driveLock.fd] };
  }

  async #identify(): Promise<Disc> {
    const { drive, kind, options } = this.#request;
    // Another program's mount may read, and would keep the tray from opening afterwards.
    if (this.#medium.isDevice) await unmountAll(this.#medium.path);
    if (options.readSpeedKBps !== null && !(await drive.setReadSpeed(options.readSpeedKBps))) {
      this.#log('warning', 'This drive does not let its reading speed be set; it reads at its own.');
    }
    const disc = await identifyDisc(this.#medium, {
      signal: this.#context.signal,
      ...(kind === null ? {} : { kind }),
      inheritedFds: [this.#driveLock.fd],
    });
    requireExpected(disc, this.#request.expectedFingerprint);
    this.#context.onEvent({ type: 'disc', disc });
    return disc;
  }

  /** Reads, checks and describes; afterwards the job is ready to be published. Returns why if it was paused instead. */
  async #makeImage(folder: WorkFolder, job: JobKeeper, before: BlockMap): Promise<PauseReason | null> {
    const run = this.#runOf(folder, job);
    const reading = await readDisc(run, before);
    if (reading.ending === 'paused') return reading.reason;
    try {
      if (this.#request.options.readSpeedKBps !== null) await this.#request.drive.setReadSpeed(null);
      await this.#driveLock.release();
      this.#context.onEvent({ type: 'reading-done' });
      const plan = planPublishing(this.#request, job.state);
      const { provenance, files } = await finishImage(run, plan.baseName, reading.data);
      await job.update({ publishing: { ...plan, provenance, files } });
      return null;
    } finally {
      await reading.data?.follower.stop();
    }
  }

  #runOf(folder: WorkFolder, job: JobKeeper): Run {
    const { disc, plan } = job.state;
    const hasTracks = plan.type === 'sessions' || plan.audioTracks.length > 0;
    const gaps = subtractRanges(isoHoles(disc), disc.tracks.map(spanOf));
    return {
      request: this.#request,
      medium: this.#medium,
      folder,
      job,
      guard: new MediumGuard(this.#request.drive, this.#medium, async (medium) => {
        const found = await identifyDisc(medium, {
          signal: this.#context.signal,
          inheritedFds: this.#source.inheritedFds,
        });
        return isSameDisc(disc.fingerprint, found.fingerprint);
      }),
      tools: new ToolLog(job),
      progress: this.#progress,
      discMap: hasTracks ? new DiscMap(leadOutLba(disc), gaps) : null,
      inheritedFds: [this.#driveLock.fd, folder.lockFd],
      onEvent: (event) => {
        if (event.type === 'progress' && event.progress.phase !== 'hashing') this.#see(event.progress);
        this.#context.onEvent(event);
      },
      signal: this.#context.signal,
    };
  }

  #see({ bytesDone }: Progress): void {
    this.#rescuedBytes = Math.max(this.#rescuedBytes, bytesDone);
  }

  #log(level: 'info' | 'warning', message: string): void {
    this.#context.onEvent({ type: 'log', level, message });
  }
}

/** Nothing has been written yet: whoever means a certain disc gets no image of another. Error: `WRONG_DISC`. */
function requireExpected(disc: Disc, expected: Fingerprint | null): void {
  if (expected === null || compareDiscs(expected, disc.fingerprint) !== 'different') return;
  const named = (label: string | null) => (label === null ? 'one without a label' : JSON.stringify(label));
  throw new AppError(
    'WRONG_DISC',
    `Another disc is in the drive (${named(disc.label)}) than the one that is meant (${named(expected.label)}).`,
    { details: { expected: expected.label, found: disc.label } },
  );
}

const pauseMessages: Record<PauseReason, string> = {
  user: 'Stopped. Everything that was read is kept.',
  no_space: 'The disk is full. Everything that was read is kept; free some space to go on.',
  disc_missing:
    'The disc is not in the drive any more. Everything that was read is kept; put it back to go on.',
  drive_missing:
    'The drive is not connected any more. Everything that was read is kept; connect it, or use another drive, to go on.',
};

function isAbort(error: unknown, signal: AbortSignal): boolean {
  return (
    signal.aborted && (error === signal.reason || (error instanceof Error && error.name === 'AbortError'))
  );
}
