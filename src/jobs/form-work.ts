import { dirname } from 'node:path';
import { removeHalfForms } from '#engine/index.ts';
import { filesOfForm } from '#library/index.ts';
import { AppError } from '#model/index.ts';
import type { StoredIso } from '#store/index.ts';
import { createImageWork } from './image-work.ts';
import type { JobContext } from './job-context.ts';
import { blankJob, type OrderedJob } from './job-orders.ts';
import type { Work } from './work.ts';

/** Compresses an image. */
export function createCompressWork(context: JobContext): Work {
  return createImageWork(context, {
    kind: 'compress',
    prepare: async (iso) => {
      if (iso.storedBytes !== null) throw wrongForm(iso, 'is compressed already');
      return {};
    },
    beginning: ({ imagePath }) => `Began to compress ${imagePath ?? 'the image'}.`,
    taskOf: (job, iso) => {
      const level = job.work?.kind === 'compress' ? job.work.level : defaultCompression.level;
      return { type: 'compress', ...commonOf(job.uuid, iso), level };
    },
    ...noting(context, 'compressed'),
  });
}

/** Makes a compressed image what it was. */
export function createExpandWork(context: JobContext): Work {
  return createImageWork(context, {
    kind: 'expand',
    prepare: async (iso) => {
      if (iso.storedBytes === null) throw wrongForm(iso, 'is not compressed');
      return {};
    },
    beginning: ({ imagePath }) => `Began to expand ${imagePath ?? 'the image'}.`,
    taskOf: (job, iso) => ({ type: 'expand', ...commonOf(job.uuid, iso) }),
    ...noting(context, 'plain'),
  });
}

/** Whether an image has files that are worth compressing. */
export function hasSectors(iso: StoredIso): boolean {
  return filesOfForm(iso).some(({ role }) => role === 'image' || role === 'session');
}

/** A job that compresses an image as the system does it by itself; whoever makes it says when and for whom. */
export function compressJobOf(iso: StoredIso): OrderedJob {
  return {
    ...blankJob,
    ...{ kind: 'compress', work: { kind: 'compress', ...defaultCompression } },
    ...{ isoId: iso.id, imagePath: iso.filePath, sizeBytes: iso.sizeBytes },
    ...{ discLabel: iso.discLabel, discKind: iso.discKind, outputPath: dirname(iso.filePath) },
    ...{ driveKey: null, device: null, fingerprint: null, mode: null, options: null, priority: 0 },
  };
}

/** How images are compressed unless told. */
export const defaultCompression = { level: 3 } as const;

function commonOf(jobUuid: string, iso: StoredIso) {
  return { jobUuid, folder: dirname(iso.filePath), files: [...filesOfForm(iso)], sizeBytes: iso.sizeBytes };
}

/** Both note where the image lies then, and sweep what they left if nobody goes on with it. */
function noting(
  { store }: JobContext,
  into: 'compressed' | 'plain',
): Pick<Parameters<typeof createImageWork>[1], 'keep' | 'clean'> {
  return {
    keep: (_job, { id }, { ending }) => {
      if (ending.type !== 'done' || ending.result.kind !== 'placed') return {};
      const { imagePath, storedBytes, provenance } = ending.result;
      store.isos.setPlace(id, { filePath: imagePath, storedBytes, provenance });
      return { imagePath };
    },
    clean: async (iso) => {
      const files = filesOfForm(iso).map(({ name, role }) => ({ name, role, checksums: {} }));
      await removeHalfForms({ folder: dirname(iso.filePath), files, into });
    },
  };
}

function wrongForm(iso: StoredIso, what: string): AppError {
  return new AppError('ISO_STATE', `${iso.fileName} ${what}.`, { details: { id: iso.id } });
}
