import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  isAppError,
  joinRanges,
  SECTOR_BYTES,
  type SecondRead,
  type SectorRange,
  subtractRanges,
  type ToolRun,
} from '#model/index.ts';
import type { BlockMap } from './block-map.ts';
import {
  cropPlan,
  readWindow,
  type SecondReadTask,
  settleWindow,
  type Window,
  type WindowCopies,
  type WindowReading,
} from './second-read-window.ts';

/** What a second read needs beside the task itself. */
export type SecondReadOptions = {
  /** The map of the first read: only what it calls rescued is read again. */
  readonly map: BlockMap;
  /** Result of an interrupted second read to go on from. */
  readonly resumeFrom: SecondRead | null;
  /** Called after each window, with the result so far; what it says of the image is durable. */
  readonly onWindow: (soFar: SecondRead) => Promise<void>;
  /** Bytes read again so far, within the window under way as well. */
  readonly onBytes: (bytes: number) => void;
  /**
   * Called when bytes of the image from here on were mended, after they are durable or failed to become so: sums that
   * follow the image begin anew.
   */
  readonly onPatched: (firstByte: number) => void;
  /** Asked before differences are believed: errors after the disc was pulled out are no facts. */
  readonly isMediumPresent: () => Promise<boolean>;
  readonly signal: AbortSignal;
  /** How much is read again at a time, in bytes, whole sectors: bounds the scratch files. Smaller where space is short. */
  readonly windowBytes?: number;
};

/** How a second read ended, and what it found up to there. */
export type SecondReadEnding = {
  readonly ending: 'finished' | 'interrupted';
  readonly result: SecondRead;
};

const defaultWindowBytes = 64 * 1024 * 1024;
const smallestWindowBytes = 1024 * 1024;

/**
 * Reads everything again, past the page cache, and compares it with the image: the only proof of a reading there is.
 * Where the two differ a third reading decides; where that agrees with the second, the image is mended. What the person
 * excluded is left alone here too. `ending` is `interrupted` if aborted or the disc was gone; `result` then covers the
 * windows before. A window that was cut off, even while it was mended, is compared anew: then its mended sectors agree
 * already and are not listed again. All runs of ddrescue are told of as one.
 * Errors: as `runDdrescue`, `differingSectors` and `mendImage`; `NO_SPACE` only if not even scratch files of 1 MiB fit, or
 * from mending.
 */
export async function readAgainAndCompare(
  task: SecondReadTask,
  options: SecondReadOptions,
): Promise<SecondReadEnding> {
  const runs: ToolRun[] = [];
  try {
    return await readWindows({ ...task, onToolRun: (run) => runs.push(run) }, options);
  } finally {
    const [first] = runs;
    const last = runs.at(-1);
    if (first !== undefined && last !== undefined)
      task.onToolRun({ ...first, endedAt: last.endedAt, exitCode: last.exitCode });
  }
}

async function readWindows(task: SecondReadTask, options: SecondReadOptions): Promise<SecondReadEnding> {
  const { resumeFrom, signal } = options;
  const isDirect = task.medium.supportsDirect && (resumeFrom?.isDirect ?? true);
  let result: SecondRead = {
    ...(resumeFrom ?? { comparedBytes: 0, disagreeing: [], corrected: [], unsettled: [], unreadable: [] }),
    isDirect,
  };
  const unwanted = joinRanges([...options.map.sectorsIn('?', '*', '/', '-'), ...task.options.excluded]);
  const plan = { wanted: subtractRanges(options.map.sectorsIn('+'), unwanted), unwanted };
  const folder = join(task.files.folder, 'second-read');
  let windowBytes = options.windowBytes ?? defaultWindowBytes;
  while (result.comparedBytes < task.domain.sizeBytes) {
    if (signal.aborted) return { ending: 'interrupted', result };
    const start = result.comparedBytes;
    const window = cropPlan(plan, start, Math.min(task.domain.sizeBytes, start + windowBytes));
    try {
      const copies = await readIfItFits(task, window, { ...options, folder });
      if (copies === null) return { ending: 'interrupted', result };
      if (copies === 'no-space') {
        windowBytes = smallerThan(window);
        continue;
      }
      const found = await settleWindow(task, copies, options.onPatched);
      result = {
        ...result,
        comparedBytes: window.end,
        disagreeing: append(result.disagreeing, found.disagreeing),
        corrected: append(result.corrected, found.corrected),
        unsettled: append(result.unsettled, found.unsettled),
        unreadable: append(result.unreadable, found.unreadable),
      };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    await options.onWindow(result);
    options.onBytes(window.end);
  }
  return { ending: 'finished', result };
}

/**
 * As `readWindow`; `no-space` if the copies do not fit where those of a smaller window may. Nothing of the image was
 * changed then: a window that is being mended is never begun again like this.
 */
async function readIfItFits(
  task: SecondReadTask,
  window: Window,
  reading: WindowReading,
): Promise<WindowCopies | 'no-space' | null> {
  try {
    return await readWindow(task, window, reading);
  } catch (error) {
    if (isAppError(error, 'NO_SPACE') && window.end - window.start > smallestWindowBytes) return 'no-space';
    throw error;
  }
}

/** Half as many bytes, in whole sectors. */
function smallerThan({ start, end }: Window): number {
  return Math.max(smallestWindowBytes, Math.floor((end - start) / 2 / SECTOR_BYTES) * SECTOR_BYTES);
}

/** Findings of the next window behind those of all before; mostly there are none. */
function append(before: SectorRange[], found: SectorRange[]): SectorRange[] {
  return found.length === 0 ? before : joinRanges([...before, ...found]);
}
