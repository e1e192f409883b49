import type { CdTextBlock, DiscSheet, SheetTrack } from './disc-sheet.ts';
import { decodeSheetText, parseCatalog } from './sheet-text.ts';
import { readTocCdText } from './toc-cd-text.ts';
import { TocReader } from './toc-reader.ts';
import { type AudioByteOrder, readTocTrack } from './toc-track.ts';

const discTypes = ['CD_DA', 'CD_ROM', 'CD_ROM_XA', 'CD_I'] as const;

/**
 * Reads a .toc file of cdrdao 1.2 (grammar: trackdb/TocParser.g). It describes one session; tracks are numbered from 1
 * unless FIRST_TRACK_NO says otherwise. `audioByteOrder` tells how bare audio without SWAP lies in its file: `big` is
 * what cdrdao means, `little` what its `read-cd` writes with driver option 0x20000 (and does not mark).
 * Errors: `INVALID_INPUT`, whose message and details name the line.
 */
export function parseTocSheet(
  sheet: Uint8Array | string,
  { audioByteOrder = 'big' }: { readonly audioByteOrder?: AudioByteOrder } = {},
): DiscSheet {
  const reader = new TocReader(decodeSheetText(sheet));
  let discType: DiscSheet['discType'] = null;
  let catalog: string | null = null;
  let cdTextLanguages: DiscSheet['cdTextLanguages'] = [];
  let cdText: readonly CdTextBlock[] = [];
  let firstNumber = 1;
  while (!reader.isAt('TRACK')) {
    const type = discTypes.find((known) => reader.skip(known));
    if (type !== undefined) discType = type;
    else if (reader.skip('CATALOG')) {
      catalog = parseCatalog(reader.takeString('a catalogue number'));
      if (catalog === null) throw reader.error('a catalogue number has 13 digits.');
    } else if (reader.skip('FIRST_TRACK_NO')) firstNumber = reader.takeNumber('a track number');
    else if (reader.skip('CD_TEXT')) {
      ({ languages: cdTextLanguages, blocks: cdText } = readTocCdText(reader));
    } else
      throw reader.error(`${JSON.stringify(reader.next.text.slice(0, 40))} stands where a .toc file begins.`);
  }
  const tracks: SheetTrack[] = [];
  while (reader.skip('TRACK')) {
    const number = firstNumber + tracks.length;
    if (number < 1 || number > 99) throw reader.error(`there is no track ${number} (1-99).`);
    tracks.push(readTocTrack(reader, number, audioByteOrder));
  }
  return { discType, catalog, cdTextLanguages, cdText, remarks: [], tracks };
}
