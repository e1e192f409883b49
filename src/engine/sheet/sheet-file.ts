import { dirname, join } from 'node:path';
import { AppError } from '#model/index.ts';

/** Longest file name of Linux's file systems, in bytes. */
const longestName = 255;

/**
 * Whether a name from a sheet is that of a file in the sheet's own folder. No separator of any system, no `.` or `..`,
 * no drive letter and no control character: sheets are data, and must not lead to other files.
 */
export function isPlainFileName(name: string): boolean {
  if (name === '' || name === '.' || name === '..' || Buffer.byteLength(name) > longestName) return false;
  return !/[/\\]|\p{Cc}|^[A-Za-z]:/u.test(name);
}

/**
 * Path of a data file that the sheet at `sheetPath` names. The file itself is not looked at; it may be a symbolic
 * link. Errors: `INVALID_INPUT` if the name is more than a plain file name.
 */
export function resolveSheetFile(sheetPath: string, name: string): string {
  if (!isPlainFileName(name)) {
    throw new AppError('INVALID_INPUT', 'A sheet may only name files in its own folder.', {
      details: { path: sheetPath, fileName: name.slice(0, 300) },
    });
  }
  return join(dirname(sheetPath), name);
}
