import { AppError } from '#model/index.ts';
import { cueTypeOf } from './cue-modes.ts';
import {
  type CdTextBlock,
  type DiscSheet,
  type SheetFileFormat,
  type SheetTrack,
  sectorBytesOf,
  type TrackPart,
} from './disc-sheet.ts';
import { isPlainFileName } from './sheet-file.ts';
import { formatMsf } from './sheet-text.ts';

type FilePart = Extract<TrackPart, { kind: 'file' }>;

/** The file that INDEX lines refer to, and where the part before ends in it. */
type OpenFile = { readonly name: string; readonly endFrames: number; readonly endByte: number | null };

/**
 * Writes a cue sheet for a whole disc, UTF-8 with line feeds. Kept: files, tracks, sessions (`REM SESSION nn`),
 * indexes, silence before and after a track, flags, ISRC, catalogue number, remarks, and titles, performers and
 * songwriters in one language (English if there are several). Not kept, since cue sheets have no words for it: other
 * CD-TEXT, the type of the disc, and where the last track of a file ends before the file does.
 * Errors: `INVALID_INPUT` if a track cannot be put so, for instance with silence in its middle.
 */
export function formatCueSheet(sheet: DiscSheet): string {
  const languages = sheet.cdTextLanguages.filter(({ languageCode }) => languageCode === 9);
  const english = languages[0]?.block ?? null;
  const lines = sheet.remarks.filter((text) => !/^SESSION\b/i.test(text)).map((text) => `REM ${tidy(text)}`);
  if (sheet.catalog !== null) lines.push(`CATALOG ${sheet.catalog}`);
  lines.push(...formatTexts(sheet.cdText, english));
  const formats = fileFormats(sheet);
  const usedNames = new Set<string>();
  const isMultiSession = sheet.tracks.some(({ session }) => session > 1);
  let session = isMultiSession ? 0 : 1;
  let file: OpenFile | null = null;
  for (const track of sheet.tracks) {
    if (track.session !== session) lines.push(`REM SESSION ${two(track.session)}`);
    session = track.session;
    const { head, tail, last } = formatPlaces(track, { file, formats, usedNames });
    file = last;
    const type = cueTypeOf(track);
    if (type === null) throw unfit(track, 'has sub-channels that cue sheets do not know');
    lines.push(...head, `  TRACK ${two(track.number)} ${type}`);
    lines.push(...formatTexts(track.cdText, english).map((line) => `    ${line}`));
    const flags = [
      track.isCopyPermitted ? 'DCP' : '',
      track.isFourChannel ? '4CH' : '',
      track.hasPreEmphasis ? 'PRE' : '',
    ].filter((flag) => flag !== '');
    if (flags.length > 0) lines.push(`    FLAGS ${flags.join(' ')}`);
    if (track.isrc !== null) lines.push(`    ISRC ${track.isrc}`);
    lines.push(...tail);
  }
  return `${lines.join('\n')}\n`;
}

