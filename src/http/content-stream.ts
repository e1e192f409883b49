import { Readable } from 'node:stream';
import { ZstdFile } from '#library/index.ts';
import { AppError } from '#model/index.ts';

/** A part of the content of a compressed file, as HTTP answers a request for it (RFC 9110, 13 and 14). */
export type ContentAnswer = {
  readonly status: 200 | 206 | 304 | 412 | 416;
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes that are sent: from `start` up to, not with, `end`. */
  readonly start: number;
  readonly end: number;
};

/** What of a request chooses its answer. */
type Conditions = Readonly<Record<string, string | string[] | undefined>>;

/** Decides what a request gets of content of that size; `etag` with its quotes, `modified` as the file's time. */
export function answerFor(
  headers: Conditions,
  { sizeBytes, etag, modified }: { sizeBytes: number; etag: string; modified: Date },
): ContentAnswer {
  const common = { etag, 'last-modified': modified.toUTCString(), 'accept-ranges': 'bytes' };
  const nothing = { start: 0, end: 0 };
  const ifMatch = textOf(headers['if-match']);
  if (ifMatch !== null && !names(ifMatch, etag)) return { status: 412, headers: common, ...nothing };
  const noneMatch = textOf(headers['if-none-match']);
  const isKnown =
    noneMatch === null
      ? isNotNewer(modified, textOf(headers['if-modified-since']))
      : names(noneMatch.replaceAll('W/', ''), etag);
  if (isKnown) return { status: 304, headers: common, ...nothing };
  const range = rangeOf(textOf(headers.range), sizeBytes);
  const ifRange = textOf(headers['if-range']);
  const isStale = ifRange !== null && ifRange !== etag && ifRange !== modified.toUTCString();
  if (range === 'whole' || isStale)
    return {
      status: 200,
      headers: { ...common, 'content-length': String(sizeBytes) },
      start: 0,
      end: sizeBytes,
    };
  if (range === 'outside')
    return { status: 416, headers: { 'content-range': `bytes */${sizeBytes}` }, ...nothing };
  const { start, end } = range;
  const place = {
    'content-range': `bytes ${start}-${end - 1}/${sizeBytes}`,
    'content-length': String(end - start),
  };
  return { status: 206, headers: { ...common, ...place }, start, end };
}

/** The content of a compressed file; closing the stream closes the file. Errors: those of `ZstdFile.open`. */
export async function contentStream(
  path: string,
  { start, end }: Pick<ContentAnswer, 'start' | 'end'>,
): Promise<Readable> {
  const file = await ZstdFile.open(path);
  const stream = Readable.from(file.stream(start, end), { objectMode: false });
  stream.once('close', () => void file.close());
  return stream;
}

/** One range of bytes. Several at once, and what is no range at all, get the whole. */
function rangeOf(
  header: string | null,
  sizeBytes: number,
): 'whole' | 'outside' | { start: number; end: number } {
  const [, first, last] = /^bytes=\s*(\d*)-(\d*)\s*$/.exec(header ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return 'whole';
  if (first === '') {
    const length = Math.min(sizeBytes, Number(last));
    return length === 0 ? 'outside' : { start: sizeBytes - length, end: sizeBytes };
  }
  const start = Number(first);
  const end = last === '' ? sizeBytes : Math.min(sizeBytes, Number(last) + 1);
  if (last !== '' && Number(last) < start) return 'whole';
  return start >= sizeBytes ? 'outside' : { start, end };
}

function names(list: string, etag: string): boolean {
  return list.split(',').some((one) => one.trim() === '*' || one.trim() === etag);
}

function isNotNewer(modified: Date, since: string | null): boolean {
  if (since === null) return false;
  const time = Date.parse(since);
  return !Number.isNaN(time) && Math.floor(modified.getTime() / 1000) * 1000 <= time;
}

function textOf(value: string | string[] | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

/** Error: `RANGE_REFUSED` or `BAD_REQUEST` for an answer that has no content. */
export function requireContent({ status }: ContentAnswer, sizeBytes: number): void {
  if (status === 416) {
    throw new AppError('RANGE_REFUSED', `The file has ${sizeBytes} bytes; the range asked for lies outside.`);
  }
  if (status === 412) {
    throw new AppError('BAD_REQUEST', 'The file is not what If-Match or If-Unmodified-Since says any more.');
  }
}
