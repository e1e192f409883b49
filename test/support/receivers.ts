import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A request as it came. */
export type Received = {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

/** Anything that is posted to, on a port that it keeps while it is down. */
export class HttpReceiver {
  readonly received: Received[] = [];
  /** What it answers, and how. */
  answer: { status: number; headers?: Record<string, string>; body?: string } | 'silence' = { status: 200 };
  #server: Server | null = null;
  #port = 0;

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async start(): Promise<this> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString();
        this.received.push({ path: request.url ?? '', headers: request.headers, body });
        if (this.answer === 'silence') return;
        const { status, headers = {}, body: said = '' } = this.answer;
        response.writeHead(status, headers).end(said);
      });
    });
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
    return this;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null) return;
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
}

/** A mail as a server took it. */
export type Mail = {
  readonly from: string;
  readonly to: readonly string[];
  readonly source: string;
  readonly user: string | null;
};

/** A mail server, on a port that it keeps while it is down. */
export class MailReceiver {
  readonly mails: Mail[] = [];
  /** Addresses that it refuses, with what it says. */
  readonly refusals = new Map<string, { readonly code: number; readonly message: string }>();
  readonly #options: SMTPServerOptions;
  #server: SMTPServer | null = null;
  #port = 0;

  constructor(options: SMTPServerOptions = {}) {
    this.#options = options;
  }

  get port(): number {
    return this.#port;
  }

  async start(): Promise<this> {
    const server = new SMTPServer({
      authOptional: true,
      disableReverseLookup: true,
      closeTimeout: 100,
      logger: false,
      ...this.#options,
      onRcptTo: ({ address }, _session, callback) => {
        const refusal = this.refusals.get(address);
        if (refusal === undefined) return callback();
        callback(Object.assign(new Error(refusal.message), { responseCode: refusal.code }));
      },
      onData: (stream, session, callback) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const { mailFrom, rcptTo } = session.envelope;
          this.mails.push({
            from: mailFrom === false ? '' : mailFrom.address,
            to: rcptTo.map(({ address }) => address),
            source: Buffer.concat(chunks).toString(),
            user: typeof session.user === 'string' ? session.user : null,
          });
          callback(null, 'taken');
        });
      },
    });
    // What a client that leaves does to its connection is its own affair.
    server.on('error', () => undefined);
    const listener = server.listen(this.#port, '127.0.0.1');
    await once(listener, 'listening');
    this.#port = (listener.address() as AddressInfo).port;
    this.#server = server;
    return this;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server !== null) await new Promise<void>((resolve) => server.close(resolve));
  }
}
