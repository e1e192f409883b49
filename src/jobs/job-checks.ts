import { Value } from 'typebox/value';
import { checkUserFileName } from '#engine/index.ts';
import { type Actor, AppError, type Job, type JobKind, ReadJobOptions, type ReadMode } from '#model/index.ts';
import type { Store } from '#store/index.ts';

/** Error: `FORBIDDEN`. */
export function requireOperator(actor: Actor): void {
  if (actor.role !== 'viewer') return;
  throw new AppError('FORBIDDEN', 'Viewers can look at jobs, but not change them.');
}

/** Error: `INVALID_INPUT`, naming the field. */
export function checkOptions(options: ReadJobOptions): ReadJobOptions {
  if (!Value.Check(ReadJobOptions, options)) {
    const [first] = Value.Errors(ReadJobOptions, options);
    const field = `options${first?.instancePath.replaceAll('/', '.') ?? ''}`;
    throw new AppError('INVALID_INPUT', `${field}: ${first?.message ?? 'is not valid'}.`, {
      details: { field },
    });
  }
  if (options.baseName === null) return options;
  return { ...options, baseName: checkUserFileName(options.baseName, 'filename') };
}

/** Error: `INVALID_INPUT`, naming the field. */
export function checkPriority(priority: number): number {
  if (Number.isInteger(priority) && Math.abs(priority) <= 100) return priority;
  throw new AppError('INVALID_INPUT', `priority: ${priority} is not a whole number from -100 to 100.`, {
    details: { field: 'priority' },
  });
}

/** A clone reads other things than the other modes: what was begun as the one cannot go on as the other. */
export function checkMode(job: Job, mode: ReadMode): ReadMode {
  readOptionsOf(job);
  const hasBegun = job.startedAt !== null;
  if (!hasBegun || (job.mode === 'clone') === (mode === 'clone')) return mode;
  throw new AppError(
    'INVALID_INPUT',
    `mode: a job that was begun as ${job.mode} cannot go on as ${mode}. Cancel it and make a new one.`,
    { details: { field: 'mode' } },
  );
}

/** Error: `INVALID_INPUT` for a job that reads no disc. */
export function readOptionsOf({ kind, options }: Job): ReadJobOptions {
  if (options !== null) return options;
  throw new AppError('INVALID_INPUT', `options: a job of kind ${kind} has none that could be changed.`, {
    details: { field: 'options' },
  });
}

/** Whoever chooses rescue now does not want to stop at the first error any more. */
export function optionsForMode(options: ReadJobOptions, mode: ReadMode): ReadJobOptions {
  if (mode !== 'rescue') return options;
  return { ...options, reading: { ...options.reading, onReadError: 'rescue' } };
}

/** Kinds after which an image is not what, or where, it was: to order one twice is a mistake. */
const changingKinds: readonly JobKind[] = ['compress', 'expand', 'move'];

/**
 * Refuses a change of an image that is ordered already. That no two jobs work on an image at once is the business of its
 * lease (`holdImage`). Runs in the transaction that makes the job. Error: `ISO_STATE`.
 */
export function requireNotOrdered({ jobs }: Store, { isoId, kind }: Pick<Job, 'isoId' | 'kind'>): void {
  if (isoId === null || !changingKinds.includes(kind)) return;
  const other = jobs.liveOfIso(isoId).find((job) => job.kind === kind);
  if (other === undefined) return;
  throw new AppError('ISO_STATE', `A job of the same kind (${kind}) is about this image already.`, {
    details: { id: isoId, job: other.uuid },
  });
}
