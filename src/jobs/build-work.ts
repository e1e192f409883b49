import { stat } from 'node:fs/promises';
import { checkUserFileName, checkVolumeLabel, safeBaseName } from '#engine/index.ts';
import { AppError, type BuildOrder } from '#model/index.ts';
import type { JobContext } from './job-context.ts';
import type { NewWork } from './job-orders.ts';
import { createMakingWork, present } from './making-work.ts';
import { makeOutputFolder } from './output-folder.ts';
import type { Work } from './work.ts';

/** Makes an image of a folder. */
export function createBuildWork(context: JobContext): Work {
  const { folders, settings } = context;
  return createMakingWork(context, {
    prepare: async ({ work, outputPath }) => {
      if (work.kind !== 'build') throw new Error(`${work.kind} is no order for build`);
      checkUserFileName(work.baseName, 'filename');
      checkVolumeLabel(work.label);
      await requireFolder(work.folder);
      return {
        ...{ isoId: null, imagePath: null, sizeBytes: null },
        discLabel: work.label,
        discKind: null,
        outputPath: await makeOutputFolder(context, outputPath ?? settings().outputPath),
      };
    },
    beginning: ({ work }) =>
      `Began to make an image of ${work?.kind === 'build' ? work.folder : 'a folder'}.`,
    taskOf: ({ uuid: jobUuid, work, outputPath: outputFolder }) => {
      if (work?.kind !== 'build') throw new Error(`job ${jobUuid} does not say what to build`);
      const { folder, label, baseName } = work;
      return {
        type: 'build',
        ...{ jobUuid, folder, label, baseName, outputFolder },
        checksums: ['sha256', 'md5'],
        workFolder: folders.of(jobUuid),
        resultFile: folders.resultFileOf(jobUuid),
      };
    },
  });
}

/** The work that a person has ordered. Errors: `INVALID_INPUT`, `PATH_NOT_ALLOWED`. */
export async function buildWorkOf(
  { resolveFolder }: JobContext,
  { folder, label, filename, ...rest }: BuildOrder,
): Promise<NewWork> {
  const baseName = filename ?? safeBaseName(label, new Date());
  return {
    ...present(rest),
    work: { kind: 'build', folder: await resolveFolder(folder, 'folder'), label, baseName },
  };
}

async function requireFolder(path: string): Promise<void> {
  const isFolder = await stat(path).then(
    (facts) => facts.isDirectory(),
    () => false, // Whatever the reason, nothing can be made of it.
  );
  if (isFolder) return;
  throw new AppError('INVALID_INPUT', `folder: there is no folder ${path} that can be read.`, {
    details: { field: 'folder', path },
  });
}
