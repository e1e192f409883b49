import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { RAW_SECTOR_BYTES, type SectorRange, type Track } from '#model/index.ts';
import { readWavLayout, wavHeader } from '../audio/index.ts';
import { removeIfThere, syncFolder, temporaryPath } from '../files/atomic-file.ts';
import { writingError } from '../files/file-errors.ts';
import type { AudioSpan } from './audio-span.ts';

const bytesPerSample = 4;
const blockBytes = 512 * RAW_SECTOR_BYTES;

/** What was read of a span, and the track that it is for. */
export type Composition = {
  /** WAVE file of the whole span, or of its beginning. */
  readonly rawPath: string;
  readonly wavPath: string;
  readonly span: AudioSpan;
  readonly track: Track;
  /** Sectors to be silent. */
  readonly silenced: readonly SectorRange[];
};

/**
 * Makes the WAVE file of a track out of what was read of its span: shifted by the read offset, filled up with silence, and
 * of exactly the track's length. It gets its name when it is whole and durable. `missing` are sectors of the track for which
 * the reader delivered nothing.
 * Errors: `NO_SPACE`, `OUTPUT_NOT_WRITABLE`, `VERIFY_FAILED` if what was read is not CD audio.
 */
export async function composeTrack(composition: Composition): Promise<{ missing: SectorRange[] }> {
  const { rawPath, wavPath, span, track, silenced } = composition;
  const raw = await readWavLayout(rawPath);
  const spanSamples = ((span.lastLba - span.firstLba + 1) * RAW_SECTOR_BYTES) / bytesPerSample;
  const delivered = Math.min(raw.sampleCount, spanSamples);
  const kept = Math.max(0, Math.min(delivered - span.skipSamples, span.trackSamples - span.headSamples));
  const temporary = temporaryPath(dirname(wavPath));
  try {
    await using source = await open(rawPath, 'r');
    // flac gives its file the permissions of this one: those that a published file shall have.
    await using target = await open(temporary, 'wx', 0o666);
    const header = wavHeader(span.trackSamples * bytesPerSample);
    await target.write(header, 0, header.length, 0);
    const block = Buffer.alloc(blockBytes);
    const from = raw.dataOffset + span.skipSamples * bytesPerSample;
    const to = header.length + span.headSamples * bytesPerSample;
    for (let done = 0; done < kept * bytesPerSample; ) {
      const length = Math.min(block.length, kept * bytesPerSample - done);
      const { bytesRead } = await source.read(block, 0, length, from + done);
      if (bytesRead === 0) throw new Error('what was read became shorter');
      await target.write(block, 0, bytesRead, to + done);
      done += bytesRead;
    }
    await target.truncate(header.length + span.trackSamples * bytesPerSample);
    for (const { firstLba, lastLba } of silenced) {
      const silence = Buffer.alloc((lastLba - firstLba + 1) * RAW_SECTOR_BYTES);
      await target.write(
        silence,
        0,
        silence.length,
        header.length + (firstLba - track.startLba) * RAW_SECTOR_BYTES,
      );
    }
    await target.sync();
    await rename(temporary, wavPath);
    await syncFolder(dirname(wavPath));
  } catch (cause) {
    throw writingError(cause, { field: 'workFolder', path: wavPath });
  } finally {
    await removeIfThere(temporary);
  }
  return { missing: missingSectors(composition, delivered, spanSamples) };
}

/** Sectors at the end that nothing was delivered for. What lies beyond the audio of the disc is not missing. */
function missingSectors({ span, track }: Composition, delivered: number, spanSamples: number): SectorRange[] {
  if (delivered >= spanSamples) return [];
  const samplesOfTrack = Math.max(0, delivered - span.skipSamples + span.headSamples);
  const wholeSectors = Math.floor((samplesOfTrack * bytesPerSample) / RAW_SECTOR_BYTES);
  if (wholeSectors >= track.sectorCount) return [];
  return [{ firstLba: track.startLba + wholeSectors, lastLba: track.startLba + track.sectorCount - 1 }];
}
