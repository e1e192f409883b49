import { dirname } from 'node:path';
import { checkUserFileName, requireMergeable } from '#engine/index.ts';
import type { Job, MergeOrder } from '#model/index.ts';
import type { JobContext } from './job-context.ts';
import type { NewWork } from './job-orders.ts';
import { createMakingWork, nameLike, present, sourceIso } from './making-work.ts';
import { makeOutputFolder } from './output-folder.ts';
import type { Work } from './work.ts';

/** Makes one image of several of the same disc. */
export function createMergeWork(context: JobContext): Work {
  const { store, folders } = context;
  const imagesOf = ({ work }: Pick<Job, 'work'>) => (work?.kind === 'merge' ? work.images : []);
  return createMakingWork(context, {
    prepare: async ({ work, outputPath }) => {
      if (work.kind !== 'merge') throw new Error(`${work.kind} is no order for merge`);
      checkUserFileName(work.baseName, 'filename');
      const isos = work.images.map((id) => sourceIso(context, id));
      await requireMergeable(isos.map(({ filePath }) => filePath));
      const [first] = isos;
      if (first === undefined) throw new Error('there is nothing to merge');
      return {
        isoId: null,
        imagePath: null,
        sizeBytes: first.sizeBytes,
        discLabel: first.discLabel,
        discKind: first.discKind,
        outputPath: await makeOutputFolder(context, outputPath ?? dirname(first.filePath)),
      };
    },
    beginning: (job) => `Began to make one image of ${imagesOf(job).length}.`,
    relatives: imagesOf,
    taskOf: (job) => {
      const { uuid: jobUuid, work, outputPath: outputFolder } = job;
      const isos = imagesOf(job).map((id) => store.isos.get(id));
      const present = isos.filter((iso) => iso !== null).filter(({ trashedAt }) => trashedAt === null);
      if (work?.kind !== 'merge' || present.length < isos.length) {
        const message = 'An image that was to be merged is not in the library any more.';
        return { type: 'failed', failure: { code: 'ISO_NOT_FOUND', message, details: {} } };
      }
      return {
        type: 'merge',
        ...{ jobUuid, outputFolder, baseName: work.baseName },
        imagePaths: present.map(({ filePath }) => filePath),
        checksums: ['sha256', 'md5'],
        workFolder: folders.of(jobUuid),
        resultFile: folders.resultFileOf(jobUuid),
      };
    },
  });
}

/** The work that a person has ordered. Errors: `ISO_NOT_FOUND`, `ISO_STATE`. */
export function mergeWorkOf(context: JobContext, { ids, filename, ...rest }: MergeOrder): NewWork {
  const baseName = filename ?? nameLike(sourceIso(context, ids[0] ?? 0));
  return { ...present(rest), work: { kind: 'merge', images: ids, baseName } };
}
