/** Sheets of discs: cdrdao's .toc files and cue sheets, read and written, and the discs that lie in the files they name. */
export { cdFactsFromTracks, cdFactsOf } from './cd-facts.ts';
export { compareSheetSession, copySheetSession } from './copy-session.ts';
export { parseCueSheet } from './cue-sheet.ts';
export { type DiscSheet, sectorBytesOf } from './disc-sheet.ts';
export { formatCueSheet } from './format-cue-sheet.ts';
export { formatTocSheet } from './format-toc-sheet.ts';
export { isSameSheet, mergeContents } from './merge-contents.ts';
export { type OpenedSheet, openSheet } from './open-sheet.ts';
export { rewriteTocFiles } from './rewrite-toc-files.ts';
export { isSectorAt } from './sector-address.ts';
export { userDataOf } from './sector-data.ts';
export { resolveSheetFile } from './sheet-file.ts';
export { completeSheet, joinSessions, layOutTracks, sheetFileNames } from './sheet-layout.ts';
export { SheetSectors } from './sheet-sectors.ts';
export { parseTocSheet } from './toc-sheet.ts';
export { makeCookedView, makeParanoiaView } from './tool-views.ts';
