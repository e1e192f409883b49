import { AppError } from '#model/index.ts';
import {
  BlockMap,
  MapKeeper,
  type ReadEvent,
  type ReadTask,
  rescueReader,
  standardReader,
} from '../../read/index.ts';
import type { JobKeeper } from '../job/job-keeper.ts';
import type { RipEvent } from '../rip-contract.ts';
import type { MediumGuard } from '../watch/medium-guard.ts';
import { type PauseReason, ReadingWatch } from '../watch/reading-watch.ts';

/** How the reading of a disc ended. */
export type StageOutcome =
  | { readonly ending: 'finished'; readonly map: BlockMap }
  | { readonly ending: 'paused'; readonly reason: PauseReason; readonly map: BlockMap };

/** What the read stage works with. */
export type ReadStage = {
  readonly task: Omit<ReadTask, 'completedPasses' | 'onEvent'>;
  readonly job: JobKeeper;
  readonly guard: MediumGuard;
  readonly onReadEvent: (event: ReadEvent) => void;
  readonly onEvent: (event: RipEvent) => void;
  readonly signal: AbortSignal;
};

/**
 * Reads the data part with the reader of its mode; where standard meets a read error it goes on as rescue from the same map.
 * A disc that vanishes, a full disk and an abort end as `paused`, with everything read kept and nothing counted as bad
 * that was only missing.
 * Errors: `READ_ERROR` (only with `onReadError: 'fail'`), `DRIVE_HUNG`, `TOOL_MISSING`, `TOOL_FAILED`, `OUTPUT_NOT_WRITABLE`.
 */
export async function runReadStage(stage: ReadStage): Promise<StageOutcome> {
  const { job, task } = stage;
  for (;;) {
    const isRescue = job.state.isRescuing || job.state.mode === 'rescue';
    const outcome = await readOnce(stage, isRescue ? rescueReader : standardReader);
    if (outcome.ending === 'paused' || outcome.ending === 'finished') return outcome;

    const firstBadLba = outcome.map.sectorsIn('*', '/', '-', '?')[0]?.firstLba ?? 0;
    if (task.options.onReadError === 'fail') {
      throw new AppError(
        'READ_ERROR',
        `The disc has a read error near sector ${firstBadLba}. ${outcome.map.rescuedBytes} of ${task.domain.sizeBytes} bytes were read and are kept.`,
        { details: { firstBadLba, rescuedBytes: outcome.map.rescuedBytes, workFolder: task.files.folder } },
      );
    }
    await job.update({ isRescuing: true });
    stage.onEvent({ type: 'rescue-begins', firstBadLba });
  }
}

type ReadEnding = StageOutcome | { readonly ending: 'read-error'; readonly map: BlockMap };

async function readOnce(stage: ReadStage, reader: typeof rescueReader): Promise<ReadEnding> {
  const { job, task, guard } = stage;
  const keeper = new MapKeeper(task.files, task.domain.sizeBytes);
  const before = (await keeper.restore()) ?? BlockMap.untried(task.domain.sizeBytes);
  const passes = new PassLog(job);
  const watch = new ReadingWatch({ folder: task.files.folder, guard, mark: () => passes.mark() }, before);
  const ending = await watch.run(stage.signal, (signal) =>
    reader.read(
      {
        ...task,
        completedPasses: job.state.completedPasses,
        onEvent: (event) => {
          if (event.type === 'map') watch.seeMap(event.map);
          else if (event.type === 'progress') watch.seeProgress(event.progress);
          else if (event.type === 'pass-done') passes.add(event.pass);
          stage.onReadEvent(event);
        },
      },
      signal,
    ),
  );
  await job.settled();

  const { reason, result } = ending;
  if (reason !== null && !watch.isTrusted) {
    // What came after the disc was last seen may be errors of an empty drive, or even another disc's data.
    await keeper.replace(watch.trustedMap);
    return { ending: 'paused', reason, map: watch.trustedMap };
  }
  const map = result?.map ?? (await keeper.restore()) ?? before;
  // Also where there was nothing to read: publishing needs the map of what is missing.
  if (reason === null) await keeper.replace(map);
  if (reason !== null) return { ending: 'paused', reason, map };
  return result.ending === 'read-error' ? { ending: 'read-error', map } : { ending: 'finished', map };
}

/** Passes of the run under way. They count once the drive, asked after them, still had the disc. */
class PassLog {
  readonly #job: JobKeeper;
  readonly #done: string[] = [];

  constructor(job: JobKeeper) {
    this.#job = job;
  }

  add(pass: string): void {
    this.#done.push(pass);
  }

  /** Remembers the passes up to now; what it returns makes them count. */
  mark(): () => void {
    const passes = [...this.#done];
    return () => {
      const { completedPasses } = this.#job.state;
      const added = passes.filter((pass) => !completedPasses.includes(pass));
      if (added.length > 0) void this.#job.update({ completedPasses: [...completedPasses, ...added] });
    };
  }
}
