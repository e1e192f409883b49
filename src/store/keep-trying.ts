import { setTimeout as sleep } from 'node:timers/promises';
import { isAppError } from '#model/index.ts';

const pauseMs = 250;
const limitMs = 10 * 60 * 1000;

/**
 * Does something with the database that must not get lost, again and again while another program holds it
 * (`DATABASE_BUSY`), for ten minutes at most; the pauses leave the event loop to others. All other errors are thrown.
 */
export async function keepTrying<T>(work: () => T): Promise<T> {
  for (const deadline = performance.now() + limitMs; ; ) {
    try {
      return work();
    } catch (error) {
      if (!isAppError(error, 'DATABASE_BUSY') || performance.now() > deadline) throw error;
    }
    await sleep(pauseMs);
  }
}

/** Whether an error of the database may be passed over where only figures or a log line get lost by it. */
export function isSafeToLose(error: unknown): boolean {
  return isAppError(error, 'DATABASE_BUSY');
}
