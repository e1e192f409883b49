import { open, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { joinRanges, RAW_SECTOR_BYTES, SECTOR_BYTES, SectorRange } from '#model/index.ts';
import { hasErrno, writingError } from '../files/file-errors.ts';
import { sectorBytesOf } from './disc-sheet.ts';
import type { OpenedSheet } from './open-sheet.ts';
import { extentsOf, SheetSectors } from './sheet-sectors.ts';
import { formatMsf } from './sheet-text.ts';

/** How a view is made. */
export type ViewOptions = { readonly signal: AbortSignal };

const blockSectors = 256;

/**
 * A disc as libcdio's drivers read it from files: they open only a bare little-endian `disc.bin` beside `disc.cue`, and know
 * neither PREGAP nor names of files (lib/driver/image/bincue.c). Track numbers and addresses are those of the disc; where
 * nothing is kept (silence, gaps between sessions) there are zeros. Returns the path of the cue sheet.
 * A file that already is such a disc is linked, else a copy is made; one that is complete and as new as its sources is used again.
 * Errors: `NO_SPACE`, `OUTPUT_NOT_WRITABLE`, those of reading; the signal's reason.
 */
export async function makeParanoiaView(
  opened: OpenedSheet,
  folder: string,
  { signal }: ViewOptions,
): Promise<string> {
  const binPath = join(folder, 'disc.bin');
  const cuePath = join(folder, 'disc.cue');
  const whole = wholeRawFile(opened);
  if (whole === null) await makeOnce(opened, binPath, (path) => writeRaw(opened, path, { folder, signal }));
  else await link(whole, binPath);
  const lines = opened.sheet.tracks.map((track, index) => {
    const type = track.mode === 'AUDIO' ? 'AUDIO' : 'MODE1/2352';
    const start = formatMsf(opened.places[index]?.startLba ?? 0);
    return `  TRACK ${String(track.number).padStart(2, '0')} ${type}\n    INDEX 01 ${start}\n`;
  });
  await writeFile(cuePath, `FILE "${basename(binPath)}" BINARY\n${lines.join('')}`).catch(
    (cause: unknown) => {
      throw writingError(cause, { field: 'workFolder', path: cuePath });
    },
  );
  return cuePath;
}

/** The data of a disc for programs that know only sectors of 2048 bytes. */
export type CookedView = {
  readonly path: string;
  /** Sectors with wrong error detection codes, or without 2048 bytes of data, within the data tracks. */
  readonly badSectors: SectorRange[];
};

/**
 * The user data of every data sector at its address on the disc, `lba * 2048`; audio and gaps are holes. One file of such
 * sectors from sector 0 is linked, else `disc.iso` is made. Errors as `makeParanoiaView`.
 */
export async function makeCookedView(
  opened: OpenedSheet,
  folder: string,
  { signal }: ViewOptions,
): Promise<CookedView> {
  const path = join(folder, 'disc.iso');
  const whole = wholeCookedFile(opened);
  if (whole !== null) {
    await link(whole, path);
    return { path, badSectors: [] };
  }
  const badSectors = await makeOnce(opened, path, (temporary) => writeCooked(opened, temporary, signal));
  return { path, badSectors };
}

/** The one bare file that holds all sectors of a disc in full and in order, `null` if there is none. */
function wholeRawFile(opened: OpenedSheet): string | null {
  const extents = extentsOf(opened);
  const fits = extents.every(
    ({ file, firstLba, startByte, track, isBigEndian }) =>
      file?.container === 'bare' &&
      file.path === extents[0]?.file?.path &&
      startByte === firstLba * RAW_SECTOR_BYTES &&
      sectorBytesOf(track) === RAW_SECTOR_BYTES &&
      !isBigEndian,
  );
  return fits ? (extents[0]?.file?.path ?? null) : null;
}

function wholeCookedFile(opened: OpenedSheet): string | null {
  const extents = extentsOf(opened).filter(({ track }) => track.mode !== 'AUDIO');
  const fits = extents.every(
    ({ file, firstLba, startByte, track }) =>
      file?.container === 'bare' &&
      file.path === extents[0]?.file?.path &&
      startByte === firstLba * SECTOR_BYTES &&
      sectorBytesOf(track) === SECTOR_BYTES,
  );
  return fits ? (extents[0]?.file?.path ?? null) : null;
}

async function link(target: string, path: string): Promise<void> {
  try {
    await rm(path, { force: true });
    await symlink(resolve(target), path);
  } catch (cause) {
    throw writingError(cause, { field: 'workFolder', path });
  }
}

/** What a view was made of, and what was bad in it. */
const Stamp = Type.Object({ sources: Type.String(), badSectors: Type.Array(SectorRange) });

/**
 * Makes a file unless it is there and was made from the sources as they are now. Returns the bad sectors that were found
 * when it was made.
 */
async function makeOnce(
  opened: OpenedSheet,
  path: string,
  make: (path: string) => Promise<SectorRange[]>,
): Promise<SectorRange[]> {
  const sources = opened.files
    .map(({ fileName, sizeBytes, mtimeNs }) => `${fileName} ${sizeBytes} ${mtimeNs}`)
    .join('\n');
  const stampPath = `${path}.stamp`;
  const old = await readStamp(stampPath);
  if (old?.sources === sources && (await isThere(path))) return old.badSectors;
  const temporary = `${path}.part`;
  try {
    for (const left of [stampPath, path, temporary]) await rm(left, { force: true });
    const badSectors = await make(temporary);
    await rename(temporary, path);
    await writeFile(stampPath, JSON.stringify({ sources, badSectors }));
    return badSectors;
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'AbortError') throw cause;
    throw writingError(cause, { field: 'workFolder', path });
  }
}

