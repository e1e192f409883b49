import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { AppError } from '../../src/model/index.ts';
import { ErrorReports } from '../../src/system/index.ts';

const program = fileURLToPath(new URL('../support/sentry-receiver.ts', import.meta.url));

// biome-ignore lint/suspicious/noExplicitAny: an envelope as it came; the test says what it should be.
type Envelope = any;

/** A receiver in a process of its own, on a port that it keeps while it is down. */
class Receiver {
  readonly received: Envelope[] = [];
  #port = 0;
  #child: ChildProcess | null = null;

  get dsn(): string {
    return `http://publickey@127.0.0.1:${this.#port}/sentry/42`;
  }

  async start(status = 200): Promise<this> {
    const child = spawn(process.execPath, [program, String(this.#port), String(status)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#child = child;
    const lines = createInterface({ input: child.stdout });
    const [first] = await once(lines, 'line');
    this.#port = JSON.parse(String(first)).port;
    lines.on('line', (line) => this.received.push(JSON.parse(line)));
    return this;
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null) return;
    child.kill('SIGKILL');
    await once(child, 'close');
  }

  async until(count: number): Promise<void> {
    for (const deadline = performance.now() + 60_000; this.received.length < count; await sleep(20)) {
      if (performance.now() > deadline) throw new Error(`${this.received.length} arrived, not ${count}`);
    }
  }
}

const receiver = new Receiver();
let reports: ErrorReports | null = null;
afterEach(async () => {
  await reports?.stop();
  await receiver.stop();
  receiver.received.length = 0;
});

let nowMs = 0;
function open(limits: ConstructorParameters<typeof ErrorReports>[0]['limits'] = {}): ErrorReports {
  nowMs = Date.parse('2026-03-01T12:00:00.000Z');
  reports = new ErrorReports({
    ...{ version: '1.2.3', dsn: () => receiver.dsn, now: () => new Date(nowMs) },
    limits: { firstDelayMs: 20, longestDelayMs: 100, ...limits },
  });
  return reports;
}

/** Each at a place of its own. */
const differing = [
  () => new TypeError('one'),
  () => new RangeError('two'),
  () => new Error('three'),
  () => Object.assign(new Error('four'), { code: 'EIO' }),
];

describe('errors that are reported', () => {
  it('say what happened and where in the program, and nothing of whose machine it is', async () => {
    await receiver.start();
    const cause = Object.assign(
      new Error("EACCES: permission denied, open '/home/ada/discs/Holiday 2004.iso'"),
      {
        code: 'EACCES',
        path: '/home/ada/discs/Holiday 2004.iso',
      },
    );
    open().report(
      new AppError(
        'FILE_READ_FAILED',
        '/home/ada/discs/Holiday 2004.iso could not be read from 192.168.7.9.',
        {
          cause,
          details: { path: '/home/ada/discs/Holiday 2004.iso' },
        },
      ),
    );
    // Two that report do not wait for each other.
    await receiver.until(1);
    open().report(
      new TypeError(
        'Cannot read "Holiday 2004" of ada@example.org at 192.168.7.9, fe80::1 or /home/ada: cookie disk2iso=abc/def',
      ),
    );
    await receiver.until(2);
    const [first, second] = receiver.received;
    expect(first).toMatchObject({
      url: '/sentry/api/42/envelope/',
      auth: 'Sentry sentry_version=7, sentry_client=disk2iso/1.2.3, sentry_key=publickey',
      head: { event_id: expect.stringMatching(/^[0-9a-f]{32}$/) },
      item: { type: 'event' },
      event: {
        level: 'error',
        release: 'disk2iso@1.2.3',
        tags: { code: 'FILE_READ_FAILED' },
        exception: {
          values: [
            { type: 'Error', value: 'EACCES' },
            { type: 'AppError', value: 'FILE_READ_FAILED: A file on this machine could not be read' },
          ],
        },
      },
    });
    const frames = first.event.exception.values[1].stacktrace.frames;
    expect(frames.at(-1)).toMatchObject({ filename: 'test/monitoring/sentry.test.ts' });
    expect(second.event.exception.values[0].value).toMatch(/^Cannot read/);
    expect(JSON.stringify([first, second])).not.toMatch(/ada|Holiday|192\.168|fe80|abc|home|example/);
    expect(Object.keys(first.event)).not.toContain('server_name');
  });

  it('wait while the receiver is down, and arrive once each in order', async () => {
    await receiver.start();
    await receiver.stop();
    const room = open();
    for (const make of differing) room.report(make());
    await room.settled();
    expect(receiver.received).toEqual([]);
    await receiver.start();
    await receiver.until(4);
    await room.settled();
    expect(receiver.received.map(({ event }) => event.exception.values[0].type)).toEqual([
      ...['TypeError', 'RangeError', 'Error', 'Error'],
    ]);
    expect(new Set(receiver.received.map(({ head }) => head.event_id)).size).toBe(4);
  });

  it('are tried again by a server that is busy, and let go by one that refuses them', async () => {
    await receiver.start(503);
    const room = open();
    room.report(new TypeError('one'));
    await receiver.until(2);
    expect(new Set(receiver.received.map(({ head }) => head.event_id)).size).toBe(1);
    await room.stop();
    await receiver.stop();
    receiver.received.length = 0;
    await receiver.start(400);
    const other = open();
    other.report(new TypeError('one'));
    other.report(new RangeError('two'));
    await receiver.until(2);
    await other.settled();
    expect(receiver.received).toHaveLength(2);
  });

  it('of the same kind are told once an hour, and few of all kinds', async () => {
    await receiver.start();
    const room = open({ mostHourly: 3 });
    const same = () => new TypeError('again');
    for (let times = 0; times < 50; times += 1) room.report(same());
    await receiver.until(1);
    nowMs += 61 * 60_000;
    room.report(same());
    await receiver.until(2);
    for (const make of differing) room.report(make());
    await receiver.until(4);
    await room.settled();
    expect(receiver.received).toHaveLength(4);
  });

  it('are kept in bounds while nobody takes them, the newest of them', async () => {
    await receiver.start();
    await receiver.stop();
    const room = open({ mostWaiting: 2, firstDelayMs: 300 });
    for (const make of differing) room.report(make());
    await room.settled();
    await receiver.start();
    await receiver.until(2);
    await room.settled();
    expect(receiver.received.map(({ event }) => event.tags.code)).toEqual(['none', 'EIO']);
  });
});
