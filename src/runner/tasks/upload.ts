import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import { AppError, nullable, SentFile, TargetSetup, text } from '#model/index.ts';
import { openReceiver, type ShippedFile } from '#send/index.ts';
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
  const files = await shippedFiles(task);
  const meter = new Meter(send, [{ phase: 'uploading', weight: 1 }]);
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

/** The files that are there. Error: `NOT_FOUND` if one that is no paper is not. */
async function shippedFiles({ folder, files }: UploadTask): Promise<ShippedFile[]> {
  const found: ShippedFile[] = [];
  for (const { name, storedName, sha256, md5, isPaper } of files) {
    const plain = await sizeOf(join(folder, name));
    if (plain !== null) {
      found.push({ name, path: join(folder, name), sizeBytes: plain, sha256, md5, isPaper });
      continue;
    }
    const stored = storedName === null ? null : await sizeOf(join(folder, storedName));
    if (stored !== null && storedName !== null) {
      const path = join(folder, storedName);
      found.push({ name: storedName, path, sizeBytes: stored, sha256: null, md5: null, isPaper });
      continue;
    }
    if (!isPaper) {
      const path = join(folder, name);
      throw new AppError('NOT_FOUND', `There is no file ${path}.`, { details: { path } });
    }
  }
  return found;
}

/** Length of a regular file; links are not followed. */
async function sizeOf(path: string): Promise<number | null> {
  return await lstat(path).then(
    (facts) => (facts.isFile() ? facts.size : null),
    () => null, // Whatever the reason, it cannot be had now.
  );
}
