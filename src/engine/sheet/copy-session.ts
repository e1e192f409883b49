import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, joinRanges, RAW_SECTOR_BYTES, type SectorRange } from '#model/index.ts';
import { writingError } from '../files/file-errors.ts';
import { type DiscSheet, type SheetTrack, sectorBytesOf, type TrackPart } from './disc-sheet.ts';
import type { OpenedSheet } from './open-sheet.ts';
import { type Extent, SheetSectors } from './sheet-sectors.ts';

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

/** The sheet of a copied session. */
export type CopiedSession = {
  readonly sheet: DiscSheet;
  /** Whether the copy is byte for byte the one file that the session's own .toc names: its text then fits the copy. */
  readonly isVerbatim: boolean;
};

const blockSectors = 256;

/**
 * Writes all sectors of a session into one bare file, as they are kept: sub-channels stay, samples keep their byte order
 * (of files of different kinds they all become little-endian), silence stays silence in the sheet.
 * Errors: `NO_SPACE`, `OUTPUT_NOT_WRITABLE`, those of reading; the signal's reason.
 */
export async function copySheetSession(opened: OpenedSheet, copy: SessionCopy): Promise<CopiedSession> {
  await using sectors = await SheetSectors.open(opened, copy);
  const plan = planSession(opened, sectors, copy.session);
  await using bin = await open(copy.binPath, 'w', 0o644).catch((cause: unknown) => {
    throw writingError(cause, { field: 'workFolder', path: copy.binPath });
  });
  for await (const { bytes } of blocksOf(sectors, plan, copy)) {
    await bin.writeFile(bytes).catch((cause: unknown) => {
      throw writingError(cause, { field: 'workFolder', path: copy.binPath });
    });
  }
  await bin.sync();
  return describe(opened, plan, copy);
}

/** Reads the session again and compares it with its copy. Returns the sectors of the disc that differ. */
export async function compareSheetSession(opened: OpenedSheet, copy: SessionCopy): Promise<SectorRange[]> {
  await using sectors = await SheetSectors.open(opened, copy);
  const plan = planSession(opened, sectors, copy.session);
  await using bin = await open(copy.binPath, constants.O_RDONLY | constants.O_NOFOLLOW);
  const differing: SectorRange[] = [];
  for await (const { bytes, firstLba, sectorBytes, position } of blocksOf(sectors, plan, copy)) {
    const copied = Buffer.alloc(bytes.length);
    const { bytesRead } = await bin.read(copied, 0, copied.length, position);
    if (bytesRead === bytes.length && copied.equals(bytes)) continue;
    for (let at = 0, lba = firstLba; at < bytes.length; at += sectorBytes, lba += 1) {
      const end = at + sectorBytes;
      if (end > bytesRead || !copied.subarray(at, end).equals(bytes.subarray(at, end)))
        differing.push({ firstLba: lba, lastLba: lba });
    }
  }
  return joinRanges(differing);
}

type SessionPlan = {
  readonly tracks: readonly SheetTrack[];
  readonly extents: readonly Extent[];
  /** Whether samples are kept in the byte order that they have. */
  readonly keepsByteOrder: boolean;
  readonly bytesTotal: number;
};

function planSession({ sheet }: OpenedSheet, { extents }: SheetSectors, session: number): SessionPlan {
  const tracks = sheet.tracks.filter((track) => track.session === session);
  if (tracks.length === 0) throw new AppError('INTERNAL', `The sheet has no session ${session}.`);
  const own = extents.filter((extent) => extent.track.session === session);
  const audio = own.filter(({ file, track }) => file !== null && track.mode === 'AUDIO');
  const isBare = audio.every(({ file }) => file?.container === 'bare');
  const orders = new Set(audio.map(({ isBigEndian }) => isBigEndian));
  const hasSubChannels = tracks.some(({ subChannel }) => subChannel !== null);
  const bytesTotal = own.reduce(
    (sum, { file, sectorCount, track }) => sum + (file === null ? 0 : sectorCount * sectorBytesOf(track)),
    0,
  );
  return { tracks, extents: own, keepsByteOrder: hasSubChannels || (isBare && orders.size <= 1), bytesTotal };
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
  { extents, keepsByteOrder, bytesTotal }: SessionPlan,
  { signal, onProgress, rateBytesPerSecond }: SessionCopy,
): AsyncGenerator<Block, void> {
  const startedAt = performance.now();
  let position = 0;
  for (const extent of extents) {
    if (extent.file === null) continue;
    const isConverted = extent.track.mode === 'AUDIO' && !keepsByteOrder;
    for (let done = 0; done < extent.sectorCount; done += blockSectors) {
      signal.throwIfAborted();
      const count = Math.min(blockSectors, extent.sectorCount - done);
      const firstLba = extent.firstLba + done;
      const bytes = isConverted
        ? await sectors.readAudio(firstLba, count)
        : await sectors.readStored(extent, firstLba, count);
      const sectorBytes = isConverted ? RAW_SECTOR_BYTES : sectorBytesOf(extent.track);
      yield { bytes, firstLba, sectorBytes, position };
      position += bytes.length;
      onProgress({ bytesDone: position, bytesTotal });
      if (rateBytesPerSecond !== undefined) {
        const aheadMs = (position / rateBytesPerSecond) * 1000 - (performance.now() - startedAt);
        if (aheadMs > 0) await sleep(aheadMs, undefined, { signal });
      }
    }
  }
}

function describe(opened: OpenedSheet, plan: SessionPlan, { session, binPath }: SessionCopy): CopiedSession {
  const fileName = basename(binPath);
  let position = 0;
  const tracks = plan.tracks.map((track): SheetTrack => {
    const parts = track.parts.map((part): TrackPart => {
      if (part.kind === 'silence') return part;
      const startByte = position;
      position += (part.frameCount ?? 0) * sectorBytesOf(track);
      const format =
        track.mode === 'AUDIO' && plan.keepsByteOrder && part.format === 'motorola' ? 'motorola' : 'binary';
      return { ...part, fileName, format, startByte };
    });
    return { ...track, session: 1, parts };
  });
  const { discType, catalog, cdTextLanguages, cdText } = opened.sheet;
  // What a disc says as a whole stands in its first session.
  const ofDisc =
    session === 1 ? { catalog, cdTextLanguages, cdText } : { catalog: null, cdTextLanguages: [], cdText: [] };
  return {
    sheet: { discType, remarks: [], ...ofDisc, tracks },
    isVerbatim: opened.tocs[session - 1] !== undefined && isWholeFile(opened, plan, tracks),
  };
}

/** Whether every part lies in the copy where it lay in one and the same bare file, and that file holds nothing else. */
function isWholeFile(
  { files }: OpenedSheet,
  { tracks, keepsByteOrder, bytesTotal }: SessionPlan,
  copied: readonly SheetTrack[],
): boolean {
  const before = tracks.flatMap(({ parts }) => parts);
  const after = copied.flatMap(({ parts }) => parts);
  const names = new Set(before.flatMap((part) => (part.kind === 'file' ? [part.fileName] : [])));
  const [only] = names;
  const file = files.find(({ fileName }) => fileName === only);
  const isInPlace = before.every((part, index) => {
    const other = after[index];
    return part.kind === 'silence' || (other?.kind === 'file' && other.startByte === part.startByte);
  });
  return (
    keepsByteOrder &&
    names.size === 1 &&
    file?.container === 'bare' &&
    file.sizeBytes === bytesTotal &&
    isInPlace
  );
}
