import { AppError } from '#model/index.ts';
import type { DataPart } from '../data/data-stage.ts';
import type { Run } from '../run-context.ts';
import { finishClone } from './finish-clone.ts';
import { finishContent, finishSingle } from './finish-content.ts';
import type { FinishedImage } from './finish-set.ts';

/** Takes the sums of all that was read and describes the image: an `.iso` alone, or a set of files. */
export function finishImage(run: Run, baseName: string, data: DataPart | null): Promise<FinishedImage> {
  const { plan } = run.job.state;
  if (plan.type === 'sessions') return finishClone(run, baseName);
  if (plan.audioTracks.length > 0) return finishContent(run, baseName, data);
  if (data === null) throw new AppError('INTERNAL', 'Nothing was read.');
  return finishSingle(run, baseName, data);
}
