import { dirname } from 'node:path';
import { holdImage, isImageHeld, letImageGo } from '#library/index.ts';
import { AppError, type Job, type JobWork, type JobWorkOf } from '#model/index.ts';
import type { RunnerEvent, RunnerTask, TaskEnding } from '#runner/index.ts';
import { type JobChange, keepTrying, type StoredIso } from '#store/index.ts';
import type { JobContext } from './job-context.ts';
import type { NewWork, PreparedWork } from './job-orders.ts';
import type { Work } from './work.ts';

/** What one kind of work on an image of the library adds to what all of them do. */
export type ImageWork<Kind extends JobWork['kind']> = {
  readonly kind: Kind;
  /** Refuses what makes no sense for this image, and says what else its job shows. Nothing to refuse if left out. */
  readonly prepare?: (
    iso: StoredIso,
    work: JobWorkOf<Kind>,
    order: NewWork,
  ) => Promise<Partial<PreparedWork>>;
  /** One sentence for the timeline. */
  readonly beginning: (job: Job) => string;
  /** The image is there and not in the trash. */
  readonly taskOf: (job: Job, iso: StoredIso) => RunnerTask | TaskEnding;
  /** Removes what a killed run has left, when nobody goes on with it. */
  readonly clean?: (iso: StoredIso, job: Job) => Promise<void>;
  /** Hears what its runner tells besides what is kept for all kinds. Nothing if left out. */
  readonly hear?: (job: Job, event: RunnerEvent) => void;
  /** Takes back what it has left elsewhere, when it was cancelled. Nobody else works on the image meanwhile. */
  readonly cancelled?: (job: Job, iso: StoredIso) => Promise<void>;
  /** Goes on with the image when the job has let it go; its end is recorded. */
  readonly afterwards?: (job: Job, iso: StoredIso) => Promise<void>;
  /** Notes what has come of it; runs in the transaction that ends the job. The image is still in the library. */
  readonly keep: (job: Job, iso: StoredIso, how: { ending: TaskEnding; at: string }) => JobChange;
  /** Does what was put off until its end was noted. Nobody else works on the image meanwhile. */
  readonly finish?: (iso: StoredIso) => Promise<void>;
};

/**
 * Work on one image of the library: it has the image for itself as long as it runs (`holdImage`), and whoever looks at the
 * library hears of it at the end.
 */
export function createImageWork<Kind extends JobWork['kind']>(
  { store, library, now, onError }: JobContext,
  { kind, prepare, beginning, taskOf, keep, clean, finish, hear, cancelled, afterwards }: ImageWork<Kind>,
): Work {
  const imageOf = ({ isoId }: Pick<Job, 'isoId'>) => (isoId === null ? null : store.isos.get(isoId));
  return {
    prepare: async (order: NewWork) => {
      const { isoId, work } = order;
      const iso = store.isos.get(library.get(isoId ?? 0).id);
      if (iso === null || work.kind !== kind) throw new Error(`${work.kind} is no order for ${kind}`);
      if (iso.trashedAt !== null) {
        throw new AppError('ISO_STATE', `${iso.fileName} is in the trash; take it out first.`, {
          details: { id: iso.id },
        });
      }
      return {
        isoId: iso.id,
        imagePath: iso.filePath,
        sizeBytes: iso.sizeBytes,
        discLabel: iso.discLabel,
        discKind: iso.discKind,
        outputPath: dirname(iso.filePath),
        ...(await prepare?.(iso, work as JobWorkOf<Kind>, order)),
      };
    },
    mayBegin: ({ isoId }) => isoId === null || !isImageHeld(store, isoId),
    claim: ({ uuid, isoId }, at) => isoId === null || holdImage(store, { isoId, holder: holderOf(uuid), at }),
    begun: () => undefined,
    beginning,
    taskOf: (job) => {
      const iso = imageOf(job);
      if (iso !== null && iso.trashedAt === null) return taskOf(job, iso);
      const where = iso === null ? 'not in the library any more' : 'in the trash';
      const failure = { code: 'NOT_FOUND', message: `The image is ${where}.`, details: {} } as const;
      return { type: 'failed', failure };
    },
    hear: (job, event) => hear?.(job, event),
    keep: (job, ending, at) => {
      const iso = imageOf(job);
      return iso === null ? {} : keep(job, iso, { ending, at });
    },
    clean: async (job) => {
      const iso = imageOf(job);
      if (iso === null) return;
      const hold = { isoId: iso.id, holder: holderOf(job.uuid), at: now().toISOString() };
      // Another job may work on it by now: that one takes over or removes what it finds.
      if (!holdImage(store, hold)) return;
      try {
        await clean?.(iso, job);
        await cancelled?.(job, iso);
      } finally {
        await letImageGo(store, hold);
      }
    },
    release: async (job, ending) => {
      const { uuid, isoId } = job;
      if (isoId === null) return;
      const ended = store.jobs.get(uuid)?.status;
      const iso = imageOf({ isoId });
      if (iso !== null && (ended === 'cancelled' || ended === 'failed'))
        await clean?.(iso, job).catch(onError);
      if (iso !== null && ended === 'completed') await finish?.(iso).catch(onError);
      if (iso !== null && ended === 'cancelled') await cancelled?.(job, iso).catch(onError);
      await letImageGo(store, { isoId, holder: holderOf(uuid) });
      if (iso !== null && ended === 'completed') await afterwards?.(job, iso).catch(onError);
      const isMissing =
        ending?.type === 'failed' &&
        ending.failure.code === 'NOT_FOUND' &&
        imageOf({ isoId })?.trashedAt === null;
      if (isMissing) await keepTrying(() => store.isos.setPresent(isoId, false, now().toISOString()));
      if (ending?.type === 'verified' && ending.report.verdict === 'mismatch') {
        const message = `${ending.report.imagePath} is not what its papers say any more. If you still have the disc, read it again.`;
        library.tell({ level: 'error', code: 'image-damaged', message });
      }
      try {
        library.changed(isoId);
        library.writeNotes().catch(onError);
      } catch (error) {
        onError(error);
      }
    },
  };
}

/** The holder of the lease of a job. */
function holderOf(uuid: string): string {
  return `job:${uuid}`;
}
