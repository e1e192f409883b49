import { setTimeout as timerSleep } from 'node:timers/promises';
import { type DriveInfo, driveKey } from '#model/index.ts';
import type { Drive, DriveEvent } from './drive.ts';
import { DriveTracker } from './drive-tracker.ts';
import { EventQueue } from './event-queue.ts';
import { createLinuxDriveLister } from './linux-drives.ts';
import { Nap, type Sleep } from './nap.ts';
import { driveOfEvent, runUdevMonitor, type UdevEvent } from './udev-monitor.ts';

/** What `watchDrives` watches, and how. */
export type WatchOptions = {
  readonly signal: AbortSignal;
  readonly pollIntervalMs?: number;
  /** Time between the looks at a disc that must find the same before it counts as settled. */
  readonly settleMs?: number;
  /** Listen to `udevadm monitor` as well: changes are seen sooner, and the eject button at all. */
  readonly useUdev?: boolean;
  readonly udevadm?: string;
  readonly list?: () => Promise<readonly Drive[]>;
  readonly sleep?: Sleep;
};

const monitorRestartMs = 30_000;

/**
 * Reports drives that come and go, and the discs in them, until aborted. Starts with an `added` for every drive that
 * is there. Everything rests on polling, so it works in containers that get no kernel events. A drive that hangs
 * delays only its own events. Ends promptly on abort or when the reader stops; no process is left behind. An error of
 * `list` ends it.
 */
export async function* watchDrives(options: WatchOptions): AsyncGenerator<DriveEvent, void> {
  const { pollIntervalMs = 2000, settleMs = 500, useUdev = true, sleep = timerSleep } = options;
  const list = options.list ?? createLinuxDriveLister();
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const queue = new EventQueue<DriveEvent>();
  const watch = new Watch({
    signal,
    pollIntervalMs,
    settleMs,
    sleep,
    list,
    emit: (event) => queue.push(event),
    fail: (error) => queue.fail(error),
  });
  const closeQueue = () => queue.close();
  if (signal.aborted) return;
  signal.addEventListener('abort', closeQueue, { once: true });

  // Not awaited at the end: a list or a drive may hang, and nobody waits for those.
  watch.run().catch((error: unknown) => queue.fail(error));
  const monitor = useUdev
    ? runUdevMonitor(
        {
          signal,
          restartMs: monitorRestartMs,
          ...(options.udevadm === undefined ? {} : { program: options.udevadm }),
        },
        (event) => watch.onUdevEvent(event),
      ).catch((error: unknown) => queue.fail(error))
    : Promise.resolve();
  try {
    for (let next = await queue.next(); next !== null; next = await queue.next()) yield next.value;
  } finally {
    stop.abort();
    await monitor;
  }
}

type WatchParts = {
  signal: AbortSignal;
  pollIntervalMs: number;
  settleMs: number;
  sleep: Sleep;
  list: () => Promise<readonly Drive[]>;
  emit: (event: DriveEvent) => void;
  fail: (error: unknown) => void;
};

/** Keeps one tracker for each drive that the list shows. */
class Watch {
  readonly #parts: WatchParts;
  readonly #nap: Nap;
  readonly #trackers = new Map<string, { tracker: DriveTracker; stop: AbortController }>();

  constructor(parts: WatchParts) {
    this.#parts = parts;
    this.#nap = new Nap(parts.sleep);
  }

  async run(): Promise<void> {
    const { signal, list, pollIntervalMs } = this.#parts;
    while (!signal.aborted) {
      const drives = await list();
      if (signal.aborted) return;
      this.#compare(drives);
      await this.#nap.take(pollIntervalMs, signal);
    }
  }

  onUdevEvent(event: UdevEvent): void {
    const id = driveOfEvent(event);
    if (id === null) return;
    const tracker = this.#trackers.get(id)?.tracker;
    // Only the kernel's: udev repeats it later, and not at all while the drive is locked for reading.
    if (event.source === 'kernel' && event.properties.get('DISK_EJECT_REQUEST') === '1')
      tracker?.ejectRequested();
    if (event.properties.get('ACTION') === 'change') tracker?.wake();
    else this.#nap.end();
  }

  #compare(drives: readonly Drive[]): void {
    const listed = new Map(drives.map((drive) => [drive.info.id, drive]));
    for (const [id, { tracker, stop }] of this.#trackers) {
      const drive = listed.get(id);
      if (drive !== undefined && isSameHardware(tracker.info, drive.info)) {
        tracker.drive = drive;
        listed.delete(id);
        continue;
      }
      stop.abort();
      this.#trackers.delete(id);
      tracker.removed();
    }
    for (const [id, drive] of listed) this.#track(id, drive);
  }

  #track(id: string, drive: Drive): void {
    const { emit, fail, pollIntervalMs, settleMs, sleep, signal } = this.#parts;
    const stop = new AbortController();
    const onOffline = () => this.#nap.end();
    const tracker = new DriveTracker(drive, { emit, pollIntervalMs, settleMs, sleep, onOffline });
    this.#trackers.set(id, { tracker, stop });
    tracker.run(AbortSignal.any([signal, stop.signal])).catch(fail);
  }
}

function isSameHardware(a: DriveInfo, b: DriveInfo): boolean {
  return driveKey(a) === driveKey(b) && a.devicePath === b.devicePath;
}
