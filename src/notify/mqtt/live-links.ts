import type { Job } from '#model/index.ts';
import type { Channel, Store } from '#store/index.ts';
import { LiveLink, type LiveLinkOptions } from './live-link.ts';
import type { LiveSource } from './live-source.ts';
import type { LastEnd, ServerFacts } from './snapshot.ts';

/** What the links work with. */
export type LiveLinksOptions = {
  readonly store: Store;
  readonly secretOf: (channel: Channel) => string | null;
  readonly server: ServerFacts;
  readonly now: () => Date;
  readonly onError: (error: unknown) => void;
};

/** A link for each broker that is on. */
export class LiveLinks {
  readonly #options: LiveLinksOptions;
  readonly #links = new Map<string, LiveLink>();
  #source: LiveSource | null = null;
  #unlisten: (() => void) | null = null;
  #lastEnd: LastEnd = null;
  #work: Promise<unknown> = Promise.resolve();

  constructor(options: LiveLinksOptions) {
    this.#options = options;
  }

  /** Idempotent. */
  start(source: LiveSource): void {
    if (this.#source !== null) return;
    this.#source = source;
    this.#unlisten = source.listen(() => {
      for (const link of this.#links.values()) link.changed();
    });
    this.apply();
  }

  /** Idempotent. */
  async stop(): Promise<void> {
    this.#source = null;
    this.#unlisten?.();
    this.#unlisten = null;
    await this.#work;
    await Promise.all([...this.#links.values()].map((link) => link.stop({ forgets: false })));
    this.#links.clear();
  }

  /** A job that reads a disc came to another status. */
  statusChanged(job: Job): void {
    if (job.status === 'completed') this.#lastEnd = { status: 'completed', job };
    else if (job.status === 'failed') this.#lastEnd = { status: 'error', job };
  }

  /** Channels are otherwise than before: links are made and ended. */
  apply(): void {
    this.#work = this.#work.then(() => this.#apply()).catch(this.#options.onError);
  }

  async #apply(): Promise<void> {
    const source = this.#source;
    if (source === null) return;
    const { store, secretOf, onError, ...shared } = this.#options;
    const wanted = new Map<string, LiveLinkOptions>();
    for (const channel of store.channels.all()) {
      const { id, isEnabled, setup, secret } = channel;
      if (!isEnabled || setup.type !== 'mqtt') continue;
      try {
        const options = {
          ...shared,
          source,
          onError,
          setup,
          secret: secretOf(channel),
          lastEnd: () => this.#lastEnd,
        };
        wanted.set(JSON.stringify([id, setup, secret]), options);
      } catch (error) {
        onError(error);
      }
    }
    for (const [key, link] of this.#links) {
      if (wanted.has(key)) continue;
      this.#links.delete(key);
      await link.stop({ forgets: true });
    }
    for (const [key, options] of wanted) {
      if (this.#links.has(key)) continue;
      const link = new LiveLink(options);
      this.#links.set(key, link);
      await link.start();
    }
  }
}
