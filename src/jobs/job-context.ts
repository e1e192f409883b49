import type { Drives } from '#drives/index.ts';
import type { Library } from '#library/index.ts';
import type { Job } from '#model/index.ts';
import type { RunnerHost } from '#runner/index.ts';
import type { Store } from '#store/index.ts';
import type { Targets } from '#targets/index.ts';
import type { JobNotices } from './job-notices.ts';
import type { WorkFolders } from './work-folders.ts';

/** When and how much is compared by itself. */
export type VerifySchedule = {
  readonly everyDays: number;
  /** Bytes that are read for it in a day (local time). */
  readonly dailyBytes: number;
  /** Hours of the day (local time) between which jobs are made; the same twice: all day. */
  readonly fromHour: number;
  readonly toHour: number;
};

/** What people set for all jobs. */
export type JobSettings = {
  /** Where images go unless a job or a drive says otherwise. Absolute. */
  readonly outputPath: string;
  readonly maxConcurrentJobs: number;
  /** Seconds between saves of ddrescue's map: what a `kill -9` may cost. */
  readonly mapIntervalSeconds: number;
  /** Days after which finished jobs, or log lines, are deleted; `null` keeps them for ever. Images always stay. */
  readonly jobRetentionDays: number | null;
  readonly logRetentionDays: number | null;
  /** When images are compared by themselves; `null`: never. */
  readonly verifySchedule: VerifySchedule | null;
  /** The same for what drives did on single days; their sums stay. */
  readonly driveRetentionDays: number | null;
};

/** What all of this room works with. */
export type JobContext = {
  readonly store: Store;
  readonly drives: Drives;
  readonly library: Library;
  readonly host: RunnerHost;
  readonly folders: WorkFolders;
  readonly notices: JobNotices;
  /** Where images may be sent to; `null`: nowhere. */
  readonly targets: Targets | null;
  /** Sees each change of status within its transaction, and may write to the database with it. Must not throw. */
  readonly witness: (before: Job, after: Job) => void;
  readonly settings: () => JobSettings;
  /** The folder that a path from outside means. Errors: `INVALID_INPUT`, `PATH_NOT_ALLOWED`. */
  readonly resolveFolder: (path: string, field?: string) => Promise<string>;
  readonly now: () => Date;
  /** Errors that nobody waits for. */
  readonly onError: (error: unknown) => void;
};
