import { stat } from 'node:fs/promises';
import { type Static, Type } from 'typebox';
import {
  type CompletedRip,
  type RipResult,
  rip,
  ripDefaults,
  seedRescue,
  writeFileAtomic,
} from '#engine/index.ts';
import {
  AppError,
  Fingerprint,
  literals,
  nullable,
  type PauseReason,
  Provenance,
  ReadJobOptions,
  readModes,
} from '#model/index.ts';
import { Meter } from '../meter.ts';
import { DriveOrder, openDrive } from '../open-drive.ts';
import { eventSender } from '../runner-events.ts';
import type { TaskContext } from '../task-context.ts';

/** Read the disc in a drive. */
export const ReadTask = Type.Object({
  type: Type.Literal('read'),
  jobUuid: Type.String(),
  drive: DriveOrder,
  mode: literals(readModes),
  options: ReadJobOptions,
  /** The image that the working folder begins as a copy of (`seedRescue`); `null`: it begins empty. */
  seedPath: nullable(Type.String()),
  /** The disc that the job belongs to; another one is `WRONG_DISC`. `null`: whatever is in. */
  fingerprint: nullable(Fingerprint),
  outputFolder: Type.String(),
  workFolder: Type.String(),
  /** Where to note the `completed` ending durably (`onPublished` of `rip`), before the working folder goes. */
  resultFile: Type.String(),
  mapIntervalSeconds: Type.Integer({ minimum: 1 }),
});
export type ReadTask = Static<typeof ReadTask>;

/** An image was made. */
export const CompletedEnding = Type.Object({
  type: Type.Literal('completed'),
  imagePath: Type.String(),
  companions: Type.Array(Type.String()),
  sidecars: Type.Array(Type.String()),
  provenance: Provenance,
});
type CompletedEnding = Static<typeof CompletedEnding>;

export type ReadEnding = CompletedEnding | { type: 'paused'; reason: PauseReason; message: string };

/** Reads the disc in a drive; goes on from what its working folder holds. */
export async function read(task: ReadTask, context: TaskContext): Promise<ReadEnding> {
  const { signal, send, onDrive } = context;
  await requireOutputFolder(task.outputFolder);
  if (task.seedPath !== null) await seed(task, task.seedPath, context);
  const { drive, setMedium } = await openDrive(task.drive);
  onDrive(setMedium);
  const { reading, eject: _, ...options } = task.options;
  const result = await rip(
    {
      ...ripDefaults,
      ...options,
      drive,
      mode: task.mode,
      options: reading,
      expectedFingerprint: task.fingerprint,
      outputFolder: task.outputFolder,
      workFolder: task.workFolder,
      mapIntervalSeconds: task.mapIntervalSeconds,
    },
    {
      signal,
      onEvent: eventSender(send),
      onPublished: noteIn(task.resultFile),
    },
  );
  return endingOf(result);
}

/** Copies the image that is gone on from, if that was not done already. */
function seed({ workFolder }: ReadTask, imagePath: string, { signal, send }: TaskContext): Promise<void> {
  // Quick beside the reading that follows, which counts from the beginning.
  const meter = new Meter(send, [
    { phase: 'copying', weight: 1 },
    { phase: 'comparing', weight: 1 },
    { phase: 'reading', weight: 98 },
  ]);
  return seedRescue(
    { imagePath, workFolder },
    {
      signal,
      onProgress: (phase, progress) => meter.report(phase, progress),
      onLog: (level, message) => send({ type: 'log', level, message }),
    },
  );
}

/** Notes durably that an image is in its place. */
export function noteIn(resultFile: string): (published: CompletedRip) => Promise<void> {
  return (published) =>
    writeFileAtomic(resultFile, `${JSON.stringify(completed(published))}\n`, 'workFolder');
}

/** What has come of an image that was to be made. */
export function endingOf(result: RipResult): ReadEnding {
  if (result.status === 'completed') return completed(result);
  return { type: 'paused', reason: result.reason, message: result.message };
}

function completed(result: CompletedRip): CompletedEnding {
  const { imagePath, companions, sidecars, provenance } = result;
  return { type: 'completed', imagePath, companions: [...companions], sidecars: [...sidecars], provenance };
}

/** The folder was there when the job was made: if it is not now, its storage is not mounted. */
export async function requireOutputFolder(path: string): Promise<void> {
  const facts = await stat(path).catch(() => null); // Whatever the reason: nothing can be placed there.
  if (facts?.isDirectory()) return;
  throw new AppError(
    'OUTPUT_NOT_WRITABLE',
    `The output folder ${path} is not there. Mount its storage, or make the folder; the job then goes on.`,
    { details: { path } },
  );
}
