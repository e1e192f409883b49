import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { AppError, isAppError } from '#model/index.ts';
import { hasErrno, readingError } from '../files/file-errors.ts';
import { parseCueSheet } from './cue-sheet.ts';
import { type DiscSheet, framesPerSecond } from './disc-sheet.ts';
import { isSameDisc } from './same-disc.ts';
import { findSheetFiles, type SheetFile } from './sheet-files.ts';
import {
  completeSheet,
  joinSessions,
  layOutTracks,
  sheetFileNames,
  type TrackPlace,
} from './sheet-layout.ts';
import { decodeSheetText } from './sheet-text.ts';
import { parseTocSheet } from './toc-sheet.ts';

/** A .toc file that a disc's sheet came from. */
export type TocText = { readonly path: string; readonly text: string };

/** A sheet whose every length is known, with the files that hold the disc. */
export type OpenedSheet = {
  readonly path: string;
  readonly sheet: DiscSheet;
  readonly places: readonly TrackPlace[];
  /** One past the last sector. */
  readonly leadOutLba: number;
  /** One for each session, in order; empty where the sheet came from a .cue alone. */
  readonly tocs: readonly TocText[];
  readonly files: readonly SheetFile[];
};

const mostBytes = 1024 * 1024;
/** A CD cannot hold more sessions than tracks. */
const mostSessions = 99;
/** Addresses of a CD end at 99:59:74, of which 2 seconds lie before sector 0 (MMC-6, "MSF address"). */
const mostSectors = (100 * 60 - 2) * framesPerSecond;

/**
 * Opens the disc that a `.cue` or `.toc` file describes. Beside a `.cue` of ours lie the `.toc` files it was made from,
 * `name.toc` or `name-1.toc`, `name-2.toc`, …, which tell more (flags, CD-TEXT in all languages, sub-channels): where they
 * describe the same disc they are used. A `.toc` by itself is one session.
 * Errors: `INVALID_INPUT` (naming the line or the file), `NOT_FOUND`, `PERMISSION_DENIED`, `UNSUPPORTED_DISC`,
 * `FILE_READ_FAILED`.
 */
export async function openSheet(path: string): Promise<OpenedSheet> {
  const bytes = await readSheet(path);
  if (extname(path).toLowerCase() === '.toc') {
    const raw = namingFile(path, () => parseTocSheet(bytes));
    return complete(path, raw, [{ path, text: decodeSheetText(bytes) }]);
  }
  const raw = namingFile(path, () => parseCueSheet(bytes));
  const cue = await complete(path, raw, []);
  return (await openTocs(cue)) ?? cue;
}

async function complete(path: string, raw: DiscSheet, tocs: readonly TocText[]): Promise<OpenedSheet> {
  const files = await findSheetFiles(path, raw);
  const bytesOf = new Map(files.map((file) => [file.fileName, file.dataBytes]));
  const sheet = namingFile(path, () => completeSheet(raw, (fileName) => bytesOf.get(fileName) ?? 0));
  const places = layOutTracks(sheet);
  if (places === null) throw new AppError('INTERNAL', `The lengths of the tracks of ${path} are not known.`);
  const leadOutLba = places.at(-1)?.endLba ?? 0;
  if (leadOutLba > mostSectors) {
    throw new AppError(
      'INVALID_INPUT',
      `${basename(path)} describes a disc of ${leadOutLba} sectors; a CD has at most ${mostSectors}.`,
      { details: { path, sectorCount: leadOutLba } },
    );
  }
  return { path, sheet, places, leadOutLba, tocs, files };
}

/** The same disc by its .toc files; `null` if they are not there or say otherwise. */
async function openTocs(cue: OpenedSheet): Promise<OpenedSheet | null> {
  try {
    const tocs = await readTocs(join(dirname(cue.path), basename(cue.path, extname(cue.path))));
    const sheet = joinSessions(tocs.map(({ text }) => parseTocSheet(text)));
    // Before their files are looked for: names of others' discs are no business of ours.
    if (sheetFileNames(sheet).join('/') !== sheetFileNames(cue.sheet).join('/')) return null;
    const opened = await complete(cue.path, sheet, tocs);
    return isSameDisc(opened, cue) ? opened : null;
  } catch (error) {
    // They describe something else, or nothing: the .cue, which is what was asked for, is whole without them.
    if (error instanceof AppError && error.code !== 'INTERNAL') return null;
    throw error;
  }
}

/** One for the whole disc, or else those with numbers, up to the first that is missing. */
async function readTocs(stem: string): Promise<TocText[]> {
  const whole = await readToc(`${stem}.toc`);
  if (whole !== null) return [whole];
  const tocs: TocText[] = [];
  for (let session = 1; session <= mostSessions; session += 1) {
    const toc = await readToc(`${stem}-${session}.toc`);
    if (toc === null) break;
    tocs.push(toc);
  }
  return tocs;
}

async function readToc(path: string): Promise<TocText | null> {
  try {
    return { path, text: decodeSheetText(await readSheet(path)) };
  } catch (error) {
    if (isAppError(error, 'NOT_FOUND')) return null;
    throw error;
  }
}

/** Parses, with the names of the sheet and the data file in whatever error comes of it. */
function namingFile<T>(path: string, parse: () => T): T {
  try {
    return parse();
  } catch (cause) {
    if (!isAppError(cause, 'INVALID_INPUT')) throw cause;
    const { fileName } = cause.details;
    const about = typeof fileName === 'string' ? ` (${fileName})` : '';
    const details = { ...cause.details, path };
    throw new AppError('INVALID_INPUT', `${basename(path)}: ${cause.message}${about}`, { cause, details });
  }
}

async function readSheet(path: string): Promise<Buffer> {
  const refuse = (why: string, cause?: unknown) =>
    new AppError('INVALID_INPUT', `${path} ${why}.`, { cause, details: { path } });
  try {
    await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = await file.stat();
    if (!stats.isFile()) throw refuse('is not a plain file');
    if (stats.size > mostBytes) throw refuse('is too long for a .cue or .toc file');
    return await file.readFile();
  } catch (cause) {
    // What cannot be opened at all: a socket, a device without a driver (open(2)).
    if (hasErrno(cause, 'ENXIO', 'ENODEV')) throw refuse('is not a plain file', cause);
    throw readingError(cause, path);
  }
}
