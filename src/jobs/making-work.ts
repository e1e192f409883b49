import { basename } from 'node:path';
import { checkUserFileName, safeBaseName } from '#engine/index.ts';
import { AppError, type Job } from '#model/index.ts';
import type { RunnerTask, TaskEnding } from '#runner/index.ts';
import type { StoredIso } from '#store/index.ts';
import { isoOf } from './iso-of.ts';
import type { JobContext } from './job-context.ts';
import type { NewWork, PreparedWork } from './job-orders.ts';
import type { Work } from './work.ts';

/** What one kind of work that makes a new image adds to what all of them do. */
export type MakingWork = {
  readonly prepare: (order: NewWork) => Promise<PreparedWork>;
  /** One sentence for the timeline. */
  readonly beginning: (job: Job) => string;
  readonly taskOf: (job: Job) => RunnerTask | TaskEnding;
  /** Images that are shown otherwise once there is a new one. */
  readonly relatives?: (job: Job) => readonly number[];
};

/**
 * Work that makes a new image of files, without a drive. It holds no image: those that it reads it reads through open
 * descriptors, and proves by their sums what it has read.
 */
export function createMakingWork({ store, library }: JobContext, making: MakingWork): Work {
  return {
    prepare: making.prepare,
    mayBegin: () => true,
    claim: () => true,
    begun: () => undefined,
    beginning: making.beginning,
    taskOf: making.taskOf,
    hear: () => undefined,
    keep: (job, ending) => {
      if (ending.type !== 'completed') return {};
      const { id, discLabel, discKind } = store.isos.upsert(isoOf(job, ending));
      return { isoId: id, discLabel, discKind };
    },
    release: async (job) => {
      const isoId = store.jobs.get(job.uuid)?.isoId ?? null;
      if (isoId === null) return;
      library.changed(isoId);
      for (const id of making.relatives?.(job) ?? []) library.changed(id);
    },
  };
}

/** An image of the library that something is to be made of. Errors: `ISO_NOT_FOUND`, `ISO_STATE` if it is in the trash or compressed. */
export function sourceIso({ store, library }: JobContext, id: number): StoredIso {
  const iso = store.isos.get(library.get(id).id);
  if (iso?.storedBytes != null) {
    throw new AppError('ISO_STATE', `${iso.fileName} is compressed; expand it first.`, { details: { id } });
  }
  if (iso !== null && iso.trashedAt === null) return iso;
  throw new AppError('ISO_STATE', `${iso?.fileName ?? id} is in the trash; take it out first.`, {
    details: { id },
  });
}

/** What an image made of this one is called, unless a person says otherwise. */
export function nameLike({ fileName }: StoredIso): string {
  const name = basename(fileName).replace(/\.iso$/i, '');
  try {
    return checkUserFileName(name);
  } catch {
    return safeBaseName(name, new Date()); // Somebody else named it.
  }
}

/** Where it goes and how urgent it is, as far as a person has said so. */
export function present(order: {
  readonly outputPath?: string | undefined;
  readonly priority?: number | undefined;
}): Pick<NewWork, 'outputPath' | 'priority'> {
  const { outputPath, priority } = order;
  return {
    ...(outputPath === undefined ? {} : { outputPath }),
    ...(priority === undefined ? {} : { priority }),
  };
}
