import type { DriveView, Job, Progress } from '#model/index.ts';

/** What a broker always knows is taken from here. */
export type LiveSource = {
  /** Those that are connected. */
  drives(): readonly DriveView[];
  /** Those that are not over. */
  jobs(): readonly Job[];
  /** `null` if it does not run. */
  progress(jobUuid: string): Progress | null;
  /** Called whenever something may be otherwise; returns a function that ends it. */
  listen(listener: () => void): () => void;
};
