import type { FastifyReply, FastifyRequest } from 'fastify';
import type { JobNotice } from '#jobs/index.ts';
import { isAppError, type LiveEvent } from '#model/index.ts';
import type { Access } from '../access.ts';
import type { HttpRooms } from '../rooms.ts';
import { EventRing, type Frame, type Topic } from './event-ring.ts';
import { LiveClient } from './live-client.ts';

const heartbeatMs = 15_000;

/** What a client wants to hear. */
export type LiveWish = {
  readonly isSystem: boolean;
  readonly jobs: readonly string[];
  /** Of clients that cannot set the header Last-Event-ID. */
  readonly lastEventId?: string | undefined;
};

/**
 * Turns what the rooms tell into events and sends them to everybody who listens. Progress, maps and figures of the
 * machine are worth something only as long as they are new: they have no id, are not kept, and a client that comes (back)
 * gets the newest at once.
 */
export class LiveHub {
  readonly #rooms: HttpRooms;
  readonly #access: Access;
  readonly #ring = new EventRing();
  readonly #clients = new Set<LiveClient>();
  readonly #endings: (() => void)[] = [];
  #timer: NodeJS.Timeout | null = null;

  constructor(rooms: HttpRooms, access: Access) {
    this.#rooms = rooms;
    this.#access = access;
  }

  get clientCount(): number {
    return this.#clients.size;
  }

  start(): void {
    const { jobRoom, drives, library, system, notify } = this.#rooms;
    this.#endings.push(
      jobRoom.notices.listen((notice) => this.#onJob(notice)),
      drives.listen(({ key, type }) => {
        if (type === 'changed' || type === 'disc') this.#onDrive(key);
      }),
      library.listen((notice) => this.#keep(notice, ['system'])),
      system.metrics.listen((sample) => this.#pass({ type: 'metrics', sample }, ['system'])),
      system.settings.listen(() => this.#keep({ type: 'settings' }, ['system'])),
      notify.listen(() => this.#keep({ type: 'notifications' }, ['system'])),
    );
    this.#timer = setInterval(() => this.#beat(), heartbeatMs);
    this.#timer.unref();
  }

  /** Ends every stream; clients come back when the server does. */
  stop(): void {
    for (const end of this.#endings.splice(0)) end();
    if (this.#timer !== null) clearInterval(this.#timer);
    for (const client of this.#clients) client.end();
    this.#clients.clear();
  }

  /** Opens a stream. */
  connect(request: FastifyRequest, reply: FastifyReply, wish: LiveWish): FastifyReply {
    reply.hijack();
    const response = reply.raw;
    response.writeHead(200, {
      ...(reply.getHeaders() as Record<string, string>),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      // nginx buffers answers otherwise.
      'x-accel-buffering': 'no',
    });
    // Who only asks what there would be gets no stream that nothing ends.
    if (request.method === 'HEAD') {
      response.end();
      return reply;
    }
    const topics = new Set<Topic>([
      ...(wish.isSystem ? (['system'] as const) : []),
      ...wish.jobs.map((uuid): Topic => `job:${uuid}`),
    ]);
    const client = new LiveClient(response, topics, request.principal);
    this.#greet(client, wish, headerOf(request) ?? (wish.lastEventId || null));
    this.#clients.add(client);
    response.once('close', () => this.#clients.delete(client));
    return reply;
  }

  #greet(client: LiveClient, wish: LiveWish, lastEventId: string | null): void {
    client.write(`retry: 2000\n: disk2iso\n\n`);
    const missed = lastEventId === null ? [] : this.#ring.after(lastEventId);
    if (missed === null) client.write(`id: ${this.#ring.lastId}\nevent: reset\ndata: {}\n\n`);
    else if (lastEventId === null) client.write(`id: ${this.#ring.lastId}\nevent: hello\ndata: {}\n\n`);
    else for (const frame of missed) client.tell(frame);
    for (const uuid of wish.jobs) {
      const live = this.#rooms.jobRoom.notices.live(uuid);
      if (live?.progress != null) client.write(passing({ type: 'progress', uuid, progress: live.progress }));
      if (live?.map != null) client.write(passing({ type: 'map', uuid, map: live.map }));
    }
    const sample = wish.isSystem ? this.#rooms.system.metrics.latest() : null;
    if (sample !== null) client.write(passing({ type: 'metrics', sample }));
  }

  #onJob(notice: JobNotice): void {
    switch (notice.type) {
      case 'job': {
        const { job } = notice;
        this.#keep({ type: 'job', uuid: job.uuid, job }, ['system']);
        this.#keep({ type: 'status', job }, [`job:${job.uuid}`]);
        return;
      }
      case 'deleted':
        this.#keep({ type: 'job', uuid: notice.uuid, job: null }, ['system', `job:${notice.uuid}`]);
        return;
      case 'live': {
        const { uuid, change } = notice;
        if (change.progress != null) {
          this.#pass({ type: 'progress', uuid, progress: change.progress }, [`job:${uuid}`]);
        }
        if (change.map != null) this.#pass({ type: 'map', uuid, map: change.map }, [`job:${uuid}`]);
        return;
      }
      case 'log': {
        const { line } = notice;
        this.#keep({ type: 'log', line }, line.jobUuid === null ? ['system'] : [`job:${line.jobUuid}`]);
        // Who looks at the log of everything hears of them, too; they are many, and would push the rest out of the ring.
        if (line.jobUuid !== null) this.#pass({ type: 'log', line }, ['system']);
        return;
      }
      case 'notice': {
        const { code, message, jobUuid } = notice;
        this.#keep({ type: 'notice', notice: { level: 'warning', code, message, jobUuid } }, ['system']);
        return;
      }
      default:
        notice satisfies never;
    }
  }

  #onDrive(key: string): void {
    try {
      this.#keep({ type: 'drive', key, drive: this.#rooms.drives.get(key) }, ['system']);
    } catch (error) {
      if (!isAppError(error, 'DRIVE_MISSING')) throw error;
      this.#keep({ type: 'drive', key, drive: null }, ['system']);
    }
  }

  #keep({ type, ...data }: LiveEvent, topics: readonly Topic[]): void {
    this.#send(this.#ring.add(type, JSON.stringify(data), topics));
  }

  #pass(event: LiveEvent, topics: readonly Topic[]): void {
    if (this.#clients.size > 0) this.#send({ topics, text: passing(event) });
  }

  #send(frame: Frame): void {
    for (const client of this.#clients) client.tell(frame);
  }

  /** Cuts whoever lost the right to listen. */
  cutInvalid(): void {
    for (const client of this.#clients) {
      if (client.principal !== null && !this.#access.isStillValid(client.principal)) client.cut();
    }
  }

  /** Proxies close streams that are silent. */
  #beat(): void {
    for (const client of this.#clients) client.write(':\n\n');
  }
}

/** An event that is not kept. */
function passing({ type, ...data }: LiveEvent): string {
  return `event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
}

function headerOf(request: FastifyRequest): string | null {
  const header = request.headers['last-event-id'];
  return typeof header === 'string' && header !== '' ? header : null;
}
