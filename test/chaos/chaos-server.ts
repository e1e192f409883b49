/**
 * The server of the chaos suite, without the web: all rooms, killed and started again and again in the same folder.
 * Takes the folder as its argument and orders by IPC.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { isAppError } from '../../src/model/index.ts';
import { JobLab, operator } from '../support/job-lab.ts';

/** From the suite to the server. */
export type ChaosOrder = { readonly type: 'set-image'; readonly key: string; readonly path: string | null };

const folder = process.argv[2];
if (folder === undefined) throw new Error('which folder?');

const lab = await openPatiently(folder);
await lab.room.start();
process.on('message', (order: ChaosOrder) => {
  lab.room.setImage(operator, order.key, order.path).catch((error: unknown) => tell(error));
});
process.on('disconnect', () => process.exit(0));
process.send?.({ type: 'ready' });
setInterval(() => {
  for (const error of lab.errors.splice(0)) tell(error);
}, 200);

function tell(error: unknown): void {
  if (isAppError(error, 'DATABASE_BUSY')) return;
  process.send?.({
    type: 'error',
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
  });
}

/** The suite may hold the database just now. */
async function openPatiently(path: string): Promise<JobLab> {
  for (;;) {
    try {
      return await JobLab.open({ folder: path, settings: { maxConcurrentJobs: 6 } });
    } catch (error) {
      if (!isAppError(error, 'DATABASE_BUSY')) throw error;
      await sleep(200);
    }
  }
}
