import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import {
  ChannelOrder,
  ChannelTest,
  ChannelTestResult,
  ChannelView,
  literals,
  OutboxView,
  outboxStates,
  PageQuery,
  pageOf,
} from '#model/index.ts';
import type { Notify } from '#notify/index.ts';
import { pageRequest, present } from '../query.ts';
import { addRoute } from '../route.ts';

const params = Type.Object({ id: Type.Integer({ minimum: 1 }) });
const common = { access: 'admin', tag: 'notifications' } as const;
const nothing = { status: 204, answer: null } as const;
const nameOf = ({ name }: ChannelOrder) => name;

/** On which ways people are told of what happens, and what waits to be told. */
export function addNotificationRoutes(app: FastifyInstance, { channels, messages }: Notify): void {
  addRoute(app, {
    ...common,
    method: 'GET',
    url: '/api/notifications/channels',
    summary: 'All channels, by name, with how they fare; secrets are never shown',
    answer: pageOf(ChannelView),
    handler: ({ actor }) => {
      const items = [...channels.list(actor)];
      return { items, nextCursor: null, total: items.length, totalIsExact: true };
    },
  });
  addRoute(app, {
    ...common,
    method: 'POST',
    url: '/api/notifications/channels',
    summary: 'Add a channel: e-mail, webhook, ntfy or MQTT',
    body: ChannelOrder,
    status: 201,
    answer: ChannelView,
    audit: nameOf,
    handler: ({ actor, body }) => channels.create(actor, body),
  });
  addRoute(app, {
    ...common,
    method: 'PUT',
    url: '/api/notifications/channels/:id',
    summary: 'Change a channel; without a secret the one that it has stays',
    params,
    body: ChannelOrder,
    answer: ChannelView,
    audit: nameOf,
    handler: ({ actor, params: { id }, body }) => channels.change(actor, id, body),
  });
  addRoute(app, {
    ...common,
    ...nothing,
    method: 'DELETE',
    url: '/api/notifications/channels/:id',
    summary: 'Remove a channel with all that waits for it',
    params,
    handler: ({ actor, params: { id } }) => channels.delete(actor, id),
  });
  addRoute(app, {
    ...common,
    method: 'POST',
    url: '/api/notifications/test',
    summary:
      'Send a test at once, by a channel as it is stored or as it is given, and tell what the receiver says',
    body: ChannelTest,
    answer: ChannelTestResult,
    audit: ({ id, channel }) => [id, channel?.name].filter((part) => part !== undefined).join(' '),
    handler: ({ actor, body }) => channels.test(actor, body),
  });
  addRoute(app, {
    ...common,
    method: 'GET',
    url: '/api/notifications/outbox',
    summary: 'Messages that wait, were delivered or given up, newest first',
    query: Type.Object(
      {
        ...PageQuery,
        state: Type.Optional(literals(outboxStates)),
        channel: Type.Optional(Type.Integer({ minimum: 1 })),
      },
      { additionalProperties: false },
    ),
    answer: pageOf(OutboxView),
    handler: ({ actor, query }) =>
      messages.list(actor, present({ state: query.state, channelId: query.channel }), pageRequest(query)),
  });
  addRoute(app, {
    ...common,
    method: 'POST',
    url: '/api/notifications/outbox/:id/retry',
    summary: 'Try a message now, also one that was given up',
    params,
    status: 202,
    answer: OutboxView,
    handler: ({ actor, params: { id } }) => messages.retry(actor, id),
  });
  addRoute(app, {
    ...common,
    ...nothing,
    method: 'DELETE',
    url: '/api/notifications/outbox/:id',
    summary: 'Discard a message',
    params,
    handler: ({ actor, params: { id } }) => messages.discard(actor, id),
  });
}
