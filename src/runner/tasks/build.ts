import { type Static, Type } from 'typebox';
import { buildImage } from '#engine/index.ts';
import { checksumAlgorithms, literals } from '#model/index.ts';
import { eventSender } from '../runner-events.ts';
import type { TaskContext } from '../task-context.ts';
import { endingOf, noteIn, type ReadEnding, requireOutputFolder } from './read.ts';

/** Make an image of a folder (`buildImage`). */
export const BuildTask = Type.Object({
  type: Type.Literal('build'),
  jobUuid: Type.String(),
  folder: Type.String(),
  label: Type.String(),
  baseName: Type.String(),
  checksums: Type.Array(literals(checksumAlgorithms)),
  outputFolder: Type.String(),
  workFolder: Type.String(),
  resultFile: Type.String(),
});
export type BuildTask = Static<typeof BuildTask>;

/** Builds an image; what was killed before it was whole begins anew. */
export async function build(task: BuildTask, { signal, send }: TaskContext): Promise<ReadEnding> {
  await requireOutputFolder(task.outputFolder);
  const onPublished = noteIn(task.resultFile);
  return endingOf(await buildImage(task, { signal, onEvent: eventSender(send), onPublished }));
}
