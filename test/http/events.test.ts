import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ServerLab } from '../support/server-lab.ts';

let lab: ServerLab;
beforeAll(async () => {
  lab = await ServerLab.open();
});
afterAll(() => lab.remove());

type Event = { readonly id: string | null; readonly type: string; readonly data: string };

/** An open stream. */
class Stream {
  readonly events: Event[] = [];
  readonly #stop = new AbortController();
  #rest = '';
  isOver = false;

  static async open(url: string, lastEventId?: string): Promise<Stream> {
    const stream = new Stream();
    const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
    const response = await fetch(url, { headers, signal: stream.#stop.signal });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    expect(response.headers.get('content-encoding')).toBeNull();
    void stream.#read(response);
    return stream;
  }

  of(type: string): readonly Event[] {
    return this.events.filter((event) => event.type === type);
  }

  get lastId(): string {
    return this.events.findLast(({ id }) => id !== null)?.id ?? '';
  }

  close(): void {
    this.#stop.abort();
  }

  async #read(response: Response): Promise<void> {
    try {
      for await (const chunk of response.body ?? []) this.#take(Buffer.from(chunk).toString());
    } catch {
      // Closed by us, or by the server: `isOver` says so.
    }
    this.isOver = true;
  }

  #take(text: string): void {
    const blocks = (this.#rest + text).split('\n\n');
    this.#rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
      const type = field('event');
      if (type !== undefined) this.events.push({ id: field('id') ?? null, type, data: field('data') ?? '' });
    }
  }
}

describe('live events', () => {
  it('tell a job from its beginning to its end', async () => {
    await lab.addDrive('told', {
      sectors: 1500,
      rateKBps: 1500,
      badSectors: [{ firstLba: 700, lastLba: 701 }],
    });
    const { uuid } = await lab.order('told', { mode: 'rescue' });
    const stream = await Stream.open(`${lab.url}/events/jobs/${uuid}`);
    await lab.until(
      async () => stream.of('status').some(({ data }) => data.includes('"status":"completed"')),
      'completed',
    );
    expect(stream.of('progress').length).toBeGreaterThan(2);
    expect(stream.of('map').at(-1)?.data).toContain('"bad"');
    expect(stream.of('drive')).toEqual([]);
    stream.close();
  });

  it('have an id that a client can go on from, exactly', async () => {
    await lab.addDrive('again', { sectors: 300 });
    const stream = await Stream.open(`${lab.url}/events/system`);
    await lab.until(async () => stream.lastId !== '', 'hello');
    const from = stream.lastId;
    stream.close();
    const { uuid } = await lab.order('again');
    await lab.untilJob(uuid, 'completed');
    const back = await Stream.open(`${lab.url}/events/system`, from);
    await lab.until(async () => back.of('iso').length > 0, 'the image');
    const ids = back.events.flatMap(({ id }) => (id === null ? [] : [Number(id.split('-')[1])]));
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
    expect(new Set(ids).size).toBe(ids.length);
    expect(back.of('job').some(({ data }) => data.includes(uuid))).toBe(true);
    expect(back.of('status')).toEqual([]);
    back.close();
  });

  it('with jobs= also tell what happens to those, in one stream', async () => {
    await lab.addDrive('both', { sectors: 400, rateKBps: 800 });
    const { uuid } = await lab.order('both');
    const stream = await Stream.open(`${lab.url}/events/system?jobs=${uuid}`);
    await lab.until(
      async () => stream.of('status').some(({ data }) => data.includes('"completed"')),
      'completed',
    );
    expect(stream.of('job').length).toBeGreaterThan(0);
    expect(stream.of('progress').length).toBeGreaterThan(0);
    stream.close();
  });

  it('tell a client that comes from too far away to ask for everything anew', async () => {
    for (const id of ['0123456789ab-5', 'nonsense', '']) {
      const stream = await Stream.open(`${lab.url}/events/system?lastEventId=${id}`);
      await lab.until(async () => stream.events.length > 0, 'an event');
      expect(stream.events[0]?.type).toBe(id === '' ? 'hello' : 'reset');
      stream.close();
    }
    const before = await Stream.open(`${lab.url}/events/system`);
    await lab.until(async () => before.lastId !== '', 'hello');
    const from = before.lastId;
    for (let count = 0; count < 1100; count += 50) {
      await Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          lab.call('PUT', '/api/system/config', {
            general: { maxConcurrentJobs: 2 + ((count + index) % 5) },
          }),
        ),
      );
    }
    const late = await Stream.open(`${lab.url}/events/system`, from);
    await lab.until(async () => late.events.length > 0, 'an event');
    expect(late.events[0]?.type).toBe('reset');
    expect(before.of('settings').length).toBe(1100);
    late.close();
    before.close();
  });

  it('cut a client that takes nothing in, and nobody else', async () => {
    const { port } = new URL(lab.url);
    const socket = connect(Number(port), '127.0.0.1');
    let isClosed = false;
    socket.on('close', () => {
      isClosed = true;
    });
    socket.on('error', () => undefined);
    socket.write(`GET /events/system HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`);
    socket.pause();
    const other = await Stream.open(`${lab.url}/events/system`);
    const { json: drive } = await lab.get('/api/disks/told');
    const name = 'n'.repeat(200_000);
    for (let count = 0; count < 200 && !isClosed; count += 1) {
      await lab.call('PUT', '/api/disks/told/profile', { ...drive.profile, name });
      if (count % 20 === 0) isClosed = (await clients()) === 1;
      await sleep(0);
    }
    await lab.until(async () => (await clients()) === 1, 'the slow one is gone');
    expect(other.isOver).toBe(false);
    socket.destroy();
    other.close();
  });

  it('end when the server does', async () => {
    const stream = await Stream.open(`${lab.url}/events/system`);
    await lab.stop();
    await lab.until(async () => stream.isOver, 'over');
    await lab.start();
  });
});

async function clients(): Promise<number> {
  return Number(/^disk2iso_live_clients (\d+)/m.exec((await lab.get('/metrics')).text)?.[1]);
}
