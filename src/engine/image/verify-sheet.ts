import { basename } from 'node:path';
import { isAppError, type VerifyCheck } from '#model/index.ts';
import { parseCueSheet, parseTocSheet, sheetFileNames } from '../sheet/index.ts';
import { openSheet } from '../sheet/open-sheet.ts';
import { readSidecarBytes } from './sidecars.ts';

/** Whether a file of this name says how other files make a disc. */
export function isSheetName(fileName: string): boolean {
  return /\.(?:cue|toc)$/i.test(fileName);
}

/** Files that a sheet names; none if it is missing or says nothing that can be understood. Errors: those of reading it. */
export async function namesInSheet(path: string): Promise<readonly string[]> {
  const bytes = await readSidecarBytes(path);
  try {
    if (bytes === null) return [];
    return sheetFileNames(/\.toc$/i.test(path) ? parseTocSheet(bytes) : parseCueSheet(bytes));
  } catch (error) {
    if (isAppError(error, 'INVALID_INPUT')) return [];
    throw error;
  }
}

/**
 * Whether a sheet can be understood and its files have the lengths that it says. No check if files of it are missing or
 * damaged: they have checks of their own. Errors: those of reading the files.
 */
export async function checkSheet(path: string): Promise<VerifyCheck[]> {
  const check = { fileName: basename(path), kind: 'sheet', source: null, expected: '', actual: '' } as const;
  try {
    await openSheet(path);
  } catch (error) {
    if (isAppError(error, 'NOT_FOUND') || isAppError(error, 'ZSTD_UNUSABLE')) return [];
    if (!isAppError(error, 'INVALID_INPUT') && !isAppError(error, 'VERIFY_FAILED')) throw error;
    const { fileName } = error.details;
    const about = typeof fileName === 'string' ? `${fileName}: ` : '';
    return [
      { ...check, isOk: false, message: `The sheet and its files do not fit. ${about}${error.message}` },
    ];
  }
  return [{ ...check, isOk: true, message: 'All files of this sheet are as long as it says.' }];
}
