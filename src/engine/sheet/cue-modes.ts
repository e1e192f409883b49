import type { SheetFileFormat, SheetTrack } from './disc-sheet.ts';

type CueMode = Pick<SheetTrack, 'mode' | 'subChannel'>;

/** Data types of TRACK. The CD-i ones have the same sectors as mode 2; CDG is audio with its sub-channels. */
const modes: Readonly<Record<string, CueMode>> = {
  AUDIO: { mode: 'AUDIO', subChannel: null },
  CDG: { mode: 'AUDIO', subChannel: 'RW_RAW' },
  'MODE1/2048': { mode: 'MODE1', subChannel: null },
  'MODE1/2352': { mode: 'MODE1_RAW', subChannel: null },
  'MODE2/2048': { mode: 'MODE2_FORM1', subChannel: null },
  'MODE2/2324': { mode: 'MODE2_FORM2', subChannel: null },
  'MODE2/2336': { mode: 'MODE2', subChannel: null },
  'MODE2/2352': { mode: 'MODE2_RAW', subChannel: null },
  'CDI/2336': { mode: 'MODE2', subChannel: null },
  'CDI/2352': { mode: 'MODE2_RAW', subChannel: null },
};

const formats: Readonly<Record<string, SheetFileFormat>> = {
  BINARY: 'binary',
  MOTOROLA: 'motorola',
  WAVE: 'wave',
  FLAC: 'wave',
  AIFF: 'aiff',
  MP3: 'mp3',
};

/** Mode of a cue sheet's data type in capitals; `null` if there is none of that name. */
export function modeOfCueType(type: string): CueMode | null {
  return Object.hasOwn(modes, type) ? (modes[type] ?? null) : null;
}

/** Data type of a track in a cue sheet; `null` where cue sheets know none. Both forms of 2336 bytes are one there. */
export function cueTypeOf(track: CueMode): string | null {
  const mode = track.mode === 'MODE2_FORM_MIX' ? 'MODE2' : track.mode;
  const found = Object.entries(modes).find(
    ([, known]) => known.mode === mode && known.subChannel === track.subChannel,
  );
  return found?.[0] ?? null;
}

/** Format of a FILE type in capitals; `null` if there is none of that name. */
export function formatOfCueType(type: string): SheetFileFormat | null {
  return Object.hasOwn(formats, type) ? (formats[type] ?? null) : null;
}
