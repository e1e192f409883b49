import { createHash } from 'node:crypto';
import type { SentFile } from '#model/index.ts';
import { changedMeanwhile, copyDiffers, placeTaken } from './errors.ts';
import { type FileSums, ProvenFile } from './file-sums.ts';
import type { SendReport, ShippedFile } from './receiver.ts';
import { allTexts, type S3Client, textOf } from './s3-client.ts';

/** Fewer and larger parts for large files: a list of them stays short. S3 takes 5 MiB to 5 GiB, and 10,000 parts. */
const leastPartBytes = 8 << 20;
const mostParts = 2000;
const mebibyte = 1 << 20;
/** Parts that are on their way at once, each in memory. */
const atOnce = 2;

/** One file on its way into a bucket. */
export type S3File = {
  readonly client: S3Client;
  readonly key: string;
  readonly file: ShippedFile;
  /** What an earlier attempt came to; `null`: nothing. */
  readonly before: SentFile | null;
  /** Stands with the object. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly report: Pick<SendReport, 'signal' | 'onFile' | 'onLog'> & {
    readonly onBytes: (done: number) => void;
  };
};

/** Sends a file and compares it. What is there already and the same is not sent. Errors: those of `Receiver.send`. */
export async function sendFile(order: S3File): Promise<SentFile> {
  const { client, key, file, before, report } = order;
  const there = await headOf(order);
  if (there !== null) {
    const sums = await sumsOf(order);
    if (there.sizeBytes === file.sizeBytes && (await isSame(order, there.etag, sums))) {
      return told(order, { ...sums.file, isVerified: true });
    }
    // Only papers may be newer here than there, or what a killed attempt of ours has left damaged: never a copy that was compared.
    if (!file.isPaper && (before === null || before.isVerified)) throw placeTaken(client.nameOf(key));
  }
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const sums = file.sizeBytes > leastPartBytes ? await sendParts(order) : await sendWhole(order);
    const head = await headOf(order);
    if (head?.sizeBytes === file.sizeBytes && (await isSame(order, head.etag, sums))) {
      return told(order, { ...sums.file, isVerified: true });
    }
    report.onLog('warning', `${client.nameOf(key)} did not come back as it was sent; it is sent again.`);
  }
  throw copyDiffers(client.nameOf(key));
}

/** Sums of a file, and those that its ETag may show. */
type SentSums = { readonly file: FileSums; readonly etags: readonly string[] };

function blank({ file: { name, sizeBytes } }: S3File): SentFile {
  return {
    ...{ name, sizeBytes, sha256: null, md5: null },
    ...{ isVerified: false, uploadId: null, partBytes: null, etags: [] },
  };
}

function told(order: S3File, facts: Partial<SentFile>): SentFile {
  const file = { ...blank(order), ...facts };
  order.report.onFile(file);
  return file;
}

async function headOf({ client, key, report: { signal } }: S3File) {
  const answer = await client.ask({ method: 'HEAD', key, signal });
  if (answer.status === 404) return null;
  if (answer.status !== 200) throw client.refusal(answer, key);
  const { headers } = answer;
  return { sizeBytes: Number(headers.get('content-length') ?? -1), etag: plainTag(headers.get('etag')) };
}

/**
 * Whether the object is what was sent. An ETag is the MD5 of a file that was sent whole, and that of the MD5s of its parts else;
 * of encrypted objects (and of some servers) it is neither, and then all of it is read back.
 */
async function isSame({ client, key, file, report }: S3File, etag: string | null, sums: SentSums) {
  if (etag !== null && sums.etags.includes(etag)) return true;
  report.onLog('info', `The ETag of ${client.nameOf(key)} says nothing of its content; it is read back.`);
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const piece of client.read(key, report.signal)) {
    hash.update(piece);
    sizeBytes += piece.length;
  }
  return sizeBytes === file.sizeBytes && hash.digest('hex') === sums.file.sha256;
}

