import { AppError, type Job, type JobStatus } from '#model/index.ts';

/**
 * What can happen to a job. People: `pause`, `resume`, `retry`, `cancel`, `change` (its options), `delete` (from the
 * history). The queue: `begin`. A runner: `complete`, `fail`, `halt` (it stopped with everything kept), `lose` (it ended
 * without a word), `postpone` (another program has the drive). The end of what a paused job waited for: `recover`.
 */
export const jobActions = [
  'begin',
  'pause',
  'resume',
  'retry',
  'cancel',
  'change',
  'delete',
  'complete',
  'fail',
  'halt',
  'abandon',
  'lose',
  'postpone',
  'recover',
] as const;
export type JobAction = (typeof jobActions)[number];

/**
 * The life of a job: what each action makes of each status. What is not here is refused. `running` stays `running` when
 * a person asks it to pause or cancel: that is a wish (`Job.wish`) until the runner has stopped, and then `halt` or
 * `abandon` happens. docs/jobs.md draws this table; a test compares.
 */
export const jobStateTable: Readonly<
  Record<JobStatus, Readonly<Partial<Record<JobAction, JobStatus | 'gone'>>>>
> = {
  queued: { begin: 'running', pause: 'paused', cancel: 'cancelled', change: 'queued' },
  running: {
    pause: 'running',
    cancel: 'running',
    complete: 'completed',
    fail: 'failed',
    halt: 'paused',
    abandon: 'cancelled',
    lose: 'queued',
    postpone: 'queued',
  },
  paused: {
    pause: 'paused',
    resume: 'queued',
    recover: 'queued',
    cancel: 'cancelled',
    change: 'paused',
  },
  completed: { delete: 'gone' },
  failed: { retry: 'queued', cancel: 'cancelled', change: 'failed', delete: 'gone' },
  cancelled: { delete: 'gone' },
};

/** What the action makes of a job in that status; `null` if it is refused. */
export function nextStatus(status: JobStatus, action: JobAction): JobStatus | 'gone' | null {
  return jobStateTable[status][action] ?? null;
}

/** Refuses what the table does not allow. Error: `JOB_STATE`, with what can be done instead. */
export function requireAction(job: Pick<Job, 'uuid' | 'status'>, action: JobAction): void {
  if (nextStatus(job.status, action) !== null) return;
  const words = actionsOfPeople.filter((other) => nextStatus(job.status, other) !== null);
  throw new AppError(
    'JOB_STATE',
    `The job is ${job.status}; it cannot be ${participles[action]}. Possible now: ${words.join(', ') || 'nothing'}.`,
    { details: { uuid: job.uuid, status: job.status, action, possible: words } },
  );
}

const actionsOfPeople = ['pause', 'resume', 'retry', 'cancel', 'change', 'delete'] as const;

const participles: Record<JobAction, string> = {
  begin: 'begun',
  pause: 'paused',
  resume: 'resumed',
  retry: 'retried',
  cancel: 'cancelled',
  change: 'changed',
  delete: 'deleted',
  complete: 'completed',
  fail: 'failed',
  halt: 'halted',
  abandon: 'abandoned',
  lose: 'lost',
  postpone: 'postponed',
  recover: 'recovered',
};

/** The table as a Mermaid diagram, for docs/jobs.md. */
export function drawStateTable(): string {
  const arrows = new Map<string, string[]>();
  for (const [from, actions] of Object.entries(jobStateTable)) {
    for (const [action, to] of Object.entries(actions)) {
      const arrow = `${from} --> ${to === 'gone' ? '[*]' : to}`;
      arrows.set(arrow, [...(arrows.get(arrow) ?? []), action]);
    }
  }
  const lines = [...arrows].map(([arrow, actions]) => `  ${arrow}: ${actions.join(', ')}`);
  return ['stateDiagram-v2', '  [*] --> queued: create', ...lines].join('\n');
}
