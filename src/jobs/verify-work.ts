import { createImageWork } from './image-work.ts';
import type { JobContext } from './job-context.ts';
import type { Work } from './work.ts';

/** Compares an image with its sums. The report is kept with the image, whatever it says. */
export function createVerifyWork(context: JobContext): Work {
  return createImageWork(context, {
    kind: 'verify',
    beginning: ({ imagePath }) => `Began to compare ${imagePath ?? 'the image'} with its checksums.`,
    taskOf: ({ uuid }, iso) => ({ type: 'verify', jobUuid: uuid, imagePath: iso.filePath }),
    keep: ({ uuid }, { id: isoId }, { ending, at }) => {
      if (ending.type !== 'verified') return {};
      const { report } = ending;
      context.store.isos.addVerification({ isoId, jobUuid: uuid, at, verdict: report.verdict, report });
      return { badBytes: report.badBytes ?? 0, sizeBytes: report.sizeBytes, bytesDone: report.sizeBytes };
    },
  });
}
