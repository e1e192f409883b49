import type { AppError, Job, ReadJobOptions, ReadMode } from '#model/index.ts';

/** What a person asks for; what is left out is what suits most discs. */
export type NewReadJob = {
  /** A drive by key or by what it is called now. */
  readonly device: string;
  readonly mode?: ReadMode;
  readonly outputPath?: string;
  readonly priority?: number;
  readonly options?: Partial<ReadJobOptions>;
};

/** What may be changed of a job that does not run; the priority always. */
export type JobPatch = {
  readonly priority?: number;
  /** Place in the queue: directly before that job, `null` for the end. */
  readonly before?: string | null;
  readonly mode?: ReadMode;
  readonly outputPath?: string;
  readonly options?: Partial<ReadJobOptions>;
};

/** Where and how a stopped job goes on. */
export type GoOn = { readonly device?: string; readonly mode?: ReadMode };

export const bulkActions = ['pause', 'resume', 'retry', 'cancel', 'delete'] as const;
export type BulkAction = (typeof bulkActions)[number];

/** How it went with one job of many. */
export type BulkOutcome = { readonly uuid: string; readonly error: AppError | null };

/** A job that nobody has given a place in the queue, a maker and a time yet. */
export type OrderedJob = Omit<Job, 'position' | 'uuid' | 'createdBy' | 'createdAt' | 'updatedAt'>;

/** What every job begins as. */
export const blankJob = {
  status: 'queued',
  pauseReason: null,
  wish: null,
  phase: null,
  fraction: 0,
  bytesDone: 0,
  bytesPerSecond: null,
  badBytes: 0,
  readErrors: 0,
  errorCode: null,
  errorMessage: null,
  restarts: 0,
  startedAt: null,
  endedAt: null,
  trashedUntil: null,
} as const;
