import { subtractRanges } from '#model/index.ts';
import type { BlockMap } from './block-map.ts';
import type { ReadTask } from './data-reader.ts';
import { type DdrescueEnding, runDdrescue } from './ddrescue.ts';
import type { ProgressTracker } from './progress-tracker.ts';

/** Runs ddrescue once over the domain of `task`, from `map`, with progress going through `tracker`. */
export function runPass(
  task: ReadTask,
  map: BlockMap,
  options: {
    readonly flags: readonly string[];
    readonly tracker: ProgressTracker;
    readonly signal: AbortSignal;
  },
): Promise<DdrescueEnding> {
  const { tracker, signal, flags } = options;
  tracker.beginRun(map);
  return runDdrescue(
    {
      task,
      files: task.files,
      startByte: 0,
      endByte: task.domain.sizeBytes,
      passFlags: flags,
      onStatus: (status) => tracker.onStatus(status),
      onMap: (snapshot) => tracker.onMap(snapshot),
      syncImage: task.syncImage,
    },
    signal,
  );
}

/** Whether everything that is not excluded has been read. */
export function isAllRead(task: ReadTask, map: BlockMap): boolean {
  return subtractRanges(map.sectorsIn('?', '*', '/', '-'), task.options.excluded).length === 0;
}
