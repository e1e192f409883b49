import { stat } from 'node:fs/promises';
import {
  acquireDriveLock,
  type CompletedRip,
  identifyDisc,
  type RipResult,
  rip,
  ripDefaults,
  writeFileAtomic,
} from '#engine/index.ts';
import { AppError, type ErrorCode, isAppError, type PauseReason } from '#model/index.ts';
import type { RunnerEnding, RunnerEvent, RunnerTask } from './messages.ts';
import { openDrive } from './open-drive.ts';
import { verify } from './run-verify.ts';
import { eventSender } from './runner-events.ts';

/** Where a task listens and tells. */
export type TaskContext = {
  readonly signal: AbortSignal;
  readonly send: (event: RunnerEvent) => void;
  /** Gets how to change what is in an image drive, once it is open. */
  readonly onDrive: (setMedium: (path: string | null) => Promise<void>) => void;
};

const identifyLimitMs = 120_000;

/** Errors that are no failures: the job waits until what is missing is there. */
const pauseOf: Partial<Record<ErrorCode, PauseReason>> = {
  NO_DISC: 'disc_missing',
  WRONG_DISC: 'disc_missing',
  DRIVE_MISSING: 'drive_missing',
  NO_SPACE: 'no_space',
  OUTPUT_NOT_WRITABLE: 'output_missing',
};

/** Does the task. Rejects only for what is a fault of ours. */
export async function runTask(task: RunnerTask, context: TaskContext): Promise<RunnerEnding> {
  try {
    switch (task.type) {
      case 'read':
        return await read(task, context);
      case 'identify':
        return await identify(task, context);
      case 'verify':
        return await verify(task, context);
      default:
        return task satisfies never;
    }
  } catch (error) {
    if (!isAppError(error)) throw error;
    const { code, message, details } = error;
    const reason = pauseOf[code];
    if (reason !== undefined) return { type: 'paused', reason, message };
    return { type: 'failed', failure: { code, message, details: { ...details } } };
  }
}

async function read(
  task: Extract<RunnerTask, { type: 'read' }>,
  { signal, send, onDrive }: TaskContext,
): Promise<RunnerEnding> {
  await requireOutputFolder(task.outputFolder);
  const { drive, setMedium } = await openDrive(task.drive);
  onDrive(setMedium);
  const { reading, eject: _, ...options } = task.options;
  const result = await rip(
    {
      ...ripDefaults,
      ...options,
      drive,
      mode: task.mode,
      options: reading,
      expectedFingerprint: task.fingerprint,
      outputFolder: task.outputFolder,
      workFolder: task.workFolder,
      mapIntervalSeconds: task.mapIntervalSeconds,
    },
    {
      signal,
      onEvent: eventSender(send),
      onPublished: (published) =>
        writeFileAtomic(task.resultFile, `${JSON.stringify(completed(published))}\n`, 'workFolder'),
    },
  );
  return endingOf(result);
}

function endingOf(result: RipResult): RunnerEnding {
  if (result.status === 'completed') return completed(result);
  return { type: 'paused', reason: result.reason, message: result.message };
}

function completed(result: CompletedRip): Extract<RunnerEnding, { type: 'completed' }> {
  const { imagePath, companions, sidecars, provenance } = result;
  return { type: 'completed', imagePath, companions: [...companions], sidecars: [...sidecars], provenance };
}

/** The folder was there when the job was made: if it is not now, its storage is not mounted. */
async function requireOutputFolder(path: string): Promise<void> {
  const facts = await stat(path).catch(() => null); // Whatever the reason: nothing can be placed there.
  if (facts?.isDirectory()) return;
  throw new AppError(
    'OUTPUT_NOT_WRITABLE',
    `The output folder ${path} is not there. Mount its storage, or make the folder; the job then goes on.`,
    { details: { path } },
  );
}

async function identify(
  task: Extract<RunnerTask, { type: 'identify' }>,
  context: TaskContext,
): Promise<RunnerEnding> {
  const { drive } = await openDrive(task.drive);
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(identifyLimitMs)]);
  const lock = await acquireDriveLock((await drive.medium()).path, { signal });
  try {
    const medium = await drive.medium();
    const disc = await identifyDisc(medium, { signal, inheritedFds: [lock.fd] });
    return { type: 'identified', disc, sequence: medium.sequence };
  } catch (error) {
    if (context.signal.aborted) {
      return { type: 'paused', reason: 'user', message: 'Looking at the disc was called off.' };
    }
    if (!signal.aborted) throw error;
    const message = `The drive did not tell what disc is in within ${identifyLimitMs / 1000} s.`;
    throw new AppError('DRIVE_HUNG', message, { cause: error });
  } finally {
    await lock.release();
  }
}
