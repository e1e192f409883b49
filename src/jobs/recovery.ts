import { keepTrying } from '#store/index.ts';
import type { JobContext } from './job-context.ts';
import { stopWordsOf } from './kind-words.ts';
import type { JobRecords } from './records.ts';
import { settle } from './settle.ts';

/**
 * Brings everything into order that an earlier server left when it was killed: ends its runners, gives back its leases,
 * and lets its jobs go on from what is on disk. Before anything new begins.
 */
export async function recover(context: JobContext, records: JobRecords): Promise<void> {
  const { store, host, now, onError } = context;
  for (const { uuid } of store.jobs.withStatus('running')) {
    const runner = store.jobs.runnerOf(uuid);
    if (runner !== null && !(await host.endLeftOver(runner))) {
      onError(new Error(`Process ${runner.pid} of job ${uuid} cannot be ended; its drive hangs.`));
    }
    await keepTrying(() =>
      store.transaction(() => {
        const { change, action, happening } = settle(
          // That the server was killed is not the fault of the job.
          { ...records.get(uuid), restarts: 0 },
          { type: 'lost', message: 'The server was ended while the job ran.' },
          null,
        );
        const at = now();
        const isOver = action === 'abandon';
        const { keepsFiles } = stopWordsOf(records.get(uuid).kind);
        const trashEnd = keepsFiles ? { trashedUntil: context.folders.trashEnd(at) } : {};
        records.apply(
          uuid,
          action,
          { ...happening, type: isOver ? happening.type : 'recovered', actor: null },
          isOver ? { ...change, endedAt: at.toISOString(), ...trashEnd } : { ...change, restarts: 0 },
        );
        store.jobs.setRunner(uuid, null);
      }),
    );
    if (records.get(uuid).status === 'cancelled') await context.folders.trash(uuid, now());
  }
  // The drive's own lock tells whether something still reads: a job that begins too early is put off.
  for (const { subject, holder } of store.leases.all()) {
    await keepTrying(() => store.leases.release(subject, holder));
  }
  await trashAbandoned(context);
}

/** A server that was killed between cancelling a job and moving its files. */
async function trashAbandoned({ store, folders, now }: JobContext): Promise<void> {
  for (const { uuid } of store.jobs.trashedBefore(folders.trashEnd(now()), 1000))
    await folders.trash(uuid, now());
}
