import { setTimeout as sleep } from 'node:timers/promises';
import { isAppError } from '#model/index.ts';
import { acquireDriveLock, type DriveLock } from '../../drive/index.ts';

/** A tool whose parent was killed may hold the lock until its current system call ends and its map is saved. */
export const lockPatienceMs = 5000;

/** Takes the lock on a medium, waiting a little for a process that is just ending; `null` if it stays taken. */
export async function lockPatiently(path: string): Promise<DriveLock | null> {
  const deadline = performance.now() + lockPatienceMs;
  for (;;) {
    try {
      return await acquireDriveLock(path);
    } catch (error) {
      if (!isAppError(error, 'DRIVE_BUSY')) throw error;
      if (performance.now() > deadline) return null;
    }
    await sleep(50);
  }
}
