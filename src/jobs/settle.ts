import type { Job } from '#model/index.ts';
import type { TaskEnding } from '#runner/index.ts';
import type { JobChange } from '#store/index.ts';
import { stopWordsOf } from './kind-words.ts';
import type { Happening } from './records.ts';
import type { JobAction } from './state-table.ts';

/** What becomes of a job whose runner has ended. */
export type Settlement = {
  readonly action: Extract<JobAction, 'complete' | 'fail' | 'halt' | 'abandon' | 'lose' | 'postpone'>;
  readonly change: JobChange;
  readonly happening: Omit<Happening, 'actor'>;
};

/** Attempts of a job that ends without a word each time, and without having read anything more. */
export const maxRestarts = 5;

/** Codes of failures that pass by themselves. */
export const busyCodes: readonly string[] = ['DRIVE_BUSY', 'WORK_FOLDER_BUSY'];

/**
 * Decides what the end of a runner means for its job, `why` being what it was stopped for (`null`: nobody stopped it;
 * `stop`: the server ends). What a person wished comes first, but for an image that is there already.
 */
export function settle(
  job: Pick<Job, 'kind' | 'wish' | 'restarts'>,
  ending: TaskEnding,
  why: 'pause' | 'cancel' | 'stop' | null,
): Settlement {
  if (ending.type === 'completed') return completed(ending);
  if (ending.type === 'verified') return verified(ending);
  if (ending.type === 'done') return done(ending);
  const wish = job.wish ?? (why === 'stop' ? null : why);
  if (wish === 'cancel') return abandoned(job);
  if (ending.type === 'failed' && !busyCodes.includes(ending.failure.code)) {
    const { code, message } = ending.failure;
    // A tool that died: what it read is on disk, the next attempt goes on there.
    if (code === 'TOOL_FAILED') return wish === 'pause' ? pausedByUser(job) : lost(job, message);
    return {
      action: 'fail',
      change: { ...rest, errorCode: code, errorMessage: message },
      happening: { type: 'failed', message },
    };
  }
  if (wish === 'pause') return pausedByUser(job);
  if (why === 'stop') return interrupted;
  switch (ending.type) {
    case 'paused':
      if (ending.reason === 'user') return lost(job, 'The runner stopped though nobody asked it to.');
      return {
        action: 'halt',
        change: { ...rest, pauseReason: ending.reason, errorCode: null, errorMessage: ending.message },
        happening: { type: 'paused', message: ending.message },
      };
    case 'failed':
      return {
        action: 'postpone',
        change: { ...rest, errorMessage: ending.failure.message },
        happening: { type: 'interrupted', message: ending.failure.message },
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

function abandoned({ kind }: Pick<Job, 'kind'>): Settlement {
  return {
    action: 'abandon',
    change: { ...rest, pauseReason: null, errorCode: null, errorMessage: null },
    happening: { type: 'cancelled', message: `Cancelled. ${stopWordsOf(kind).cancelled}` },
  };
}

function pausedByUser({ kind }: Pick<Job, 'kind'>): Settlement {
  return {
    action: 'halt',
    change: { ...rest, pauseReason: 'user', errorCode: null, errorMessage: null },
    happening: { type: 'paused', message: stopWordsOf(kind).paused },
  };
}

const interrupted: Settlement = {
  action: 'lose',
  change: rest,
  happening: { type: 'interrupted', message: 'The server was stopped; the job goes on when it runs again.' },
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
  };
}

function verified({ report }: Extract<TaskEnding, { type: 'verified' }>): Settlement {
  const over = { ...rest, pauseReason: null, restarts: 0, fraction: 1 };
  if (report.verdict === 'mismatch') {
    const wrong = report.checks.filter(({ isOk }) => !isOk).length;
    const message = `${report.imagePath} is not what its papers say: ${wrong} of ${report.checks.length} checks failed.`;
    return {
      action: 'fail',
      change: { ...over, errorCode: 'VERIFY_FAILED', errorMessage: message },
      happening: { type: 'failed', message },
    };
  }
  return {
    action: 'complete',
    change: { ...over, errorCode: null, errorMessage: null },
    happening: { type: 'completed', message: verdictWords[report.verdict] },
  };
}

function done({ message, sizeBytes }: Extract<TaskEnding, { type: 'done' }>): Settlement {
  const over = { ...rest, pauseReason: null, errorCode: null, errorMessage: null, restarts: 0, fraction: 1 };
  return {
    action: 'complete',
    change: { ...over, ...(sizeBytes === null ? {} : { sizeBytes, bytesDone: sizeBytes }) },
    happening: { type: 'completed', message },
  };
}

const verdictWords = {
  ok: 'Every check was good: the image is what it was when it was read.',
  'ok-but-incomplete': 'The image is unchanged since it was read, but parts of its disc could not be read.',
  'nothing-to-compare':
    'There is nothing to compare the image with: its checksums are now known for the next time.',
};

function lost({ restarts }: Pick<Job, 'restarts'>, message: string): Settlement {
  if (restarts >= maxRestarts) {
    const sentence = `Given up after ${restarts} restarts without getting further. ${message}`;
    return {
      action: 'fail',
      change: { ...rest, restarts: 0, errorCode: 'RUNNER_LOST', errorMessage: sentence },
      happening: { type: 'failed', message: sentence },
    };
  }
  return {
    action: 'lose',
    change: { ...rest, restarts: restarts + 1, errorMessage: message },
    happening: { type: 'interrupted', message: `${message} The job goes on from what is on disk.` },
  };
}
