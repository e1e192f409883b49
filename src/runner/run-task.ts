import { type ErrorCode, isAppError, type PauseReason } from '#model/index.ts';
import type { RunnerEnding, RunnerTask } from './messages.ts';
import type { TaskContext } from './task-context.ts';
import { build } from './tasks/build.ts';
import { changeForm } from './tasks/change-form.ts';
import { identify } from './tasks/identify.ts';
import { importTree } from './tasks/import.ts';
import { merge } from './tasks/merge.ts';
import { move } from './tasks/move.ts';
import { read } from './tasks/read.ts';
import { upload } from './tasks/upload.ts';
import { verify } from './tasks/verify.ts';

/** Errors that are no failures: the job waits until what is missing is there. */
const pauseOf: Partial<Record<ErrorCode, PauseReason>> = {
  NO_DISC: 'disc_missing',
  WRONG_DISC: 'disc_missing',
  DRIVE_MISSING: 'drive_missing',
  NO_SPACE: 'no_space',
  OUTPUT_NOT_WRITABLE: 'output_missing',
  TARGET_UNREACHABLE: 'target_missing',
};

/**
 * Does the task; each kind is a file of `tasks/`. A task that is stopped may throw the reason of its signal: it ends as
 * paused then, and what becomes of its job is decided elsewhere. Rejects only for what is a fault of ours.
 */
export async function runTask(task: RunnerTask, context: TaskContext): Promise<RunnerEnding> {
  try {
    return await endingOf(task, context);
  } catch (error) {
    if (isAbort(error, context.signal)) {
      return { type: 'paused', reason: 'user', message: 'It was stopped.' };
    }
    if (!isAppError(error)) throw error;
    const { code, message, details } = error;
    const reason = pauseOf[code];
    if (reason !== undefined) return { type: 'paused', reason, message };
    return { type: 'failed', failure: { code, message, details: { ...details } } };
  }
}

function endingOf(task: RunnerTask, context: TaskContext): Promise<RunnerEnding> {
  switch (task.type) {
    case 'read':
      return read(task, context);
    case 'identify':
      return identify(task, context);
    case 'verify':
      return verify(task, context);
    case 'merge':
      return merge(task, context);
    case 'build':
      return build(task, context);
    case 'compress':
    case 'expand':
      return changeForm(task, context);
    case 'move':
      return move(task, context);
    case 'upload':
      return upload(task, context);
    case 'import':
      return importTree(task, context);
    default:
      return task satisfies never;
  }
}

/** Whether it says nothing but that the task was to stop. */
function isAbort(error: unknown, signal: AbortSignal): boolean {
  if (!signal.aborted) return false;
  return error === signal.reason || (error instanceof Error && error.name === 'AbortError');
}
