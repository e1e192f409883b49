import { type FileHandle, open } from 'node:fs/promises';
import {
  AppError,
  countSectors,
  intersectRanges,
  joinRanges,
  RAW_SECTOR_BYTES,
  type SectorRange,
  subtractRanges,
} from '#model/index.ts';
import { readWavLayout } from '../audio/index.ts';
import { readingError, writingError } from '../files/file-errors.ts';

const blockSectors = 256;

/** Sectors (of the disc, the track begins at `startLba`) whose samples differ between two WAVE files of a track. */
export async function differingAudioSectors(
  onePath: string,
  otherPath: string,
  startLba: number,
): Promise<SectorRange[]> {
  await using one = await openTrack(onePath);
  await using other = await openTrack(otherPath);
  const sectorCount = Math.max(one.sectorCount, other.sectorCount);
  const differing: SectorRange[] = [];
  for (let at = 0; at < sectorCount; at += blockSectors) {
    const [a, b] = [await one.read(at, blockSectors), await other.read(at, blockSectors)];
    if (a.equals(b)) continue;
    for (let sector = 0; sector * RAW_SECTOR_BYTES < Math.max(a.length, b.length); sector += 1) {
      const [from, to] = [sector * RAW_SECTOR_BYTES, (sector + 1) * RAW_SECTOR_BYTES];
      if (a.subarray(from, to).equals(b.subarray(from, to))) continue;
      differing.push({ firstLba: startLba + at + sector, lastLba: startLba + at + sector });
    }
  }
  return joinRanges(differing);
}

/** A reading of a track and what is missing in it. */
export type TrackReading = { readonly wavPath: string; readonly lost: readonly SectorRange[] };

/**
 * Share of the sectors that two readings both have in which they may differ and still count as lying at the same place; a
 * drive that slipped differs in nearly all that is not silence.
 */
const mostDiffering = 0.02;

/**
 * Fills what is lost in one reading from another that has it, durably. If the two do not lie at the same place
 * (`isAligned`), nothing is touched. Errors: those of reading, `NO_SPACE`, `OUTPUT_NOT_WRITABLE`.
 */
export async function fillLostSectors(
  target: TrackReading,
  source: TrackReading,
  startLba: number,
): Promise<{ isAligned: boolean; lost: SectorRange[]; filled: SectorRange[] }> {
  const unsure = joinRanges([...target.lost, ...source.lost]);
  const differing = subtractRanges(
    await differingAudioSectors(target.wavPath, source.wavPath, startLba),
    unsure,
  );
  const all = await sectorsOf(target.wavPath, startLba);
  const shared = countSectors(subtractRanges(all, unsure));
  const filled = subtractRanges([...target.lost], [...source.lost]);
  const isAligned = countSectors(differing) <= shared * mostDiffering;
  if (!isAligned) return { isAligned, lost: [...target.lost], filled: [] };
  if (filled.length > 0) await copyAudioSectors(source.wavPath, target.wavPath, filled, startLba);
  return { isAligned, lost: intersectRanges(target.lost, source.lost), filled };
}

/**
 * Copies sectors from one WAVE file of a track into another, durably. Errors: those of reading, `NO_SPACE`,
 * `OUTPUT_NOT_WRITABLE`; `INTERNAL` if one of the files does not hold these sectors, and then nothing is written.
 */
export async function copyAudioSectors(
  fromPath: string,
  toPath: string,
  ranges: readonly SectorRange[],
  startLba: number,
): Promise<void> {
  await using source = await openTrack(fromPath);
  const { dataOffset, sampleCount } = await readWavLayout(toPath);
  const endLba = startLba + Math.min(source.sectorCount, Math.floor(sampleCount / 588));
  const outside = ranges.find(({ firstLba, lastLba }) => firstLba < startLba || lastLba >= endLba);
  if (outside !== undefined) {
    const sectors = `${outside.firstLba} to ${outside.lastLba}`;
    throw new AppError('INTERNAL', `The sectors ${sectors} are not in both ${fromPath} and ${toPath}.`);
  }
  try {
    await using target = await open(toPath, 'r+');
    for (const { firstLba, lastLba } of ranges) {
      for (let lba = firstLba; lba <= lastLba; lba += 1) {
        const sector = await source.read(lba - startLba, 1);
        await target.write(sector, 0, sector.length, dataOffset + (lba - startLba) * RAW_SECTOR_BYTES);
      }
    }
    await target.datasync();
  } catch (cause) {
    throw writingError(cause, { field: 'workFolder', path: toPath });
  }
}

async function sectorsOf(wavPath: string, startLba: number): Promise<SectorRange[]> {
  await using track = await openTrack(wavPath);
  return track.sectorCount === 0 ? [] : [{ firstLba: startLba, lastLba: startLba + track.sectorCount - 1 }];
}

/** The sectors of a track in a WAVE file. */
class TrackFile implements AsyncDisposable {
  readonly sectorCount: number;
  readonly #file: FileHandle;
  readonly #path: string;
  readonly #dataOffset: number;

  constructor(file: FileHandle, path: string, layout: { dataOffset: number; sectorCount: number }) {
    this.#file = file;
    this.#path = path;
    this.#dataOffset = layout.dataOffset;
    this.sectorCount = layout.sectorCount;
  }

  /** Up to `count` sectors; fewer at the end. */
  async read(sector: number, count: number): Promise<Buffer> {
    const wanted = Math.max(0, Math.min(count, this.sectorCount - sector)) * RAW_SECTOR_BYTES;
    const buffer = Buffer.alloc(wanted);
    for (let done = 0; done < wanted; ) {
      const position = this.#dataOffset + sector * RAW_SECTOR_BYTES + done;
      const { bytesRead } = await this.#file.read(buffer, done, wanted - done, position);
      if (bytesRead === 0) throw readingError(new Error('it became shorter'), this.#path);
      done += bytesRead;
    }
    return buffer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
  }
}

async function openTrack(path: string): Promise<TrackFile> {
  const { dataOffset, sampleCount } = await readWavLayout(path);
  const file = await open(path, 'r').catch((cause: unknown) => {
    throw readingError(cause, path);
  });
  return new TrackFile(file, path, { dataOffset, sectorCount: Math.floor(sampleCount / 588) });
}
