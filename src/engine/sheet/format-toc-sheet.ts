import { AppError } from '#model/index.ts';
import {
  type CdTextBlock,
  type DiscSheet,
  type SheetTrack,
  sectorBytesOf,
  type TrackPart,
} from './disc-sheet.ts';
import { isPlainFileName } from './sheet-file.ts';
import { formatMsf } from './sheet-text.ts';
import { frameCountOf } from './toc-indexes.ts';

/**
 * Writes the .toc file of one session as cdrdao 1.2 reads it (grammar: trackdb/TocParser.g). Little-endian samples are
 * marked with SWAP. Everything that a .toc can say is kept; remarks and sessions it has no words for.
 * Errors: `INVALID_INPUT` for a name that cannot be written, and for little-endian samples with sub-channels.
 */
export function formatTocSheet(sheet: DiscSheet): string {
  const lines: string[] = [sheet.discType ?? discTypeOf(sheet), ''];
  if (sheet.catalog !== null) lines.push(`CATALOG "${sheet.catalog}"`);
  const first = sheet.tracks[0]?.number ?? 1;
  if (first !== 1) lines.push(`FIRST_TRACK_NO ${first}`);
  lines.push(...cdText(sheet.cdText, languagesOf(sheet)));
  for (const track of sheet.tracks) lines.push('', `// Track ${track.number}`, ...trackLines(track));
  return `${lines.join('\n')}\n`;
}

function discTypeOf({ tracks }: DiscSheet): string {
  const modes = tracks.map(({ mode }) => mode);
  if (modes.some((mode) => mode.startsWith('MODE2'))) return 'CD_ROM_XA';
  return modes.some((mode) => mode !== 'AUDIO') ? 'CD_ROM' : 'CD_DA';
}

function trackLines(track: SheetTrack): string[] {
  const isAudio = track.mode === 'AUDIO';
  return [
    ['TRACK', track.mode, ...(track.subChannel === null ? [] : [track.subChannel])].join(' '),
    track.isCopyPermitted ? 'COPY' : 'NO COPY',
    ...(isAudio ? [track.hasPreEmphasis ? 'PRE_EMPHASIS' : 'NO PRE_EMPHASIS'] : []),
    ...(isAudio ? [track.isFourChannel ? 'FOUR_CHANNEL_AUDIO' : 'TWO_CHANNEL_AUDIO'] : []),
    ...(track.isrc === null ? [] : [`ISRC "${track.isrc}"`]),
    ...cdText(track.cdText, []),
    ...track.parts.map((part) => partLine(track, part)),
    ...indexLines(track),
  ];
}

function partLine(track: SheetTrack, part: TrackPart): string {
  const isBareAudio = track.mode === 'AUDIO' && track.subChannel === null;
  if (part.kind === 'silence') return `${isBareAudio ? 'SILENCE' : 'ZERO'} ${formatMsf(part.frameCount)}`;
  if (!isPlainFileName(part.fileName) || part.fileName.includes('"')) {
    throw unfit(track, 'lies in a file whose name cannot be written');
  }
  const name = quoted(part.fileName);
  const length = part.frameCount === null ? '' : ` ${formatMsf(part.frameCount)}`;
  const offset = part.startByte === 0 ? '' : ` #${part.startByte}`;
  if (isBareAudio) return `FILE ${name}${part.format === 'binary' ? ' SWAP' : ''}${offset} 0${length}`;
  if (track.mode === 'AUDIO' && part.format === 'binary') {
    throw unfit(track, 'has little-endian samples with sub-channels, which .toc files cannot say');
  }
  const bytes =
    part.frameCount === null ? '' : ` // length in bytes: ${part.frameCount * sectorBytesOf(track)}`;
  return `DATAFILE ${name}${offset}${length}${bytes}`;
}

/** START ends the pre-gap; further indexes count from there. */
function indexLines({ parts, indexes }: SheetTrack): string[] {
  const framesAt = (index: (typeof indexes)[number]) =>
    (frameCountOf(parts.slice(0, index.part)) ?? 0) + index.frames;
  const music = indexes.find(({ number }) => number === 1);
  const start = music === undefined ? 0 : framesAt(music);
  const later = indexes.filter(({ number }) => number > 1);
  return [
    ...(start > 0 ? [`START ${formatMsf(start)}`] : []),
    ...later.map((index) => `INDEX ${formatMsf(framesAt(index) - start)}`),
  ];
}

/** Languages of the disc's map; a block without one is taken for English, as cdrdao does. */
function languagesOf({ cdTextLanguages, cdText: blocks }: DiscSheet): DiscSheet['cdTextLanguages'] {
  if (cdTextLanguages.length > 0 || blocks.length === 0) return cdTextLanguages;
  return blocks.map(({ block }) => ({ block, languageCode: 9 }));
}

function cdText(blocks: readonly CdTextBlock[], languages: DiscSheet['cdTextLanguages']): string[] {
  if (blocks.length === 0 && languages.length === 0) return [];
  const map = languages.map(({ block, languageCode }) => `    ${block} : ${languageCode}`);
  return [
    'CD_TEXT {',
    ...(map.length === 0 ? [] : ['  LANGUAGE_MAP {', ...map, '  }']),
    ...blocks.flatMap(({ block, fields }) => [
      `  LANGUAGE ${block} {`,
      ...Object.entries(fields).map(([name, text]) => `    ${name} ${quoted(text)}`),
      '  }',
    ]),
    '}',
  ];
}

/** A string with `"` and `\` escaped, and line breaks and other controls as octal. */
function quoted(text: string): string {
  const escaped = text.replace(/[\\"]/g, '\\$&').replace(/[\u0000-\u001f\u007f]/g, (sign) => {
    return `\\${sign.charCodeAt(0).toString(8).padStart(3, '0')}`;
  });
  return `"${escaped}"`;
}

function unfit(track: SheetTrack, problem: string): AppError {
  return new AppError(
    'INVALID_INPUT',
    `Track ${track.number} cannot be written into a .toc file: it ${problem}.`,
    {
      details: { track: track.number },
    },
  );
}
