import { readFileSync } from 'node:fs';
import type { Drives } from '#drives/index.ts';
import type { JobRoom } from '#jobs/index.ts';
import { isAppError, type NotificationEvent } from '#model/index.ts';
import { DriveEvents, type LiveSource, type Notify, SpaceEvents } from '#notify/index.ts';
import type { SystemRoom } from '#system/index.ts';

/** Tells people of drives and discs. Returns a function that ends it. (Jobs tell by themselves, within their transactions.) */
export function tellOfDrives(notify: Notify, drives: Drives, now: () => Date = () => new Date()): () => void {
  const events = new DriveEvents(readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
  return drives.listen((notice) => {
    if (notice.type === 'free' || notice.type === 'eject-requested') return;
    const at = now().toISOString();
    try {
      const drive = drives.get(notice.key);
      const event =
        notice.type === 'disc'
          ? events.ofDisc(drive, notice.disc, notice.sequence, at)
          : events.ofChange(drive, at);
      if (event !== null) notify.tell(event);
    } catch (error) {
      // An image drive that somebody removed.
      if (!isAppError(error, 'DRIVE_MISSING')) throw error;
    }
  });
}

const lookAtSpaceEveryMs = 60_000;

/** Tells people when space gets low. Returns a function that ends it. */
export function tellOfSpace(
  notify: Notify,
  system: SystemRoom,
  onError: (error: unknown) => void,
): () => void {
  const events = new SpaceEvents();
  const look = async () => {
    const { space } = await system.report();
    for (const event of events.of(space, new Date().toISOString())) notify.tell(event);
  };
  const timer = setInterval(() => void look().catch(onError), lookAtSpaceEveryMs).unref();
  return () => clearInterval(timer);
}

/** What people may want to hear of a backup that could not be made: once a day. */
export function missedBackup(error: unknown, path: string, now: Date): NotificationEvent {
  const at = now.toISOString();
  const message = error instanceof Error ? error.message : String(error);
  return { type: 'backup.failed', key: `backup.failed:${at.slice(0, 10)}`, at, facts: { message, path } };
}

/** What brokers always know, from the rooms that know it. */
export function liveSourceOf({
  drives,
  jobRoom,
}: {
  readonly drives: Drives;
  readonly jobRoom: JobRoom;
}): LiveSource {
  const live = { statuses: ['queued', 'running', 'paused'] } as const;
  const order = { by: 'createdAt', order: 'asc' } as const;
  return {
    drives: () => drives.list().filter(({ state }) => state !== 'offline'),
    jobs: () => jobRoom.jobs.list(live, order, { limit: 200, cursor: null }).items,
    progress: (jobUuid) => jobRoom.notices.live(jobUuid)?.progress ?? null,
    listen: (listener) => {
      const endings = [
        drives.listen(({ type }) => type === 'changed' && listener()),
        jobRoom.notices.listen(({ type }) => {
          if (type === 'job' || type === 'deleted' || type === 'live') listener();
        }),
      ];
      return () => {
        for (const end of endings) end();
      };
    },
  };
}
