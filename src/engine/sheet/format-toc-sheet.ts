import { AppError } from '#model/index.ts';
import {
  type CdTextBlock,
  type DiscSheet,
  framesPerSecond,
  type SheetTrack,
  sectorBytesOf,
  type TrackPart,
} from './disc-sheet.ts';
import { isPlainFileName } from './sheet-file.ts';
import { decodeBytes, formatMsf } from './sheet-text.ts';
import { frameCountOf } from './toc-indexes.ts';

type FilePart = Extract<TrackPart, { kind: 'file' }>;

const samplesPerFrame = 588;
const bytesPerSample = 4;

/** Longest times that are read again: 999 minutes. */
const mostFrames = 999 * 60 * framesPerSecond;

/** Characters of a text between its quotation marks that are read again. */
const longestText = 4096;

/**
 * Writes the .toc file of one session as cdrdao 1.2 reads it (grammar: trackdb/TocParser.g). Little-endian samples are
 * marked with SWAP. Everything that a .toc can say is kept; for remarks, sessions and
 * genres of tracks it has no words.
 * Errors: `INVALID_INPUT` for what it cannot say: names that it has no words for or whose ending stands for another format,
 * little-endian samples with sub-channels, times of more than 999 minutes.
 */
export function formatTocSheet(sheet: DiscSheet): string {
  const lines: string[] = [sheet.discType ?? discTypeOf(sheet), ''];
  if (sheet.catalog !== null) lines.push(`CATALOG "${sheet.catalog}"`);
  const first = sheet.tracks[0]?.number ?? 1;
  if (first !== 1) lines.push(`FIRST_TRACK_NO ${first}`);
  lines.push(...cdText(sheet.cdText, sheet.cdTextLanguages));
  for (const track of sheet.tracks) lines.push('', `// Track ${track.number}`, ...trackLines(track));
  return `${lines.join('\n')}\n`;
}

function discTypeOf({ tracks }: DiscSheet): string {
  const modes = tracks.map(({ mode }) => mode);
  if (modes.some((mode) => mode.startsWith('MODE2'))) return 'CD_ROM_XA';
  return modes.some((mode) => mode !== 'AUDIO') ? 'CD_ROM' : 'CD_DA';
}

function trackLines(track: SheetTrack): string[] {
  // Data tracks have these two as well, but seldom: cdrdao does not write them there.
  const isAudio = track.mode === 'AUDIO';
  const channels = track.isFourChannel ? 'FOUR_CHANNEL_AUDIO' : 'TWO_CHANNEL_AUDIO';
  return [
    ['TRACK', track.mode, ...(track.subChannel === null ? [] : [track.subChannel])].join(' '),
    track.isCopyPermitted ? 'COPY' : 'NO COPY',
    ...(isAudio || track.hasPreEmphasis ? [track.hasPreEmphasis ? 'PRE_EMPHASIS' : 'NO PRE_EMPHASIS'] : []),
    ...(isAudio || track.isFourChannel ? [channels] : []),
    ...(track.isrc === null ? [] : [`ISRC "${track.isrc}"`]),
    ...cdText(track.cdText.map(withoutGenre), []),
    ...track.parts.map((part) => partLine(track, part)),
    ...indexLines(track),
  ];
}

function partLine(track: SheetTrack, part: TrackPart): string {
  const isBareAudio = track.mode === 'AUDIO' && track.subChannel === null;
  const length = part.frameCount === null ? '' : ` ${time(track, part.frameCount)}`;
  if (part.kind === 'silence') return `${isBareAudio ? 'SILENCE' : 'ZERO'}${length}`;
  const { fileName, format, startByte } = part;
  if (!isPlainFileName(fileName) || fileName.includes('"')) {
    throw unfit(track, 'lies in a file whose name cannot be written');
  }
  insistOnFormat(track, part);
  if (isBareAudio) {
    return `FILE "${fileName}"${format === 'binary' ? ' SWAP' : ''}${startOf(startByte)}${length}`;
  }
  const offset = startByte === 0 ? '' : ` #${startByte}`;
  const bytes =
    part.frameCount === null ? '' : ` // length in bytes: ${part.frameCount * sectorBytesOf(track)}`;
  return `DATAFILE "${fileName}"${offset}${length}${bytes}`;
}

