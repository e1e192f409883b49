import type { ServerResponse } from 'node:http';
import type { Principal } from '../access.ts';
import type { Frame, Topic } from './event-ring.ts';

/** Unsent bytes at which a client is cut: it comes back and asks for what it missed. */
const maxUnsentBytes = 256 * 1024;

/** One open stream. */
export class LiveClient {
  readonly principal: Principal | null;
  readonly #response: ServerResponse;
  readonly #topics: ReadonlySet<Topic>;

  constructor(response: ServerResponse, topics: ReadonlySet<Topic>, principal: Principal | null) {
    this.#response = response;
    this.#topics = topics;
    this.principal = principal;
  }

  /** Sends an event if it is for this client. */
  tell({ topics, text }: Frame): void {
    if (topics.some((topic) => this.#topics.has(topic))) this.write(text);
  }

  /** Sends text as it is. A client that does not take it in is cut. */
  write(text: string): void {
    if (this.#response.destroyed) return;
    this.#response.write(text);
    if (this.#response.writableLength > maxUnsentBytes) this.#response.destroy();
  }

  end(): void {
    this.#response.end();
  }

  /** Ends the connection at once, with whatever was on its way. */
  cut(): void {
    this.#response.destroy();
  }
}
