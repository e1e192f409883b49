import type { FileHandle } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { joinRanges, RAW_SECTOR_BYTES, SECTOR_BYTES, type SectorRange } from '#model/index.ts';
import { writeFileAtomic } from '../files/atomic-file.ts';
import { sectorBytesOf } from './disc-sheet.ts';
import type { OpenedSheet } from './open-sheet.ts';
import { type Extent, extentsOf, SheetSectors } from './sheet-sectors.ts';
import { formatMsf } from './sheet-text.ts';
import { linkView, makeViewFile, writeAt } from './view-file.ts';

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
  const sizeBytes = opened.leadOutLba * RAW_SECTOR_BYTES;
  const whole = wholeFile(extentsOf(opened), { sectorBytes: RAW_SECTOR_BYTES, sizeBytes });
  if (whole !== null) await linkView(whole, binPath);
  else {
    const fill = (file: FileHandle) => fillRaw(opened, file, { folder, signal });
    await makeViewFile(opened, { path: binPath, sizeBytes, fill, signal });
  }
  const lines = opened.sheet.tracks.map((track, index) => {
    const type = track.mode === 'AUDIO' ? 'AUDIO' : 'MODE1/2352';
    const start = formatMsf(opened.places[index]?.startLba ?? 0);
    return `  TRACK ${String(track.number).padStart(2, '0')} ${type}\n    INDEX 01 ${start}\n`;
  });
  const text = `FILE "${basename(binPath)}" BINARY\n${lines.join('')}`;
  await writeFileAtomic(cuePath, text, 'workFolder');
  return cuePath;
}

/** The data of a disc for programs that know only sectors of 2048 bytes. */
export type CookedView = {
  readonly path: string;
  /** Sectors with wrong error detection codes, or without 2048 bytes of data, within the data tracks. */
  readonly badSectors: SectorRange[];
};

/**
 * The user data of every data sector at its address on the disc, `lba * 2048`; audio and gaps are holes. It ends with the
 * last data sector. One file of such sectors from sector 0 is linked, else `disc.iso` is made. Errors as `makeParanoiaView`.
 */
export async function makeCookedView(
  opened: OpenedSheet,
  folder: string,
  { signal }: ViewOptions,
): Promise<CookedView> {
  const path = join(folder, 'disc.iso');
  const extents = extentsOf(opened).filter(({ track }) => track.mode !== 'AUDIO');
  const last = extents.at(-1);
  const sizeBytes = last === undefined ? 0 : (last.firstLba + last.sectorCount) * SECTOR_BYTES;
  const whole = wholeFile(extents, { sectorBytes: SECTOR_BYTES, sizeBytes });
  if (whole !== null) {
    await linkView(whole, path);
    return { path, badSectors: [] };
  }
  const fill = (file: FileHandle) => fillCooked(opened, file, signal);
  return { path, badSectors: await makeViewFile(opened, { path, sizeBytes, fill, signal }) };
}

/** The one bare file that holds all these extents at their addresses and nothing more, `null` if there is none. */
function wholeFile(
  extents: readonly Extent[],
  { sectorBytes, sizeBytes }: { readonly sectorBytes: number; readonly sizeBytes: number },
): string | null {
  const file = extents[0]?.file ?? null;
  if (file === null || file.container !== 'bare' || file.sizeBytes !== sizeBytes) return null;
  const fits = extents.every(
    (extent) =>
      extent.file?.path === file.path &&
      extent.startByte === extent.firstLba * sectorBytes &&
      sectorBytesOf(extent.track) === sectorBytes &&
      !extent.isBigEndian,
  );
  return fits ? file.path : null;
}

/** All sectors of audio at their addresses; data is left out, nobody reads it here. */
async function fillRaw(
  opened: OpenedSheet,
  file: FileHandle,
  { folder, signal }: { folder: string; signal: AbortSignal },
): Promise<SectorRange[]> {
  await using sectors = await SheetSectors.open(opened, { scratchFolder: folder, signal });
  for (const extent of sectors.extents) {
    if (extent.file === null || extent.track.mode !== 'AUDIO') continue;
    for (const { lba, count } of blocksOf(extent, signal)) {
      await writeAt(file, await sectors.readAudio(lba, count), lba * RAW_SECTOR_BYTES);
    }
  }
  return [];
}

async function fillCooked(
  opened: OpenedSheet,
  file: FileHandle,
  signal: AbortSignal,
): Promise<SectorRange[]> {
  await using sectors = await SheetSectors.open(opened, { signal });
  const bad: SectorRange[] = [];
  for (const extent of sectors.extents) {
    if (extent.file === null || extent.track.mode === 'AUDIO') continue;
    for (const { lba, count } of blocksOf(extent, signal)) {
      const found = await sectors.readUserDataRun(extent, lba, count);
      const bytes = found.map((sector) =>
        sector.type === 'data' ? sector.bytes : Buffer.alloc(SECTOR_BYTES),
      );
      await writeAt(file, Buffer.concat(bytes), lba * SECTOR_BYTES);
      for (const [index, { type }] of found.entries()) {
        if (type !== 'data') bad.push({ firstLba: lba + index, lastLba: lba + index });
      }
    }
  }
  return joinRanges(bad);
}

/** An extent in pieces, until it is aborted. */
function* blocksOf({ firstLba, sectorCount }: Extent, signal: AbortSignal) {
  for (let done = 0; done < sectorCount; done += blockSectors) {
    signal.throwIfAborted();
    yield { lba: firstLba + done, count: Math.min(blockSectors, sectorCount - done) };
  }
}
