import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { ChannelTestResult, OfferedChannel, SubscriptionOrder, SubscriptionView } from '#model/index.ts';
import type { Notify } from '#notify/index.ts';
import { sessionOf } from '../plugins/sessions.ts';
import { addRoute } from '../route.ts';

const params = Type.Object({ id: Type.Integer({ minimum: 1 }) });
const common = { access: 'viewer', tag: 'notifications' } as const;
const url = '/api/account/notifications';

/** What somebody wants to hear at an address of their own. */
export function addOwnNotificationRoutes(app: FastifyInstance, { subscriptions }: Notify): void {
  addRoute(app, {
    ...common,
    method: 'GET',
    url,
    summary: 'Your own addresses for notifications, and the channels that you can choose',
    answer: Type.Object({ items: Type.Array(SubscriptionView), offered: Type.Array(OfferedChannel) }),
    handler: ({ request }) => ({
      items: [...subscriptions.list(sessionOf(request).userId)],
      offered: [...subscriptions.offered()],
    }),
  });
  addRoute(app, {
    ...common,
    method: 'POST',
    url,
    summary: 'Be told at an address or topic of your own',
    body: SubscriptionOrder,
    status: 201,
    answer: SubscriptionView,
    handler: ({ request, body }) => subscriptions.create(sessionOf(request).userId, body),
  });
  addRoute(app, {
    ...common,
    method: 'PUT',
    url: `${url}/:id`,
    summary: 'Change one of your addresses, its events or its language',
    params,
    body: SubscriptionOrder,
    answer: SubscriptionView,
    handler: ({ request, params: { id }, body }) => subscriptions.change(sessionOf(request).userId, id, body),
  });
  addRoute(app, {
    ...common,
    method: 'DELETE',
    url: `${url}/:id`,
    summary: 'Be told no more at one of your addresses',
    params,
    status: 204,
    answer: null,
    handler: ({ request, params: { id } }) => subscriptions.delete(sessionOf(request).userId, id),
  });
  addRoute(app, {
    ...common,
    method: 'POST',
    url: `${url}/:id/test`,
    summary: 'Send a test to one of your addresses, and tell what the receiver says',
    params,
    answer: ChannelTestResult,
    handler: ({ request, params: { id } }) => subscriptions.test(sessionOf(request).userId, id),
  });
}
