import { type Static, Type } from 'typebox';
import { type ChangedForm, compressImage, expandImage, type FormPhase } from '#engine/index.ts';
import { bytes, fileRoles, literals, text } from '#model/index.ts';
import { Meter } from '../meter.ts';
import type { TaskContext } from '../task-context.ts';
import type { PlacedResult } from './placed-result.ts';

/** A file of an image by the name that its papers know; sums are `null` where nobody recorded one. */
export const TaskFile = Type.Object({
  name: Type.String(),
  role: literals(fileRoles),
  sha256: text,
  md5: text,
});
export type TaskFile = Static<typeof TaskFile>;

/** What a task says of the image that it is about. */
export const imageOfTask = {
  jobUuid: Type.String(),
  folder: Type.String(),
  /** The one to open first; no sidecars. */
  files: Type.Array(TaskFile),
  /** Of the content of all files. */
  sizeBytes: bytes,
};

/** Compress an image (`compressImage`). */
export const CompressTask = Type.Object({
  type: Type.Literal('compress'),
  ...imageOfTask,
  level: Type.Integer({ minimum: 1, maximum: 19 }),
});
export type CompressTask = Static<typeof CompressTask>;

/** Make a compressed image what it was (`expandImage`). */
export const ExpandTask = Type.Object({ type: Type.Literal('expand'), ...imageOfTask });
export type ExpandTask = Static<typeof ExpandTask>;

type Done = { type: 'done'; message: string; sizeBytes: number; result: PlacedResult };

/** Compresses an image, or expands it. It goes on from the files that are proved already when it is given again. */
export async function changeForm(task: CompressTask | ExpandTask, context: TaskContext): Promise<Done> {
  const making = task.type === 'compress' ? 'compressing' : 'expanding';
  const meter = new Meter(context.send, [
    { phase: making, weight: 3 },
    { phase: 'comparing', weight: 1 },
  ]);
  const change = {
    folder: task.folder,
    files: task.files.map(fileOf),
    signal: context.signal,
    onProgress: (phase: FormPhase, progress: { bytesDone: number; bytesTotal: number }) =>
      meter.report(phase, progress),
  };
  const changed =
    task.type === 'compress'
      ? await compressImage({ ...change, level: task.level })
      : await expandImage(change);
  return {
    type: 'done',
    message: wordsOf(task, changed),
    sizeBytes: task.sizeBytes,
    result: resultOf(changed),
  };
}

/** A file of a task as the engine takes it. */
export function fileOf({ name, role, sha256, md5 }: TaskFile) {
  const checksums = { ...(sha256 === null ? {} : { sha256 }), ...(md5 === null ? {} : { md5 }) };
  return { name, role, checksums };
}

function resultOf({ imagePath, storedBytes, provenance }: ChangedForm): PlacedResult {
  return { kind: 'placed', imagePath, storedBytes, provenance };
}

function wordsOf(task: CompressTask | ExpandTask, { imagePath, storedBytes }: ChangedForm): string {
  if (storedBytes === null) return `The image is what it was, compared with its checksums: ${imagePath}`;
  const percent = task.sizeBytes === 0 ? 100 : Math.round((storedBytes / task.sizeBytes) * 100);
  return `Compressed to ${percent} % (${storedBytes} of ${task.sizeBytes} bytes) and compared: ${imagePath}`;
}
