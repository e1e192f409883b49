import { stat } from 'node:fs/promises';
import { addReports, emptyReport, takeImages } from '#library/index.ts';
import { AppError, type FoundImage, type ImportOrder, type ImportReport, type Job } from '#model/index.ts';
import { isSafeToLose } from '#store/index.ts';
import type { JobContext } from './job-context.ts';
import type { NewWork } from './job-orders.ts';
import type { Work } from './work.ts';

/** What a running import has come to. */
type Import = {
  readonly isDryRun: boolean;
  report: ImportReport;
  /** Told by the runner, and not taken yet, since the database was busy. */
  waiting: FoundImage[];
};

/** As many images are asked of the database at a time. */
const batch = 500;

/** Takes the images of a tree into the catalogue: a runner looks at them, and they are taken as they come. */
export function createImportWork(context: JobContext): Work {
  const { store, library, onError } = context;
  const running = new Map<string, Import>();
  const importOf = ({ uuid, work }: Job): Import => {
    const known = running.get(uuid);
    if (known !== undefined) return known;
    const fresh = { isDryRun: workOf({ uuid, work }).dryRun, report: emptyReport(), waiting: [] };
    running.set(uuid, fresh);
    return fresh;
  };
  const told = (ids: readonly number[]) => {
    const last = ids.at(-1);
    // Whoever shows a list asks for it anew; one word for all of them is enough.
    if (last !== undefined) library.changed(last);
  };
  return {
    prepare: async ({ work }) => {
      if (work.kind !== 'import') throw new Error(`${work.kind} is no order for import`);
      await requireFolder(work.path);
      const nothing = { isoId: null, imagePath: null, sizeBytes: null, discLabel: null, discKind: null };
      return { ...nothing, outputPath: work.path };
    },
    mayBegin: () => true,
    claim: () => true,
    begun: () => undefined,
    beginning: (job) => {
      const { path, dryRun } = workOf(job);
      return dryRun ? `Began to look at the images in ${path}.` : `Began to import the images in ${path}.`;
    },
    taskOf: (job) => {
      const { path, dryRun, checkSums } = workOf(job);
      const isComparing = checkSums === 'now' && !dryRun;
      const known = isComparing ? knownBelow(context, path) : [];
      return { type: 'import', jobUuid: job.uuid, path, compare: isComparing ? 'new' : 'none', known };
    },
    hear: (job, event) => {
      if (event.type !== 'images') return;
      const current = importOf(job);
      current.waiting.push(...event.images);
      try {
        const { report, ids } = takeImages(store, current.waiting, current);
        current.report = addReports(current.report, report);
        current.waiting = [];
        told(ids);
      } catch (error) {
        // They are taken with the next, or at the end.
        if (!isSafeToLose(error)) throw error;
      }
    },
    keep: (job, ending) => {
      const { report, waiting, isDryRun } = importOf(job);
      const last = takeImages(store, waiting, { isDryRun });
      if (ending.type !== 'done' || ending.result.kind !== 'import') return {};
      const refused = { ...emptyReport(), refused: ending.result.refused };
      const whole = [report, last.report, refused].reduce(addReports);
      return { work: { ...workOf(job), report: whole } };
    },
    release: async ({ uuid }) => {
      running.delete(uuid);
      library.writeNotes().catch(onError);
    },
  };
}

/** The work that a person has ordered. Errors: `INVALID_INPUT`, `PATH_NOT_ALLOWED`. */
export async function importWorkOf(
  { resolveFolder }: JobContext,
  { path, dryRun = false, checkSums = 'later', priority }: ImportOrder,
): Promise<NewWork> {
  return {
    work: { kind: 'import', path: await resolveFolder(path, 'path'), dryRun, checkSums },
    ...(priority === undefined ? {} : { priority }),
  };
}

function workOf({ uuid, work }: Pick<Job, 'uuid' | 'work'>) {
  if (work?.kind !== 'import') throw new Error(`job ${uuid} does not say what to import`);
  return work;
}

/** Paths of the images below a folder that the catalogue knows. */
function knownBelow({ store }: JobContext, folder: string): string[] {
  const start = folder.endsWith('/') ? folder : `${folder}/`;
  const known: string[] = [];
  for (let last = start; ; ) {
    const images = store.isos.byPathAfter(last, batch).filter(({ filePath }) => filePath.startsWith(start));
    known.push(...images.map(({ filePath }) => filePath));
    if (images.length < batch) return known;
    last = known.at(-1) ?? last;
  }
}

async function requireFolder(path: string): Promise<void> {
  const isFolder = await stat(path).then(
    (facts) => facts.isDirectory(),
    () => false, // Whatever the reason, nothing in it can be looked at.
  );
  if (isFolder) return;
  throw new AppError('INVALID_INPUT', `path: there is no folder ${path} that can be read.`, {
    details: { field: 'path', path },
  });
}
