import type { Progress, ReadOptions, ToolRun } from '#model/index.ts';
import type { Medium } from '../drive/drive.ts';
import type { BlockMap } from './block-map.ts';

/** Files of the data part of a job below its working folder. All absolute. */
export type WorkFiles = {
  readonly folder: string;
  readonly image: string;
  /** ddrescue's own mapfile: rewritten in place, may be torn. */
  readonly map: string;
  /** The last snapshot of `map` that was valid, replaced atomically. */
  readonly goodMap: string;
};

/** What a job reads, fixed when it is begun. */
export type ReadDomain = {
  /** `fs`: what the file system claims; `cap`: the whole capacity. */
  readonly kind: 'fs' | 'cap';
  readonly sizeBytes: number;
};

/** What a reader tells while it works. */
export type ReadEvent =
  | { readonly type: 'progress'; readonly progress: ReaderProgress }
  /** A valid snapshot of the map whose writes are on disk. */
  | { readonly type: 'map'; readonly map: BlockMap }
  /** All bytes below this offset are final and written. Never falls. */
  | { readonly type: 'confirmed'; readonly bytes: number }
  /** A pass has been carried through; a resumed task names it in `completedPasses`. */
  | { readonly type: 'pass-done'; readonly pass: string }
  | { readonly type: 'log'; readonly level: 'info' | 'warning'; readonly message: string };

/** Progress of the reader alone; the session adds what comes before and after. */
export type ReaderProgress = Omit<Progress, 'fraction' | 'etaSeconds'>;

/** One reading of one medium into one working folder. */
export type ReadTask = {
  readonly medium: Medium;
  readonly domain: ReadDomain;
  readonly options: ReadOptions;
  readonly files: WorkFiles;
  /** Passes that an earlier run of the same task carried through. */
  readonly completedPasses: readonly string[];
  /** Seconds between saves of the map: what a `kill -9` may cost. */
  readonly mapIntervalSeconds: number;
  /** Descriptors that every tool inherits (the drive lock): the lock lives as long as any of them. */
  readonly inheritedFds: readonly number[];
  readonly onEvent: (event: ReadEvent) => void;
  /**
   * Makes what was written to the image durable, before a map that speaks of it is kept. Fails if anything was lost on
   * the way to the disk: `NO_SPACE`, `OUTPUT_NOT_WRITABLE`.
   */
  readonly syncImage: () => Promise<void>;
  readonly onToolRun: (run: ToolRun) => void;
};

/**
 * How a reading ended, apart from errors. `finished`: nothing left to try (bad sectors may remain, see the map) ·
 * `read-error`: a fail-fast reader met its first error, the map is fit for rescue · `interrupted`: aborted; all that
 * was read is on disk.
 */
export type ReadOutcome = {
  readonly ending: 'finished' | 'read-error' | 'interrupted';
  readonly map: BlockMap;
};

/**
 * Turns the data sectors of a medium into the image file of a working folder. Resumes from what is on disk, may be aborted at any moment
 * and then ends within 5 s with everything read kept.
 * Errors: `NO_DISC`, `DRIVE_MISSING`, `DRIVE_HUNG`, `NO_SPACE`, `TOOL_MISSING`, `TOOL_FAILED`.
 */
export interface DataReader {
  read(task: ReadTask, signal: AbortSignal): Promise<ReadOutcome>;
}
