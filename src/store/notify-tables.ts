import type {
  ChannelSetup,
  NotificationEvent,
  NotificationLanguage,
  NotificationType,
  OutboxState,
} from '#model/index.ts';
import type { Page, PageRequest } from './page-types.ts';

/** A way on which people are told. */
export type Channel = {
  readonly id: number;
  /** Unique without regard to case. */
  readonly name: string;
  readonly isEnabled: boolean;
  readonly isOffered: boolean;
  readonly language: NotificationLanguage;
  readonly events: readonly NotificationType[];
  readonly setup: ChannelSetup;
  /** Sealed; `null`: none. */
  readonly secret: string | null;
  readonly createdAt: string;
  /** Failures to reach the receiver, in a row. */
  readonly failures: number;
  /** Before that it is not tried again; `null`: at once. */
  readonly retryAt: string | null;
  readonly lastSuccessAt: string | null;
  readonly lastErrorAt: string | null;
  readonly lastError: string | null;
};
export type NewChannel = Omit<
  Channel,
  'id' | 'failures' | 'retryAt' | 'lastSuccessAt' | 'lastErrorAt' | 'lastError'
>;
export type ChannelChange = Partial<Omit<Channel, 'id' | 'createdAt'>>;
export type ChannelTable = {
  /** `null` if the name is taken. */
  insert(channel: NewChannel): Channel | null;
  get(id: number): Channel | null;
  byName(name: string): Channel | null;
  /** By name. */
  all(): readonly Channel[];
  update(id: number, change: ChannelChange): Channel | null;
  /** With all that waits for it. */
  delete(id: number): boolean;
};

/** What somebody wants to hear at an address of their own. */
export type Subscription = {
  readonly id: number;
  readonly userId: number;
  readonly channelId: number;
  readonly target: string;
  readonly isEnabled: boolean;
  readonly language: NotificationLanguage;
  readonly events: readonly NotificationType[];
  readonly createdAt: string;
};
export type SubscriptionTable = {
  insert(subscription: Omit<Subscription, 'id'>): Subscription;
  get(id: number): Subscription | null;
  /** Oldest first. */
  ofUser(userId: number): readonly Subscription[];
  /** Those of a channel that are on, of people who may log in. */
  activeOf(channelId: number): readonly Subscription[];
  update(id: number, change: Partial<Omit<Subscription, 'id' | 'userId' | 'createdAt'>>): Subscription | null;
  delete(id: number): boolean;
};

/** A message to one address. */
export type OutboxEntry = {
  readonly id: number;
  /** The same in every attempt. */
  readonly messageId: string;
  readonly channelId: number;
  readonly subscriptionId: number | null;
  readonly target: string;
  readonly event: NotificationEvent;
  readonly createdAt: string;
  readonly state: OutboxState;
  readonly attempts: number;
  readonly nextAt: string;
  readonly lastError: string | null;
  readonly endedAt: string | null;
};
export type OutboxFilter = { readonly state?: OutboxState; readonly channelId?: number };
export type OutboxCounts = {
  readonly channelId: number;
  readonly state: OutboxState;
  readonly messages: number;
};
export type OutboxTable = {
  /** False if that address is told of it already. */
  add(
    entry: Pick<OutboxEntry, 'messageId' | 'channelId' | 'subscriptionId' | 'target' | 'event' | 'createdAt'>,
  ): boolean;
  get(id: number): OutboxEntry | null;
  /** Newest first. */
  list(filter: OutboxFilter, page: PageRequest): Page<OutboxEntry>;
  /** Channels that are on, may be tried, and have something to send. */
  dueChannels(now: string): readonly number[];
  /** The oldest that may be sent by a channel now. */
  nextDue(channelId: number, now: string): OutboxEntry | null;
  /** When the next one may be sent, by other channels than those; `null` if nothing waits. */
  nextAt(exceptChannels: readonly number[]): string | null;
  update(
    id: number,
    change: Partial<Pick<OutboxEntry, 'state' | 'attempts' | 'nextAt' | 'lastError' | 'endedAt'>>,
  ): boolean;
  delete(id: number): boolean;
  /** What waits, and what was given up. */
  counts(): readonly OutboxCounts[];
  /** Deletes up to `limit` that ended before; returns how many. */
  deleteEnded(
    which: {
      readonly state: OutboxState;
      readonly types: readonly NotificationType[];
      readonly before: string;
    },
    limit: number,
  ): number;
};
