import { EventStream } from './event-stream.ts';
import { seekLeadership } from './leadership.ts';
import { openChannel, type StreamEvent, type TabMessage } from './live-channel.ts';

/** More than the server takes at once (docs/api.md) is not asked for. */
const maxJobs = 200;

/**
 * Live events for all tabs of this browser over one connection: HTTP/1.1 allows six, and eight tabs shall work. The leading
 * tab holds the stream and passes on what it hears; each tab says which jobs it shows.
 */
export class LiveHub {
  readonly #tab = `${Date.now()}-${Math.random()}`;
  readonly #wants = new Map<string, readonly string[]>();
  readonly #listeners = new Set<(event: StreamEvent) => void>();
  readonly #stateListeners = new Set<() => void>();
  readonly #channel;
  #resign: () => void = () => undefined;
  #stream: EventStream | null = null;
  #asked = '';
  #isConnected: boolean | null = null;

  constructor() {
    this.#channel = openChannel((message) => this.#hear(message));
  }

  /** Joins the other tabs. */
  start(): void {
    this.#channel.send({ type: 'who-leads' });
    this.#resign = seekLeadership(this.#tab, () => this.#lead());
    addEventListener('pagehide', this.#leave);
  }

  stop(): void {
    removeEventListener('pagehide', this.#leave);
    this.#leave();
    this.#channel.close();
  }

  /** Whether the server is heard; `null` before the first answer. */
  readonly isConnected = (): boolean | null => this.#isConnected;

  readonly listenToState = (listener: () => void): (() => void) => {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  };

  listen(listener: (event: StreamEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Asks for progress, map and log of these jobs, and of no others any more. */
  want(jobs: readonly string[]): void {
    const message = { type: 'want', tab: this.#tab, jobs } as const;
    this.#wants.set(this.#tab, jobs);
    this.#channel.send(message);
    this.#reopenIfNeeded();
  }

  readonly #leave = (): void => {
    this.#channel.send({ type: 'leave', tab: this.#tab });
    this.#stream?.close();
    this.#stream = null;
    this.#resign();
  };

  #lead(): void {
    this.#stream = new EventStream(
      (event) => {
        this.#tell(event);
        this.#channel.send({ type: 'event', event });
      },
      (isConnected) => {
        this.#setState(isConnected);
        this.#channel.send({ type: 'state', isConnected });
      },
    );
    this.#asked = this.#union().join(',');
    this.#stream.open(this.#union());
  }

  #hear(message: TabMessage): void {
    switch (message.type) {
      case 'want':
        this.#wants.set(message.tab, message.jobs);
        this.#reopenIfNeeded();
        return;
      case 'leave':
        this.#wants.delete(message.tab);
        return;
      case 'who-leads': {
        const own = this.#wants.get(this.#tab);
        if (own !== undefined) this.#channel.send({ type: 'want', tab: this.#tab, jobs: own });
        if (this.#stream !== null && this.#isConnected !== null) {
          this.#channel.send({ type: 'state', isConnected: this.#isConnected });
        }
        return;
      }
      case 'state':
        this.#setState(message.isConnected);
        return;
      case 'event':
        this.#tell(message.event);
        return;
      default:
        message satisfies never;
    }
  }

  #reopenIfNeeded(): void {
    const jobs = this.#union();
    const missing = jobs.filter((uuid) => !this.#asked.includes(uuid));
    if (this.#stream === null || missing.length === 0) return;
    this.#asked = jobs.join(',');
    this.#stream.open(jobs);
  }

  #union(): readonly string[] {
    return [...new Set([...this.#wants.values()].flat())].slice(0, maxJobs);
  }

  #tell(event: StreamEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  #setState(isConnected: boolean): void {
    if (isConnected === this.#isConnected) return;
    this.#isConnected = isConnected;
    for (const listener of this.#stateListeners) listener();
  }
}
