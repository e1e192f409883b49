import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createUdevMonitorParser, driveOfEvent, runUdevMonitor, type UdevEvent } from './udev-monitor.ts';

const recording = readFileSync(
  new URL('../../../test/fixtures/recordings/udevadm-monitor.insert-eject-plug-unplug.txt', import.meta.url),
);
const fakeUdevadm = new URL('../../../test/fakes/udevadm', import.meta.url).pathname;

function parse(chunks: Iterable<Buffer>): UdevEvent[] {
  const events: UdevEvent[] = [];
  const feed = createUdevMonitorParser((event) => events.push(event));
  for (const chunk of chunks) feed(chunk);
  return events;
}

const short = (event: UdevEvent) => {
  const eject = event.properties.has('DISK_EJECT_REQUEST') ? ' eject' : '';
  return `${event.source} ${event.properties.get('ACTION')} ${driveOfEvent(event)}${eject}`;
};

describe('createUdevMonitorParser', () => {
  it('reads the recorded events of drives', () => {
    const events = parse([recording]).filter((event) => driveOfEvent(event) !== null);
    expect(events.map(short)).toEqual([
      'kernel change sr2',
      'kernel change sr1',
      'kernel change sr0',
      'udev change sr2',
      'udev change sr1',
      'udev change sr0',
      'kernel change sr0 eject',
      'kernel change sr0',
      'udev change sr0 eject',
      'udev change sr0',
      'kernel add sr3',
      'kernel change sr3',
      'kernel change sr3',
      'udev add sr3',
      'udev change sr3',
      'udev change sr3',
      'kernel change sr3',
      'udev change sr3',
      'kernel remove sr3',
      'udev remove sr3',
    ]);
  });

  it('does not mind where the output is cut', () => {
    const bytes = Array.from(recording, (byte) => Buffer.from([byte]));
    expect(parse(bytes).map(short)).toEqual(parse([recording]).map(short));
  });

  it('forgets a paragraph without end', () => {
    const flood = Buffer.alloc(300 * 1024, 'x');
    const event =
      'KERNEL[1.2] change /devices/x (block)\nACTION=change\nSUBSYSTEM=block\nDEVNAME=/dev/sr0\n\n';
    expect(parse([flood, flood, Buffer.from(`\n\n${event}`)]).map(short)).toEqual(['kernel change sr0']);
  });
});

describe('runUdevMonitor', () => {
  it('passes events on until it is aborted', async () => {
    const stop = new AbortController();
    const seen: string[] = [];
    const run = runUdevMonitor({ signal: stop.signal, restartMs: 30_000, program: fakeUdevadm }, (event) => {
      seen.push(short(event));
    });
    await expect.poll(() => seen).toContain('udev remove sr3');
    stop.abort();
    await run;
  });

  it('starts the monitor again when it dies, and stays calm where there is none', async () => {
    const stop = new AbortController();
    const script = new URL('../../../test/fakes/udevadm-dying', import.meta.url).pathname;
    let events = 0;
    const dying = runUdevMonitor({ signal: stop.signal, restartMs: 1, program: script }, () => {
      events += 1;
    });
    const absent = runUdevMonitor(
      { signal: stop.signal, restartMs: 1, program: 'no-such-udevadm' },
      () => undefined,
    );
    await expect.poll(() => events).toBeGreaterThan(2);
    stop.abort();
    await Promise.all([dying, absent]);
  });
});
