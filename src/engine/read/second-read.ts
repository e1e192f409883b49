import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SECTOR_BYTES, type SecondRead, type SectorRange } from '#model/index.ts';
import { BlockMap } from './block-map.ts';
import { runDdrescue } from './ddrescue.ts';
import type { ReadTask, WorkFiles } from './disc-reader.ts';
import { joinRanges } from './sector-ranges.ts';

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
  /** Asked before differences are believed: errors after the disc was pulled out are no facts. */
  readonly isMediumPresent: () => Promise<boolean>;
  readonly signal: AbortSignal;
};

/** How much is read again at a time; bounds the scratch file. */
const windowBytes = 64 * 1024 * 1024;
const compareChunkBytes = 1024 * 1024;

/**
 * Reads everything again, past the page cache, and compares it with the image: the only proof of a reading there is.
 * `ending` is `interrupted` if aborted or the disc was gone; `result` then covers the windows before.
 * Errors: as `runDdrescue`.
 */
export async function readAgainAndCompare(
  task: ReadTask,
  options: SecondReadOptions,
): Promise<{ ending: 'finished' | 'interrupted'; result: SecondRead }> {
  const folder = join(task.files.folder, 'second-read');
  let result: SecondRead = options.resumeFrom ?? {
    comparedBytes: 0,
    isDirect: task.medium.supportsDirect,
    disagreeing: [],
    unreadable: [],
  };
  const isInterrupted = () => options.signal.aborted;
  for (let start = result.comparedBytes; start < task.domain.sizeBytes; start += windowBytes) {
    if (isInterrupted()) return { ending: 'interrupted', result };
    const end = Math.min(task.domain.sizeBytes, start + windowBytes);
    const found = await readWindow(task, options, { folder, start, end });
    const hasFindings = found !== null && found.disagreeing.length + found.unreadable.length > 0;
    if (found === null || (hasFindings && !(await options.isMediumPresent())))
      return { ending: 'interrupted', result };
    result = {
      ...result,
      comparedBytes: end,
      disagreeing: joinRanges([...result.disagreeing, ...found.disagreeing]),
      unreadable: joinRanges([...result.unreadable, ...found.unreadable]),
    };
    await options.onWindow(result);
    options.onBytes(end);
  }
  await rm(folder, { recursive: true, force: true });
  return { ending: 'finished', result };
}

type Window = { readonly folder: string; readonly start: number; readonly end: number };
type Findings = { readonly disagreeing: SectorRange[]; readonly unreadable: SectorRange[] };

/** Reads and compares one window; `null` if it was interrupted. */
async function readWindow(
  task: ReadTask,
  options: SecondReadOptions,
  window: Window,
): Promise<Findings | null> {
  const { folder, start, end } = window;
  const wanted = cropMap(options.map, start, end).areasIn('+');
  if (wanted.length === 0) return { disagreeing: [], unreadable: [] };

  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  const files: WorkFiles = {
    folder,
    image: join(folder, 'window.img'),
    map: join(folder, 'window.map'),
    goodMap: join(folder, 'window.map.good'),
  };
  const unwanted = options.map.sectorsIn('?', '*', '/', '-');
  const run = await runDdrescue(
    {
      task: { ...task, options: { ...task.options, excluded: unwanted } },
      files,
      startByte: start,
      endByte: end,
      passFlags: [...(task.medium.supportsDirect ? ['-d'] : []), `-r${task.options.retries}`],
      onStatus: (status) => options.onBytes(start + Math.min(status.rescuedBytes, end - start)),
      onMap: () => undefined,
    },
    options.signal,
  );
  if (run.ending === 'interrupted') return null;
  const second = cropMap(run.map, start, end);
  return {
    disagreeing: await differingSectors(task.files.image, files.image, { start, areas: wanted, second }),
    unreadable: intersect(wanted, second.areasIn('?', '*', '/', '-')),
  };
}

/** Sectors that both reads have and that differ. */
async function differingSectors(
  firstPath: string,
  secondPath: string,
  {
    start,
    areas,
    second,
  }: { start: number; areas: readonly { pos: number; size: number }[]; second: BlockMap },
): Promise<SectorRange[]> {
  const first = await open(firstPath, 'r');
  const again = await open(secondPath, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null; // Nothing of the window could be read again.
    throw error;
  });
  const differing: SectorRange[] = [];
  try {
    if (again === null) return [];
    const a = Buffer.alloc(compareChunkBytes);
    const b = Buffer.alloc(compareChunkBytes);
    for (const { firstLba, lastLba } of intersect(areas, second.areasIn('+'))) {
      const areaEnd = (lastLba + 1) * SECTOR_BYTES;
      for (let pos = firstLba * SECTOR_BYTES; pos < areaEnd; pos += compareChunkBytes) {
        const length = Math.min(compareChunkBytes, areaEnd - pos);
        const inFirst = await first.read(a, 0, length, pos);
        const inSecond = await again.read(b, 0, length, pos - start);
        const common = Math.max(inFirst.bytesRead, inSecond.bytesRead);
        if (a.subarray(0, inFirst.bytesRead).equals(b.subarray(0, inSecond.bytesRead))) continue;
        for (let offset = 0; offset < common; offset += SECTOR_BYTES) {
          const sectorA = a.subarray(offset, Math.min(offset + SECTOR_BYTES, inFirst.bytesRead));
          const sectorB = b.subarray(offset, Math.min(offset + SECTOR_BYTES, inSecond.bytesRead));
          const lba = (pos + offset) / SECTOR_BYTES;
          if (!sectorA.equals(sectorB)) differing.push({ firstLba: lba, lastLba: lba });
        }
      }
    }
  } finally {
    await first.close();
    await again?.close();
  }
  return joinRanges(differing);
}

/** `map` inside [start, end), with absolute positions; what it does not cover counts as untried. */
function cropMap(map: BlockMap, start: number, end: number): BlockMap {
  const blocks = map.blocks
    .map((block) => {
      const pos = Math.max(start, block.pos);
      return { ...block, pos, size: Math.min(end, block.pos + block.size) - pos };
    })
    .filter((block) => block.size > 0);
  const covered = blocks.at(-1);
  const coveredEnd = covered === undefined ? start : covered.pos + covered.size;
  return new BlockMap(
    coveredEnd < end ? [...blocks, { pos: coveredEnd, size: end - coveredEnd, status: '?' }] : blocks,
  );
}

type Area = { readonly pos: number; readonly size: number };

/** Sectors that lie in an area of both lists. */
function intersect(a: readonly Area[], b: readonly Area[]): SectorRange[] {
  const ranges: SectorRange[] = [];
  for (const one of a) {
    for (const other of b) {
      const pos = Math.max(one.pos, other.pos);
      const end = Math.min(one.pos + one.size, other.pos + other.size);
      if (pos >= end) continue;
      ranges.push({ firstLba: Math.floor(pos / SECTOR_BYTES), lastLba: Math.ceil(end / SECTOR_BYTES) - 1 });
    }
  }
  return joinRanges(ranges);
}
