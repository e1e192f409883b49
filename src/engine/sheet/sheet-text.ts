import { AppError } from '#model/index.ts';
import { framesPerSecond } from './disc-sheet.ts';

/** A sheet of 99 tracks with CD-TEXT in eight languages has some 200 kB; more is not a sheet. */
const mostBytes = 1024 * 1024;

/** An `INVALID_INPUT` that names the line; details: `line`, from 1. */
export function sheetError(line: number, problem: string): AppError {
  return new AppError('INVALID_INPUT', `Line ${line} of the sheet: ${problem}`, { details: { line } });
}

/**
 * The text of a sheet: UTF-8 or UTF-16 by its byte order mark, else UTF-8, else Latin-1, in which old programs wrote.
 * Errors: `INVALID_INPUT` if it is too long for a sheet, such as the image itself.
 */
export function decodeSheetText(sheet: Uint8Array | string): string {
  if (sheet.length > mostBytes) {
    throw new AppError('INVALID_INPUT', 'This file is too long for a .cue or .toc file.', {
      details: { line: 1, length: sheet.length, most: mostBytes },
    });
  }
  if (typeof sheet === 'string') return sheet.replace(/^\uFEFF/, '');
  if (sheet[0] === 0xff && sheet[1] === 0xfe) return new TextDecoder('utf-16le').decode(sheet);
  if (sheet[0] === 0xfe && sheet[1] === 0xff) return new TextDecoder('utf-16be').decode(sheet);
  return decodeBytes(sheet);
}

/** UTF-8 if it is that, else Latin-1, which every sequence of bytes is. */
export function decodeBytes(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('utf8');
  return text.includes('\uFFFD') ? Buffer.from(bytes).toString('latin1') : text.replace(/^\uFEFF/, '');
}

/** Frames of `MM:SS:FF`, with SS below 60 and FF below 75; `null` for anything else. Minutes go up to 999. */
export function parseMsf(text: string): number | null {
  const match = /^(\d{1,3}):(\d{1,2}):(\d{1,2})$/.exec(text);
  if (match === null) return null;
  const [minutes = 0, seconds = 0, frames = 0] = match.slice(1).map(Number);
  if (seconds > 59 || frames >= framesPerSecond) return null;
  return (minutes * 60 + seconds) * framesPerSecond + frames;
}

/** `MM:SS:FF`. */
export function formatMsf(frames: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const seconds = Math.floor(frames / framesPerSecond);
  return `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}:${two(frames % framesPerSecond)}`;
}

/** A media catalogue number as the disc has it; `null` if it is not 13 digits. */
export function parseCatalog(text: string): string | null {
  return /^\d{13}$/.test(text) ? text : null;
}

/** An ISRC without dashes, in capitals (IEC 60908, 17.5.3: CC OOO YY SSSSS); `null` if it is none. */
export function parseIsrc(text: string): string | null {
  const code = text.replaceAll('-', '').toUpperCase();
  return /^[A-Z0-9]{5}\d{7}$/.test(code) ? code : null;
}
