import { Value } from 'typebox/value';
import {
  AppError,
  type ChannelTestResult,
  invalidFields,
  type OfferedChannel,
  type SubscriptionOrder,
  type SubscriptionView,
  targetSchemas,
} from '#model/index.ts';
import type { Channel, Subscription } from '#store/index.ts';
import type { Channels } from './channels-room.ts';
import type { NotifyParts } from './parts.ts';

const maxOfOne = 20;

/**
 * What people want to hear at an address or topic of their own, on channels that administrators offer. Servers are only named by
 * administrators: nobody else can make disk2iso connect to anything. Errors of all: `DATABASE_BUSY`.
 */
export class Subscriptions {
  readonly #parts: NotifyParts;
  readonly #channels: Channels;

  constructor(parts: NotifyParts, channels: Channels) {
    this.#parts = parts;
    this.#channels = channels;
  }

  /** Channels that can be chosen. */
  offered(): readonly OfferedChannel[] {
    return this.#parts.store.channels
      .all()
      .filter(isOpen)
      .map(({ id, name, setup }) => ({ id, name, type: setup.type }));
  }

  /** Oldest first. */
  list(userId: number): readonly SubscriptionView[] {
    return this.#parts.store.subscriptions.ofUser(userId).map((subscription) => this.#viewOf(subscription));
  }

  /** Error: `INVALID_INPUT`. */
  create(userId: number, order: SubscriptionOrder): SubscriptionView {
    const { store, now } = this.#parts;
    const made = store.transaction(() => {
      this.#check(order);
      if (store.subscriptions.ofUser(userId).length >= maxOfOne) {
        throw invalidFields([
          { field: 'target', message: `is one too many: at most ${maxOfOne} for each person.` },
        ]);
      }
      return store.subscriptions.insert({ userId, ...order, createdAt: now().toISOString() });
    });
    this.#parts.onChannels();
    return this.#viewOf(made);
  }

  /** Errors: `NOTIFICATION_NOT_FOUND`, also for those of others; `INVALID_INPUT`. */
  change(userId: number, id: number, order: SubscriptionOrder): SubscriptionView {
    const { store } = this.#parts;
    const changed = store.transaction(() => {
      this.#find(userId, id);
      this.#check(order);
      return store.subscriptions.update(id, order);
    });
    if (changed === null) throw noSuchSubscription();
    this.#parts.onChannels();
    return this.#viewOf(changed);
  }

  /** With what waits for it. Error: `NOTIFICATION_NOT_FOUND`. */
  delete(userId: number, id: number): void {
    this.#find(userId, id);
    this.#parts.store.subscriptions.delete(id);
    this.#parts.onChannels();
  }

  /** Sends a test at once. Errors: `NOTIFICATION_NOT_FOUND`, `INVALID_INPUT` where the channel is not offered any more. */
  async test(userId: number, id: number): Promise<ChannelTestResult> {
    const { channelId, target, language } = this.#find(userId, id);
    const channel = this.#openChannel(channelId);
    const begin = performance.now();
    const secret = this.#channels.secretOf(channel);
    const { type, answer } = await this.#channels.try({ setup: channel.setup, secret, target, language });
    const isDelivered = type === 'delivered';
    return {
      isDelivered,
      answers: [{ target, isDelivered, answer }],
      durationMs: Math.round(performance.now() - begin),
    };
  }

  #check({ channelId, target }: SubscriptionOrder): void {
    const { setup } = this.#openChannel(channelId);
    const schema = targetSchemas[setup.type];
    if (schema !== null && Value.Check(schema, target)) return;
    const message =
      setup.type === 'email'
        ? 'must be a mail address.'
        : 'must be 1 to 64 letters, digits, dashes and underscores.';
    throw invalidFields([{ field: 'target', message }]);
  }

  #openChannel(id: number): Channel {
    const channel = this.#parts.store.channels.get(id);
    if (channel !== null && isOpen(channel)) return channel;
    throw invalidFields([{ field: 'channelId', message: 'is not offered for addresses of one’s own.' }]);
  }

  #find(userId: number, id: number): Subscription {
    const found = this.#parts.store.subscriptions.get(id);
    if (found === null || found.userId !== userId) throw noSuchSubscription();
    return found;
  }

  #viewOf({ userId: _, createdAt: __, events, ...rest }: Subscription): SubscriptionView {
    const channel = this.#parts.store.channels.get(rest.channelId);
    return {
      ...rest,
      events: [...events],
      channelName: channel?.name ?? '',
      channelType: channel?.setup.type ?? 'email',
    };
  }
}

function isOpen({ isOffered, isEnabled, setup }: Channel): boolean {
  return isOffered && isEnabled && targetSchemas[setup.type] !== null;
}

function noSuchSubscription(): AppError {
  return new AppError('NOTIFICATION_NOT_FOUND', 'You have no such address.');
}
