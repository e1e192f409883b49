import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import { hashCompressed, hashFile } from '#engine/index.ts';
import { AppError, nullable, SentFile, TargetSetup, text } from '#model/index.ts';
import { notAsPapersSay, openReceiver, type ShippedFile } from '#send/index.ts';
import { Meter } from '../meter.ts';
import type { TaskContext } from '../task-context.ts';

/** Send the files of an image to a storage target (`Receiver.send`). */
export const UploadTask = Type.Object({
  type: Type.Literal('upload'),
  jobUuid: Type.String(),
  setup: TargetSetup,
  /** Open; only ever between server and runner. */
  secret: text,
  marker: text,
  patienceMs: Type.Integer({ minimum: 0 }),
  /** Folder or last part of the key that holds the copy. */
  place: Type.String(),
  folder: Type.String(),
  /** Every name that the image may have a file of, in the order of sending; one of several names (`a.iso`, `a.iso.zst`). */
  files: Type.Array(
    Type.Object({
      name: Type.String(),
      /** Under which it lies there instead, compressed; its sums are of the content then. */
      storedName: nullable(Type.String()),
      /** Of the compressed file itself; `null`: nobody recorded it, and its content is proved instead. */
      storedSha256: text,
      sha256: text,
      md5: text,
      isPaper: Type.Boolean(),
    }),
  ),
  before: Type.Array(SentFile),
  isComplete: Type.Boolean(),
  badBytes: Type.Integer({ minimum: 0 }),
});
export type UploadTask = Static<typeof UploadTask>;

/** All files are there and compared. */
export const UploadResult = Type.Object({
  kind: Type.Literal('uploaded'),
  place: Type.String(),
  files: Type.Array(SentFile),
});
export type UploadResult = Static<typeof UploadResult>;

/** Sends an image; it goes on from what has arrived there when it is given again. */
export async function upload(
  task: UploadTask,
  { signal, send }: TaskContext,
): Promise<{ type: 'done'; message: string; sizeBytes: number; result: UploadResult }> {
  const found = await shippedFiles(task);
  const isProving = found.some(({ content }) => content !== null);
  const meter = new Meter(send, [
    { phase: 'verifying', weight: isProving ? 0.5 : 0 },
    { phase: 'uploading', weight: 1 },
  ]);
  const files: ShippedFile[] = [];
  for (const file of found) files.push(await proven(file, { signal, meter }));
  const receiver = openReceiver(task, { patienceMs: task.patienceMs });
  const { place, isComplete, badBytes } = task;
  const sent = await receiver.send({ place, files, isComplete, badBytes }, task.before, {
    signal,
    onProgress: (progress) => meter.report('uploading', progress),
    onFile: (file) => send({ type: 'sent', file }),
    onLog: (level, message) => send({ type: 'log', level, message }),
  });
  const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  const message = `${files.length} files were sent and compared: ${sent.place}`;
  return { type: 'done', message, sizeBytes, result: { kind: 'uploaded', ...sent } };
}

/** A file that is there; `content` is what is recorded of what it holds, where nothing is of its own bytes. */
type FoundFile = {
  readonly file: ShippedFile;
  readonly content: Pick<ShippedFile, 'sha256' | 'md5'> | null;
};

/** The files that are there. Error: `NOT_FOUND` if one that is no paper is not. */
async function shippedFiles({ folder, files }: UploadTask): Promise<FoundFile[]> {
  const found: FoundFile[] = [];
  for (const { name, storedName, storedSha256, sha256, md5, isPaper } of files) {
    const plain = await sizeOf(join(folder, name));
    if (plain !== null) {
      const path = join(folder, name);
      found.push({ file: { name, path, sizeBytes: plain, sha256, md5, isPaper }, content: null });
      continue;
    }
    const stored = storedName === null ? null : await sizeOf(join(folder, storedName));
    if (stored !== null && storedName !== null) {
      const sums = { sha256: storedSha256, md5: null };
      const file = { name: storedName, path: join(folder, storedName), sizeBytes: stored, ...sums, isPaper };
      const isKnown = storedSha256 !== null || (sha256 === null && md5 === null);
      found.push({ file, content: isKnown ? null : { sha256, md5 } });
      continue;
    }
    if (!isPaper) {
      const path = join(folder, name);
      throw new AppError('NOT_FOUND', `There is no file ${path}.`, { details: { path } });
    }
  }
  return found;
}

/**
 * A compressed file of whose own bytes nothing is recorded is proved by what it holds; the sum of the bytes that were proved then
 * stands for them. Errors: `VERIFY_FAILED`, those of reading.
 */
async function proven(
  { file, content }: FoundFile,
  { signal, meter }: { signal: AbortSignal; meter: Meter },
): Promise<ShippedFile> {
  if (content === null) return file;
  const { path, sizeBytes } = file;
  const onProgress = ({ bytesDone }: { bytesDone: number }) =>
    meter.report('verifying', { bytesDone, bytesTotal: sizeBytes });
  const { sha256 = null } = await hashFile(path, ['sha256'], { signal, onProgress });
  const held = await hashCompressed(path, ['sha256', 'md5'], { signal });
  if (content.sha256 !== null && content.sha256 !== held.sha256) throw notAsPapersSay(path, 'SHA-256');
  if (content.md5 !== null && content.md5 !== held.md5) throw notAsPapersSay(path, 'MD5');
  return { ...file, sha256 };
}

/** Length of a regular file; links are not followed. */
async function sizeOf(path: string): Promise<number | null> {
  return await lstat(path).then(
    (facts) => (facts.isFile() ? facts.size : null),
    () => null, // Whatever the reason, it cannot be had now.
  );
}
