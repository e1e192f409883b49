import { constants } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError, isAppError } from '#model/index.ts';
import { BYTES_PER_SAMPLE, readFlacStreamInfo, readWavLayout } from '../audio/index.ts';
import { hasErrno, readingError } from '../files/file-errors.ts';
import type { DiscSheet, SheetFileFormat, SheetTrack } from './disc-sheet.ts';
import { resolveSheetFile } from './sheet-file.ts';

/** A data file of a sheet as it is on this machine. */
export type SheetFile = {
  /** As the sheet names it. */
  readonly fileName: string;
  readonly path: string;
  /** How its samples or sectors are kept: bare, behind a WAVE header, or compressed. */
  readonly container: 'bare' | 'wave' | 'flac';
  /** Where bare samples or sectors begin; 0 in FLAC files, which have none. */
  readonly dataOffset: number;
  /** Bytes of bare samples or sectors, decompressed where need be. */
  readonly dataBytes: number;
  readonly sizeBytes: number;
  readonly mtimeNs: bigint;
  readonly inode: bigint;
};

/** What the tracks of a sheet take a file for. */
type Use = { readonly formats: Set<SheetFileFormat>; readonly tracks: Set<SheetTrack> };

/**
 * Looks at every file that a sheet names. Names may differ from the file's in capitals: Windows programs wrote them so.
 * Errors: `NOT_FOUND`, `PERMISSION_DENIED`, `INVALID_INPUT` (no plain file, no CD audio, cut off, taken for two things),
 * `UNSUPPORTED_DISC` (MP3, AIFF), `FILE_READ_FAILED`. All name the file.
 */
export async function findSheetFiles(sheetPath: string, sheet: DiscSheet): Promise<SheetFile[]> {
  const uses = usesOf(sheet);
  for (const [fileName, use] of uses) insistOnUse(sheetPath, fileName, use);
  const folder = dirname(sheetPath);
  const names = await readdir(folder).catch((cause: unknown) => {
    throw readingError(cause, folder);
  });
  const files: SheetFile[] = [];
  for (const [fileName, { formats }] of uses) {
    const path = findFile(sheetPath, fileName, names);
    files.push({ fileName, path, ...(await lookAt(path, formats.has('wave'))) });
  }
  return files;
}

/** The files of a sheet in the order of the disc. */
function usesOf(sheet: DiscSheet): Map<string, Use> {
  const uses = new Map<string, Use>();
  for (const track of sheet.tracks) {
    for (const part of track.parts) {
      if (part.kind === 'silence') continue;
      const use = uses.get(part.fileName) ?? { formats: new Set(), tracks: new Set() };
      uses.set(part.fileName, use);
      use.formats.add(part.format);
      use.tracks.add(track);
    }
  }
  return uses;
}

/** Refuses what no file can be: MP3 and AIFF, or a file of audio alone that holds data, sub-channels or bare samples too. */
function insistOnUse(sheetPath: string, fileName: string, { formats, tracks }: Use): void {
  const details = { path: sheetPath, fileName };
  const unknown = [...formats].find((format) => format === 'mp3' || format === 'aiff');
  if (unknown !== undefined) {
    throw new AppError(
      'UNSUPPORTED_DISC',
      `${basename(sheetPath)} names the ${unknown.toUpperCase()} file ${fileName}. Only bare, WAVE and FLAC files hold a disc exactly; convert it.`,
      { details },
    );
  }
  if (!formats.has('wave')) return;
  const isAudioAlone = [...tracks].every(({ mode, subChannel }) => mode === 'AUDIO' && subChannel === null);
  if (formats.size === 1 && isAudioAlone) return;
  throw new AppError(
    'INVALID_INPUT',
    `${basename(sheetPath)} takes ${fileName} for a WAVE or FLAC file and for something else. Such files hold audio alone.`,
    { details },
  );
}

function findFile(sheetPath: string, fileName: string, names: readonly string[]): string {
  const path = resolveSheetFile(sheetPath, fileName);
  if (names.includes(fileName)) return path;
  // Some systems keep Ä as one character, some as two.
  const plain = (name: string) => name.normalize('NFC').toLowerCase();
  const alike = names.filter((name) => plain(name) === plain(fileName));
  const [only] = alike;
  if (only !== undefined && alike.length === 1) return join(dirname(sheetPath), only);
  const why = only === undefined ? 'which is not beside it. Put it there.' : 'which could be one of several.';
  throw new AppError('NOT_FOUND', `${basename(sheetPath)} names the file ${fileName}, ${why}`, {
    details: { path: sheetPath, fileName },
  });
}

async function lookAt(path: string, isWave: boolean): Promise<Omit<SheetFile, 'fileName' | 'path'>> {
  try {
    // A pipe in place of a file would never open.
    await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = await file.stat({ bigint: true });
    if (!stats.isFile()) throw refusal(path, 'is not a plain file');
    const sizeBytes = Number(stats.size);
    const head = Buffer.alloc(4);
    await file.read(head, 0, head.length, 0);
    const content = isWave
      ? await audioIn(path, head.toString('latin1') === 'fLaC')
      : ({ container: 'bare', dataOffset: 0, dataBytes: sizeBytes } as const);
    return { ...content, sizeBytes, mtimeNs: stats.mtimeNs, inode: stats.ino };
  } catch (cause) {
    // What cannot be opened at all: a socket, a device without a driver (open(2)).
    if (hasErrno(cause, 'ENXIO', 'ENODEV')) throw refusal(path, 'is not a plain file', cause);
    // Files of music that are not CD audio; here they are part of what was put in.
    if (isAppError(cause, 'VERIFY_FAILED')) {
      throw new AppError('INVALID_INPUT', cause.message, { cause, details: cause.details });
    }
    throw readingError(cause, path);
  }
}

async function audioIn(
  path: string,
  isFlac: boolean,
): Promise<Pick<SheetFile, 'container' | 'dataOffset' | 'dataBytes'>> {
  if (!isFlac) {
    const wav = await readWavLayout(path);
    if (wav.isTruncated) throw refusal(path, 'is cut off: it is shorter than its own header says');
    const dataBytes = wav.sampleCount * BYTES_PER_SAMPLE;
    return { container: 'wave', dataOffset: wav.dataOffset, dataBytes };
  }
  const { sampleCount, channels, bitsPerSample, samplesPerSecond } = await readFlacStreamInfo(path);
  if (sampleCount === null || channels !== 2 || bitsPerSample !== 16 || samplesPerSecond !== 44_100) {
    throw refusal(path, 'is not CD audio of a known length (44.1 kHz, 16 bit, stereo)');
  }
  return { container: 'flac', dataOffset: 0, dataBytes: sampleCount * BYTES_PER_SAMPLE };
}

function refusal(path: string, problem: string, cause?: unknown): AppError {
  return new AppError('INVALID_INPUT', `${path}, which the sheet names, ${problem}.`, {
    cause,
    details: { path, fileName: basename(path) },
  });
}
