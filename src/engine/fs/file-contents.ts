import { AppError, SECTOR_BYTES } from '#model/index.ts';
import { type SectorSource, tryRead } from '../disc/index.ts';
import type { FileContents, FileExtent, ReadContentsOptions } from './file-system.ts';

/** Sectors read together; a file's pieces are this large at most. */
const pieceSectors = 128;
const pieceBytes = pieceSectors * SECTOR_BYTES;

/** Streams what lies in a file's extents. */
export class ExtentContents implements FileContents {
  readonly extents: readonly FileExtent[];
  readonly sizeBytes: number;
  readonly #source: SectorSource;

  constructor(source: SectorSource, extents: readonly FileExtent[]) {
    this.#source = source;
    this.extents = extents;
    this.sizeBytes = extents.reduce((sum, extent) => sum + extent.lengthBytes, 0);
  }

  async *read(options: ReadContentsOptions = {}): AsyncGenerator<Uint8Array, void, undefined> {
    const startByte = Math.max(0, options.startByte ?? 0);
    const endByte = Math.min(options.endByte ?? this.sizeBytes, this.sizeBytes);
    let position = 0;
    for (const extent of this.extents) {
      if (position >= endByte) return;
      const from = Math.max(startByte - position, 0);
      const to = Math.min(extent.lengthBytes, endByte - position);
      for (let done = from; done < to; ) {
        options.signal?.throwIfAborted();
        const piece = await this.#piece(extent, { from: done, to, fileByte: position + done });
        yield piece;
        done += piece.length;
      }
      position += extent.lengthBytes;
    }
  }

  /** The next piece of an extent: at least one byte. */
  async #piece(
    extent: FileExtent,
    { from, to, fileByte }: { from: number; to: number; fileByte: number },
  ): Promise<Uint8Array> {
    if (extent.kind !== 'data') {
      if (extent.kind === 'hole') return new Uint8Array(Math.min(pieceBytes, to - from));
      throw new AppError('READ_ERROR', `Byte ${fileByte} of the file lies nowhere on the disc.`, {
        details: { fileByte },
      });
    }
    const at = extent.byteOffset + from;
    const lba = Math.floor(at / SECTOR_BYTES);
    const skipBytes = at % SECTOR_BYTES;
    const wanted = Math.min(to - from, pieceBytes - skipBytes);
    const sectorCount = Math.ceil((skipBytes + wanted) / SECTOR_BYTES);
    const run = await tryRead(this.#source, lba, sectorCount);
    if (run !== null) return run.subarray(skipBytes, skipBytes + wanted);
    // What lies before the damage is still given.
    const one = await tryRead(this.#source, lba, 1);
    if (one !== null) return one.subarray(skipBytes, skipBytes + wanted);
    throw new AppError(
      'READ_ERROR',
      `Sector ${lba}, which holds byte ${fileByte} of the file, cannot be read.`,
      {
        details: { lba, fileByte },
      },
    );
  }
}

/**
 * Extents brought to a file's length: what lies beyond it is cut off, what they lack is `missing`; runs that lie outside
 * of the medium are `missing` too, and neighbours are joined.
 */
export function fitExtents(
  extents: readonly FileExtent[],
  sizeBytes: number,
  mediumBytes: number,
): FileExtent[] {
  const fitted: FileExtent[] = [];
  let left = sizeBytes;
  for (const extent of extents) {
    const lengthBytes = Math.min(extent.lengthBytes, left);
    if (lengthBytes <= 0) continue;
    left -= lengthBytes;
    const isInside =
      extent.kind !== 'data' || (extent.byteOffset >= 0 && extent.byteOffset + lengthBytes <= mediumBytes);
    if (isInside) append(fitted, { ...extent, lengthBytes });
    else if (extent.kind === 'data') {
      // An image cut short still has the beginning.
      const inside = extent.byteOffset < 0 ? 0 : Math.max(0, mediumBytes - extent.byteOffset);
      if (inside > 0) append(fitted, { ...extent, lengthBytes: inside });
      append(fitted, { kind: 'missing', lengthBytes: lengthBytes - inside });
    }
  }
  if (left > 0) append(fitted, { kind: 'missing', lengthBytes: left });
  return fitted;
}

function append(extents: FileExtent[], extent: FileExtent): void {
  const last = extents.at(-1);
  const lengthBytes = (last?.lengthBytes ?? 0) + extent.lengthBytes;
  if (last?.kind === 'data' && extent.kind === 'data') {
    if (last.byteOffset + last.lengthBytes === extent.byteOffset) {
      extents[extents.length - 1] = { ...last, lengthBytes };
      return;
    }
  } else if (last !== undefined && last.kind === extent.kind && last.kind !== 'data') {
    extents[extents.length - 1] = { kind: last.kind, lengthBytes };
    return;
  }
  extents.push(extent);
}
