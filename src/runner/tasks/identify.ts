import { type Static, Type } from 'typebox';
import { acquireDriveLock, identifyDisc } from '#engine/index.ts';
import { AppError, type Disc } from '#model/index.ts';
import { DriveOrder, openDrive } from '../open-drive.ts';
import type { TaskContext } from '../task-context.ts';

/** Say what disc is in a drive. */
export const IdentifyTask = Type.Object({ type: Type.Literal('identify'), drive: DriveOrder });
export type IdentifyTask = Static<typeof IdentifyTask>;

const identifyLimitMs = 120_000;

/** Looks at the disc in a drive. Error besides those of `identifyDisc`: `DRIVE_HUNG`. */
export async function identify(
  task: IdentifyTask,
  context: TaskContext,
): Promise<{ type: 'identified'; disc: Disc; sequence: string | null }> {
  const { drive } = await openDrive(task.drive);
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(identifyLimitMs)]);
  const lock = await acquireDriveLock((await drive.medium()).path, { signal });
  try {
    const medium = await drive.medium();
    const disc = await identifyDisc(medium, { signal, inheritedFds: [lock.fd] });
    return { type: 'identified', disc, sequence: medium.sequence };
  } catch (error) {
    context.signal.throwIfAborted();
    if (!signal.aborted) throw error;
    const message = `The drive did not tell what disc is in within ${identifyLimitMs / 1000} s.`;
    throw new AppError('DRIVE_HUNG', message, { cause: error });
  } finally {
    await lock.release();
  }
}
