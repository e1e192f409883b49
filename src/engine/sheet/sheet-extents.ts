import type { DiscSheet, SheetTrack } from './disc-sheet.ts';
import type { SheetFile } from './sheet-files.ts';
import type { TrackPlace } from './sheet-layout.ts';

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

/** A sheet whose every length is known, and its files. */
export type LaidOutSheet = {
  readonly sheet: DiscSheet;
  readonly places: readonly TrackPlace[];
  readonly files: readonly SheetFile[];
};

/** Where every sector of a disc lies, in order. Gaps between sessions are in no extent. */
export function extentsOf({ sheet, places, files }: LaidOutSheet): Extent[] {
  const fileOf = new Map(files.map((file) => [file.fileName, file]));
  return sheet.tracks.flatMap((track, index) => {
    let at = places[index]?.pregapLba ?? 0;
    return track.parts.map((part): Extent => {
      const firstLba = at;
      const sectorCount = part.frameCount ?? 0;
      at += sectorCount;
      if (part.kind === 'silence') {
        return { track, firstLba, sectorCount, file: null, startByte: 0, isBigEndian: false };
      }
      const file = fileOf.get(part.fileName) ?? null;
      const isBigEndian = track.mode === 'AUDIO' && part.format === 'motorola';
      return { track, firstLba, sectorCount, file, startByte: part.startByte, isBigEndian };
    });
  });
}
