import type { Job } from '#model/index.ts';
import type { TaskEnding } from '#runner/index.ts';
import type { JobChange } from '#store/index.ts';
import type { Happening } from './records.ts';
import type { JobAction } from './state-table.ts';

/** What becomes of a job whose runner has ended. */
export type Settlement = {
  readonly action: Extract<JobAction, 'complete' | 'fail' | 'halt' | 'abandon' | 'lose' | 'postpone'>;
  readonly change: JobChange;
  readonly happening: Omit<Happening, 'actor'>;
  /** Leave the drive alone for a while: another program reads from it. */
  readonly coolsDown: boolean;
};

/** Attempts of a job that ends without a word each time, and without having read anything more. */
export const maxRestarts = 5;

/** Codes of failures that pass by themselves. */
const busyCodes = ['DRIVE_BUSY', 'WORK_FOLDER_BUSY'];

/**
 * Decides what the end of a runner means for its job, `why` being what it was stopped for (`null`: nobody stopped it;
 * `stop`: the server ends). What a person wished comes first, but for an image that is there already.
 */
export function settle(
  job: Pick<Job, 'wish' | 'restarts'>,
  ending: TaskEnding,
  why: 'pause' | 'cancel' | 'stop' | null,
): Settlement {
  if (ending.type === 'completed') return completed(ending);
  const wish = job.wish ?? (why === 'stop' ? null : why);
  if (wish === 'cancel') return abandoned;
  if (ending.type === 'failed' && !busyCodes.includes(ending.failure.code)) {
    const { code, message } = ending.failure;
    // A tool that died: what it read is on disk, the next attempt goes on there.
    if (code === 'TOOL_FAILED') return wish === 'pause' ? pausedByUser : lost(job, message);
    return {
      action: 'fail',
      change: { ...rest, errorCode: code, errorMessage: message },
      happening: { type: 'failed', message },
      coolsDown: false,
    };
  }
  if (wish === 'pause') return pausedByUser;
  if (why === 'stop') return interrupted;
  switch (ending.type) {
    case 'paused':
      if (ending.reason === 'user') return lost(job, 'The runner stopped though nobody asked it to.');
      return {
        action: 'halt',
        change: { ...rest, pauseReason: ending.reason, errorCode: null, errorMessage: ending.message },
        happening: { type: 'paused', message: ending.message },
        coolsDown: false,
      };
    case 'failed':
      return {
        action: 'postpone',
        change: { ...rest, errorMessage: ending.failure.message },
        happening: { type: 'interrupted', message: ending.failure.message },
        coolsDown: true,
      };
    case 'identified':
      return lost(job, 'The runner answered another question.');
    case 'lost':
      return lost(job, ending.message);
    default:
      return ending satisfies never;
  }
}

/** What no longer holds when nothing runs. */
const rest: JobChange = { wish: null, phase: null, bytesPerSecond: null };

const abandoned: Settlement = {
  action: 'abandon',
  change: { ...rest, pauseReason: null, errorCode: null, errorMessage: null },
  happening: { type: 'cancelled', message: 'Cancelled. What was read is in the trash for 24 hours.' },
  coolsDown: false,
};

const pausedByUser: Settlement = {
  action: 'halt',
  change: { ...rest, pauseReason: 'user', errorCode: null, errorMessage: null },
  happening: { type: 'paused', message: 'Paused. Everything that was read is kept.' },
  coolsDown: false,
};

const interrupted: Settlement = {
  action: 'lose',
  change: rest,
  happening: { type: 'interrupted', message: 'The server was stopped; the job goes on when it runs again.' },
  coolsDown: false,
};

function completed({ imagePath, provenance }: Extract<TaskEnding, { type: 'completed' }>): Settlement {
  const { badBytes, isComplete, companions } = provenance;
  const sizeBytes = companions.reduce((sum, part) => sum + part.sizeBytes, provenance.sizeBytes);
  return {
    action: 'complete',
    change: {
      ...rest,
      pauseReason: null,
      errorCode: null,
      errorMessage: null,
      fraction: 1,
      sizeBytes,
      bytesDone: Math.max(0, sizeBytes - badBytes),
      badBytes,
      imagePath,
      restarts: 0,
    },
    happening: {
      type: 'completed',
      message: isComplete
        ? `The image is complete: ${imagePath}`
        : `The image is incomplete, ${badBytes} bytes could not be read: ${imagePath}`,
    },
    coolsDown: false,
  };
}

function lost({ restarts }: Pick<Job, 'restarts'>, message: string): Settlement {
  if (restarts >= maxRestarts) {
    const sentence = `Given up after ${restarts} restarts without getting further. ${message}`;
    return {
      action: 'fail',
      change: { ...rest, restarts: 0, errorCode: 'RUNNER_LOST', errorMessage: sentence },
      happening: { type: 'failed', message: sentence },
      coolsDown: false,
    };
  }
  return {
    action: 'lose',
    change: { ...rest, restarts: restarts + 1, errorMessage: message },
    happening: { type: 'interrupted', message: `${message} The job goes on from what is on disk.` },
    coolsDown: false,
  };
}
