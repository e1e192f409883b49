import { type Static, Type } from 'typebox';
import { mergeImages } from '#engine/index.ts';
import { checksumAlgorithms, literals } from '#model/index.ts';
import { eventSender } from '../runner-events.ts';
import type { TaskContext } from '../task-context.ts';
import { endingOf, noteIn, type ReadEnding, requireOutputFolder } from './read.ts';

/** Make one image of several of the same disc (`mergeImages`). */
export const MergeTask = Type.Object({
  type: Type.Literal('merge'),
  jobUuid: Type.String(),
  imagePaths: Type.Array(Type.String()),
  baseName: Type.String(),
  checksums: Type.Array(literals(checksumAlgorithms)),
  outputFolder: Type.String(),
  workFolder: Type.String(),
  resultFile: Type.String(),
});
export type MergeTask = Static<typeof MergeTask>;

/** Merges images; what was killed before it was whole begins anew. */
export async function merge(task: MergeTask, { signal, send }: TaskContext): Promise<ReadEnding> {
  await requireOutputFolder(task.outputFolder);
  const onPublished = noteIn(task.resultFile);
  return endingOf(await mergeImages(task, { signal, onEvent: eventSender(send), onPublished }));
}
