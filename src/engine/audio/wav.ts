import { type FileHandle, open } from 'node:fs/promises';
import { AppError } from '#model/index.ts';
import { readingError } from '../files/file-errors.ts';
import { BYTES_PER_SAMPLE } from './cd-audio.ts';

/** Where the samples of a WAVE file of CD audio lie. */
export type WavLayout = {
  readonly dataOffset: number;
  /** Whole stereo samples that are really in the file. */
  readonly sampleCount: number;
  /** Whether the header promises more than there is: its writer was cut off. */
  readonly isTruncated: boolean;
};

/** WAVE_FORMAT_PCM and WAVE_FORMAT_EXTENSIBLE of mmreg.h. */
const FORMAT_PCM = 1;
const FORMAT_EXTENSIBLE = 0xfffe;

/** More than any writer makes; a file with more chunks before its samples is not a recording. */
const MOST_CHUNKS = 100;
const READ_BYTES = 256 * 1024;

/**
 * Reads the header of a WAVE file and makes sure that it holds CD audio: PCM, 44.1 kHz, 16 bit, stereo.
 * Errors: `VERIFY_FAILED` if it is anything else; `NOT_FOUND`, `PERMISSION_DENIED`, `FILE_READ_FAILED`.
 */
export async function readWavLayout(path: string): Promise<WavLayout> {
  try {
    await using file = await open(path, 'r');
    return await findSamples(file, path);
  } catch (cause) {
    throw readingError(cause, path);
  }
}

/**
 * The samples of a WAVE file in order, in chunks of whole samples, without anything else the file may hold.
 * Errors: those of `readWavLayout`; when aborted, the signal's reason.
 */
export async function* readWavSamples(path: string, signal?: AbortSignal): AsyncGenerator<Uint8Array, void> {
  try {
    await using file = await open(path, 'r');
    const { dataOffset, sampleCount } = await findSamples(file, path);
    const end = dataOffset + sampleCount * BYTES_PER_SAMPLE;
    for (let offset = dataOffset; offset < end; offset += READ_BYTES) {
      if (signal?.aborted) break;
      yield await readAt(file, offset, Math.min(READ_BYTES, end - offset));
    }
  } catch (cause) {
    throw readingError(cause, path);
  }
  signal?.throwIfAborted();
}

/** Walks the chunks of a RIFF file (Multimedia Programming Interface and Data Specifications 1.0). */
async function findSamples(file: FileHandle, path: string): Promise<WavLayout> {
  const refuse = (why: string) =>
    new AppError('VERIFY_FAILED', `${path} is not a WAVE file of CD audio: ${why}.`, { details: { path } });
  const { size } = await file.stat();
  const riff = await readAt(file, 0, Math.min(12, size));
  if (riff.length < 12 || tagAt(riff, 0) !== 'RIFF' || tagAt(riff, 8) !== 'WAVE') {
    throw refuse('it does not begin like one');
  }

  let isFormatSeen = false;
  let offset = 12;
  for (let chunks = 0; chunks < MOST_CHUNKS && offset + 8 <= size; chunks += 1) {
    const header = await readAt(file, offset, 8);
    const chunkBytes = header.readUInt32LE(4);
    const dataOffset = offset + 8;
    switch (tagAt(header, 0)) {
      case 'fmt ': {
        const why = whyNotCdAudio(
          await readAt(file, dataOffset, Math.min(40, chunkBytes, size - dataOffset)),
        );
        if (why !== null) throw refuse(why);
        isFormatSeen = true;
        break;
      }
      case 'data': {
        if (!isFormatSeen) throw refuse('its samples come before their format');
        const sampleCount = Math.floor(Math.min(chunkBytes, size - dataOffset) / BYTES_PER_SAMPLE);
        return { dataOffset, sampleCount, isTruncated: sampleCount * BYTES_PER_SAMPLE < chunkBytes };
      }
    }
    offset = dataOffset + chunkBytes + (chunkBytes % 2); // chunks begin at even offsets
  }
  throw refuse('it has no samples');
}

/** What keeps a format chunk from being CD audio, `null` if nothing does. */
function whyNotCdAudio(format: Buffer): string | null {
  if (format.length < 16) return 'its format is cut off';
  const tag = format.readUInt16LE(0);
  const isExtensiblePcm =
    tag === FORMAT_EXTENSIBLE && format.length >= 40 && format.readUInt16LE(24) === FORMAT_PCM;
  if (tag !== FORMAT_PCM && !isExtensiblePcm) return 'its samples are not plain PCM';
  const channels = format.readUInt16LE(2);
  const samplesPerSecond = format.readUInt32LE(4);
  const bits = format.readUInt16LE(14);
  if (channels !== 2 || samplesPerSecond !== 44_100 || bits !== 16) {
    return `it has ${channels} channels of ${bits} bits at ${samplesPerSecond} Hz`;
  }
  return format.readUInt16LE(12) === BYTES_PER_SAMPLE ? null : 'its samples are padded';
}

function tagAt(buffer: Buffer, offset: number): string {
  return buffer.toString('latin1', offset, offset + 4);
}

/** Exactly so many bytes; a file that became shorter meanwhile is an error. */
async function readAt(file: FileHandle, offset: number, sizeBytes: number): Promise<Buffer> {
  const buffer = Buffer.alloc(sizeBytes);
  let filled = 0;
  while (filled < sizeBytes) {
    const { bytesRead } = await file.read(buffer, filled, sizeBytes - filled, offset + filled);
    if (bytesRead === 0) throw new Error('it became shorter while it was read');
    filled += bytesRead;
  }
  return buffer;
}
