import { type Static, Type } from 'typebox';
import { LeftBehind, type MovedImage, moveImage } from '#engine/index.ts';
import { nullable, Provenance } from '#model/index.ts';
import { Meter } from '../meter.ts';
import type { TaskContext } from '../task-context.ts';
import { fileOf, imageOfTask } from './change-form.ts';

/** Bring an image to another folder (`moveImage`); what it leaves is removed by whoever notes its new place. */
export const MoveTask = Type.Object({
  type: Type.Literal('move'),
  ...imageOfTask,
  /** Names that its papers may have. */
  papers: Type.Array(Type.String()),
  /** Whether the folder is the image's own. */
  isFolder: Type.Boolean(),
  outputFolder: Type.String(),
  /** Paths that other images have, though nothing may lie there. */
  taken: Type.Array(Type.String()),
});
export type MoveTask = Static<typeof MoveTask>;

/** An image lies elsewhere as well. */
export const MovedResult = Type.Object({
  kind: Type.Literal('moved'),
  /** Of its main file. */
  imagePath: Type.String(),
  /** Old and new name of each file that is called otherwise now. */
  names: Type.Array(Type.Tuple([Type.String(), Type.String()])),
  /** What its sidecar says now; `null` without one. */
  provenance: nullable(Provenance),
  left: LeftBehind,
});
export type MovedResult = Static<typeof MovedResult>;

type Done = { type: 'done'; message: string; sizeBytes: number; result: MovedResult };

/** Brings an image to another folder. It goes on from the files that are there already when it is given again. */
export async function move(task: MoveTask, context: TaskContext): Promise<Done> {
  const { jobUuid: jobId, folder, papers, isFolder, outputFolder, taken, sizeBytes } = task;
  const meter = new Meter(context.send, [{ phase: 'copying', weight: 1 }]);
  const done = { copying: 0, comparing: 0 };
  const moved = await moveImage({
    ...{ jobId, folder, papers, isFolder, outputFolder, taken, signal: context.signal },
    files: task.files.map(fileOf),
    onProgress: (phase, { bytesDone, bytesTotal }) => {
      done[phase] = bytesDone;
      const overall = bytesTotal === 0 ? 1 : (done.copying + done.comparing) / (2 * bytesTotal);
      meter.report(phase, { bytesDone, bytesTotal, overall });
    },
  });
  return {
    type: 'done',
    message: `The image lies in ${moved.imagePath} now.`,
    sizeBytes,
    result: resultOf(moved),
  };
}

function resultOf({ imagePath, names, provenance, left }: MovedImage): MovedResult {
  return { kind: 'moved', imagePath, names: names.map(([from, to]) => [from, to]), provenance, left };
}
