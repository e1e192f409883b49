import { type Static, Type } from 'typebox';
import { jobKinds, pauseReasons } from './job.ts';
import { bytes, literals, nullable, text } from './schema.ts';

const closed = { additionalProperties: false } as const;

/** What people can be told of. */
export const notificationTypes = [
  'job.completed',
  'job.damaged',
  'job.failed',
  'job.waiting',
  'image.damaged',
  'disc.inserted',
  'drive.faulty',
  'drive.gone',
  'space.low',
  'backup.failed',
] as const;
export type NotificationType = (typeof notificationTypes)[number];

/** What is known of something that happened; only what it has. Texts from discs are as the disc says them. */
export const NotificationFacts = Type.Partial(
  Type.Object({
    jobUuid: Type.String(),
    jobKind: literals(jobKinds),
    isoId: Type.Integer(),
    /** Label of the disc. */
    disc: Type.String(),
    /** What the drive is called: `sr0`. */
    drive: Type.String(),
    /** File name of the image. */
    image: Type.String(),
    sizeBytes: bytes,
    badBytes: bytes,
    /** What a paused job waits for. */
    reason: literals(pauseReasons),
    /** Of the error catalogue. */
    code: Type.String(),
    /** One English sentence on what went wrong. */
    message: Type.String(),
    path: Type.String(),
    freeBytes: bytes,
  }),
  closed,
);
export type NotificationFacts = Static<typeof NotificationFacts>;

/** Something that happened. */
export const NotificationEvent = Type.Object(
  {
    type: literals([...notificationTypes, 'test']),
    /** Names this one happening: whoever notices it twice tells it once. */
    key: Type.String({ minLength: 1 }),
    at: Type.String(),
    facts: NotificationFacts,
  },
  closed,
);
export type NotificationEvent = Static<typeof NotificationEvent>;

/** Languages in which people can be told. */
export const notificationLanguages = ['en', 'de'] as const;
export type NotificationLanguage = (typeof notificationLanguages)[number];

const host = Type.String({ minLength: 1, maxLength: 253, pattern: '^[A-Za-z0-9._:\\-]+$' });
const port = Type.Integer({ minimum: 1, maximum: 65_535 });
const user = nullable(Type.String({ minLength: 1, maxLength: 256 }));
/** PEM of the authority that a receiver's certificate must come from; `null`: those that everybody trusts. */
const ca = nullable(Type.String({ maxLength: 20_000, pattern: '^-----BEGIN CERTIFICATE-----' }));
/** No control characters, spaces or angle brackets: one address, never a header. */
const address = Type.String({ maxLength: 254, pattern: '^[^\\s<>,;:"()@]{1,64}@[^\\s<>,;:"()@]{1,253}$' });
const webAddress = Type.String({ maxLength: 2000, pattern: '^https?://[^\\s/@]+(/\\S*)?$' });

/** Mail, sent by a server that takes it for others. */
export const EmailSetup = Type.Object(
  {
    type: Type.Literal('email'),
    host,
    port,
    /** `tls` from the first byte (port 465) · `starttls` or not at all (587) · `none`: readable on its way. */
    security: literals(['tls', 'starttls', 'none']),
    user,
    ca,
    from: address,
    /** Each gets a mail of its own. */
    to: Type.Array(address, { maxItems: 20, uniqueItems: true }),
  },
  closed,
);

/** Signed JSON, sent to an address (https://www.standardwebhooks.com). */
export const WebhookSetup = Type.Object({ type: Type.Literal('webhook'), url: webAddress }, closed);

const topic = Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$' });

/** Messages for telephones, by a server of ntfy (https://docs.ntfy.sh/publish/). */
export const NtfySetup = Type.Object(
  {
    type: Type.Literal('ntfy'),
    /** Of the server, without a topic. */
    url: webAddress,
    /** `null`: only people's own topics are used. */
    topic: nullable(topic),
  },
  closed,
);

/** A broker, which also always knows what drives and jobs do. */
export const MqttSetup = Type.Object(
  {
    type: Type.Literal('mqtt'),
    /** `mqtt://host:1883`, or `mqtts://host:8883` with TLS. */
    url: Type.String({ maxLength: 300, pattern: '^mqtts?://[A-Za-z0-9._:\\-\\[\\]]+/?$' }),
    user,
    ca,
    /** What all topics begin with. */
    prefix: Type.String({
      pattern: '^[^\\s+#/\\u0000-\\u001f]+(/[^\\s+#/\\u0000-\\u001f]+)*$',
      maxLength: 200,
    }),
    /** Home Assistant's own prefix, under which it finds devices by itself; `null`: it is not told. */
    discoveryPrefix: nullable(
      Type.String({ pattern: '^[^\\s+#/\\u0000-\\u001f]+(/[^\\s+#/\\u0000-\\u001f]+)*$', maxLength: 200 }),
    ),
  },
  closed,
);

