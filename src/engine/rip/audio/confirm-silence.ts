import { type FileHandle, open } from 'node:fs/promises';
import { cropRanges, joinRanges, type SectorRange, type Track } from '#model/index.ts';
import { readWavLayout } from '../../audio/index.ts';
import { findUnreadAudio } from '../../drive/index.ts';
import { spanOf } from '../job/job-size.ts';

/** A reading of a track from a drive. */
export type SilentReading = {
  readonly devicePath: string;
  readonly track: Track;
  readonly wavPath: string;
  readonly readOffsetSamples: number;
  readonly signal: AbortSignal;
};

const samplesPerSector = 588;
const bytesPerSample = 4;
/** How long a drive may be asked about one track. Damaged sectors take seconds each. */
const patienceMs = 10 * 60 * 1000;

/**
 * Sectors of a track that are silence in its file and that the drive does not confirm: they were not read. `null` if this
 * drive cannot be asked. Errors: as `findUnreadAudio`.
 */
export async function findUnconfirmedSilence(reading: SilentReading): Promise<SectorRange[] | null> {
  const { devicePath, track, wavPath, readOffsetSamples: offset, signal } = reading;
  const { dataOffset } = await readWavLayout(wavPath);
  await using wav = await open(wavPath, 'r');
  const { silent, soundLba } = await listen(wav, { dataOffset, track, offset });
  const deadlineMs = performance.now() + patienceMs;
  const unread = await findUnreadAudio(devicePath, { silent, soundLba, signal, deadlineMs });
  if (unread === null) return null;
  const inTrack = unread.map(({ firstLba, lastLba }) => ({
    firstLba: Math.floor((firstLba * samplesPerSector - offset) / samplesPerSector),
    lastLba: Math.floor(((lastLba + 1) * samplesPerSector - 1 - offset) / samplesPerSector),
  }));
  return cropRanges(joinRanges(inTrack), spanOf(track));
}

/** Sectors of the disc that lie in a track, wholly or in part, and are silent there; and one that is not. */
async function listen(
  wav: FileHandle,
  { dataOffset, track, offset }: { dataOffset: number; track: Track; offset: number },
): Promise<{ silent: SectorRange[]; soundLba: number | null }> {
  const start = track.startLba * samplesPerSector + offset;
  const end = start + track.sectorCount * samplesPerSector;
  const silent: SectorRange[] = [];
  let soundLba: number | null = null;
  const buffer = Buffer.alloc(samplesPerSector * bytesPerSample);
  for (let lba = Math.max(0, Math.floor(start / samplesPerSector)); lba * samplesPerSector < end; lba += 1) {
    const from = Math.max(start, lba * samplesPerSector);
    const to = Math.min(end, (lba + 1) * samplesPerSector);
    const length = (to - from) * bytesPerSample;
    await wav.read(buffer, 0, length, dataOffset + (from - start) * bytesPerSample);
    if (buffer.subarray(0, length).every((byte) => byte === 0)) silent.push({ firstLba: lba, lastLba: lba });
    else soundLba ??= lba;
  }
  return { silent: joinRanges(silent), soundLba };
}
