import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { AppError, isAppError } from '#model/index.ts';
import { readingError } from '../files/file-errors.ts';
import { cueTypeOf } from './cue-modes.ts';
import { parseCueSheet } from './cue-sheet.ts';
import type { DiscSheet } from './disc-sheet.ts';
import { findSheetFiles, type SheetFile } from './sheet-files.ts';
import {
  completeSheet,
  joinSessions,
  layOutTracks,
  sheetFileNames,
  type TrackPlace,
} from './sheet-layout.ts';
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

/**
 * Opens the disc that a `.cue` or `.toc` file describes. Beside a `.cue` of ours lie the `.toc` files it was made from,
 * `name.toc` or `name-1.toc`, `name-2.toc`, …, which tell more (flags, CD-TEXT in all languages, sub-channels): where they
 * describe the same disc they are used. A `.toc` by itself is one session.
 * Errors: `INVALID_INPUT` (naming the line or the file), `NOT_FOUND`, `PERMISSION_DENIED`, `UNSUPPORTED_DISC`,
 * `FILE_READ_FAILED`.
 */
export async function openSheet(path: string): Promise<OpenedSheet> {
  const text = await readSheetText(path);
  if (extname(path).toLowerCase() === '.toc') {
    return complete(
      path,
      namingFile(path, () => parseTocSheet(text)),
      [{ path, text: text.toString('utf8') }],
    );
  }
  const cue = await complete(
    path,
    namingFile(path, () => parseCueSheet(text)),
    [],
  );
  return (await openTocs(cue)) ?? cue;
}

async function complete(path: string, raw: DiscSheet, tocs: readonly TocText[]): Promise<OpenedSheet> {
  const files = await findSheetFiles(path, raw);
  const bytesOf = new Map(files.map((file) => [file.fileName, file.dataBytes]));
  const sheet = namingFile(path, () => completeSheet(raw, (fileName) => bytesOf.get(fileName) ?? 0));
  const places = layOutTracks(sheet);
  if (places === null) throw new AppError('INTERNAL', `The lengths of the tracks of ${path} are not known.`);
  return { path, sheet, places, leadOutLba: places.at(-1)?.endLba ?? 0, tocs, files };
}

/** The same disc by its .toc files; `null` if they are not there or say otherwise. */
async function openTocs(cue: OpenedSheet): Promise<OpenedSheet | null> {
  const stem = join(dirname(cue.path), basename(cue.path, extname(cue.path)));
  const tocs: TocText[] = [];
  for (const path of [
    `${stem}.toc`,
    ...Array.from({ length: mostSessions }, (_, index) => `${stem}-${index + 1}.toc`),
  ]) {
    const text = await readSheetText(path).catch(nullIfUnusable);
    if (text !== null) tocs.push({ path, text: text.toString('utf8') });
    // One for the whole disc, or else numbers without a gap.
    if (text === null && tocs.length > 0) break;
    if (text === null && path.endsWith('-1.toc')) return null;
    if (path === `${stem}.toc` && text !== null) break;
  }
  try {
    const sheet = joinSessions(tocs.map(({ text }) => parseTocSheet(text)));
    if (sheetFileNames(sheet).join('/') !== sheetFileNames(cue.sheet).join('/')) return null;
    const opened = await complete(cue.path, sheet, tocs);
    return isSameDisc(opened, cue) ? opened : null;
  } catch (error) {
    // They describe something else, or nothing: the .cue is what was asked for.
    if (isAppError(error, 'INVALID_INPUT') || isAppError(error, 'NOT_FOUND')) return null;
    throw error;
  }
}

function isSameDisc(a: OpenedSheet, b: OpenedSheet): boolean {
  const outline = ({ sheet, places }: OpenedSheet) =>
    sheet.tracks.map((track, index) => {
      const { startLba, endLba, session } = places[index] ?? { startLba: 0, endLba: 0, session: 0 };
      return [track.number, session, cueTypeOf(track), startLba, endLba].join(' ');
    });
  return outline(a).join('\n') === outline(b).join('\n');
}

/** Parses, with the name of the sheet in whatever error comes of it. */
function namingFile<T>(path: string, parse: () => T): T {
  try {
    return parse();
  } catch (cause) {
    if (!isAppError(cause, 'INVALID_INPUT')) throw cause;
    const details = { ...cause.details, path };
    throw new AppError('INVALID_INPUT', `${basename(path)}: ${cause.message}`, { cause, details });
  }
}

async function readSheetText(path: string): Promise<Buffer> {
  try {
    await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = await file.stat();
    if (!stats.isFile() || stats.size > mostBytes) {
      const why = stats.isFile() ? 'is too long for a .cue or .toc file' : 'is not a plain file';
      throw new AppError('INVALID_INPUT', `${path} ${why}.`, { details: { path } });
    }
    return await file.readFile();
  } catch (cause) {
    throw readingError(cause, path);
  }
}

function nullIfUnusable(error: unknown): null {
  if (isAppError(error, 'NOT_FOUND') || isAppError(error, 'INVALID_INPUT')) return null;
  throw error;
}
