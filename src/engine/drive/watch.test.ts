import { setTimeout as timerSleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError, type DriveInfo, type DriveState } from '#model/index.ts';
import type { Drive, Medium } from './drive.ts';
import { ImageDrive } from './image-drive.ts';
import { type WatchOptions, watchDrives } from './watch.ts';

const fakeUdevadm = new URL('../../../test/fakes/udevadm', import.meta.url).pathname;

/** A drive whose state the test sets. */
class ScriptedDrive implements Drive {
  readonly info: DriveInfo;
  current: DriveState = 'empty';
  sequence = '1';
  sizeBytes = 2048;
  hang: Promise<void> | null = null;
  failure: AppError | null = null;

  constructor(id: string, serial: string | null = null) {
    this.info = { ...new ImageDrive(id).info, kind: 'optical', serial };
  }

  async state(): Promise<DriveState> {
    if (this.hang !== null) await this.hang;
    return this.current;
  }

  async medium(): Promise<Medium> {
    if (this.failure !== null) throw this.failure;
    const { sequence, sizeBytes } = this;
    return {
      path: '/dev/sr9',
      isDevice: true,
      isSheet: false,
      sizeBytes,
      supportsDirect: true,
      sequence,
      rateKBps: null,
      badSectors: [],
    };
  }

  async eject(): Promise<void> {
    this.current = 'open';
  }

  async closeTray(): Promise<void> {
    this.current = 'empty';
  }

  async setTrayLocked(): Promise<void> {
    return;
  }

  async setReadSpeed(): Promise<boolean> {
    return false;
  }
}

describe('watchDrives', () => {
  let stop = new AbortController();
  let events: string[] = [];
  let drives: Drive[] = [];
  let ended: Promise<void> = Promise.resolve();

  beforeEach(() => {
    stop = new AbortController();
    events = [];
    drives = [];
  });
  afterEach(async () => {
    stop.abort();
    await ended;
  });

  function watch(options: Partial<WatchOptions> = {}): void {
    const list = async () => [...drives];
    const all = { signal: stop.signal, pollIntervalMs: 5, settleMs: 5, useUdev: false, list, ...options };
    ended = (async () => {
      for await (const event of watchDrives(all)) {
        if (event.type === 'removed') events.push(`removed ${event.id}`);
        else if (event.type === 'eject-requested') events.push(`eject-requested ${event.drive.info.id}`);
        else events.push(`${event.type} ${event.drive.info.id} ${event.state} ${event.sequence}`);
      }
    })();
  }

  const seen = (...expected: string[]) => expect.poll(() => events).toEqual(expected);

  it('reports a disc once, after it has settled', async () => {
    const drive = new ScriptedDrive('sr0');
    drives = [drive];
    watch();
    await seen('added sr0 empty null');
    drive.current = 'loading';
    await seen('added sr0 empty null', 'state sr0 loading null');
    drive.current = 'ready';
    await seen('added sr0 empty null', 'state sr0 loading null', 'state sr0 ready 1');
    drive.current = 'open';
    await seen('added sr0 empty null', 'state sr0 loading null', 'state sr0 ready 1', 'state sr0 open null');
  });

  it('keeps a disc loading while its size still changes', async () => {
    const drive = new ScriptedDrive('sr0');
    drive.current = 'ready';
    let looks = 0;
    const medium = drive.medium.bind(drive);
    drive.medium = async () => {
      looks += 1;
      drive.sizeBytes = Math.min(looks, 5) * 2048;
      return medium();
    };
    drives = [drive];
    watch();
    await seen('added sr0 loading null', 'state sr0 ready 1');
    expect(looks).toBeGreaterThanOrEqual(6);
  });

  it('shows a swapped disc by its sequence', async () => {
    const drive = new ScriptedDrive('sr0');
    drive.current = 'ready';
    drives = [drive];
    watch();
    await seen('added sr0 loading null', 'state sr0 ready 1');
    drive.sequence = '2';
    await seen('added sr0 loading null', 'state sr0 ready 1', 'state sr0 loading null', 'state sr0 ready 2');
  });

  it('goes from reading back to ready without settling again', async () => {
    const drive = new ScriptedDrive('sr0');
    drive.current = 'reading';
    drives = [drive];
    watch();
    await seen('added sr0 reading 1');
    drive.failure = new AppError('DRIVE_HUNG', 'busy');
    await expect.poll(() => events.length).toBe(1);
    drive.failure = null;
    drive.current = 'ready';
    await seen('added sr0 reading 1', 'state sr0 ready 1');
  });

  it('takes a disc that leaves between two questions for one still loading', async () => {
    const drive = new ScriptedDrive('sr0');
    drive.current = 'ready';
    drive.failure = new AppError('NO_DISC', 'gone');
    drives = [drive];
    watch();
    await seen('added sr0 loading null');
  });

  it('reports drives that come, go and are replaced', async () => {
    watch();
    drives = [new ScriptedDrive('sr0', 'A'), new ScriptedDrive('sr1', 'B')];
    await expect.poll(() => events.length).toBe(2);
    drives = [new ScriptedDrive('sr0', 'A'), new ScriptedDrive('sr1', 'C')];
    await expect.poll(() => events.slice(2)).toEqual(['removed sr1', 'added sr1 empty null']);
    drives = [];
    await expect.poll(() => events.slice(4).sort()).toEqual(['removed sr0', 'removed sr1']);
  });

  it('tells of a drive that stays offline', async () => {
    const drive = new ScriptedDrive('sr0');
    drives = [drive];
    watch();
    await seen('added sr0 empty null');
    drive.current = 'offline';
    await seen('added sr0 empty null', 'state sr0 offline null');
  });

  it('is not held up by a drive that hangs', async () => {
    const hung = new ScriptedDrive('sr0');
    hung.hang = new Promise(() => undefined);
    const well = new ScriptedDrive('sr1');
    drives = [hung, well];
    watch();
    await seen('added sr1 empty null');
    well.current = 'open';
    await seen('added sr1 empty null', 'state sr1 open null');
    drives = [well];
    stop.abort();
    await ended;
  });

  it('hears the eject button and looks at once when udev has news', async () => {
    const drive = new ScriptedDrive('sr0');
    drives = [drive];
    const naps: number[] = [];
    watch({
      useUdev: true,
      udevadm: fakeUdevadm,
      pollIntervalMs: 3_600_000,
      sleep: (ms, value, options) => {
        naps.push(ms);
        return timerSleep(ms, value, options);
      },
    });
    await expect.poll(() => events).toContain('eject-requested sr0');
    await expect.poll(() => naps.length).toBeGreaterThan(2);
    expect(events.filter((event) => event.startsWith('eject'))).toHaveLength(1);
  });

  it('passes on an error of the list', async () => {
    const watching = watchDrives({
      signal: stop.signal,
      useUdev: false,
      list: () => Promise.reject(new Error('no sysfs')),
    });
    await expect(watching.next()).rejects.toThrow('no sysfs');
  });

  it('ends at once when it is aborted before it starts, or when nobody reads on', async () => {
    drives = [new ScriptedDrive('sr0')];
    expect((await watchDrives({ signal: AbortSignal.abort() }).next()).done).toBe(true);
    const list = async () => drives;
    for await (const event of watchDrives({ signal: stop.signal, list, udevadm: fakeUdevadm })) {
      expect(event.type).toBe('added');
      break;
    }
  });
});
