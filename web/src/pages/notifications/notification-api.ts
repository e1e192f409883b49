import { answerOf, api } from '../../api/client.ts';
import type { paths } from '../../api/schema.d.ts';

type ChannelPath = paths['/api/notifications/channels'];
type OwnPath = paths['/api/account/notifications'];

/** A channel as the server shows it. */
export type Channel = ChannelPath['get']['responses'][200]['content']['application/json']['items'][number];
/** A channel as the server takes it. */
export type ChannelOrder = ChannelPath['post']['requestBody']['content']['application/json'];
export type ChannelType = Channel['setup']['type'];
export type EventType = Channel['events'][number];
export type Language = Channel['language'];
/** A message to one address. */
export type OutboxEntry =
  paths['/api/notifications/outbox']['get']['responses'][200]['content']['application/json']['items'][number];
/** What came of a test. */
export type TestResult =
  paths['/api/notifications/test']['post']['responses'][200]['content']['application/json'];
/** An address of one's own, as the server takes it. */
export type OwnOrder = OwnPath['post']['requestBody']['content']['application/json'];
export type OwnAddress = OwnPath['get']['responses'][200]['content']['application/json']['items'][number];

/** Types of channels, in the order in which they are offered. */
export const channelTypes = ['email', 'ntfy', 'mqtt', 'webhook'] as const satisfies readonly ChannelType[];

/** What people can be told of. */
export const eventTypes = [
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
] as const satisfies readonly EventType[];

/** What somebody who chooses nothing wants to hear: what needs them, and that it is done. */
export const usualEvents: readonly EventType[] = eventTypes.filter(
  (type) => type !== 'disc.inserted' && type !== 'drive.gone',
);

const at = (id: number) => ({ params: { path: { id } } });

/** The calls about notifications (docs/api.md). */
export const notificationApi = {
  channels: () => answerOf(api.GET('/api/notifications/channels')),
  add: (body: ChannelOrder) => answerOf(api.POST('/api/notifications/channels', { body })),
  change: (id: number, body: ChannelOrder) =>
    answerOf(api.PUT('/api/notifications/channels/{id}', { ...at(id), body })),
  remove: (id: number) => answerOf(api.DELETE('/api/notifications/channels/{id}', at(id))),
  test: (body: { id?: number; channel?: ChannelOrder }) =>
    answerOf(api.POST('/api/notifications/test', { body })),
  outbox: () => answerOf(api.GET('/api/notifications/outbox', { params: { query: { limit: 50 } } })),
  retry: (id: number) => answerOf(api.POST('/api/notifications/outbox/{id}/retry', at(id))),
  discard: (id: number) => answerOf(api.DELETE('/api/notifications/outbox/{id}', at(id))),
  own: () => answerOf(api.GET('/api/account/notifications')),
  addOwn: (body: OwnOrder) => answerOf(api.POST('/api/account/notifications', { body })),
  changeOwn: (id: number, body: OwnOrder) =>
    answerOf(api.PUT('/api/account/notifications/{id}', { ...at(id), body })),
  removeOwn: (id: number) => answerOf(api.DELETE('/api/account/notifications/{id}', at(id))),
  testOwn: (id: number) => answerOf(api.POST('/api/account/notifications/{id}/test', at(id))),
};
