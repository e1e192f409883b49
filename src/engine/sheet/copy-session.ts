import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { joinRanges, type SectorRange } from '#model/index.ts';
import { writingError } from '../files/file-errors.ts';
import { sectorBytesOf } from './disc-sheet.ts';
import type { OpenedSheet } from './open-sheet.ts';
import {
  type CopiedSession,
  describeSession,
  planSession,
  readPlanned,
  type SessionPlan,
} from './session-plan.ts';
import { SheetSectors } from './sheet-sectors.ts';

export type { CopiedSession } from './session-plan.ts';

/** A session of a sheet that is copied or compared. */
export type SessionCopy = {
  readonly session: number;
  /** The bare file of all its sectors. */
  readonly binPath: string;
  readonly scratchFolder: string;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: { readonly bytesDone: number; readonly bytesTotal: number }) => void;
  /** Speed of a drive to imitate. */
  readonly rateBytesPerSecond?: number;
};

const blockSectors = 256;
const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW } = constants;
const copyFlags = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW;

/**
 * Writes all sectors of a session into one bare file, as they are kept: sub-channels stay, samples keep their byte order
 * (of files of different kinds they all become little-endian; with sub-channels big-endian, as a .toc cannot say otherwise),
 * silence stays silence in the sheet. The copy is durable.
 * Errors: `NO_SPACE`, `OUTPUT_NOT_WRITABLE`, those of reading; the signal's reason.
 */
export async function copySheetSession(opened: OpenedSheet, copy: SessionCopy): Promise<CopiedSession> {
  const plan = planSession(opened, copy.session);
  await using sectors = await SheetSectors.open(opened, copy);
  await ofWorkFolder(copy, async () => {
    await using bin = await open(copy.binPath, copyFlags, 0o644);
    for await (const { bytes } of blocksOf(sectors, plan, copy)) await bin.writeFile(bytes);
    await bin.sync();
  });
  return describeSession(opened, plan, basename(copy.binPath));
}

/**
 * Reads the session again and compares it with its copy. Returns the sectors of the disc that differ, in order.
 * Errors: `OUTPUT_NOT_WRITABLE` if the copy is gone, those of reading; the signal's reason.
 */
export async function compareSheetSession(opened: OpenedSheet, copy: SessionCopy): Promise<SectorRange[]> {
  const plan = planSession(opened, copy.session);
  await using sectors = await SheetSectors.open(opened, copy);
  const differing: SectorRange[] = [];
  await ofWorkFolder(copy, async () => {
    await using bin = await open(copy.binPath, constants.O_RDONLY | constants.O_NOFOLLOW);
    for await (const block of blocksOf(sectors, plan, copy)) {
      const copied = Buffer.alloc(block.bytes.length);
      const { bytesRead } = await bin.read(copied, 0, copied.length, block.position);
      differing.push(...differencesIn(block, copied.subarray(0, bytesRead)));
    }
  });
  return joinRanges(differing);
}

function differencesIn({ bytes, firstLba, sectorBytes }: Block, copied: Buffer): SectorRange[] {
  if (copied.equals(bytes)) return [];
  const differing: SectorRange[] = [];
  for (let at = 0, lba = firstLba; at < bytes.length; at += sectorBytes, lba += 1) {
    const end = at + sectorBytes;
    const isSame = copied.subarray(at, end).equals(bytes.subarray(at, end));
    if (!isSame) differing.push({ firstLba: lba, lastLba: lba });
  }
  return differing;
}

/** Errors of the copy's own file are those of the working folder; what reading and aborting throw goes on as it is. */
async function ofWorkFolder({ binPath, signal }: SessionCopy, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    signal.throwIfAborted();
    throw writingError(cause, { field: 'workFolder', path: binPath });
  }
}

type Block = {
  readonly bytes: Buffer;
  readonly firstLba: number;
  readonly sectorBytes: number;
  /** Where it lies in the copy. */
  readonly position: number;
};

async function* blocksOf(
  sectors: SheetSectors,
  { extents, bytesTotal }: SessionPlan,
  { signal, onProgress, rateBytesPerSecond }: SessionCopy,
): AsyncGenerator<Block, void> {
  const startedAt = performance.now();
  let position = 0;
  for (const planned of extents) {
    const { firstLba, sectorCount, track } = planned.extent;
    for (let done = 0; done < sectorCount; done += blockSectors) {
      signal.throwIfAborted();
      const count = Math.min(blockSectors, sectorCount - done);
      const bytes = await readPlanned(sectors, planned, { lba: firstLba + done, count });
      yield { bytes, firstLba: firstLba + done, sectorBytes: sectorBytesOf(track), position };
      position += bytes.length;
      onProgress({ bytesDone: position, bytesTotal });
      if (rateBytesPerSecond === undefined) continue;
      const aheadMs = (position / rateBytesPerSecond) * 1000 - (performance.now() - startedAt);
      if (aheadMs > 0) await sleep(aheadMs, undefined, { signal });
    }
  }
}
