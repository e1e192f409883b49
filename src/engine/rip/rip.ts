import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, type Disc } from '#model/index.ts';
import { identifyDisc } from '../disc/index.ts';
import { type DriveLock, type Medium, unmountAll } from '../drive/index.ts';
import { exec } from '../exec/index.ts';
import { ChecksumFollower, checkUserFileName } from '../image/index.ts';
import { type BlockMap, RateMeter, type ReadEvent, readAgainAndCompare } from '../read/index.ts';
import { beginJob } from './begin-job.ts';
import {
  countRunOut,
  describeImage,
  finishChecksums,
  planPublishing,
  publish,
  settleImage,
} from './finish-stage.ts';
import type { JobKeeper } from './job-keeper.ts';
import { JobProgress } from './job-progress.ts';
import { lockPatiently } from './lock-patiently.ts';
import { MediumGuard } from './medium-guard.ts';
import { type ReadStage, runReadStage } from './read-stage.ts';
import type { Rip, RipContext, RipRequest, RipResult } from './rip-contract.ts';
import { findWorkFolder, makeFolder, removeIfEmpty, WorkFolder } from './work-folder.ts';

/** See the contract (`Rip`). */
export const rip: Rip = async (request, context) => {
  if (request.baseName !== null) checkUserFileName(request.baseName);
  await makeFolder(request.outputFolder);
  const medium = await request.drive.medium();
  const driveLock = await lockPatiently(medium.path);
  if (driveLock === null) {
    throw new AppError('DRIVE_BUSY', `Another program is reading from ${medium.path}.`, {
      details: { path: medium.path },
    });
  }
  const job = new RipRun(request, context, { medium, driveLock });
  try {
    return await job.run();
  } catch (error) {
    // An abort may be noticed anywhere; whoever aborts wants to hear what is kept.
    if (context.signal.aborted && isAbort(error)) return job.paused('user');
    throw error;
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
    this.#progress = new JobProgress({ hasSecondRead: request.options.verify });
  }

  async run(): Promise<RipResult> {
    const disc = await this.#identify();
    this.#workFolder = this.#request.workFolder ?? (await findWorkFolder(this.#root, disc.fingerprint));
    const folder = await WorkFolder.open(this.#workFolder);
    try {
      const { job, map, isResumed } = await beginJob(this.#request, { disc, medium: this.#medium, folder });
      this.#see(map);
      const { jobId, domain } = job.state;
      const { rescuedBytes, sizeBytes } = map;
      this.#context.onEvent({
        type: 'started',
        jobId,
        workFolder: folder.path,
        isResumed,
        domain: domain.kind,
        sizeBytes,
        rescuedBytes,
      });
      if (job.state.publishing === null) {
        const pause = await this.#makeImage(folder, job);
        if (pause !== null) return this.paused(pause);
      }
      return await publish(folder, job, { progress: this.#progress, context: this.#context });
    } finally {
      await folder.release();
      if (this.#request.workFolder === null) await removeIfEmpty(this.#root);
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
    this.#context.onEvent({ type: 'disc', disc });
    return disc;
  }

  /** Reads, checks and describes; afterwards the job is ready to be published. Returns why if it was paused instead. */
  async #makeImage(folder: WorkFolder, job: JobKeeper): Promise<PauseReason | null> {
    await (await open(folder.files.image, 'a')).close();
    const follower = new ChecksumFollower({ path: folder.files.image, algorithms: this.#request.checksums });
    follower.start();
    try {
      const stage = await this.#prepareStage(folder, job, follower);
      const outcome = await runReadStage(stage);
      const { map } = outcome;
      this.#see(map);
      if (outcome.ending === 'paused') return outcome.reason;

      const runOutSectors = countRunOut(map, job.state);
      const sizeBytes = await settleImage(folder.files.image, job.state.domain.sizeBytes, runOutSectors);
      if (this.#request.options.verify) {
        const pause = await this.#readAgain(stage, map);
        if (pause !== null) return pause;
      }
      await this.#driveLock.release();
      this.#context.onEvent({ type: 'reading-done' });

      const checksums = await finishChecksums(follower, {
        sizeBytes,
        progress: this.#progress,
        context: this.#context,
        damage: { badBytes: map.bytesIn('-', '/', '*'), badAreas: map.areasIn('-', '/', '*').length },
      });
      const provenance = describeImage(job.state, { map, sizeBytes, runOutSectors, checksums });
      await job.update({ publishing: { ...planPublishing(this.#request, job.state), provenance } });
      return null;
    } finally {
      await follower.stop();
    }
  }

  async #prepareStage(folder: WorkFolder, job: JobKeeper, follower: ChecksumFollower): Promise<ReadStage> {
    const version = await ddrescueVersion();
    return {
      task: {
        medium: this.#medium,
        disc: job.state.disc,
        domain: job.state.domain,
        options: this.#request.options,
        files: folder.files,
        mapIntervalSeconds: this.#request.mapIntervalSeconds,
        inheritedFds: [this.#driveLock.fd, folder.lockFd],
        onToolRun: (run) => void job.update({ tools: [...job.state.tools, { ...run, version }] }),
      },
      job,
      guard: new MediumGuard(this.#request.drive, this.#medium),
      onReadEvent: (event) => this.#onReadEvent(event, follower),
      onEvent: this.#context.onEvent,
      signal: this.#context.signal,
    };
  }

  #onReadEvent(event: ReadEvent, follower: ChecksumFollower): void {
    switch (event.type) {
      case 'progress':
        this.#rescuedBytes = Math.max(this.#rescuedBytes, event.progress.bytesDone);
        this.#context.onEvent({ type: 'progress', progress: this.#progress.of('read', event.progress) });
        return;
      case 'map':
        this.#context.onEvent(event);
        return;
      case 'confirmed':
        follower.advance(event.bytes);
        return;
      case 'log':
        this.#log(event.level, event.message);
        return;
      case 'pass-done':
        return;
    }
  }

  /** The second, comparing read. Returns why if it was paused. */
  async #readAgain({ task, job, guard }: ReadStage, map: BlockMap): Promise<PauseReason | null> {
    if (!task.medium.supportsDirect) {
      this.#log(
        'warning',
        'This file system has no direct reads: the second read may come from memory and prove less.',
      );
    }
    const rate = new RateMeter();
    const { ending, result } = await readAgainAndCompare(
      { ...task, mode: job.state.mode, completedPasses: [], onEvent: () => undefined },
      {
        map,
        resumeFrom: job.state.secondRead,
        signal: this.#context.signal,
        isMediumPresent: async () => (await guard.check()) === null,
        onWindow: (secondRead) => job.update({ secondRead }),
        onBytes: (bytesDone) => {
          const bytesPerSecond = rate.of(bytesDone);
          const progress = {
            ...idle,
            bytesDone,
            bytesTotal: map.sizeBytes,
            bytesPerSecond,
            phase: 'rereading' as const,
          };
          this.#context.onEvent({ type: 'progress', progress: this.#progress.of('reread', progress) });
        },
      },
    );
    await job.update({ secondRead: result });
    if (ending === 'finished') return null;
    return (await guard.check()) ?? 'user';
  }

  #see(map: BlockMap): void {
    this.#rescuedBytes = map.rescuedBytes;
    this.#sizeBytes = map.sizeBytes;
  }

  #log(level: 'info' | 'warning', message: string): void {
    this.#context.onEvent({ type: 'log', level, message });
  }
}

type PauseReason = Extract<RipResult, { status: 'paused' }>['reason'];

const pauseMessages: Record<PauseReason, string> = {
  user: 'Stopped. Everything that was read is kept; the same command goes on from here.',
  no_space:
    'The disk is full. Everything that was read is kept; free some space and give the same command again.',
  disc_missing:
    'The disc is not in the drive any more. Everything that was read is kept; put it back and give the same command again.',
  drive_missing:
    'The drive is not connected any more. Everything that was read is kept; connect it, or use another drive, and give the same command again.',
};

/** Figures of a stage that reads nothing new from the disc. */
const idle = { pass: 1, badBytes: 0, badAreas: 0, readErrors: 0, secondsSinceLastRead: null };

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

/** First line of `ddrescue --version`, for the provenance. Error: `TOOL_MISSING`. */
async function ddrescueVersion(): Promise<string> {
  const { stdout } = await exec('ddrescue', ['--version'], { timeoutMs: 10_000 });
  return stdout.toString('utf8').split('\n')[0]?.trim() ?? '';
}
