import { randomUUID } from 'node:crypto';
import {
  type ChannelType,
  channelTypes,
  isAppError,
  type Job,
  type NotificationEvent,
  type NotificationLanguage,
  type NotificationType,
  notificationTypes,
} from '#model/index.ts';
import { keepTrying, type OutboxEntry, type Store } from '#store/index.ts';
import { email } from './channels/email.ts';
import { kindOf } from './channels/kinds.ts';
import { mqtt } from './channels/mqtt.ts';
import { ntfy } from './channels/ntfy.ts';
import { webhook } from './channels/webhook.ts';
import { Channels } from './channels-room.ts';
import { down, type Outcome, type SecretKeeper } from './contract.ts';
import { eventOfJob } from './from-jobs.ts';
import { Messages } from './messages.ts';
import { LiveLinks } from './mqtt/live-links.ts';
import type { LiveSource } from './mqtt/live-source.ts';
import { Outbox } from './outbox.ts';
import type { NotifyParts } from './parts.ts';
import { render } from './render.ts';
import { Subscriptions } from './subscriptions.ts';

/** What the room works with. */
export type NotifyOptions = {
  readonly store: Store;
  readonly secrets: SecretKeeper;
  /** Where people open disk2iso; `null`: not known, messages have no links. */
  readonly baseUrl: string | null;
  readonly version: string;
  readonly now?: () => Date;
  readonly random?: () => number;
  readonly onError: (error: unknown) => void;
  /** A message was given up. One English sentence. */
  readonly onWarning: (message: string) => void;
};

/** What came of attempts since the start, by type of channel. */
export type DeliveryCounts = Readonly<
  Record<ChannelType, { readonly delivered: number; readonly failed: number; readonly givenUp: number }>
>;

const sweepEveryMs = 60 * 60_000;
const sweepAtOnce = 1000;
const dayMs = 24 * 60 * 60_000;
/** How long messages are kept, and with them the memory of what was told. */
const kept = [
  { state: 'given-up', days: 30, types: notificationTypes },
  { state: 'delivered', days: 7, types: notificationTypes.filter((type) => !isLasting(type)) },
  { state: 'delivered', days: 365, types: notificationTypes.filter(isLasting) },
] as const;

/** Whether it is noticed again as long as it lasts: a disc that stays in, a drive that stays faulty. */
function isLasting(type: NotificationType): boolean {
  return type === 'disc.inserted' || type === 'drive.faulty';
}

