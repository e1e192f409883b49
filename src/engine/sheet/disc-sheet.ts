/** Frames a second of audio; a frame is one sector of the disc (IEC 60908). */
export const framesPerSecond = 75;

/**
 * What a track's sectors are, named as cdrdao's .toc files do. `_RAW` is the whole sector of 2352 bytes, the others
 * only the user data (and sub-header of MODE2 and MODE2_FORM_MIX).
 */
export const sheetTrackModes = [
  'AUDIO',
  'MODE1',
  'MODE1_RAW',
  'MODE2',
  'MODE2_RAW',
  'MODE2_FORM1',
  'MODE2_FORM2',
  'MODE2_FORM_MIX',
] as const;
export type SheetTrackMode = (typeof sheetTrackModes)[number];

/** Sub-channel data that follows each sector in the file (96 bytes): R-W packed, or raw as it was read. */
export type SubChannel = 'RW' | 'RW_RAW';

/**
 * How samples lie in a data file: `binary` bare and little-endian, `motorola` bare and big-endian, or in a file with
 * a header of its own. FLAC is `wave`, as cue sheets have it. Data tracks are always `binary`.
 */
export type SheetFileFormat = 'binary' | 'motorola' | 'wave' | 'aiff' | 'mp3';

/**
 * A run of frames of a track. `startByte` counts from the first sample or sector in the file, a header not included,
 * in bytes of bare 44.1 kHz stereo samples or sectors; `frameCount` `null` reaches to the end of the file. `silence`
 * is in no file: zero samples, or empty sectors of a data track.
 */
export type TrackPart =
  | {
      readonly kind: 'file';
      readonly fileName: string;
      readonly format: SheetFileFormat;
      readonly startByte: number;
      readonly frameCount: number | null;
    }
  | { readonly kind: 'silence'; readonly frameCount: number };

/** An index mark, `frames` after the start of part number `part` (from 0). Index 0 is the pre-gap, 1 the music. */
export type TrackIndex = { readonly number: number; readonly part: number; readonly frames: number };

/** CD-TEXT of text form, named as in .toc files (MMC-3 annex J, pack types 80h-87h and 8Eh). */
export const cdTextFields = [
  'TITLE',
  'PERFORMER',
  'SONGWRITER',
  'COMPOSER',
  'ARRANGER',
  'MESSAGE',
  'DISC_ID',
  'GENRE',
  'UPC_EAN',
  'ISRC',
] as const;
export type CdTextField = (typeof cdTextFields)[number];

/** CD-TEXT in one language; `block` (0-7) leads to its code in `DiscSheet.cdTextLanguages`. */
export type CdTextBlock = {
  readonly block: number;
  readonly fields: Readonly<Partial<Record<CdTextField, string>>>;
};

/** A track. `indexes` ascend by one and always hold index 1; index 0 is there if the track has a pre-gap. */
export type SheetTrack = {
  readonly number: number;
  readonly session: number;
  readonly mode: SheetTrackMode;
  readonly subChannel: SubChannel | null;
  /** In the order of the disc; at least one. */
  readonly parts: readonly TrackPart[];
  readonly indexes: readonly TrackIndex[];
  readonly isCopyPermitted: boolean;
  readonly hasPreEmphasis: boolean;
  readonly isFourChannel: boolean;
  /** 12 characters without dashes. */
  readonly isrc: string | null;
  readonly cdText: readonly CdTextBlock[];
};

/** A disc as a .toc or .cue file tells of it. All text is somebody's claim, made neither safe nor printable. */
export type DiscSheet = {
  readonly discType: 'CD_DA' | 'CD_ROM' | 'CD_ROM_XA' | 'CD_I' | null;
  /** Media catalogue number, 13 digits. */
  readonly catalog: string | null;
  /** Language codes of EBU Tech 3264 annex 3 (9 is English). */
  readonly cdTextLanguages: readonly { readonly block: number; readonly languageCode: number }[];
  readonly cdText: readonly CdTextBlock[];
  /** A cue sheet's REM lines without the word, except for session marks. */
  readonly remarks: readonly string[];
  readonly tracks: readonly SheetTrack[];
};

const modeBytes: Record<SheetTrackMode, number> = {
  AUDIO: 2352,
  MODE1: 2048,
  MODE1_RAW: 2352,
  MODE2: 2336,
  MODE2_RAW: 2352,
  MODE2_FORM1: 2048,
  MODE2_FORM2: 2324,
  MODE2_FORM_MIX: 2336,
};

/** Bytes that a frame of such a track takes in its data file (cdrdao: `TrackData::dataBlockSize`). */
export function sectorBytesOf(track: Pick<SheetTrack, 'mode' | 'subChannel'>): number {
  return modeBytes[track.mode] + (track.subChannel === null ? 0 : 96);
}
