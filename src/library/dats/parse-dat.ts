import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { AppError, isAppError } from '#model/index.ts';
import { type DatHeader, DatReader, type ReadDump } from './dat-reader.ts';

/** A piece of a DAT file: its header, always the first; then its dumps, some at a time. */
export type DatPiece =
  | { readonly type: 'header'; readonly header: DatHeader }
  /** `skipped`: dumps that prove nothing, and are not among them. */
  | { readonly type: 'dumps'; readonly dumps: readonly ReadDump[]; readonly skipped: number };

/** The largest DAT file that is taken; those of redump have at most some 20 MB. */
export const mostDatBytes = 64 * 1024 * 1024;
/** Letters of one tag, text or comment. */
const longestPiece = 256 * 1024;
const deepest = 16;
/** Bytes that are parsed at a time, so that the server answers others in between. */
const sliceBytes = 64 * 1024;
const dumpsAtATime = 500;

/**
 * Reads a Logiqx DAT file as it comes, whatever its size in memory that does not grow with it. Entities that the file declares
 * are never expanded: a file that declares any is refused. Errors: `DAT_INVALID`, with the line; `BODY_TOO_LARGE`.
 */
export async function* parseDat(source: AsyncIterable<Uint8Array>): AsyncGenerator<DatPiece> {
  const parser = new SaxesParser({ xmlns: false, position: true });
  const reader = new DatReader((what) => invalid(parser.line, what));
  listen(parser, reader);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (bytes?: Uint8Array) => {
    try {
      return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
    } catch (cause) {
      throw invalid(parser.line, 'is not UTF-8. Save the file as UTF-8.', cause);
    }
  };
  let byteCount = 0;
  let isHeaderGiven = false;
  for await (const chunk of source) {
    if (byteCount === 0) refuseOtherFormats(chunk);
    byteCount += chunk.length;
    if (byteCount > mostDatBytes) {
      const message = `A DAT file may have ${mostDatBytes / 1024 / 1024} MiB at most.`;
      throw new AppError('BODY_TOO_LARGE', message);
    }
    for (let at = 0; at < chunk.length; at += sliceBytes) {
      write(parser, decode(chunk.subarray(at, at + sliceBytes)));
      if (parser.position - reader.lastPosition > longestPiece) {
        throw invalid(
          parser.line,
          `is part of one tag, text or comment of more than ${longestPiece} letters.`,
        );
      }
      if (!isHeaderGiven && reader.header !== null) {
        isHeaderGiven = true;
        yield { type: 'header', header: reader.header };
      }
      if (isHeaderGiven && reader.waiting >= dumpsAtATime) yield { type: 'dumps', ...reader.take() };
    }
  }
  if (byteCount === 0) throw invalid(1, 'is missing: the file is empty.');
  write(parser, decode());
  // Closing it makes it forget where it was.
  const lastLine = parser.line;
  close(parser);
  const { header } = reader;
  if (header === null) throw invalid(lastLine, 'ends a file without a header that names it.');
  if (!isHeaderGiven) yield { type: 'header', header };
  yield { type: 'dumps', ...reader.take() };
}

function listen(parser: SaxesParser<{ xmlns: false; position: true }>, reader: DatReader): void {
  parser.on('error', (cause) => {
    throw invalid(parser.line, `is not well-formed XML: ${cause.message.replace(/^[^:]*:\d+: /, '')}`, cause);
  });
  parser.on('xmldecl', ({ encoding }) => {
    if (encoding === undefined || /^(utf-?8|us-ascii)$/i.test(encoding)) return;
    throw invalid(parser.line, `says that the file is in ${encoding}. Save it as UTF-8.`);
  });
  parser.on('doctype', (doctype) => {
    if (doctype.includes('[')) throw invalid(parser.line, 'ends a DOCTYPE that declares things of its own.');
  });
  parser.on('opentag', (tag: SaxesTagPlain) => {
    reader.lastPosition = parser.position;
    if (reader.depth >= deepest) throw invalid(parser.line, `lies deeper than ${deepest} tags.`);
    reader.open(tag.name, tag.attributes);
  });
  parser.on('closetag', ({ name }) => {
    reader.lastPosition = parser.position;
    reader.close(name);
  });
  parser.on('text', (text) => reader.text(text));
  parser.on('cdata', (text) => reader.text(text));
}

function write(parser: SaxesParser<{ xmlns: false; position: true }>, text: string): void {
  try {
    parser.write(text);
  } catch (cause) {
    throw isAppError(cause) ? cause : invalid(parser.line, 'cannot be read as XML.', cause);
  }
}

function close(parser: SaxesParser<{ xmlns: false; position: true }>): void {
  try {
    parser.close();
  } catch (cause) {
    throw isAppError(cause) ? cause : invalid(parser.line, 'is where the file ends too early.', cause);
  }
}

/** What people have at hand instead of the XML file, by its first bytes. */
function refuseOtherFormats(start: Uint8Array): void {
  const [first, second] = start;
  if (first === 0x50 && second === 0x4b) {
    throw invalid(1, 'begins a zip archive. Unpack it, and import the .dat file that it holds.');
  }
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff) || second === 0) {
    throw invalid(1, 'is in UTF-16. Save the file as UTF-8.');
  }
  const head = Buffer.from(start.subarray(0, 200)).toString('latin1').trimStart();
  if (/^clrmamepro\b/i.test(head)) {
    throw invalid(1, 'begins a DAT file of ClrMamePro. Only the XML format (Logiqx) is understood.');
  }
}

/** An error of a DAT file: `what` goes on behind "Line N". */
function invalid(line: number, what: string, cause?: unknown): AppError {
  return new AppError('DAT_INVALID', `Line ${line} ${what}`, { cause, details: { line } });
}
