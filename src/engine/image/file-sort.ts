import { extname } from 'node:path';
import { plainName } from '../zstd/index.ts';

/** Ending of the note beside an image. Not `.json`: other programs and ours look for the provenance there. */
export const noteEnding = '.catalogue';

/** Endings of files that are images, and of sheets that make files to one. */
const imageEndings = ['.iso', '.img', '.bin', '.raw', '.udf'] as const;
const sheetEndings = ['.cue', '.toc'] as const;
/** Images of other programs that are not understood here. */
const foreignEndings = [
  '.nrg',
  '.mdf',
  '.mds',
  '.ccd',
  '.cdi',
  '.b5t',
  '.b6t',
  '.dmg',
  '.chd',
  '.uif',
] as const;

/** What a file of a folder can be to an image. */
export type FileSort = 'image' | 'sheet' | 'foreign' | 'other';

/** What a file may be, by its ending. */
export function sortOfFile(name: string): FileSort {
  const ending = extname(plainName(name)).toLowerCase();
  if (imageEndings.some((one) => one === ending)) return 'image';
  if (sheetEndings.some((one) => one === ending)) return 'sheet';
  return foreignEndings.some((one) => one === ending) ? 'foreign' : 'other';
}
