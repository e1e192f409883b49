import { keepTrying } from '#store/index.ts';
import type { JobContext } from './job-context.ts';
import type { Work } from './work.ts';

/** Compares an image with its sums. The report is kept with the image, whatever it says. */
export function createVerifyWork({ store, library, onError }: JobContext): Work {
  return {
    mayBegin: () => true,
    claim: () => true,
    begun: () => undefined,
    beginning: ({ imagePath }) => `Began to compare ${imagePath ?? 'the image'} with its checksums.`,
    taskOf: ({ uuid, isoId }) => {
      const iso = isoId === null ? null : store.isos.get(isoId);
      if (iso !== null) return { type: 'verify', jobUuid: uuid, imagePath: iso.filePath };
      const message = 'The image is not in the library any more.';
      return { type: 'failed', failure: { code: 'NOT_FOUND', message, details: {} } };
    },
    hear: () => undefined,
    keep: ({ uuid, isoId }, ending, at) => {
      if (ending.type !== 'verified' || isoId === null || store.isos.get(isoId) === null) return {};
      const { report } = ending;
      store.isos.addVerification({ isoId, jobUuid: uuid, at, verdict: report.verdict, report });
      return { badBytes: report.badBytes ?? 0, sizeBytes: report.sizeBytes, bytesDone: report.sizeBytes };
    },
    release: async ({ isoId }, ending) => {
      if (isoId === null) return;
      const isMissing = ending?.type === 'failed' && ending.failure.code === 'NOT_FOUND';
      if (isMissing) await keepTrying(() => store.isos.setPresent(isoId, false));
      try {
        library.changed(isoId);
      } catch (error) {
        onError(error);
      }
    },
  };
}
