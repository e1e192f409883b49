import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, RAW_SECTOR_BYTES, type SectorRange, type Track } from '#model/index.ts';
import { readWavLayout, wavHeader } from '../../audio/index.ts';
import { writingError } from '../../files/file-errors.ts';
import { type OpenedSheet, openSheet, SheetSectors, sectorBytesOf } from '../../sheet/index.ts';
import type { Run } from '../run-context.ts';
import { findDamagedData } from './data-proof.ts';
import { sessionFileNames } from './session-source.ts';

/** Sectors that are copied or compared at a time. */
const blockSectors = 512;

/** The `.bin` of a cloned session, whatever byte order and sub-channels it has. */
export class SessionCopy implements AsyncDisposable {
  readonly #opened: OpenedSheet;
  readonly #sectors: SheetSectors;
  /** What the sheet's addresses lack to those of the disc: each sheet counts from 0. */
  readonly #offsetLba: number;

  readonly #signal: AbortSignal;

  private constructor(
    opened: OpenedSheet,
    sectors: SheetSectors,
    at: { offsetLba: number; signal: AbortSignal },
  ) {
    this.#opened = opened;
    this.#sectors = sectors;
    this.#offsetLba = at.offsetLba;
    this.#signal = at.signal;
  }

  /** Opens the session that was cloned. `tracks` are those of the session on the disc. Errors: those of `openSheet`. */
  static async open(
    { folder, signal }: Run,
    session: number,
    tracks: readonly Track[],
  ): Promise<SessionCopy> {
    const opened = await openSheet(join(folder.parts, sessionFileNames(session).toc));
    const [first] = tracks;
    const [place] = opened.places;
    if (first === undefined || place === undefined || opened.places.length !== tracks.length) {
      throw new AppError(
        'TOOL_FAILED',
        `The sheet of session ${session} has ${opened.places.length} tracks, the disc ${tracks.length}.`,
        { details: { session } },
      );
    }
    const sectors = await SheetSectors.open(opened, { scratchFolder: folder.parts });
    return new SessionCopy(opened, sectors, { offsetLba: first.startLba - place.startLba, signal });
  }

  /** Data sectors that cannot be what the disc has, in its addresses. */
  findDamagedData(): Promise<SectorRange[]> {
    return findDamagedData(this.#sectors, this.#offsetLba, this.#signal);
  }

  /** The samples of a track in order. */
  async *samples(track: Track, signal: AbortSignal): AsyncGenerator<Buffer, void> {
    const start = track.startLba - this.#offsetLba;
    for (let done = 0; done < track.sectorCount; done += blockSectors) {
      signal.throwIfAborted();
      yield await this.#sectors.readAudio(start + done, Math.min(blockSectors, track.sectorCount - done));
    }
  }

  /** Writes a track into a WAVE file. Errors: `NO_SPACE`, `OUTPUT_NOT_WRITABLE`. */
  async exportWav(track: Track, wavPath: string, signal: AbortSignal): Promise<void> {
    try {
      await using file = await open(wavPath, 'w', 0o600);
      await file.writeFile(wavHeader(track.sectorCount * RAW_SECTOR_BYTES));
      for await (const chunk of this.samples(track, signal)) await file.writeFile(chunk);
    } catch (cause) {
      if (signal.aborted && cause === signal.reason) throw cause;
      throw writingError(cause, { field: 'workFolder', path: wavPath });
    }
  }

  /** Puts sectors of a track (addresses of the disc) from a WAVE file of it into the `.bin`, durably. */
  async patch(track: Track, wavPath: string, ranges: readonly SectorRange[]): Promise<void> {
    const { dataOffset } = await readWavLayout(wavPath);
    await using wav = await open(wavPath, 'r');
    for (const { firstLba, lastLba } of ranges) {
      for (let lba = firstLba; lba <= lastLba; lba += 1) {
        const sector = Buffer.alloc(RAW_SECTOR_BYTES);
        await wav.read(sector, 0, sector.length, dataOffset + (lba - track.startLba) * RAW_SECTOR_BYTES);
        await this.#write(lba - this.#offsetLba, sector);
      }
    }
  }

  async #write(sheetLba: number, sector: Buffer): Promise<void> {
    const place = this.#placeOf(sheetLba);
    if (place === null) throw new AppError('INTERNAL', `Sector ${sheetLba} of the session is in no file.`);
    const bytes = place.isBigEndian ? sector.swap16() : sector;
    try {
      await using bin = await open(place.path, constants.O_RDWR | constants.O_NOFOLLOW);
      await bin.write(bytes, 0, bytes.length, place.position);
      await bin.datasync();
    } catch (cause) {
      throw writingError(cause, { field: 'workFolder', path: place.path });
    }
  }

  /** Where a sector of the sheet lies in its file. */
  #placeOf(sheetLba: number): { path: string; position: number; isBigEndian: boolean } | null {
    for (const [index, track] of this.#opened.sheet.tracks.entries()) {
      let at = this.#opened.places[index]?.pregapLba ?? 0;
      for (const part of track.parts) {
        const frameCount = part.frameCount ?? 0;
        if (part.kind === 'file' && sheetLba >= at && sheetLba < at + frameCount) {
          const file = this.#opened.files.find(({ fileName }) => fileName === part.fileName);
          if (file === undefined) return null;
          const position = part.startByte + (sheetLba - at) * sectorBytesOf(track);
          return { path: file.path, position, isBigEndian: part.format === 'motorola' };
        }
        at += frameCount;
      }
    }
    return null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sectors.close();
  }
}
