import { createHash } from 'node:crypto';
import { basename, dirname } from 'node:path';
import { safeBaseName, stemOf } from '#engine/index.ts';
import { filesToSend } from '#library/index.ts';
import { AppError, isAppError, type Job } from '#model/index.ts';
import { isSafeToLose, type StoredIso } from '#store/index.ts';
import type { Targets } from '#targets/index.ts';
import { createImageWork } from './image-work.ts';
import type { JobContext } from './job-context.ts';
import type { Work } from './work.ts';

/** How long what was begun at a target may be taken back when a job is cancelled. */
const giveUpLimitMs = 20_000;

/** Sends an image to a storage target; what is there already is not sent again. */
export function createUploadWork(context: JobContext, targets: Targets): Work {
  const { store, library, now, onError } = context;
  const liveUpload = (isoId: number, target: number) =>
    store.jobs.liveOfIso(isoId).find(({ work }) => work?.kind === 'upload' && work.target === target);
  return createImageWork(context, {
    kind: 'upload',
    prepare: async (iso, { target }) => {
      const { setup } = targets.wayTo(target);
      const other = liveUpload(iso.id, target);
      if (other !== undefined) {
        throw new AppError(
          'ISO_STATE',
          `${iso.fileName} is on its way to ${targets.nameOf(target)} already.`,
          {
            details: { id: iso.id, job: other.uuid },
          },
        );
      }
      return { outputPath: setup.kind === 'folder' ? setup.path : `s3://${setup.bucket}/${setup.prefix}` };
    },
    beginning: (job) => `Began to send ${job.imagePath ?? 'the image'} to ${nameOf(targets, targetOf(job))}.`,
    taskOf: (job, iso) => {
      const targetId = targetOf(job);
      const place = placeOf(iso);
      try {
        const way = targets.wayTo(targetId);
        const { isComplete, badBytes, id: isoId, filePath, sizeBytes } = iso;
        const begunAt = now().toISOString();
        const { files } = store.copies.begin({ isoId, targetId, place, sizeBytes, isComplete, begunAt });
        return {
          type: 'upload',
          jobUuid: job.uuid,
          ...way,
          patienceMs: targets.patienceMs,
          place,
          folder: dirname(filePath),
          files: [...filesToSend(iso)],
          before: [...files],
          isComplete,
          badBytes,
        };
      } catch (error) {
        if (!isAppError(error)) throw error;
        const { code, message } = error;
        if (code === 'DATABASE_BUSY') return { type: 'lost', message };
        return { type: 'failed', failure: { code, message, details: {} } };
      }
    },
    hear: (job, event) => {
      if (event.type !== 'sent' || job.isoId === null) return;
      try {
        store.copies.setFile(job.isoId, targetOf(job), event.file);
      } catch (error) {
        // The next word of this file says more; at worst a part is sent once more.
        if (!isSafeToLose(error)) throw error;
      }
    },
    keep: (job, { id }, { ending, at }) => {
      if (ending.type !== 'done' || ending.result.kind !== 'uploaded') return {};
      const { place, files } = ending.result;
      const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
      store.copies.finish(id, targetOf(job), { place, files, sizeBytes, verifiedAt: at });
      return {};
    },
    afterwards: async (_job, iso) => {
      if (!iso.isComplete || !targets.wantsDrop(iso.id)) return;
      try {
        await library.drop(iso.id);
        const names = targets.copiesOf(iso.id).map(({ targetName }) => targetName);
        const message = `${iso.fileName} is stored at ${names.join(', ')}; its files here are in the trash.`;
        library.tell({ level: 'info', code: 'image-dropped', message });
      } catch (error) {
        // Another job has it: when that one has sent it, it is asked again; else the files stay.
        if (!isAppError(error, 'ISO_STATE')) throw error;
      }
    },
    cancelled: async (job, iso) => {
      const targetId = targetOf(job);
      const copy = store.copies.get(iso.id, targetId);
      if (copy === null || copy.verifiedAt !== null) return;
      // A later job goes on with what lies there.
      if (liveUpload(iso.id, targetId) !== undefined) return;
      try {
        await targets
          .receiverOf(targetId)
          .giveUp(placeOf(iso), copy.files, AbortSignal.timeout(giveUpLimitMs));
      } catch (error) {
        // Parts may stay there; the docs say how a bucket removes such by itself.
        onError(error);
      }
    },
  });
}

/** What the copy of an image is called, at every target and each attempt; no other image is called so. */
function placeOf({ id, filePath, provenance, sha256, createdAt }: StoredIso): string {
  const identity = provenance?.jobId ?? sha256 ?? `${id} ${createdAt}`;
  const hash = createHash('sha256').update(identity).digest('hex').slice(0, 8);
  return `${safeBaseName(stemOf(basename(filePath)), new Date(0))}.${hash}`;
}

function targetOf({ uuid, work }: Pick<Job, 'uuid' | 'work'>): number {
  if (work?.kind !== 'upload') throw new Error(`job ${uuid} does not say where to send to`);
  return work.target;
}

function nameOf(targets: Targets, id: number): string {
  try {
    return targets.nameOf(id);
  } catch (error) {
    if (isAppError(error, 'TARGET_NOT_FOUND')) return 'a target that was removed';
    throw error;
  }
}
