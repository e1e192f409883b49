import { type FileHandle, open } from 'node:fs/promises';
import { AppError, RAW_SECTOR_BYTES } from '#model/index.ts';
import { decodeFlac } from '../audio/index.ts';
import { removeIfThere, temporaryPath } from '../files/atomic-file.ts';
import { readingError } from '../files/file-errors.ts';
import { type SheetTrack, sectorBytesOf } from './disc-sheet.ts';
import type { OpenedSheet } from './open-sheet.ts';
import { type UserData, userDataOf, userDataOfMode2 } from './sector-data.ts';
import type { SheetFile } from './sheet-files.ts';

/** A run of sectors of the disc that lie one after the other in a file, or in none. */
export type Extent = {
  readonly track: SheetTrack;
  readonly firstLba: number;
  readonly sectorCount: number;
  /** `null`: silence, or empty data sectors, that are in no file. */
  readonly file: SheetFile | null;
  /** Byte of the bare samples or sectors of the file that the first sector begins with. */
  readonly startByte: number;
  readonly isBigEndian: boolean;
};

/** Where every sector of a disc lies, in order. Gaps between sessions are in no extent. */
export function extentsOf({ sheet, places, files }: OpenedSheet): Extent[] {
  return sheet.tracks.flatMap((track, index) => {
    let at = places[index]?.pregapLba ?? 0;
    return track.parts.map((part): Extent => {
      const firstLba = at;
      const sectorCount = part.frameCount ?? 0;
      at += sectorCount;
      const file =
        part.kind === 'file' ? (files.find(({ fileName }) => fileName === part.fileName) ?? null) : null;
      const startByte = part.kind === 'file' ? part.startByte : 0;
      const isBigEndian = part.kind === 'file' && track.mode === 'AUDIO' && part.format === 'motorola';
      return { track, firstLba, sectorCount, file, startByte, isBigEndian };
    });
  });
}

/** How sectors of a sheet are read. */
export type SheetSectorsOptions = {
  /** Where FLAC files are decoded to; without it they cannot be read. */
  readonly scratchFolder?: string | undefined;
  readonly signal?: AbortSignal | undefined;
};

/** Random access to the sectors of the disc that a sheet describes, at the addresses of its layout. */
export class SheetSectors {
  readonly extents: readonly Extent[];
  readonly #options: SheetSectorsOptions;
  readonly #handles = new Map<
    string,
    { readonly file: FileHandle; readonly path: string; readonly offset: number }
  >();
  readonly #scratch: string[] = [];

  private constructor(extents: readonly Extent[], options: SheetSectorsOptions) {
    this.extents = extents;
    this.#options = options;
  }

  /** Opens nothing yet; each file is opened when it is first read. To be closed. */
  static async open(opened: OpenedSheet, options: SheetSectorsOptions = {}): Promise<SheetSectors> {
    return new SheetSectors(extentsOf(opened), options);
  }

  /** The extent that holds a sector; `null` behind the end and between sessions. */
  extentAt(lba: number): Extent | null {
    return (
      this.extents.find(({ firstLba, sectorCount }) => lba >= firstLba && lba < firstLba + sectorCount) ??
      null
    );
  }

  /**
   * Audio sectors as 16-bit little-endian samples, `count * 2352` bytes; zeros where the disc has silence or no audio at
   * all. Errors: `FILE_READ_FAILED` if a file became shorter, `INTERNAL` for a FLAC file without a scratch folder.
   */
  async readAudio(lba: number, count: number): Promise<Buffer> {
    const result = Buffer.alloc(count * RAW_SECTOR_BYTES);
    for (let done = 0; done < count; ) {
      const extent = this.extentAt(lba + done);
      const run =
        extent === null ? 1 : Math.min(count - done, extent.firstLba + extent.sectorCount - lba - done);
      if (extent !== null && extent.file !== null && extent.track.mode === 'AUDIO') {
        const stored = await this.#readStored(extent, lba + done, run);
        this.#copySamples(extent, stored, result.subarray(done * RAW_SECTOR_BYTES));
      }
      done += run;
    }
    return result;
  }

