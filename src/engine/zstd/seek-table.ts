import { AppError, type ErrorDetails } from '#model/index.ts';

/**
 * The seek table of the Zstandard seekable format (facebook/zstd, contrib/seekable_format/zstd_seekable_compression_format.md,
 * 0.1.0): a skippable frame at the end of a file of independent frames. All numbers are little-endian.
 */
export type SeekFrame = {
  /** Where it begins, in the file and in the content. */
  readonly storedOffset: number;
  readonly offset: number;
  readonly storedBytes: number;
  readonly sizeBytes: number;
};

const skippableMagic = 0x184d2a5e;
const seekableMagic = 0x8f92eab1;
const headerBytes = 8;
export const footerBytes = 9;
/** Content of one frame at most. The format allows 1 GiB; as much memory is wanted for each frame that is looked into. */
export const maxFrameBytes = 64 * 1024 * 1024;
/** Frames at most: 8 TiB of ours. */
const maxFrames = 4 * 1024 * 1024;

/** Bytes that end a file: its seek table. */
export function formatSeekTable(frames: readonly Pick<SeekFrame, 'storedBytes' | 'sizeBytes'>[]): Buffer {
  const table = Buffer.alloc(headerBytes + frames.length * 8 + footerBytes);
  table.writeUInt32LE(skippableMagic, 0);
  table.writeUInt32LE(table.length - headerBytes, 4);
  let at = headerBytes;
  for (const { storedBytes, sizeBytes } of frames) {
    table.writeUInt32LE(storedBytes, at);
    table.writeUInt32LE(sizeBytes, at + 4);
    at += 8;
  }
  table.writeUInt32LE(frames.length, at);
  table.writeUInt8(0, at + 4); // No checksums here: each frame has its own.
  table.writeUInt32LE(seekableMagic, at + 5);
  return table;
}

/** Length of the whole seek table of a file, by its last 9 bytes; `null` if it ends with none. Error: `ZSTD_UNUSABLE`. */
export function seekTableBytes(footer: Buffer): number | null {
  if (footer.length < footerBytes || footer.readUInt32LE(5) !== seekableMagic) return null;
  const frames = footer.readUInt32LE(0);
  if (frames > maxFrames) throw unusable(`its seek table tells of ${frames} frames`);
  return headerBytes + frames * entryBytes(footer) + footerBytes;
}

/**
 * The frames that a seek table tells of. They must fill the file exactly up to the table: one that lies about lengths or
 * offsets is refused before a byte of a frame is read. Error: `ZSTD_UNUSABLE`.
 */
export function parseSeekTable(table: Buffer, fileBytes: number): readonly SeekFrame[] {
  if (table.readUInt32LE(0) !== skippableMagic || table.readUInt32LE(4) !== table.length - headerBytes)
    throw unusable('its seek table is not of the length that it says');
  const footer = table.subarray(-footerBytes);
  const step = entryBytes(footer);
  const frames: SeekFrame[] = [];
  let storedOffset = 0;
  let offset = 0;
  for (let at = headerBytes; at < table.length - footerBytes; at += step) {
    const storedBytes = table.readUInt32LE(at);
    const sizeBytes = table.readUInt32LE(at + 4);
    if (sizeBytes > maxFrameBytes)
      throw unusable(`a frame of it holds ${sizeBytes} bytes, which is too much`);
    // A frame is 9 bytes long at least: magic, header, one block header (RFC 8878 3.1.1).
    if (sizeBytes > 0 && storedBytes < 9) throw unusable('a frame of it is too short to be one');
    frames.push({ storedOffset, offset, storedBytes, sizeBytes });
    storedOffset += storedBytes;
    offset += sizeBytes;
  }
  if (storedOffset + table.length !== fileBytes)
    throw unusable(`its frames should end at ${storedOffset} bytes and end at ${fileBytes - table.length}`);
  return frames;
}

function entryBytes(footer: Buffer): number {
  const descriptor = footer.readUInt8(4);
  // Bits 2 to 6 are reserved and must be 0; 0 and 1 are for nobody to look at.
  if ((descriptor & 0x7c) !== 0) throw unusable('its seek table is of a version that is not known');
  return (descriptor & 0x80) === 0 ? 8 : 12;
}

/** Error `ZSTD_UNUSABLE` of a file without a seek table; it need not be damaged. */
export function notSeekable(path: string): AppError {
  const what = 'it has no seek table, so nothing within it can be found. Expand it with `zstd -d`';
  return unusable(what, path, { isSeekable: false });
}

/** Error `ZSTD_UNUSABLE`, with what is wrong as the end of a sentence. */
export function unusable(what: string, path: string | null = null, details: ErrorDetails = {}): AppError {
  return new AppError('ZSTD_UNUSABLE', `${path ?? 'The compressed file'} cannot be used: ${what}.`, {
    details: { path, ...details },
  });
}