/** Sums without sending: of what may be there already. */
async function sumsOf({ file, report }: S3File): Promise<SentSums> {
  const source = await ProvenFile.open(file);
  try {
    const partBytes = partBytesOf(file.sizeBytes);
    const md5s: Buffer[] = [];
    for (let done = 0; done < file.sizeBytes; done += partBytes) {
      report.signal.throwIfAborted();
      md5s.push(md5Of(await source.next(partBytes)));
    }
    const sums = await source.prove();
    return { file: sums, etags: [sums.md5, compositeOf(md5s)] };
  } finally {
    await source.close();
  }
}

async function sendWhole(order: S3File): Promise<SentSums> {
  const { client, key, file, metadata, report } = order;
  const source = await ProvenFile.open(file);
  try {
    const body = await source.next(file.sizeBytes);
    const sums = await source.prove();
    // Should this attempt be cut off, what it may leave there is ours.
    told(order, sums);
    await client.need({ method: 'PUT', key, headers: metadata, body, signal: report.signal });
    report.onBytes(file.sizeBytes);
    return { file: sums, etags: [sums.md5] };
  } finally {
    await source.close();
  }
}

/** An upload in parts that is open at the server, and the parts that are there. */
type Upload = { readonly id: string; readonly partBytes: number; readonly etags: (string | null)[] };

async function sendParts(order: S3File): Promise<SentSums> {
  const { client, key, file, report } = order;
  const upload = (await findUpload(order)) ?? (await beginUpload(order));
  const { id, partBytes, etags } = upload;
  const state = () => told(order, { uploadId: id, partBytes, etags: [...etags] });
  const source = await ProvenFile.open(file);
  const md5s: Buffer[] = [];
  const onTheirWay = new Set<Promise<void>>();
  let doneBytes = 0;
  const stop = new AbortController();
  let failure: unknown = null;
  const signal = AbortSignal.any([report.signal, stop.signal]);
  const send = async (index: number, body: Buffer) => {
    const query = { partNumber: String(index + 1), uploadId: id };
    const answer = await client.need({ method: 'PUT', key, query, body, signal });
    etags[index] = plainTag(answer.headers.get('etag'));
    doneBytes += body.length;
    report.onBytes(doneBytes);
    state();
  };
  try {
    for (let index = 0; index * partBytes < file.sizeBytes; index += 1) {
      signal.throwIfAborted();
      const body = await source.next(partBytes);
      const md5 = md5Of(body);
      md5s.push(md5);
      const known = etags[index] ?? null;
      if (known !== null && (known === md5.toString('hex') || isOurs(order, id, index, known))) {
        doneBytes += body.length;
        report.onBytes(doneBytes);
        continue;
      }
      while (onTheirWay.size >= atOnce) await Promise.race(onTheirWay);
      const sending: Promise<void> = send(index, body).finally(() => onTheirWay.delete(sending));
      // Its failure is heard where it is waited for.
      sending.catch((error: unknown) => {
        failure ??= error;
        stop.abort();
      });
      onTheirWay.add(sending);
    }
    await Promise.all(onTheirWay);
    const sums = await source.prove();
    await completeUpload(order, upload);
    return { file: sums, etags: [compositeOf(md5s), sums.md5] };
  } catch (error) {
    stop.abort();
    await Promise.allSettled(onTheirWay);
    report.signal.throwIfAborted();
    // What stopped the others says more than that they were stopped.
    throw failure ?? error;
  } finally {
    await source.close();
  }
}

/** A part of which we noted what the server called it when it had taken it with its MD5: its tag need not be one. */
function isOurs({ before }: S3File, uploadId: string, index: number, etag: string): boolean {
  return before?.uploadId === uploadId && before.etags[index] === etag;
}

