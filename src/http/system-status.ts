import type { SystemStatus } from '#model/index.ts';
import type { HttpRooms } from './rooms.ts';

/** The machine, the jobs and the drives at a glance. */
export async function statusOf({ system, jobRoom, drives }: HttpRooms): Promise<SystemStatus> {
  const report = await system.report();
  const views = drives.list();
  const connected = views.filter(({ state }) => state !== 'offline');
  return {
    ...report,
    jobs: { ...jobRoom.jobs.counts(report.now), slots: system.settings.current().general.maxConcurrentJobs },
    drives: {
      connected: connected.length,
      ready: connected.filter(({ state, holder }) => state === 'ready' && holder === null).length,
      reading: connected.filter(({ holder }) => holder?.startsWith('job:') === true).length,
    },
    workers: [...(await jobRoom.jobs.workers())],
  };
}