async function readStamp(path: string): Promise<Static<typeof Stamp> | null> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    return Value.Check(Stamp, value) ? value : null;
  } catch {
    return null; // None, or one that was cut off: the view is made again.
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return false;
    throw error;
  }
}

/** All sectors of 2352 bytes at their addresses; data that is kept without its frame is left out, nobody reads it here. */
async function writeRaw(
  opened: OpenedSheet,
  path: string,
  { folder, signal }: { folder: string; signal: AbortSignal },
): Promise<SectorRange[]> {
  await using sectors = await SheetSectors.open(opened, { scratchFolder: folder, signal });
  await using file = await open(path, 'w', 0o600);
  await file.truncate(opened.leadOutLba * RAW_SECTOR_BYTES);
  for (const extent of sectors.extents) {
    if (extent.file === null || extent.track.mode !== 'AUDIO') continue;
    for (let done = 0; done < extent.sectorCount; done += blockSectors) {
      signal.throwIfAborted();
      const lba = extent.firstLba + done;
      const bytes = await sectors.readAudio(lba, Math.min(blockSectors, extent.sectorCount - done));
      await file.write(bytes, 0, bytes.length, lba * RAW_SECTOR_BYTES);
    }
  }
  return [];
}

async function writeCooked(opened: OpenedSheet, path: string, signal: AbortSignal): Promise<SectorRange[]> {
  await using sectors = await SheetSectors.open(opened, { signal });
  await using file = await open(path, 'w', 0o600);
  const bad: SectorRange[] = [];
  let endLba = 0;
  for (const extent of sectors.extents) {
    if (extent.track.mode === 'AUDIO') continue;
    endLba = extent.firstLba + extent.sectorCount;
    for (let lba = extent.firstLba; lba < endLba; lba += 1) {
      signal.throwIfAborted();
      const sector = await sectors.readUserData(lba);
      if (sector.type === 'data') await file.write(sector.bytes, 0, SECTOR_BYTES, lba * SECTOR_BYTES);
      else bad.push({ firstLba: lba, lastLba: lba });
    }
  }
  await file.truncate(endLba * SECTOR_BYTES);
  return joinRanges(bad);
}