async function beginUpload({ client, key, file, metadata, report: { signal } }: S3File): Promise<Upload> {
  const answer = await client.need({
    method: 'POST',
    key,
    query: { uploads: '' },
    headers: metadata,
    signal,
  });
  const id = textOf(answer.body, 'UploadId');
  if (id === null) throw client.refusal(answer, key);
  return { id, partBytes: partBytesOf(file.sizeBytes), etags: [] };
}

/** The upload that an earlier attempt has left open, with the parts that the server has of it; `null`: there is none any more. */
async function findUpload({ client, key, file, before, report }: S3File): Promise<Upload | null> {
  if (before === null || before.uploadId === null || before.sizeBytes !== file.sizeBytes) return null;
  const { uploadId: id, partBytes } = before;
  if (partBytes === null) return null;
  const etags: (string | null)[] = [];
  for (let marker = '0'; ; ) {
    const query = { uploadId: id, 'part-number-marker': marker };
    const answer = await client.ask({ method: 'GET', key, query, signal: report.signal });
    if (answer.code === 'NoSuchUpload' || (answer.status === 404 && answer.code !== 'NoSuchKey')) return null;
    if (answer.status !== 200) {
      // Small servers cannot list parts, and those of a completed upload are gone: then what we noted counts.
      report.onLog(
        'info',
        `${client.nameOf(key)}: the server does not list parts; those that were noted count.`,
      );
      return { id, partBytes, etags: [...before.etags] };
    }
    for (const part of allTexts(answer.body, 'Part')) {
      const number = Number(textOf(part, 'PartNumber'));
      const isWhole = Number(textOf(part, 'Size')) === lengthOf(file.sizeBytes, partBytes, number - 1);
      if (number >= 1 && isWhole) etags[number - 1] = plainTag(textOf(part, 'ETag'));
    }
    const next = textOf(answer.body, 'NextPartNumberMarker');
    if (textOf(answer.body, 'IsTruncated') !== 'true' || next === null || next === marker) break;
    marker = next;
  }
  return { id, partBytes, etags: Array.from(etags, (tag) => tag ?? null) };
}

async function completeUpload(order: S3File, { id, etags }: Upload): Promise<void> {
  const { client, key, file, report } = order;
  const parts = etags.map((etag, index) => {
    if (etag === null) throw changedMeanwhile(file.path);
    return `<Part><PartNumber>${index + 1}</PartNumber><ETag>&quot;${etag}&quot;</ETag></Part>`;
  });
  const body = Buffer.from(`<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`);
  const answer = await client.ask({
    method: 'POST',
    key,
    query: { uploadId: id },
    body,
    signal: report.signal,
  });
  // The answer to an earlier attempt may have been lost: what is there is looked at next.
  if (answer.code === 'NoSuchUpload' && (await headOf(order)) !== null) return;
  if (answer.status >= 300) throw client.refusal(answer, key);
}

/** Takes an unfinished upload back, so that nobody pays for its parts. */
export async function abortUpload(
  client: S3Client,
  key: string,
  { uploadId }: SentFile,
  signal: AbortSignal,
) {
  if (uploadId === null) return;
  const answer = await client.ask({ method: 'DELETE', key, query: { uploadId }, signal });
  if (answer.status >= 300 && answer.status !== 404) throw client.refusal(answer, key);
}

function partBytesOf(sizeBytes: number): number {
  return Math.max(leastPartBytes, Math.ceil(sizeBytes / mostParts / mebibyte) * mebibyte);
}

function lengthOf(sizeBytes: number, partBytes: number, index: number): number {
  return Math.min(partBytes, sizeBytes - index * partBytes);
}

function compositeOf(md5s: readonly Buffer[]): string {
  return `${createHash('md5').update(Buffer.concat(md5s)).digest('hex')}-${md5s.length}`;
}

function md5Of(data: Buffer): Buffer {
  return createHash('md5').update(data).digest();
}

function plainTag(tag: string | null): string | null {
  return tag === null ? null : tag.replaceAll('"', '').replace(/^W\//, '');
}