  /** A data sector as it is kept, sub-channels left out; `null` where there is none. */
  async readRawData(lba: number): Promise<Buffer | null> {
    const extent = this.extentAt(lba);
    if (extent === null || extent.file === null || extent.track.mode === 'AUDIO') return null;
    const stored = await this.#readStored(extent, lba, 1);
    return stored.subarray(0, sectorBytesOf({ mode: extent.track.mode, subChannel: null }));
  }

  /** User data of a sector, checked by its error detection code where it has one. */
  async readUserData(lba: number): Promise<UserData> {
    const extent = this.extentAt(lba);
    if (extent === null || extent.track.mode === 'AUDIO') return { type: 'other' };
    if (extent.file === null) return { type: 'data', bytes: Buffer.alloc(2048) };
    const raw = await this.readRawData(lba);
    if (raw === null) return { type: 'other' };
    switch (extent.track.mode) {
      case 'MODE1':
      case 'MODE2_FORM1':
        return { type: 'data', bytes: raw };
      case 'MODE1_RAW':
      case 'MODE2_RAW':
        return userDataOf(raw);
      case 'MODE2':
      case 'MODE2_FORM_MIX':
        return userDataOfMode2(raw);
      case 'MODE2_FORM2':
        return { type: 'other' };
    }
  }

  /** Sectors of an extent byte for byte, with whatever lies behind each (sub-channels). */
  readStored(extent: Extent, lba: number, count: number): Promise<Buffer> {
    return this.#readStored(extent, lba, count);
  }

  async close(): Promise<void> {
    for (const { file } of this.#handles.values()) await file.close();
    this.#handles.clear();
    await this.#forgetDecoded();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #readStored(extent: Extent, lba: number, count: number): Promise<Buffer> {
    if (extent.file === null) throw new AppError('INTERNAL', `Sector ${lba} is in no file.`);
    const { file, path, offset } = await this.#handleOf(extent.file);
    const unit = sectorBytesOf(extent.track);
    const buffer = Buffer.alloc(count * unit);
    const position = offset + extent.startByte + (lba - extent.firstLba) * unit;
    let done = 0;
    while (done < buffer.length) {
      const { bytesRead } = await file
        .read(buffer, done, buffer.length - done, position + done)
        .catch((cause) => {
          throw readingError(cause, path);
        });
      if (bytesRead === 0) {
        throw new AppError('FILE_READ_FAILED', `${path} became shorter while it was read.`, {
          details: { path },
        });
      }
      done += bytesRead;
    }
    return buffer;
  }

  #copySamples(extent: Extent, stored: Buffer, target: Buffer): void {
    const unit = sectorBytesOf(extent.track);
    for (let at = 0, to = 0; at < stored.length; at += unit, to += RAW_SECTOR_BYTES) {
      stored.copy(target, to, at, at + RAW_SECTOR_BYTES);
    }
    if (extent.isBigEndian) target.subarray(0, (stored.length / unit) * RAW_SECTOR_BYTES).swap16();
  }

  async #handleOf(source: SheetFile) {
    const known = this.#handles.get(source.path);
    if (known !== undefined) return known;
    const path = source.container === 'flac' ? await this.#decode(source) : source.path;
    const file = await open(path, 'r').catch((cause) => {
      throw readingError(cause, path);
    });
    const handle = { file, path, offset: source.container === 'flac' ? 0 : source.dataOffset };
    this.#handles.set(source.path, handle);
    return handle;
  }

  async #forgetDecoded(): Promise<void> {
    for (const [key, { file, path }] of this.#handles) {
      if (!this.#scratch.includes(path)) continue;
      await file.close();
      this.#handles.delete(key);
    }
    for (const path of this.#scratch.splice(0)) await removeIfThere(path);
  }

  /** Compressed samples cannot be reached one by one: the whole file is decoded once. */
  async #decode(source: SheetFile): Promise<string> {
    const { scratchFolder, signal } = this.#options;
    if (scratchFolder === undefined)
      throw new AppError('INTERNAL', `There is no room to decode ${source.path} in.`);
    // Discs are read from beginning to end: the track before is not needed any more.
    await this.#forgetDecoded();
    const rawPath = temporaryPath(scratchFolder);
    this.#scratch.push(rawPath);
    await decodeFlac({ flacPath: source.path, rawPath, signal });
    return rawPath;
  }
}
