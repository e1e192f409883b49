import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  cropRanges,
  intersectRanges,
  isAppError,
  joinRanges,
  SECTOR_BYTES,
  type SecondRead,
  type SectorRange,
  subtractRanges,
  type ToolRun,
} from '#model/index.ts';
import { writingError } from '../files/file-errors.ts';
import type { BlockMap } from './block-map.ts';
import type { ReadTask, WorkFiles } from './data-reader.ts';
import { runDdrescue } from './ddrescue.ts';
import { differingSectors } from './differing-sectors.ts';
import { mendImage, settleByThird } from './majority.ts';

/** What of a reading its second read goes by. */
export type SecondReadTask = Pick<
  ReadTask,
  'medium' | 'domain' | 'options' | 'files' | 'mapIntervalSeconds' | 'inheritedFds' | 'onToolRun'
>;

/** What a second read needs beside the task itself. */
export type SecondReadOptions = {
  /** The map of the first read: only what it calls rescued is read again. */
  readonly map: BlockMap;
  /** Result of an interrupted second read to go on from. */
  readonly resumeFrom: SecondRead | null;
  /** Called after each window, with the result so far. */
  readonly onWindow: (soFar: SecondRead) => Promise<void>;
  /** Bytes read again so far, within the window under way as well. */
  readonly onBytes: (bytes: number) => void;
  /** Called when bytes of the image from here on were mended, after they are durable: sums that follow it begin anew. */
  readonly onPatched: (firstByte: number) => void;
  /** Asked before differences are believed: errors after the disc was pulled out are no facts. */
  readonly isMediumPresent: () => Promise<boolean>;
  readonly signal: AbortSignal;
  /** How much is read again at a time, in bytes, whole sectors: bounds the scratch file. Smaller where space is short. */
  readonly windowBytes?: number;
};

const defaultWindowBytes = 64 * 1024 * 1024;
const smallestWindowBytes = 1024 * 1024;

/**
 * Reads everything again, past the page cache, and compares it with the image: the only proof of a reading there is. Where
 * the two differ a third reading decides; where it agrees with the second, the image is mended. What the person excluded is left alone here too. `ending` is `interrupted` if aborted or the disc was gone; `result`
 * then covers the windows before. All runs of ddrescue are told of as one.
 * Errors: as `runDdrescue`; `NO_SPACE` only if not even a scratch file of 1 MiB fits.
 */
