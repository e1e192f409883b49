/** Sheets of discs: cdrdao's .toc files and cue sheets, read and written. */
export { parseCueSheet } from './cue-sheet.ts';
export { type DiscSheet, sectorBytesOf } from './disc-sheet.ts';
export { formatCueSheet } from './format-cue-sheet.ts';
export { rewriteTocFiles } from './rewrite-toc-files.ts';
export { resolveSheetFile } from './sheet-file.ts';
export { completeSheet, joinSessions, layOutTracks, sheetFileNames } from './sheet-layout.ts';
export { parseTocSheet } from './toc-sheet.ts';
