import type { Drives } from '#drives/index.ts';
import type { Library } from '#library/index.ts';
import type { RunnerHost } from '#runner/index.ts';
import type { Store } from '#store/index.ts';
import type { JobNotices } from './job-notices.ts';
import type { WorkFolders } from './work-folders.ts';

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
};

/** What all of this room works with. */
export type JobContext = {
  readonly store: Store;
  readonly drives: Drives;
  readonly library: Library;
  readonly host: RunnerHost;
  readonly folders: WorkFolders;
  readonly notices: JobNotices;
  readonly settings: () => JobSettings;
  /** The folder that a path from outside means. Errors: `INVALID_INPUT`, `PATH_NOT_ALLOWED`. */
  readonly resolveFolder: (path: string) => Promise<string>;
  readonly now: () => Date;
  /** Errors that nobody waits for. */
  readonly onError: (error: unknown) => void;
};
