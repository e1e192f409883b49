import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  cropRanges,
  intersectRanges,
  SECTOR_BYTES,
  type SecondRead,
  type SectorRange,
  subtractRanges,
} from '#model/index.ts';
import { writingError } from '../files/file-errors.ts';
import type { ReadTask, WorkFiles } from './data-reader.ts';
import { runDdrescue } from './ddrescue.ts';
import { differingSectors } from './differing-sectors.ts';
import type { DiscCopy } from './disc-copy.ts';
import { mendImage, settleByThird } from './majority.ts';

/** What of a reading its second read goes by. */
export type SecondReadTask = Pick<
  ReadTask,
  'medium' | 'domain' | 'options' | 'files' | 'mapIntervalSeconds' | 'inheritedFds' | 'onToolRun'
>;

/** Sectors to read again and to leave alone. In order, joined. */
export type Plan = { readonly wanted: readonly SectorRange[]; readonly unwanted: readonly SectorRange[] };

/** A part of a disc that is read again at a time: the bytes from `start` to `end`, which are the sectors of `span`. */
export type Window = Plan & { readonly start: number; readonly end: number; readonly span: SectorRange };

/** What reading a window works with. */
export type WindowReading = {
  /** Folder for the copies: made anew, and left to the caller. */
  readonly folder: string;
  /** Bytes of the disc up to which was read again. */
  readonly onBytes: (bytes: number) => void;
  /** Asked before differences are believed. */
  readonly isMediumPresent: () => Promise<boolean>;
  readonly signal: AbortSignal;
};

/** Where the copies of a window lie and how they compare. `third` has the sectors `thirdRead`, of `disagreeing` only. */
export type WindowCopies = {
  readonly second: DiscCopy;
  readonly third: DiscCopy;
  readonly disagreeing: readonly SectorRange[];
  readonly thirdRead: readonly SectorRange[];
  readonly unreadable: SectorRange[];
};

/** What a window adds to the result. */
export type Findings = Pick<SecondRead, 'disagreeing' | 'corrected' | 'unsettled' | 'unreadable'>;

/** The plan between two bytes. `start` begins a sector. */
export function cropPlan({ wanted, unwanted }: Plan, start: number, end: number): Window {
  const span = { firstLba: start / SECTOR_BYTES, lastLba: Math.ceil(end / SECTOR_BYTES) - 1 };
  return { wanted: cropRanges(wanted, span), unwanted: cropRanges(unwanted, span), start, end, span };
}

/**
 * Reads a window again and, where that differs from the image, those sectors a third time. Changes nothing of the image.
 * `null` if it was aborted or the disc is gone. Errors: as `runDdrescue` and `differingSectors`.
 */
export async function readWindow(
  task: SecondReadTask,
  window: Window,
  { folder, onBytes, isMediumPresent, signal }: WindowReading,
): Promise<WindowCopies | null> {
  const { wanted, unwanted, start, end, span } = window;
  const readings = { files: scratchFiles(folder), thirdFiles: scratchFiles(join(folder, 'third')) };
  const second = { path: readings.files.image, offset: start };
  const third = { path: readings.thirdFiles.image, offset: start };
  const nothing = { second, third, disagreeing: [], thirdRead: [], unreadable: [] };
  if (wanted.length === 0) return nothing;

  const again = await readPart(task, window, {
    files: readings.files,
    leaveOut: unwanted,
    onBytes: (bytes) => onBytes(start + Math.min(bytes, end - start)),
    signal,
  });
  if (again === null) return null;
  const image = { path: task.files.image, offset: 0 };
  const { sizeBytes } = task.domain;
  const disagreeing = await differingSectors(image, second, {
    ranges: intersectRanges(wanted, again),
    sizeBytes,
  });
  const unreadable = subtractRanges(wanted, again);
  // Errors after the disc was pulled out are no facts.
  if (disagreeing.length + unreadable.length > 0 && !(await isMediumPresent())) return null;
  if (disagreeing.length === 0) return { ...nothing, unreadable };

  const thirdRead = await readPart(task, window, {
    files: readings.thirdFiles,
    leaveOut: subtractRanges([span], disagreeing),
    onBytes: () => undefined,
    signal,
  });
  if (thirdRead === null || !(await isMediumPresent())) return null;
  return { second, third, disagreeing, thirdRead, unreadable };
}

/**
 * Decides what is right where the readings of a window disagree, and mends the image where it was wrong: durably, before
 * this returns. `onPatched` is told the first byte that may have changed, also if mending fails halfway.
 * Errors: as `settleByThird` and `mendImage`.
 */
export async function settleWindow(
  { files, domain }: SecondReadTask,
  { second, third, disagreeing, thirdRead, unreadable }: WindowCopies,
  onPatched: (firstByte: number) => void,
): Promise<Findings> {
  const { sizeBytes } = domain;
  const image = { path: files.image, offset: 0 };
  const settled = await settleByThird({ image, second, third }, { disagreeing, thirdRead, sizeBytes });
  const [first] = settled.corrected;
  if (first !== undefined) {
    try {
      await mendImage(files.image, second, { ranges: settled.corrected, sizeBytes });
    } finally {
      onPatched(first.firstLba * SECTOR_BYTES);
    }
  }
  return { disagreeing: [...disagreeing], ...settled, unreadable };
}

/** Reads what is not left out of a window. Returns the sectors that could be read in full; `null` if interrupted. */
async function readPart(
  task: SecondReadTask,
  { start, end, span }: Window,
  {
    files,
    leaveOut,
    onBytes,
    signal,
  }: Pick<WindowReading, 'onBytes' | 'signal'> & { files: WorkFiles; leaveOut: readonly SectorRange[] },
): Promise<SectorRange[] | null> {
  await makeScratch(files.folder);
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
  if (run.ending === 'interrupted') return null;
  return subtractRanges(run.map.sectorsIn('+'), run.map.sectorsIn('?', '*', '/', '-'));
}

function scratchFiles(folder: string): WorkFiles {
  return {
    folder,
    image: join(folder, 'window.img'),
    map: join(folder, 'window.map'),
    goodMap: join(folder, 'window.map.good'),
  };
}

async function makeScratch(folder: string): Promise<void> {
  try {
    // A killed process may have left its own.
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder);
  } catch (cause) {
    throw writingError(cause, { field: 'workFolder', path: folder });
  }
}
