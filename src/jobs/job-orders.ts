import type { AppError, Job, JobWork, ReadJobOptions, ReadMode } from '#model/index.ts';

/** What a person asks for; what is left out is what suits most discs. */
export type NewReadJob = {
  /** A drive by key or by what it is called now. */
  readonly device: string;
  readonly mode?: ReadMode;
  readonly outputPath?: string;
  readonly priority?: number;
  readonly options?: Partial<ReadJobOptions>;
  /** Goes on from this image of the library, which lacks sectors: always as rescue, and only with the same disc. */
  readonly from?: number;
};

/** An order for work that reads no disc. */
export type NewWork = {
  readonly work: JobWork;
  /** The image that it is about; left out by work that is about none. */
  readonly isoId?: number;
  /** Absolute: where what it makes goes; left out by work that makes nothing elsewhere. */
  readonly outputPath?: string;
  readonly priority?: number;
};

/** What a kind says of an order: the part of its job that differs between kinds. */
export type PreparedWork = Pick<
  Job,
  'isoId' | 'imagePath' | 'sizeBytes' | 'discLabel' | 'discKind' | 'outputPath'
>;

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