/** Lines before TRACK and lines after it that tell where the track lies, and the file as it stands behind it. */
function formatPlaces(
  track: SheetTrack,
  from: { file: OpenFile | null; formats: ReadonlyMap<string, SheetFileFormat>; usedNames: Set<string> },
): { readonly head: string[]; readonly tail: string[]; readonly last: OpenFile | null } {
  const head: string[] = [];
  const tail: string[] = [];
  const [first] = track.parts;
  const final = track.parts.length > 1 ? track.parts.at(-1) : undefined;
  const fileCount = track.parts.filter(({ kind }) => kind === 'file').length;
  const gapCount = [first, final].filter((part) => part?.kind === 'silence').length;
  if (fileCount === 0 || fileCount + gapCount < track.parts.length) {
    throw unfit(track, 'has silence elsewhere than at its start or end');
  }
  if (first?.kind === 'silence') tail.push(`    PREGAP ${formatMsf(first.frameCount)}`);
  let { file } = from;
  for (const [index, part] of track.parts.entries()) {
    const marks = track.indexes.filter((mark) => mark.part === index);
    if (part.kind === 'silence') {
      if (
        marks.some(({ number, frames }) => number !== 0 || frames !== 0) ||
        (index === 0 && marks.length === 0)
      ) {
        throw unfit(track, 'has an index in silence that is in no file');
      }
      continue;
    }
    const isSameFile = file?.name === part.fileName;
    const startFrames = startOf(track, part, file);
    if (!isSameFile) {
      if (from.usedNames.has(part.fileName)) throw unfit(track, 'returns to a file that ended before');
      from.usedNames.add(part.fileName);
      const line = `FILE "${part.fileName}" ${(from.formats.get(part.fileName) ?? part.format).toUpperCase()}`;
      (tail.some((text) => text.startsWith('    INDEX')) ? tail : head).push(line);
    }
    const isContinued = isSameFile && track.parts[index - 1]?.kind === 'file';
    if (marks[0]?.frames !== 0 && !isContinued) {
      // cdrdao refuses sheets in which a track has both PREGAP and INDEX 00.
      throw unfit(track, 'has no index where its file begins');
    }
    tail.push(
      ...marks.map(({ number, frames }) => `    INDEX ${two(number)} ${formatMsf(startFrames + frames)}`),
    );
    const { fileName: name, frameCount, startByte } = part;
    const endByte = frameCount === null ? null : startByte + frameCount * sectorBytesOf(track);
    file = { name, endFrames: startFrames + (frameCount ?? 0), endByte };
  }
  if (final?.kind === 'silence') tail.push(`    POSTGAP ${formatMsf(final.frameCount)}`);
  return { head, tail, last: file };
}

/** Where a part starts in its file, in frames as cue sheets count them: sectors, whatever their size. */
function startOf(track: SheetTrack, part: FilePart, file: OpenFile | null): number {
  if (file !== null && file.name === part.fileName) {
    if (file.endByte !== part.startByte) throw unfit(track, 'does not begin where the one before it ends');
    return file.endFrames;
  }
  const frames = part.startByte / sectorBytesOf(track);
  if (!Number.isSafeInteger(frames)) throw unfit(track, 'begins in the middle of a sector');
  return frames;
}

/** One format for each file: that of its audio, since data has no byte order. */
function fileFormats(sheet: DiscSheet): Map<string, SheetFileFormat> {
  const formats = new Map<string, SheetFileFormat>();
  const audioFirst = [...sheet.tracks].sort(
    (a, b) => Number(b.mode === 'AUDIO') - Number(a.mode === 'AUDIO'),
  );
  for (const track of audioFirst) {
    for (const part of track.parts) {
      if (part.kind === 'silence') continue;
      if (!isPlainFileName(part.fileName) || part.fileName.includes('"')) {
        throw unfit(track, 'lies in a file whose name cannot be written');
      }
      const known = formats.get(part.fileName) ?? part.format;
      const isData = track.mode !== 'AUDIO' && (known === 'binary' || known === 'motorola');
      if (known !== part.format && !isData)
        throw unfit(track, 'takes its file for another format than others do');
      formats.set(part.fileName, known);
    }
  }
  return formats;
}

function formatTexts(blocks: readonly CdTextBlock[], preferred: number | null): string[] {
  const block = blocks.find((one) => one.block === preferred) ?? blocks[0];
  return (['TITLE', 'PERFORMER', 'SONGWRITER'] as const).flatMap((name) => {
    const text = tidy(block?.fields[name] ?? '').replaceAll('"', "'");
    return text === '' ? [] : [`${name} "${text}"`];
  });
}

/** Text for one line: no line ends or other control characters, and not without an end. */
function tidy(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()
    .slice(0, 1000);
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

function unfit(track: SheetTrack, problem: string): AppError {
  return new AppError('INVALID_INPUT', `Track ${track.number} ${problem}, so no cue sheet can describe it.`, {
    details: { track: track.number },
  });
}
