import { randomBytes } from 'node:crypto';

/** Whom an event is for: everybody who listens to the system, or to a job. */
export type Topic = 'system' | `job:${string}`;

/** An event as it goes over the wire. */
export type Frame = { readonly topics: readonly Topic[]; readonly text: string };

/** What a client that comes back has missed; `null` if nobody knows any more. */
export type Missed = readonly Frame[] | null;

/**
 * The last events, numbered. Ids are `<epoch>-<n>`: the epoch is new with every start of the server, so that a client
 * that was here before a restart is not told the wrong things.
 */
export class EventRing {
  readonly epoch = randomBytes(6).toString('hex');
  readonly #size: number;
  readonly #frames: { readonly n: number; readonly frame: Frame }[] = [];
  #last = 0;

  constructor(size = 1000) {
    this.#size = size;
  }

  /** Makes an event that is kept for those who come back. */
  add(type: string, data: string, topics: readonly Topic[]): Frame {
    this.#last += 1;
    const frame = { topics, text: `id: ${this.epoch}-${this.#last}\nevent: ${type}\ndata: ${data}\n\n` };
    this.#frames.push({ n: this.#last, frame });
    if (this.#frames.length > this.#size) this.#frames.shift();
    return frame;
  }

  /** Id of the newest event: where a client that begins now stands. */
  get lastId(): string {
    return `${this.epoch}-${this.#last}`;
  }

  /** Everything after an id. */
  after(id: string): Missed {
    const [epoch, number = ''] = id.split('-');
    const n = Number(number);
    if (epoch !== this.epoch || !/^\d{1,15}$/.test(number) || n > this.#last) return null;
    const oldest = this.#frames[0]?.n ?? this.#last + 1;
    if (n < oldest - 1) return null;
    return this.#frames.filter((entry) => entry.n > n).map(({ frame }) => frame);
  }
}