/** cdrdao tells formats by the ending of the name (`TrackData::audioFileType`), and takes data as it is. */
function insistOnFormat(track: SheetTrack, { fileName, format }: FilePart): void {
  if (track.mode !== 'AUDIO') {
    if (format !== 'binary') throw unfit(track, 'is data in a file with a format of its own');
    return;
  }
  const ending = /\.(wav|mp3)$/i.exec(fileName)?.[1]?.toLowerCase();
  const named = ending === undefined ? null : ending === 'wav' ? 'wave' : 'mp3';
  const isBare = format === 'binary' || format === 'motorola';
  if (named === null ? !isBare : named !== format) {
    throw unfit(track, `lies in a file whose name does not tell its format (${format})`);
  }
  if (track.subChannel !== null && format !== 'motorola') {
    throw unfit(track, 'has sub-channels, and samples that are not bare and big-endian');
  }
}

/** Where audio begins in its file: in frames or samples, which do not count a header, or else at a byte. */
function startOf(startByte: number): string {
  if (startByte % bytesPerSample !== 0) return ` #${startByte} 0`;
  const samples = startByte / bytesPerSample;
  const frames = samples / samplesPerFrame;
  return ` ${frames > 0 && Number.isInteger(frames) && frames < mostFrames ? formatMsf(frames) : samples}`;
}

/** START ends the pre-gap; further indexes count from there. */
function indexLines(track: SheetTrack): string[] {
  const { parts, indexes } = track;
  const framesAt = (index: (typeof indexes)[number]) =>
    (frameCountOf(parts.slice(0, index.part)) ?? 0) + index.frames;
  const music = indexes.find(({ number }) => number === 1);
  const start = music === undefined ? 0 : framesAt(music);
  const later = indexes.filter(({ number }) => number > 1);
  return [
    ...(start > 0 ? [`START ${time(track, start)}`] : []),
    ...later.map((index) => `INDEX ${time(track, framesAt(index) - start)}`),
  ];
}

function time(track: SheetTrack, frames: number): string {
  if (frames > mostFrames) throw unfit(track, 'is longer than any disc');
  return formatMsf(frames);
}

function cdText(blocks: readonly CdTextBlock[], languages: DiscSheet['cdTextLanguages']): string[] {
  if (blocks.length === 0 && languages.length === 0) return [];
  const map = languages.map(({ block, languageCode }) => `    ${block} : ${languageCode}`);
  return [
    'CD_TEXT {',
    ...(map.length === 0 ? [] : ['  LANGUAGE_MAP {', ...map, '  }']),
    ...blocks.flatMap(({ block, fields }) => [
      `  LANGUAGE ${block} {`,
      ...Object.entries(fields)
        .filter(([, text]) => text !== '')
        .map(([name, text]) => `    ${name} ${quoted(text)}`),
      '  }',
    ]),
    '}',
  ];
}

/** cdrdao 1.2.4 refuses the whole file if a track has a genre. */
function withoutGenre({ block, fields }: CdTextBlock): CdTextBlock {
  const { GENRE: _, ...others } = fields;
  return { block, fields: others };
}

/**
 * A text between quotation marks; `"`, `\\` and controls in octal, as cdrdao takes a backslash before another for itself.
 * All of Latin-1, which is what most CD-TEXT is made of, is in octal: cdrdao before 1.2.5 takes UTF-8 for Latin-1, later ones
 * want either UTF-8 or octal in one text (trackdb/util.cc, `processMixedString`). A text too long to be read again is cut.
 */
function quoted(text: string): string {
  const clean = text.toWellFormed().replaceAll('\uFFFD', '?');
  const octal = inOctal(clean, /[^\u0020-\u007e]|["\\]/g);
  // Bytes in octal that look like UTF-8 would be read as that.
  const isLatin1 = !/[^\u0000-\u00ff]/.test(clean) && !looksLikeUtf8(clean);
  return `"${cut(isLatin1 ? octal : inOctal(clean, /[\u0000-\u001f\u007f"\\]/g))}"`;
}

function inOctal(text: string, signs: RegExp): string {
  return text.replace(signs, (sign) => `\\${sign.charCodeAt(0).toString(8).padStart(3, '0')}`);
}

function looksLikeUtf8(text: string): boolean {
  return (text.match(/[^\u0020-\u007e]+/g) ?? []).some(
    (run) => decodeBytes(Buffer.from(run, 'latin1')) !== run,
  );
}

/** Not within an octal number or a character of two halves. */
function cut(quotedText: string): string {
  return quotedText.length <= longestText
    ? quotedText
    : quotedText.slice(0, longestText).replace(/(?:\\\d{0,2}|[\ud800-\udbff])$/, '');
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
