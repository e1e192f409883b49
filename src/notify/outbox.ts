import { keepTrying, type OutboxEntry, type Store } from '#store/index.ts';
import type { Outcome } from './contract.ts';
import { delayMs, giveUpAfterMs } from './retry-plan.ts';

/** What the outbox works with. */
export type OutboxOptions = {
  readonly store: Store;
  /** One attempt. An error that it throws counts as a failure. */
  readonly deliver: (entry: OutboxEntry, signal: AbortSignal) => Promise<Outcome>;
  /** Whether somebody still wants to hear of it; else it is forgotten. */
  readonly isWanted: (entry: OutboxEntry) => boolean;
  readonly now: () => Date;
  /** 0 to 1. */
  readonly random: () => number;
  readonly onError: (error: unknown) => void;
  /** Something about a channel or its messages is otherwise than before. */
  readonly onChange: () => void;
  readonly onOutcome: (entry: OutboxEntry, outcome: Outcome, isGivenUp: boolean) => void;
};

/** What came of an attempt, and when. */
type Attempt = { readonly entry: OutboxEntry; readonly outcome: Outcome; readonly at: Date };

const longestSleepMs = 60_000;
const longestRestMs = 10 * 60_000;
const graceMs = 3000;

/**
 * Sends what waits in the database. Each channel has a line of its own, sent in order and one at a time. A receiver that
 * cannot be reached stops its line; the first message in it tries again, and when it gets through all follow. A message that
 * the receiver does not want is passed by the others.
 *
 * Marked as delivered as soon as the receiver has said so. Between its word and our mark lies a moment: a crash just there
 * sends the message again, under the same id. A database that cannot be written to (no space) is no such moment: what came of the attempt is
 * remembered, and the line rests until it is written down.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #lines = new Map<number, Promise<void>>();
  /** By channel: attempts that the database does not know of yet. */
  readonly #unmarked = new Map<number, Attempt>();
  /** Channels whose line ended with an error of our own, how often in a row, and until when they are left alone. */
  readonly #resting = new Map<number, { readonly failures: number; readonly untilMs: number }>();
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
    for (const channelId of [...this.#unmarked.keys()]) this.#try(() => this.#mark(channelId));
  }

  /** There may be something to send now. */
  wake(): void {
    const stop = this.#stop;
    if (stop === null) return;
    if (!this.#try(() => this.#begin(stop.signal))) this.#sleepFor(longestSleepMs);
    else this.#sleep();
  }

  /** Sends all that may be sent now, whether started or not, and resolves when that is done. */
  async run(): Promise<void> {
    const never = new AbortController();
    this.#begin(this.#stop?.signal ?? never.signal);
    await this.#settled();
  }

  #begin(signal: AbortSignal): void {
    for (const channelId of this.#options.store.outbox.dueChannels(this.#at())) {
      if (this.#lines.has(channelId) || this.#isResting(channelId)) continue;
      const line = this.#send(channelId, signal)
        .then(
          () => {
            this.#resting.delete(channelId);
          },
          (error: unknown) => {
            this.#rest(channelId);
            this.#options.onError(error);
          },
        )
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
    const { store, deliver, isWanted, onChange } = this.#options;
    await this.#markFor(channelId);
    while (!this.#isEnding) {
      const entry = store.outbox.nextDue(channelId, this.#at());
      if (entry === null || store.channels.get(channelId)?.isEnabled !== true) return;
      if (!isWanted(entry)) {
        await keepTrying(() => store.outbox.delete(entry.id));
        onChange();
        continue;
      }
      const outcome = await deliver(entry, signal);
      // Cut off: nobody knows what came of it.
      if (outcome.type === 'failed' && signal.aborted) return;
      this.#unmarked.set(channelId, { entry, outcome, at: this.#options.now() });
      await this.#markFor(channelId);
      if (outcome.type === 'failed' && outcome.isDown) return;
    }
  }

  #markFor(channelId: number): Promise<void> {
    return keepTrying(() => this.#mark(channelId));
  }

  /** Writes down what came of the last attempt, if that is not done yet. */
  #mark(channelId: number): void {
    const { store, random, onOutcome, onChange } = this.#options;
    const attempt = this.#unmarked.get(channelId);
    if (attempt === undefined) return;
    const { entry, outcome, at } = attempt;
    const { id, createdAt } = entry;
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
    this.#unmarked.delete(channelId);
    onOutcome(entry, outcome, isGivenUp);
    onChange();
  }

  #rest(channelId: number): void {
    const failures = (this.#resting.get(channelId)?.failures ?? 0) + 1;
    const restMs = Math.min(longestRestMs, longestSleepMs * 2 ** Math.min(failures - 1, 30));
    this.#resting.set(channelId, { failures, untilMs: this.#options.now().getTime() + restMs });
  }

  #isResting(channelId: number): boolean {
    return (this.#resting.get(channelId)?.untilMs ?? 0) > this.#options.now().getTime();
  }

  /** Whether it worked; else the error is told. */
  #try(work: () => void): boolean {
    try {
      work();
      return true;
    } catch (error) {
      this.#options.onError(error);
      return false;
    }
  }

  /**
   * Until the next message may go, or a while: clocks are set, and other processes write too. Not for channels that send
   * just now, which come here again when they are done, and not for those that rest, which is never shorter than a while.
   */
  #sleep(): void {
    const { store, now } = this.#options;
    const resting = [...this.#resting.keys()].filter((channelId) => this.#isResting(channelId));
    let wait = longestSleepMs;
    this.#try(() => {
      const nextAt = store.outbox.nextAt([...this.#lines.keys(), ...resting]);
      if (nextAt !== null) wait = Date.parse(nextAt) - now().getTime();
    });
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
