import { type ErrorEvent, eventOf, fingerprintOf } from './error-event.ts';

/** What error reports work with. */
export type ErrorReportOptions = {
  readonly version: string;
  /** Address that Sentry gives a project, `https://key@host/path/number`; `null`: nothing is told. */
  readonly dsn: () => string | null;
  readonly now?: () => Date;
  readonly limits?: Partial<typeof usual>;
};

const usual = {
  /** Waiting for a receiver that is down; more are dropped, the oldest first. */
  mostWaiting: 30,
  /** In an hour, of all kinds. */
  mostHourly: 20,
  /** One kind is told again after this time. */
  sameAgainMs: 60 * 60_000,
  answerMs: 10_000,
  firstDelayMs: 10_000,
  longestDelayMs: 60 * 60_000,
};

/** Form of a DSN (https://develop.sentry.dev/sdk/foundations/transport/authentication/). */
const dsnForm = /^(https?):\/\/([\w-]+)(?::[\w-]+)?@([A-Za-z0-9.:[\]-]+)(\/[\w./-]*?)?\/(\d+)$/;

/** Where a project takes envelopes, and its public key; `null` if this is no DSN. */
export function placeOf(dsn: string): { readonly url: string; readonly key: string } | null {
  const [, scheme, key, host, path = '', project] = dsnForm.exec(dsn) ?? [];
  if (scheme === undefined || key === undefined || host === undefined || project === undefined) return null;
  return { url: `${scheme}://${host}${path}/api/${project}/envelope/`, key };
}

/**
 * Tells a Sentry server of errors, if somebody has set one: what happened and where in the program, nothing else
 * (`eventOf`). Nobody waits for it, it never throws, and it tells of itself to nobody. What cannot be told now waits in memory
 * and is gone with the server.
 */
export class ErrorReports {
  readonly #options: ErrorReportOptions;
  readonly #limits: typeof usual;
  readonly #waiting: ErrorEvent[] = [];
  readonly #toldAt = new Map<string, number>();
  #hour: number[] = [];
  #failures = 0;
  #timer: NodeJS.Timeout | null = null;
  #stop = new AbortController();
  #sending: Promise<void> | null = null;

  constructor(options: ErrorReportOptions) {
    this.#options = options;
    this.#limits = { ...usual, ...options.limits };
  }

  /** An error that nobody expected. */
  report(error: unknown): void {
    if (this.#options.dsn() === null || this.#stop.signal.aborted) return;
    const at = this.#options.now?.() ?? new Date();
    const event = eventOf(error, { version: this.#options.version, at: at.toISOString() });
    if (!this.#mayTell(fingerprintOf(event), at.getTime())) return;
    this.#waiting.push(event);
    if (this.#waiting.length > this.#limits.mostWaiting) this.#waiting.shift();
    if (this.#timer === null) this.#send();
  }

  /** Resolves when nothing is on its way. */
  async settled(): Promise<void> {
    await this.#sending;
  }

  /** What is on its way is cut off, what waits is forgotten. Idempotent. */
  async stop(): Promise<void> {
    this.#stop.abort();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#waiting.length = 0;
    await this.#sending;
  }

  #mayTell(kind: string, nowMs: number): boolean {
    const { sameAgainMs, mostHourly } = this.#limits;
    const before = this.#toldAt.get(kind);
    if (before !== undefined && nowMs - before < sameAgainMs) return false;
    this.#hour = this.#hour.filter((atMs) => nowMs - atMs < 60 * 60_000);
    if (this.#hour.length >= mostHourly) return false;
    this.#hour.push(nowMs);
    this.#toldAt.set(kind, nowMs);
    return true;
  }

  #send(): void {
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = null;
    });
  }

  async #sendAll(): Promise<void> {
    for (let [event] = this.#waiting; event !== undefined; [event] = this.#waiting) {
      const dsn = this.#options.dsn();
      const place = dsn === null ? null : placeOf(dsn);
      if (place === null) {
        this.#waiting.length = 0;
        return;
      }
      const outcome = await this.#post(place, event);
      if (outcome.type === 'later') {
        this.#later(outcome.delayMs);
        return;
      }
      this.#failures = 0;
      // While it was sent others may have pushed it out.
      if (this.#waiting[0] === event) this.#waiting.shift();
    }
  }

  async #post(
    { url, key }: { url: string; key: string },
    event: ErrorEvent,
  ): Promise<{ type: 'done' } | { type: 'later'; delayMs: number | null }> {
    const envelope = [{ event_id: event.event_id, sent_at: event.timestamp }, { type: 'event' }, event];
    try {
      const response = await fetch(url, {
        method: 'POST',
        body: `${envelope.map((part) => JSON.stringify(part)).join('\n')}\n`,
        headers: {
          'content-type': 'application/x-sentry-envelope',
          'x-sentry-auth': `Sentry sentry_version=7, sentry_client=disk2iso/${this.#options.version}, sentry_key=${key}`,
        },
        redirect: 'manual',
        signal: AbortSignal.any([this.#stop.signal, AbortSignal.timeout(this.#limits.answerMs)]),
      });
      await response.body?.cancel();
      // What is refused once is refused always; a server that is busy or down is not.
      if (response.status !== 429 && response.status < 500) return { type: 'done' };
      const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
      return { type: 'later', delayMs: Number.isFinite(seconds) ? seconds * 1000 : null };
    } catch {
      return { type: 'later', delayMs: null }; // Not there now; to say so in the log each time would help nobody.
    }
  }

  #later(wishMs: number | null): void {
    if (this.#stop.signal.aborted) return;
    const { firstDelayMs, longestDelayMs } = this.#limits;
    const usualMs = firstDelayMs * 2 ** Math.min(this.#failures, 20);
    this.#failures += 1;
    const delayMs = Math.min(longestDelayMs, Math.max(usualMs, wishMs ?? 0));
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#send();
    }, delayMs).unref();
  }
}
