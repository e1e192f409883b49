import { resolve } from 'node:path';
import { AppError, type Checksums, type Progress } from '#model/index.ts';
import { checkUserFileName } from '../../image/index.ts';
import { type BlockMap, MapKeeper, type ReaderProgress } from '../../read/index.ts';
import { describeImage } from '../finish/describe-image.ts';
import { publish } from '../finish/publish-stage.ts';
import { findImage } from '../job/find-image.ts';
import { JobKeeper } from '../job/job-keeper.ts';
import { JobProgress, type ReadAmounts, type Stage } from '../job/job-progress.ts';
import type { JobState } from '../job/job-state.ts';
import { WorkFolder } from '../job/work-folder.ts';
import type { RipContext, RipResult } from '../rip-contract.ts';
import { beginMaking, endMaking } from './making.ts';

/** Where an image is made, and where it goes. */
export type MakeRequest = {
  /** For this image alone. */
  readonly workFolder: string;
  /** Receives the image and its sidecars. */
  readonly outputFolder: string;
  /** File name without extension. If it is taken, the next free one of `name_1`, `name_2`, …. */
  readonly baseName: string;
};

/** Where whoever makes an image writes it, tells and stops. */
export type Making = {
  readonly folder: WorkFolder;
  readonly signal: AbortSignal;
  /** Says what will be handled, before the first progress. */
  readonly plan: (amounts: ReadAmounts) => void;
  readonly tell: (stage: Stage, progress: ReaderProgress) => void;
  readonly log: (level: 'info' | 'warning', message: string) => void;
};

/** An image that stands whole and durable in `folder.files.image`. */
export type MadeImage = {
  readonly state: Omit<JobState, 'publishing'>;
  readonly map: BlockMap;
  readonly sizeBytes: number;
  readonly runOutSectors: number;
  readonly checksums: Checksums;
};

/** Figures of a stage in which nothing can fail to be read. */
export const noFigures = {
  pass: 1,
  bytesPerSecond: null,
  badBytes: 0,
  badAreas: 0,
  readErrors: 0,
  secondsSinceLastRead: null,
} as const satisfies Partial<Progress>;

/**
 * Makes an image of other things than a disc in a drive and publishes it, durably and under a name that nothing has.
 * Killed before it is whole, it is made anew; killed while it is published, that goes on. Stopped, it is `paused`, and
 * what was made is lost. Errors: those of `make`; `WORK_FOLDER_BUSY`, `WORK_FOLDER_DAMAGED`, `OUTPUT_NOT_WRITABLE`,
 * `NO_SPACE`, `INVALID_INPUT` for a bad name.
 */
export async function makeImage(
  order: MakeRequest,
  context: RipContext,
  make: (making: Making) => Promise<MadeImage>,
): Promise<RipResult> {
  const request = {
    outputFolder: resolve(order.outputFolder),
    workFolder: resolve(order.workFolder),
    baseName: checkUserFileName(order.baseName, 'filename'),
  };
  const progress = new JobProgress();
  const folder = await WorkFolder.open(request.workFolder);
  let sizeBytes = 0;
  try {
    const earlier = await findUnpublished(folder);
    const job = earlier ?? (await makeAnew(folder));
    return await publish(folder, job, { progress, context });
  } catch (error) {
    if (!context.signal.aborted || !isAbort(error, context.signal)) throw error;
    const message = 'Stopped. Nothing was kept of the unfinished image; it is made anew the next time.';
    return {
      status: 'paused',
      reason: 'user',
      message,
      workFolder: folder.path,
      rescuedBytes: 0,
      sizeBytes,
    };
  } finally {
    await folder.release();
  }

  async function makeAnew(place: WorkFolder): Promise<JobKeeper> {
    await beginMaking(place);
    const made = await make({
      folder: place,
      signal: context.signal,
      plan: (amounts) => {
        sizeBytes = amounts.readBytes;
        progress.plan(amounts);
      },
      tell: (stage, figures) => context.onEvent({ type: 'progress', progress: progress.of(stage, figures) }),
      log: (level, message) => context.onEvent({ type: 'log', level, message }),
    });
    context.signal.throwIfAborted();
    await new MapKeeper(place.files, made.map.sizeBytes).replace(made.map);
    const job = new JobKeeper(place, { ...made.state, publishing: null });
    const { outputFolder, baseName } = request;
    const files = {
      fileName: `${baseName}.iso`,
      sizeBytes: made.sizeBytes,
      checksums: made.checksums,
      companions: [],
    };
    const provenance = describeImage(job.state, made, files);
    await job.update({ publishing: { outputFolder, baseName, provenance, files: null } });
    await endMaking(place);
    return job;
  }
}

/** An image that an earlier attempt has finished, but perhaps not published. */
async function findUnpublished(folder: WorkFolder): Promise<JobKeeper | null> {
  const state = await folder.readState();
  if (state === null) return null;
  const { publishing, imagePath } = await findImage(state, folder);
  if (state.publishing === null) {
    throw new AppError(
      'WORK_FOLDER_DAMAGED',
      `${folder.path} holds an image that is still read from a disc.`,
      {
        details: { path: folder.path },
      },
    );
  }
  // Published, and somebody moved it away before this folder was cleared: it is wanted again.
  if (imagePath === null) return null;
  const job = new JobKeeper(folder, { ...state, publishing: publishing ?? state.publishing });
  await job.update({});
  return job;
}

function isAbort(error: unknown, signal: AbortSignal): boolean {
  return error === signal.reason || (error instanceof Error && error.name === 'AbortError');
}
