import { buildCueTracks, type CueDraft, type CueFile } from './cue-draft.ts';
import { type CueLine, cueFileArguments, cueNumber, cueText, quote, splitCueLines } from './cue-lines.ts';
import { formatOfCueType, modeOfCueType } from './cue-modes.ts';
import type { CdTextBlock, CdTextField, DiscSheet } from './disc-sheet.ts';
import { isPlainFileName } from './sheet-file.ts';
import { decodeSheetText, parseCatalog, parseIsrc, parseMsf, sheetError } from './sheet-text.ts';

const textCommands: readonly CdTextField[] = [
  'TITLE',
  'PERFORMER',
  'SONGWRITER',
  'COMPOSER',
  'ARRANGER',
  'MESSAGE',
  'DISC_ID',
  'GENRE',
  'UPC_EAN',
];
const mostRemarks = 200;

/** A cue sheet while it is read. */
type CueState = {
  file: CueFile | null;
  session: number;
  catalog: string | null;
  readonly fields: Partial<Record<CdTextField, string>>;
  readonly remarks: string[];
  readonly drafts: CueDraft[];
};

/**
 * Reads a cue sheet (CDRWIN's format, with `REM SESSION nn` for discs of several sessions). Bytes are decoded as
 * UTF-8, UTF-16 with a byte order mark, or Latin-1. Words that only other programs understand are refused, since they
 * might change what the file means. Errors: `INVALID_INPUT`, whose message and details name the line.
 */
export function parseCueSheet(sheet: Uint8Array | string): DiscSheet {
  const lines = splitCueLines(decodeSheetText(sheet));
  const state: CueState = { file: null, session: 1, catalog: null, fields: {}, remarks: [], drafts: [] };
  for (const line of lines) takeLine(line, state);
  if (state.drafts.length === 0)
    throw sheetError(lines.at(-1)?.number ?? 1, 'the cue sheet ends without a TRACK.');
  const cdText: CdTextBlock[] =
    Object.keys(state.fields).length === 0 ? [] : [{ block: 0, fields: state.fields }];
  const { catalog, remarks } = state;
  return {
    discType: null,
    catalog,
    cdTextLanguages: [],
    cdText,
    remarks,
    tracks: buildCueTracks(state.drafts),
  };
}

function takeLine(line: CueLine, state: CueState): void {
  const field = textCommands.find((name) => name === line.command);
  if (field !== undefined) {
    const text = cueText(line.rest);
    if (text !== '') (state.drafts.at(-1)?.fields ?? state.fields)[field] = text;
    return;
  }
  switch (line.command) {
    case 'REM':
      takeRemark(line, state);
      return;
    case 'FILE':
      state.file = takeFile(line);
      return;
    case 'TRACK':
      state.drafts.push(beginTrack(line, state));
      return;
    case 'CATALOG':
      state.catalog = parseCatalog(cueText(line.rest));
      if (state.catalog === null) throw sheetError(line.number, 'a catalogue number has 13 digits.');
      return;
    // The file of CD-TEXT packs says again what the sheet says.
    case 'CDTEXTFILE':
      return;
    default:
      takeTrackLine(line, state);
  }
}

function takeRemark({ rest, number }: CueLine, state: CueState): void {
  const session = /^SESSION\s+(\d{1,2})$/i.exec(rest)?.[1];
  if (session === undefined) {
    if (rest !== '' && state.remarks.length < mostRemarks) state.remarks.push(rest);
    return;
  }
  if (Number(session) < Math.max(1, state.session))
    throw sheetError(number, 'sessions do not count backwards.');
  state.session = Number(session);
}

function takeFile(line: CueLine): CueFile {
  const { name, type } = cueFileArguments(line);
  if (!isPlainFileName(name)) {
    throw sheetError(line.number, 'only files in the folder of the sheet may be named.');
  }
  const format = formatOfCueType(type);
  if (format === null) throw sheetError(line.number, `${quote(type)} is not a type of file.`);
  return { name, format };
}

function beginTrack(line: CueLine, state: CueState): CueDraft {
  const [digits = '', type = '', ...others] = line.rest.split(/\s+/);
  const number = cueNumber(line, digits, 'a track number');
  const previous = state.drafts.at(-1)?.number;
  if (number < 1 || number !== (previous ?? number - 1) + 1) {
    throw sheetError(line.number, `track ${number} cannot follow on ${previous ?? 'nothing'}.`);
  }
  const mode = modeOfCueType(type.toUpperCase());
  if (mode === null || others.length > 0) {
    throw sheetError(line.number, `${quote([type, ...others].join(' '))} is not a type of track.`);
  }
  return {
    ...mode,
    number,
    session: state.session,
    line: line.number,
    marks: [],
    fields: {},
    pregapFrames: 0,
    postgapFrames: 0,
    isCopyPermitted: false,
    hasPreEmphasis: false,
    isFourChannel: false,
    isrc: null,
  };
}

function takeTrackLine(line: CueLine, state: CueState): void {
  const draft = state.drafts.at(-1);
  const isKnown = ['INDEX', 'FLAGS', 'ISRC', 'PREGAP', 'POSTGAP'].includes(line.command);
  if (!isKnown) throw sheetError(line.number, `${quote(line.command)} is no command of cue sheets.`);
  if (draft === undefined) throw sheetError(line.number, `${line.command} stands before the first TRACK.`);
  switch (line.command) {
    case 'FLAGS': {
      const flags = line.rest.toUpperCase().split(/\s+/);
      draft.isCopyPermitted = flags.includes('DCP');
      draft.hasPreEmphasis = flags.includes('PRE');
      draft.isFourChannel = flags.includes('4CH');
      return;
    }
    case 'ISRC':
      draft.isrc = parseIsrc(cueText(line.rest));
      if (draft.isrc === null) {
        throw sheetError(line.number, 'an ISRC has 12 characters: 5 of A-Z and 0-9, then 7 digits.');
      }
      return;
    case 'PREGAP':
      draft.pregapFrames = takeTime(line, line.rest);
      return;
    case 'POSTGAP':
      draft.postgapFrames = takeTime(line, line.rest);
      return;
    default:
      takeIndex(line, draft, state.file);
  }
}

function takeTime(line: CueLine, text: string): number {
  const frames = parseMsf(text);
  if (frames === null) {
    throw sheetError(line.number, `${quote(text)} is not a time of minutes, seconds and frames.`);
  }
  return frames;
}

function takeIndex(line: CueLine, draft: CueDraft, file: CueFile | null): void {
  if (file === null) throw sheetError(line.number, 'INDEX stands before the first FILE.');
  const [digits = '', time = ''] = line.rest.split(/\s+/, 2);
  const number = cueNumber(line, digits, 'the number of an index');
  const previous = draft.marks.at(-1);
  if (previous === undefined ? number > 1 : number !== previous.number + 1) {
    throw sheetError(line.number, `index ${number} cannot follow on ${previous?.number ?? 'nothing'}.`);
  }
  draft.marks.push({ number, file, frames: takeTime(line, time), line: line.number });
}
