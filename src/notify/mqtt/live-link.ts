import type { MqttClient } from 'mqtt';
import type { SetupOf } from '#model/index.ts';
import { optionsOf } from './connect.ts';
import type { LiveSource } from './live-source.ts';
import {
  type LastEnd,
  type OverallStatus,
  ownTopics,
  type ServerFacts,
  type Snapshot,
  snapshotOf,
} from './snapshot.ts';

/** What a link works with. */
export type LiveLinkOptions = {
  readonly setup: SetupOf<'mqtt'>;
  readonly secret: string | null;
  readonly source: LiveSource;
  readonly server: ServerFacts;
  readonly lastEnd: () => LastEnd;
  readonly now: () => Date;
  readonly onError: (error: unknown) => void;
};

const reconnectMs = 5000;
/** Figures move all the time; nobody looks at a broker more often. */
const publishEveryMs = 2000;
const endLimitMs = 2000;

/**
 * Keeps a broker knowing what drives and jobs do: retained topics, each published when it is otherwise than what was published
 * last, and all of them after each new connection. While we are not there the broker says so itself (last will).
 */
export class LiveLink {
  readonly #options: LiveLinkOptions;
  #client: MqttClient | null = null;
  #published: Snapshot = new Map();
  #status: OverallStatus | null = null;
  #since = '';
  #timer: NodeJS.Timeout | null = null;
  #isOver = false;

  constructor(options: LiveLinkOptions) {
    this.#options = options;
  }

  /** Connects, and again whenever the connection is lost. */
  async start(): Promise<void> {
    const { setup, secret, onError } = this.#options;
    const { connect } = (await import('mqtt')).default;
    if (this.#isOver) return;
    const client = connect(setup.url, {
      ...optionsOf(setup, secret),
      reconnectPeriod: reconnectMs,
      // What could not be sent is old when the broker is back; all is sent anew.
      queueQoSZero: false,
      will: { topic: this.#availability, payload: Buffer.from('offline'), qos: 1, retain: true },
    });
    this.#client = client;
    client.on('connect', () => {
      this.#published = new Map();
      this.#publish(this.#availability, 'online');
      for (const topic of ownTopics(setup)) client.subscribe(topic, { qos: 0 });
      this.update();
    });
    client.on('message', (topic, payload, { retain }) => this.#hear(topic, payload, retain));
    // A broker that is away is no error of ours; the outbox shows it as soon as there is something to tell.
    client.on('error', (error) => {
      if (!('code' in error)) onError(error);
    });
  }

  /** Something may be otherwise: published soon. */
  changed(): void {
    if (this.#timer !== null || this.#isOver) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.update();
    }, publishEveryMs);
    this.#timer.unref();
  }

  /** Publishes what is otherwise now. */
  update(): void {
    if (this.#client?.connected !== true || this.#isOver) return;
    const { setup, source, server, lastEnd } = this.#options;
    const next = snapshotOf(setup, source, {
      lastEnd: lastEnd(),
      since: (status) => this.#sinceOf(status),
      server,
    });
    for (const topic of this.#published.keys()) if (!next.has(topic)) this.#publish(topic, '');
    for (const [topic, payload] of next) {
      if (this.#published.get(topic) !== payload) this.#publish(topic, payload);
    }
    this.#published = next;
  }

  /** Says that we are gone, and ends. `forgets`: takes all back that we have told, for a channel that was removed. */
  async stop({ forgets }: { readonly forgets: boolean }): Promise<void> {
    this.#isOver = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    const client = this.#client;
    this.#client = null;
    if (client === null) return;
    if (!client.connected) {
      client.end(true);
      return;
    }
    const limit = setTimeout(() => client.end(true), endLimitMs);
    if (forgets) {
      for (const topic of this.#published.keys()) client.publish(topic, '', { retain: true, qos: 0 });
    }
    client.publish(this.#availability, 'offline', { retain: true, qos: 1 }, () => client.end());
    await new Promise<void>((resolve) => client.once('close', () => resolve()));
    clearTimeout(limit);
  }

  get #availability(): string {
    return `${this.#options.setup.prefix}/availability`;
  }

  /** A retained topic of ours that we know nothing of: left by an earlier server. */
  #hear(topic: string, payload: Buffer, isRetained: boolean): void {
    if (isRetained && payload.length > 0 && !this.#published.has(topic)) this.#publish(topic, '');
  }

  #publish(topic: string, payload: string): void {
    this.#client?.publish(topic, payload, { retain: true, qos: 0 });
  }

  #sinceOf(status: OverallStatus): string {
    if (status !== this.#status) {
      this.#status = status;
      this.#since = this.#options.now().toISOString();
    }
    return this.#since;
  }
}
