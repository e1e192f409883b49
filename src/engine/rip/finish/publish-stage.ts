import { join } from 'node:path';
import { AppError } from '#model/index.ts';
import { folderForKind, publishImage, publishSet, safeBaseName } from '../../image/index.ts';
import type { JobKeeper } from '../job/job-keeper.ts';
import type { JobProgress } from '../job/job-progress.ts';
import type { JobState } from '../job/job-state.ts';
import { setFilesOf } from '../job/set-files.ts';
import type { WorkFolder } from '../job/work-folder.ts';
import type { CompletedRip, RipContext, RipRequest, RipResult } from '../rip-contract.ts';
import { idle } from '../run-context.ts';

/** Folder and name that the image shall have. */
export function planPublishing(
  request: RipRequest,
  state: JobState,
): { outputFolder: string; baseName: string } {
  const { outputFolder } = request;
  return {
    outputFolder: request.sortByKind ? join(outputFolder, folderForKind(state.disc.kind)) : outputFolder,
    baseName: request.baseName ?? safeBaseName(nameOf(state), new Date()),
  };
}

/** What a disc is called: music by its performer and title, all else by its label. */
function nameOf({ tags, disc }: JobState): string | null {
  const { performer = null, title = null } = tags?.disc ?? {};
  if (title === null) return disc.label;
  return performer === null ? title : `${performer} ${title}`;
}

/** Places the image where it belongs, under a name that nothing has yet, and clears the working folder. */
export async function publish(
  folder: WorkFolder,
  job: JobKeeper,
  { progress, context }: { progress: JobProgress; context: RipContext },
): Promise<RipResult> {
  const plan = job.state.publishing;
  if (plan === null) throw new AppError('INTERNAL', 'There is nothing to publish yet.');
  const { provenance, outputFolder, baseName } = plan;
  const common = {
    jobId: job.state.jobId,
    mapPath: provenance.isComplete || job.state.domain === null ? null : folder.files.goodMap,
    outputFolder,
    baseName,
    signal: context.signal,
    onProgress: (at: { bytesDone: number; bytesTotal: number }) =>
      context.onEvent({
        type: 'progress',
        progress: progress.of('store', {
          ...idle,
          ...at,
          phase: 'storing',
          bytesPerSecond: null,
          badBytes: provenance.badBytes,
          badAreas: provenance.badSectors.length,
        }),
      }),
  };
  if (plan.files === null) {
    const { checksums } = provenance;
    const imagePath = folder.files.image;
    const published = await publishImage({ ...common, imagePath, provenance, checksums });
    return await clear(folder, context, {
      status: 'completed',
      imagePath: published.imagePath,
      companions: [],
      sidecars: published.sidecars,
      provenance: { ...provenance, fileName: `${published.baseName}.iso` },
    });
  }
  const files = setFilesOf(folder, plan.files);
  const published = await publishSet({ ...common, stageFolder: folder.set, files, provenance });
  const { imagePath, sidecars } = published;
  const companions = published.files.filter((path) => path !== imagePath);
  return await clear(folder, context, { status: 'completed', imagePath, companions, sidecars, provenance });
}

/** The last step: whoever keeps a record of images is told before the folder goes that could tell it again. */
async function clear(folder: WorkFolder, context: RipContext, result: CompletedRip): Promise<CompletedRip> {
  await context.onPublished?.(result);
  await folder.remove();
  return result;
}