/** Tells people what happens, on the ways that they chose. What is to be told is in the database before anybody is called. */
export class Notify {
  readonly channels: Channels;
  readonly messages: Messages;
  readonly subscriptions: Subscriptions;
  readonly #parts: NotifyParts;
  readonly #options: NotifyOptions & { readonly now: () => Date };
  readonly #outbox: Outbox;
  readonly #links: LiveLinks;
  readonly #listeners = new Set<() => void>();
  readonly #counts = Object.fromEntries(
    channelTypes.map((type) => [type, { delivered: 0, failed: 0, givenUp: 0 }]),
  ) as Record<ChannelType, { delivered: number; failed: number; givenUp: number }>;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: NotifyOptions) {
    const { store, secrets, baseUrl, onError, now = () => new Date(), random = Math.random } = options;
    this.#options = { ...options, now };
    this.#parts = {
      ...{ store, secrets, baseUrl, now },
      kinds: { email, webhook, ntfy, mqtt },
      onChannels: () => {
        this.#tellListeners();
        this.#outbox.wake();
        this.#links.apply();
      },
    };
    this.channels = new Channels(this.#parts);
    this.messages = new Messages(this.#parts);
    this.subscriptions = new Subscriptions(this.#parts, this.channels);
    this.#links = new LiveLinks({
      ...{ store, now, onError },
      secretOf: (channel) => this.channels.secretOf(channel),
      server: { version: options.version, baseUrl },
    });
    this.#outbox = new Outbox({
      ...{ store, now, random, onError },
      deliver: (entry, signal) => this.#deliver(entry, signal),
      isWanted: (entry) => this.#isWanted(entry),
      onChange: () => this.#tellListeners(),
      onOutcome: (entry, outcome, isGivenUp) => this.#count(entry, outcome, isGivenUp),
    });
  }

  /** Begins to send, also what an earlier server left, and to let brokers know what `source` says. Idempotent. */
  start(source: LiveSource): void {
    this.sweep();
    this.#timer ??= setInterval(() => this.sweep(), sweepEveryMs).unref();
    this.#outbox.start();
    this.#links.start(source);
  }

  /** Idempotent. What was not sent stays in the database. */
  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    await Promise.all([this.#outbox.stop(), this.#links.stop()]);
  }

  /** Called when channels or messages are otherwise than before. Returns a function that ends the listening. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Notes what there is to tell, as soon as the database is free. */
  tell(event: NotificationEvent): void {
    keepTrying(() => this.#note(event)).catch(this.#options.onError);
  }

  /**
   * A job changes, in this very transaction: what is to be told of it is noted or taken back together with it. Never throws:
   * a job must not fail because somebody cannot be told of it.
   */
  jobChanges(before: Job, after: Job): void {
    try {
      if (before.status !== after.status && after.kind === 'read') this.#links.statusChanged(after);
      const event = eventOfJob(before, after);
      if (event !== null) this.#note(event);
    } catch (error) {
      this.#options.onError(error);
    }
  }

  /** Sends all that may be sent now, and resolves when that is done. */
  sendDue(): Promise<void> {
    return this.#outbox.run();
  }

  /** What came of attempts since the start. */
  get counts(): DeliveryCounts {
    return this.#counts;
  }

  /** Messages that wait, and that were given up. */
  backlog(): { readonly waiting: number; readonly givenUp: number } {
    const counts = this.#options.store.outbox.counts();
    const sum = (state: string) =>
      counts.filter((one) => one.state === state).reduce((all, { messages }) => all + messages, 0);
    return { waiting: sum('waiting'), givenUp: sum('given-up') };
  }

  /** Forgets messages that ended long ago. */
  sweep(): void {
    const { store, now, onError } = this.#options;
    try {
      for (const { state, days, types } of kept) {
        const before = new Date(now().getTime() - days * dayMs).toISOString();
        store.outbox.deleteEnded({ state, types, before }, sweepAtOnce);
      }
    } catch (error) {
      onError(error);
    }
  }

  #note(event: NotificationEvent): void {
    const { store, now } = this.#options;
    const { type } = event;
    if (type === 'test') return;
    const createdAt = now().toISOString();
    const added = store.transaction(() => {
      let isNew = false;
      for (const { channelId, subscriptionId, target } of this.#addressesFor(type)) {
        const messageId = `msg_${randomUUID()}`;
        const entry = { messageId, channelId, subscriptionId, target, event, createdAt };
        isNew = store.outbox.add(entry) || isNew;
      }
      return isNew;
    });
    if (!added) return;
    // After the transaction that this may be a part of.
    setImmediate(() => {
      this.#outbox.wake();
      this.#tellListeners();
    });
  }

  /** Who wants to hear of it. */
  *#addressesFor(type: NotificationType) {
    const { channels, subscriptions } = this.#options.store;
    for (const { id: channelId, isEnabled, isOffered, events, setup } of channels.all()) {
      if (!isEnabled) continue;
      if (events.includes(type)) {
        for (const target of kindOf(this.#parts.kinds, setup).targetsOf(setup)) {
          yield { channelId, subscriptionId: null, target };
        }
      }
      if (!isOffered) continue;
      for (const { id: subscriptionId, events: wanted, target } of subscriptions.activeOf(channelId)) {
        if (wanted.includes(type)) yield { channelId, subscriptionId, target };
      }
    }
  }

  /** People, and channels for addresses of theirs, may have been switched off since it was noted. */
  #isWanted({ channelId, subscriptionId }: OutboxEntry): boolean {
    if (subscriptionId === null) return true;
    const { channels, subscriptions } = this.#options.store;
    if (channels.get(channelId)?.isOffered !== true) return false;
    return subscriptions.activeOf(channelId).some(({ id }) => id === subscriptionId);
  }

  async #deliver(entry: OutboxEntry, signal: AbortSignal): Promise<Outcome> {
    const { store, baseUrl, onError } = this.#options;
    const channel = store.channels.get(entry.channelId);
    if (channel === null) return down('The channel was removed.');
    try {
      const language = this.#languageOf(entry) ?? channel.language;
      const { setup } = channel;
      return await kindOf(this.#parts.kinds, setup).send({
        setup,
        secret: this.channels.secretOf(channel),
        target: entry.target,
        message: render(entry.event, { id: entry.messageId, language, baseUrl }),
        signal,
      });
    } catch (error) {
      if (!isAppError(error, 'KEY_FILE_WRONG')) onError(error);
      return down(error instanceof Error ? error.message : String(error));
    }
  }

  #languageOf({ subscriptionId }: OutboxEntry): NotificationLanguage | null {
    if (subscriptionId === null) return null;
    return this.#options.store.subscriptions.get(subscriptionId)?.language ?? null;
  }

  #count({ channelId, event }: OutboxEntry, outcome: Outcome, isGivenUp: boolean): void {
    const channel = this.#options.store.channels.get(channelId);
    if (channel === null) return;
    const counts = this.#counts[channel.setup.type];
    if (outcome.type === 'delivered') counts.delivered += 1;
    else counts.failed += 1;
    if (!isGivenUp || outcome.type === 'delivered') return;
    counts.givenUp += 1;
    this.#options.onWarning(
      `A message (${event.type}) on the channel ${channel.name} was given up: ${outcome.answer}`,
    );
  }

  #tellListeners(): void {
    for (const listener of this.#listeners) {
      try {
        listener();
      } catch (error) {
        this.#options.onError(error);
      }
    }
  }
}
