import { join, resolve } from 'node:path';
import { AppError, type Disc, joinRanges, SECTOR_BYTES } from '#model/index.ts';
import { gapRanges, identifyDisc, isSameDisc } from '../disc/index.ts';
import { type DriveLock, type Medium, unmountAll } from '../drive/index.ts';
import { exec } from '../exec/index.ts';
import { ChecksumFollower, checkUserFileName } from '../image/index.ts';
import {
  type BlockMap,
  chooseReader,
  RateMeter,
  type ReadEvent,
  readAgainAndCompare,
  repeat,
} from '../read/index.ts';
import { beginJob } from './begin-job.ts';
import { countRunOut, describeImage, finishChecksums, planPublishing, publish } from './finish-stage.ts';
import { ImageFile } from './image-file.ts';
import type { JobKeeper } from './job-keeper.ts';
import { JobProgress } from './job-progress.ts';
import { lockPatiently } from './lock-patiently.ts';
import { MediumGuard } from './medium-guard.ts';
import { type ReadStage, runReadStage } from './read-stage.ts';
import { type PauseReason, ReadingWatch } from './reading-watch.ts';
import type { Rip, RipContext, RipRequest, RipResult } from './rip-contract.ts';
import { findWorkFolder, makeFolder, removeIfEmpty, WorkFolder } from './work-folder.ts';

/** See the contract (`Rip`). */
export const rip: Rip = async (order, context) => {
  const request = {
    ...order,
    baseName: order.baseName === null ? null : checkUserFileName(order.baseName),
    // What is written into job.json must mean the same from every working directory.
    outputFolder: resolve(order.outputFolder),
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
    this.#progress = new JobProgress({ hasSecondRead: request.options.verify });
  }

  async run(): Promise<RipResult> {
    const disc = await this.#whileTelling('identifying', () => this.#identify());
    chooseReader(disc, this.#request.mode);
    this.#workFolder = this.#request.workFolder ?? (await findWorkFolder(this.#root, disc.fingerprint));
    const folder = await this.#openFolder();
    try {
      const { job, map, isResumed } = await this.#whileTelling('preparing', () =>
        beginJob(this.#request, { ...this.#source, disc, folder, signal: this.#context.signal }),
      );
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

  get #source() {
    return { medium: this.#medium, inheritedFds: [this.#driveLock.fd] };
  }

  /** Says every second that something is going on that has no figures. */
  async #whileTelling<T>(phase: 'identifying' | 'preparing', work: () => Promise<T>): Promise<T> {
    const tell = async () =>
      this.#context.onEvent({
        type: 'progress',
        progress: this.#progress.of('prepare', {
          ...idle,
          phase,
          bytesDone: 0,
          bytesTotal: 0,
          bytesPerSecond: null,
        }),
      });
    await tell();
    const ticker = repeat(tell, 1000);
    try {
      return await work();
    } finally {
      await ticker.stop();
    }
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
  async #makeImage(folder: WorkFolder, job: JobKeeper, before: BlockMap): Promise<PauseReason | null> {
    // Opened before anything is written: a write that fails on its way to the disk is told to each descriptor once.
    await using image = await ImageFile.open(folder.files.image);
    const follower = new ChecksumFollower({ path: folder.files.image, algorithms: this.#request.checksums });
    follower.start();
    try {
      const stage = await this.#prepareStage(folder, job, { image, follower });
      const outcome = await runReadStage(stage);
      const { map } = outcome;
      this.#see(map);
      if (map.rescuedBytes > before.rescuedBytes) await job.update({ secondRead: null });
      if (outcome.ending === 'paused') return outcome.reason;

      const runOutSectors = countRunOut(map, job.state);
      const sizeBytes = job.state.domain.sizeBytes - runOutSectors * SECTOR_BYTES;
      await image.settle(sizeBytes);
      if (this.#request.options.verify) {
        const pause = await this.#readAgain(stage, map);
        if (pause !== null) return pause;
      }
      if (this.#request.options.readSpeedKBps !== null) await this.#request.drive.setReadSpeed(null);
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

  async #prepareStage(
    folder: WorkFolder,
    job: JobKeeper,
    { image, follower }: { image: ImageFile; follower: ChecksumFollower },
  ): Promise<ReadStage> {
    const version = await ddrescueVersion();
    return {
      task: {
        medium: this.#medium,
        disc: job.state.disc,
        domain: job.state.domain,
        options: {
          ...this.#request.options,
          excluded: joinRanges([...this.#request.options.excluded, ...gapRanges(job.state.disc)]),
        },
        files: folder.files,
        mapIntervalSeconds: this.#request.mapIntervalSeconds,
        inheritedFds: [this.#driveLock.fd, folder.lockFd],
        syncImage: () => image.sync(),
        onToolRun: (run) => void job.update({ tools: [...job.state.tools, { ...run, version }] }),
      },
      job,
      guard: new MediumGuard(this.#request.drive, this.#medium, async (medium) => {
        const disc = await identifyDisc(medium, {
          signal: this.#context.signal,
          inheritedFds: this.#source.inheritedFds,
        });
        return isSameDisc(job.state.disc.fingerprint, disc.fingerprint);
      }),
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
    const watch = new ReadingWatch({ folder: task.files.folder, guard }, map);
    const tell = async (bytesDone: number) => {
      watch.seeProgress({ readErrors: 0, bytesDone });
      const progress = { ...idle, bytesDone, bytesTotal: map.sizeBytes, bytesPerSecond: rate.of(bytesDone) };
      const ofJob = this.#progress.of('reread', { ...progress, phase: 'rereading' });
      this.#context.onEvent({ type: 'progress', progress: ofJob });
    };
    let bytesDone = job.state.secondRead?.comparedBytes ?? 0;
    const ticker = repeat(() => tell(bytesDone), 1000);
    try {
      const { reason, result } = await watch.run(this.#context.signal, (signal) =>
        readAgainAndCompare(task, {
          map,
          resumeFrom: job.state.secondRead,
          signal,
          isMediumPresent: async () => (await guard.check()) === null,
          onWindow: (secondRead) => job.update({ secondRead }),
          onBytes: (bytes) => {
            bytesDone = bytes;
            void tell(bytes);
          },
        }),
      );
      if (reason !== null) return reason;
      await job.update({ secondRead: result.result });
      return result.ending === 'finished' ? null : 'disc_missing';
    } finally {
      await ticker.stop();
    }
  }

  #see(map: BlockMap): void {
    this.#rescuedBytes = map.rescuedBytes;
    this.#sizeBytes = map.sizeBytes;
  }

  #log(level: 'info' | 'warning', message: string): void {
    this.#context.onEvent({ type: 'log', level, message });
  }
}

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

function isAbort(error: unknown, signal: AbortSignal): boolean {
  return (
    signal.aborted && (error === signal.reason || (error instanceof Error && error.name === 'AbortError'))
  );
}

/** First line of `ddrescue --version`, for the provenance. Error: `TOOL_MISSING`. */
async function ddrescueVersion(): Promise<string> {
  const { stdout } = await exec('ddrescue', ['--version'], { timeoutMs: 10_000 });
  return stdout.toString('utf8').split('\n')[0]?.trim() ?? '';
}