/** How each type of channel is set up, without its secret. */
export const channelSetups = {
  email: EmailSetup,
  webhook: WebhookSetup,
  ntfy: NtfySetup,
  mqtt: MqttSetup,
} as const;
export const channelTypes = ['email', 'webhook', 'ntfy', 'mqtt'] as const;
export type ChannelType = (typeof channelTypes)[number];
export const ChannelSetup = Type.Union([EmailSetup, WebhookSetup, NtfySetup, MqttSetup]);
export type ChannelSetup = Static<typeof ChannelSetup>;
export type SetupOf<T extends ChannelType> = Extract<ChannelSetup, { type: T }>;

const events = Type.Array(literals(notificationTypes), { uniqueItems: true });
const channelName = Type.String({ minLength: 1, maxLength: 80, pattern: '^[^\\u0000-\\u001f\\u007f]+$' });
const language = literals(notificationLanguages);

/**
 * A channel as somebody wants it. `secret` is password (e-mail, MQTT), key (webhook, `whsec_…`) or token (ntfy): left out,
 * what is stored stays; `null`: none. It never comes back.
 */
export const ChannelOrder = Type.Object(
  {
    name: channelName,
    isEnabled: Type.Boolean(),
    isOffered: Type.Boolean(),
    language,
    events,
    /** As its type wants it (`EmailSetup` and its like). */
    setup: Type.Unsafe<{ readonly type: ChannelType; readonly [field: string]: unknown }>(
      Type.Object({ type: literals(channelTypes) }, { additionalProperties: true }),
    ),
    secret: Type.Optional(nullable(Type.String({ minLength: 1, maxLength: 1000 }))),
  },
  closed,
);
export type ChannelOrder = Static<typeof ChannelOrder>;

/** A channel as administrators see it. */
export const ChannelView = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  isEnabled: Type.Boolean(),
  /** Whether people may use it with an address or topic of their own. */
  isOffered: Type.Boolean(),
  language,
  events,
  setup: ChannelSetup,
  hasSecret: Type.Boolean(),
  createdAt: Type.String(),
  lastSuccessAt: text,
  lastErrorAt: text,
  /** What the receiver, or the way to it, said last that was not good. */
  lastError: text,
  /** The receiver cannot be reached: it is tried again then. */
  retryAt: text,
  waiting: Type.Integer({ minimum: 0 }),
  givenUp: Type.Integer({ minimum: 0 }),
});
export type ChannelView = Static<typeof ChannelView>;

/** A channel to be tried: one that is stored, one that is not yet, or a stored one as it would be. */
export const ChannelTest = Type.Object(
  {
    id: Type.Optional(Type.Integer({ minimum: 1 })),
    channel: Type.Optional(ChannelOrder),
  },
  closed,
);
export type ChannelTest = Static<typeof ChannelTest>;

/** What came of trying it. */
export const ChannelTestResult = Type.Object({
  isDelivered: Type.Boolean(),
  /** What the receiver said, or why it could not be reached; one entry for each address. */
  answers: Type.Array(
    Type.Object({ target: Type.String(), isDelivered: Type.Boolean(), answer: Type.String() }),
  ),
  durationMs: Type.Integer({ minimum: 0 }),
});
export type ChannelTestResult = Static<typeof ChannelTestResult>;

export const outboxStates = ['waiting', 'delivered', 'given-up'] as const;
export type OutboxState = (typeof outboxStates)[number];

/** A message to one address. */
export const OutboxView = Type.Object({
  id: Type.Integer(),
  messageId: Type.String(),
  channelId: Type.Integer(),
  channelName: Type.String(),
  /** Address or topic; empty where the channel has only one. */
  target: Type.String(),
  type: Type.String(),
  title: Type.String(),
  createdAt: Type.String(),
  state: literals(outboxStates),
  attempts: Type.Integer({ minimum: 0 }),
  /** When it is tried (again); `null` if it is not any more. */
  nextAt: text,
  lastError: text,
  endedAt: text,
});
export type OutboxView = Static<typeof OutboxView>;

/** What somebody wants to hear at an address of their own. */
export const SubscriptionOrder = Type.Object(
  {
    channelId: Type.Integer({ minimum: 1 }),
    /** Mail address or topic. */
    target: Type.String({ minLength: 1, maxLength: 254 }),
    isEnabled: Type.Boolean(),
    language,
    events,
  },
  closed,
);
export type SubscriptionOrder = Static<typeof SubscriptionOrder>;
export const SubscriptionView = Type.Object({
  id: Type.Integer(),
  channelId: Type.Integer(),
  channelName: Type.String(),
  channelType: literals(channelTypes),
  target: Type.String(),
  isEnabled: Type.Boolean(),
  language,
  events,
});
export type SubscriptionView = Static<typeof SubscriptionView>;

/** A channel that people may use with an address of their own. */
export const OfferedChannel = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  type: literals(channelTypes),
});
export type OfferedChannel = Static<typeof OfferedChannel>;

/** An address or topic as a subscription may have it; `null` for channels that have none. */
export const targetSchemas = { email: address, ntfy: topic, webhook: null, mqtt: null } as const;
