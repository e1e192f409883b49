import type { MusicText } from '#model/index.ts';
import { cutToBytes, safeNamePart } from '../files/safe-name.ts';

/** Longest name of a track's file in UTF-8 bytes; leaves room for a folder's name in paths and on discs. */
const maxNameBytes = 120;
const ending = '.flac';

/**
 * Name of the file of a track: `02_title.flac`, and `02.flac` without a title. Unique on its disc by its number, and at
 * most 120 bytes.
 */
export function trackFileName(number: number, text: MusicText | null): string {
  const prefix = String(number).padStart(2, '0');
  const title = safeNamePart(text?.title ?? null) ?? '';
  const room = maxNameBytes - Buffer.byteLength(`${prefix}_${ending}`);
  const trimmed = cutToBytes(title.replace(/^[-._ ]+/, ''), room).replace(/[-._ ]+$/, '');
  return trimmed === '' ? `${prefix}${ending}` : `${prefix}_${trimmed}${ending}`;
}
