import type { StreamEvent } from './live-channel.ts';

const eventTypes = [
  'hello',
  'reset',
  'status',
  'progress',
  'map',
  'log',
  'drive',
  'job',
  'iso',
  'metrics',
  'settings',
  'notifications',
  'dats',
  'notice',
] as const;

/** Waiting times between attempts, ms; the last again and again. */
const waitsMs = [300, 1000, 2000, 3000];

/**
 * The stream of the server, opened again whenever it breaks, from where it broke. Browsers give up on some answers (502 of
 * a proxy): therefore by hand, not by EventSource's own means.
 */
export class EventStream {
  readonly #onEvent: (event: StreamEvent) => void;
  readonly #onState: (isConnected: boolean) => void;
  #source: EventSource | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #jobs: readonly string[] = [];
  #lastId = '';
  #failures = 0;
  #isClosed = false;

  constructor(onEvent: (event: StreamEvent) => void, onState: (isConnected: boolean) => void) {
    this.#onEvent = onEvent;
    this.#onState = onState;
  }

  /** Listens to the system and to these jobs. */
  open(jobs: readonly string[]): void {
    this.#jobs = jobs;
    this.#source?.close();
    clearTimeout(this.#timer);
    if (this.#isClosed) return;
    const query = new URLSearchParams();
    if (jobs.length > 0) query.set('jobs', jobs.join(','));
    if (this.#lastId !== '') query.set('lastEventId', this.#lastId);
    const source = new EventSource(`/events/system?${query}`);
    this.#source = source;
    source.onopen = () => {
      this.#failures = 0;
      this.#onState(true);
    };
    source.onerror = () => this.#retry(source);
    for (const type of eventTypes) {
      source.addEventListener(type, ({ data, lastEventId }: MessageEvent<string>) => {
        if (lastEventId !== '') this.#lastId = lastEventId;
        this.#onEvent({ type, ...JSON.parse(data) } as StreamEvent);
      });
    }
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#source?.close();
  }

  #retry(source: EventSource): void {
    if (source !== this.#source || this.#isClosed) return;
    source.close();
    this.#onState(false);
    const waitMs = waitsMs[Math.min(this.#failures, waitsMs.length - 1)] ?? 3000;
    this.#failures += 1;
    this.#timer = setTimeout(() => this.open(this.#jobs), waitMs);
  }
}
