import type { Medium } from '../drive/index.ts';
import { type ReaderProgress, repeat } from '../read/index.ts';
import type { DiscMap } from './job/disc-map.ts';
import type { JobKeeper } from './job/job-keeper.ts';
import type { JobProgress } from './job/job-progress.ts';
import type { ToolLog } from './job/tool-log.ts';
import type { WorkFolder } from './job/work-folder.ts';
import type { RipEvent, RipRequest } from './rip-contract.ts';
import type { MediumGuard } from './watch/medium-guard.ts';

/** What every stage of a job works with. */
export type Run = {
  readonly request: RipRequest;
  readonly medium: Medium;
  readonly folder: WorkFolder;
  readonly job: JobKeeper;
  readonly guard: MediumGuard;
  readonly tools: ToolLog;
  readonly progress: JobProgress;
  /** The whole disc, where audio or sessions are read; `null` where the data part is all there is. */
  readonly discMap: DiscMap | null;
  /** Descriptors that every tool inherits: the locks live as long as any of them. */
  readonly inheritedFds: readonly number[];
  readonly onEvent: (event: RipEvent) => void;
  readonly signal: AbortSignal;
};

/** Figures of a stage that reads nothing new from the disc. */
export const idle = {
  pass: 1,
  badBytes: 0,
  badAreas: 0,
  readErrors: 0,
  secondsSinceLastRead: null,
} as const satisfies Partial<ReaderProgress>;

/** Says every second that something is going on that has no figures. */
export async function whileTelling<T>(
  { progress, onEvent }: Pick<Run, 'progress' | 'onEvent'>,
  phase: 'identifying' | 'preparing',
  work: () => Promise<T>,
): Promise<T> {
  const tell = async () =>
    onEvent({
      type: 'progress',
      progress: progress.of('prepare', { ...idle, phase, bytesDone: 0, bytesTotal: 0, bytesPerSecond: null }),
    });
  await tell();
  const ticker = repeat(tell, 1000);
  try {
    return await work();
  } finally {
    await ticker.stop();
  }
}

/** A sentence for the log of the job. */
export function log(run: Pick<Run, 'onEvent'>, level: 'info' | 'warning', message: string): void {
  run.onEvent({ type: 'log', level, message });
}
