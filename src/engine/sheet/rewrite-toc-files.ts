import { AppError } from '#model/index.ts';
import { isPlainFileName } from './sheet-file.ts';
import { decodeSheetText, sheetError } from './sheet-text.ts';
import { tokenizeToc } from './toc-tokens.ts';

/**
 * A .toc file with other file names and nothing else changed: `newName` is asked for each FILE, AUDIOFILE and DATAFILE.
 * `isLittleEndian` says that bare audio lies in its file as driver option 0x20000 makes `cdrdao read-cd` write it;
 * each FILE then gets the word SWAP, without which cdrdao would take the samples for big-endian.
 * Errors: `INVALID_INPUT` for a text that is no .toc file and for a new name that is not plain or has `"` or `\`.
 */
export function rewriteTocFiles(
  sheet: Uint8Array | string,
  newName: (name: string) => string,
  { isLittleEndian = false }: { readonly isLittleEndian?: boolean } = {},
): string {
  const text = decodeSheetText(sheet);
  const tokens = tokenizeToc(text);
  let result = '';
  let copied = 0;
  for (const [index, { kind, text: word }] of tokens.entries()) {
    if (kind !== 'word' || !['FILE', 'AUDIOFILE', 'DATAFILE'].includes(word)) continue;
    const name = tokens[index + 1];
    if (name?.kind !== 'string') throw sheetError(name?.line ?? 1, 'a file name is expected.');
    const replacement = newName(name.text);
    if (!isPlainFileName(replacement) || replacement.includes('"')) {
      throw new AppError('INVALID_INPUT', 'This name cannot be written into a .toc file.', {
        details: { fileName: replacement.slice(0, 300) },
      });
    }
    const isMarked = tokens[index + 2]?.text === 'SWAP';
    const swap = isLittleEndian && word !== 'DATAFILE' && !isMarked ? ' SWAP' : '';
    result += `${text.slice(copied, name.start)}"${replacement}"${swap}`;
    copied = name.end;
  }
  return result + text.slice(copied);
}
