import { keepTrying, type OutboxEntry, type Store } from '#store/index.ts';
import type { Outcome } from './contract.ts';
import { delayMs, giveUpAfterMs } from './retry-plan.ts';

/** What the outbox works with. */
export type OutboxOptions = {
  readonly store: Store;
  /** One attempt. An error that it throws counts as a failure. */
  readonly deliver: (entry: OutboxEntry, signal: AbortSignal) => Promise<Outcome>;
  readonly now: () => Date;
  /** 0 to 1. */
  readonly random: () => number;
  readonly onError: (error: unknown) => void;
  /** Something about a channel or its messages is otherwise than before. */
  readonly onChange: () => void;
  readonly onOutcome: (entry: OutboxEntry, outcome: Outcome, isGivenUp: boolean) => void;
};

const longestSleepMs = 60_000;
const graceMs = 3000;

/**
 * Sends what waits in the database. Each channel has a line of its own, sent in order and one at a time. A receiver that
 * cannot be reached stops its line; the first message in it tries again, and when it gets through all follow. A message that
 * the receiver does not want is passed by the others.
 *
 * Marked as delivered as soon as the receiver has said so. Between its word and our mark lies a moment: a crash just there
 * sends the message again, under the same id.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #lines = new Map<number, Promise<void>>();
  #stop: AbortController | null = null;
  #isEnding = false;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** Begins to send by itself. Idempotent. */
  start(): void {
    if (this.#stop !== null) return;
    this.#stop = new AbortController();
    this.#isEnding = false;
    this.wake();
  }

  /** What is being sent gets a moment to end; what does not goes out at the next start. Idempotent. */
  async stop(): Promise<void> {
    const stop = this.#stop;
    this.#stop = null;
    this.#isEnding = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const cut = setTimeout(() => stop?.abort(), graceMs);
    await this.#settled();
    clearTimeout(cut);
  }

  /** There may be something to send now. */
  wake(): void {
    if (this.#stop === null) return;
    try {
      this.#begin(this.#stop.signal);
      this.#sleep();
    } catch (error) {
      this.#options.onError(error);
      this.#sleepFor(longestSleepMs);
    }
  }

  /** Sends all that may be sent now, whether started or not, and resolves when that is done. */
  async run(): Promise<void> {
    const never = new AbortController();
    this.#begin(this.#stop?.signal ?? never.signal);
    await this.#settled();
  }

  #begin(signal: AbortSignal): void {
    for (const channelId of this.#options.store.outbox.dueChannels(this.#at())) {
      if (this.#lines.has(channelId)) continue;
      const line = this.#send(channelId, signal)
        .catch(this.#options.onError)
        .finally(() => {
          this.#lines.delete(channelId);
          if (this.#stop !== null) this.#sleep();
        });
      this.#lines.set(channelId, line);
    }
  }

  async #settled(): Promise<void> {
    while (this.#lines.size > 0) await Promise.all(this.#lines.values());
  }

  async #send(channelId: number, signal: AbortSignal): Promise<void> {
    const { store, deliver } = this.#options;
    while (!this.#isEnding) {
      const entry = store.outbox.nextDue(channelId, this.#at());
      if (entry === null || store.channels.get(channelId)?.isEnabled !== true) return;
      const outcome = await deliver(entry, signal);
      // Cut off: nobody knows what came of it.
      if (outcome.type === 'failed' && signal.aborted) return;
      await keepTrying(() => this.#mark(entry, outcome));
      if (outcome.type === 'failed' && outcome.isDown) return;
    }
  }

  #mark(entry: OutboxEntry, outcome: Outcome): void {
    const { store, now, random, onOutcome, onChange } = this.#options;
    const at = now();
    const { id, channelId, createdAt } = entry;
    const attempts = entry.attempts + 1;
    const isTooOld = at.getTime() - Date.parse(createdAt) >= giveUpAfterMs;
    const isGivenUp = outcome.type === 'failed' && isTooOld;
    store.transaction(() => {
      const channel = store.channels.get(channelId);
      if (channel === null) return;
      if (outcome.type === 'delivered') {
        const endedAt = at.toISOString();
        store.outbox.update(id, { state: 'delivered', attempts, lastError: null, endedAt });
        store.channels.update(channelId, { failures: 0, retryAt: null, lastSuccessAt: endedAt });
        return;
      }
      const { answer: lastError, isDown, retryAfterMs } = outcome;
      const failures = isDown ? channel.failures + 1 : 0;
      const wait = delayMs(isDown ? failures : attempts, random(), retryAfterMs);
      const nextAt = new Date(at.getTime() + wait).toISOString();
      store.outbox.update(id, {
        attempts,
        lastError,
        ...(isDown ? {} : { nextAt }),
        ...(isGivenUp ? { state: 'given-up' as const, endedAt: at.toISOString() } : {}),
      });
      store.channels.update(channelId, {
        failures,
        retryAt: isDown ? nextAt : null,
        lastErrorAt: at.toISOString(),
        lastError,
      });
    });
    onOutcome(entry, outcome, isGivenUp);
    onChange();
  }

  /** Until the next message may go, or a while: clocks are set, and other processes write too. */
  #sleep(): void {
    const nextAt = this.#options.store.outbox.nextAt();
    const wait = nextAt === null ? longestSleepMs : Date.parse(nextAt) - this.#options.now().getTime();
    this.#sleepFor(Math.min(longestSleepMs, Math.max(wait, 10)));
  }

  #sleepFor(ms: number): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.wake(), ms);
    this.#timer.unref();
  }

  #at(): string {
    return this.#options.now().toISOString();
  }
}
