import { open } from 'node:fs/promises';
import { AppError } from '#model/index.ts';
import { readingError } from '../files/file-errors.ts';

/** What a FLAC file says of its samples (STREAMINFO, RFC 9639 8.2). */
export type FlacStreamInfo = {
  readonly samplesPerSecond: number;
  readonly channels: number;
  readonly bitsPerSample: number;
  /** Stereo samples; `null` if the encoder did not say. */
  readonly sampleCount: number | null;
  /** MD5 of the samples as raw little-endian bytes, in hexadecimal; `null` if the encoder did not say. */
  readonly md5: string | null;
};

/** The marker, the header of the first metadata block, and STREAMINFO, which must be that block. */
const HEAD_BYTES = 4 + 4 + 34;

/**
 * Reads STREAMINFO of a FLAC file.
 * Errors: `VERIFY_FAILED` if it is none; `NOT_FOUND`, `PERMISSION_DENIED`, `FILE_READ_FAILED`.
 */
export async function readFlacStreamInfo(path: string): Promise<FlacStreamInfo> {
  const head = Buffer.alloc(HEAD_BYTES);
  try {
    await using file = await open(path, 'r');
    await file.read(head, 0, HEAD_BYTES, 0);
  } catch (cause) {
    throw readingError(cause, path);
  }
  const isStreamInfo = (head.readUInt8(4) & 0x7f) === 0 && head.readUIntBE(5, 3) === 34;
  if (head.toString('latin1', 0, 4) !== 'fLaC' || !isStreamInfo) {
    throw new AppError('VERIFY_FAILED', `${path} is not a FLAC file.`, { details: { path } });
  }
  // 20 bits rate, 3 bits channels - 1, 5 bits depth - 1, 36 bits sample count; then the MD5.
  const packed = head.readUInt32BE(18);
  const sampleCount = (packed & 0xf) * 2 ** 32 + head.readUInt32BE(22);
  const md5 = head.toString('hex', 26, 42);
  return {
    samplesPerSecond: packed >>> 12,
    channels: ((packed >>> 9) & 7) + 1,
    bitsPerSample: ((packed >>> 4) & 31) + 1,
    sampleCount: sampleCount === 0 ? null : sampleCount,
    md5: /^0+$/.test(md5) ? null : md5,
  };
}