export async function readAgainAndCompare(
  task: SecondReadTask,
  options: SecondReadOptions,
): Promise<{ ending: 'finished' | 'interrupted'; result: SecondRead }> {
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

async function readWindows(
  task: SecondReadTask,
  options: SecondReadOptions,
): Promise<{ ending: 'finished' | 'interrupted'; result: SecondRead }> {
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
    let found: Findings | null;
    try {
      found = await readWindow(task, options, { ...window, folder });
    } catch (error) {
      if (!isAppError(error, 'NO_SPACE') || windowBytes <= smallestWindowBytes) throw error;
      windowBytes = Math.max(smallestWindowBytes, Math.floor(windowBytes / 2 / SECTOR_BYTES) * SECTOR_BYTES);
      continue;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    if (found === null) return { ending: 'interrupted', result };
    result = {
      ...result,
      comparedBytes: window.end,
      disagreeing: append(result.disagreeing, found.disagreeing),
      corrected: append(result.corrected, found.corrected),
      unsettled: append(result.unsettled, found.unsettled),
      unreadable: append(result.unreadable, found.unreadable),
    };
    await options.onWindow(result);
    options.onBytes(window.end);
  }
  return { ending: 'finished', result };
}

/** Sectors to read again and to leave alone. In order, joined. */
type Plan = { readonly wanted: readonly SectorRange[]; readonly unwanted: readonly SectorRange[] };
type Window = Plan & {
  readonly folder: string;
  readonly start: number;
  readonly end: number;
  readonly span: SectorRange;
};
type Findings = Pick<SecondRead, 'disagreeing' | 'corrected' | 'unsettled' | 'unreadable'>;

const noFindings: Findings = { disagreeing: [], corrected: [], unsettled: [], unreadable: [] };

/** The plan between two bytes. `start` begins a sector. */
function cropPlan({ wanted, unwanted }: Plan, start: number, end: number): Omit<Window, 'folder'> {
  const span = { firstLba: start / SECTOR_BYTES, lastLba: Math.ceil(end / SECTOR_BYTES) - 1 };
  return { wanted: cropRanges(wanted, span), unwanted: cropRanges(unwanted, span), start, end, span };
}

/** Reads and compares one window; `null` if it was interrupted or the disc is gone. Leaves its scratch files to the caller. */
async function readWindow(
  task: SecondReadTask,
  { onBytes, onPatched, isMediumPresent, signal }: SecondReadOptions,
  { folder, wanted, unwanted, start, end, span }: Window,
): Promise<Findings | null> {
  if (wanted.length === 0) return noFindings;
  const files = await makeScratch(folder);
  const readAt = { task, start, end, span, signal };
  const again = await readPart(readAt, {
    files,
    leaveOut: unwanted,
    onBytes: (bytes) => onBytes(start + Math.min(bytes, end - start)),
  });
  if (again === null) return null;
  const image = { path: task.files.image, offset: 0 };
  const second = { path: files.image, offset: start };
  const disagreeing = await differingSectors(image, second, intersectRanges(wanted, again));
  const unreadable = subtractRanges(wanted, again);
  // Errors after the disc was pulled out are no facts.
  if (disagreeing.length + unreadable.length > 0 && !(await isMediumPresent())) return null;
  if (disagreeing.length === 0) return { ...noFindings, unreadable };

  const thirdFiles = await makeScratch(join(folder, 'third'));
  const leaveOut = subtractRanges([span], disagreeing);
  const thirdRead = await readPart(readAt, { files: thirdFiles, leaveOut, onBytes: () => undefined });
  if (thirdRead === null || !(await isMediumPresent())) return null;
  const third = { path: thirdFiles.image, offset: start };
  const settled = await settleByThird({ image, second, third }, { disagreeing, thirdRead });
  if (settled.corrected.length > 0) {
    await mendImage(task.files.image, second, {
      ranges: settled.corrected,
      sizeBytes: task.domain.sizeBytes,
    });
    onPatched((settled.corrected[0]?.firstLba ?? 0) * SECTOR_BYTES);
  }
  return { disagreeing, ...settled, unreadable };
}

type PartToRead = {
  readonly files: WorkFiles;
  readonly leaveOut: readonly SectorRange[];
  readonly onBytes: (bytes: number) => void;
};

/** Reads what is not left out of a part of the disc. Returns the sectors that could be read; `null` if interrupted. */
async function readPart(
  at: { task: SecondReadTask; start: number; end: number; span: SectorRange; signal: AbortSignal },
  { files, leaveOut, onBytes }: PartToRead,
): Promise<SectorRange[] | null> {
  const { task, start, end, span, signal } = at;
  const { medium, options } = task;
  const run = await runDdrescue(
    {
      // Helper maps are written for every window: only what lies in it.
      task: {
        ...task,
        medium: { ...medium, badSectors: cropRanges(medium.badSectors, span) },
        options: { ...options, excluded: [...leaveOut] },
      },
      files,
      startByte: start,
      endByte: end,
      passFlags: [...(medium.supportsDirect ? ['-d'] : []), `-r${options.retries}`],
      onStatus: (status) => onBytes(status.rescuedBytes),
      onMap: () => undefined,
      syncImage: async () => undefined, // Only compared and thrown away: it need not last.
    },
    signal,
  );
  return run.ending === 'interrupted' ? null : run.map.sectorsIn('+');
}

async function makeScratch(folder: string): Promise<WorkFiles> {
  try {
    // A killed process may have left its own.
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder);
  } catch (cause) {
    throw writingError(cause, { field: 'workFolder', path: folder });
  }
  return {
    folder,
    image: join(folder, 'window.img'),
    map: join(folder, 'window.map'),
    goodMap: join(folder, 'window.map.good'),
  };
}

/** Findings of the next window behind those of all before; mostly there are none. */
function append(before: SectorRange[], found: SectorRange[]): SectorRange[] {
  return found.length === 0 ? before : joinRanges([...before, ...found]);
}
