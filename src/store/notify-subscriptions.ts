import { notificationLanguages } from '#model/index.ts';
import type { Database, Row } from './database.ts';
import { EventTypes } from './notify-channels.ts';
import type { Subscription, SubscriptionTable } from './notify-tables.ts';
import { RowReader } from './row.ts';

/** Table `notify_subscriptions`. */
export function subscriptionTable(database: Database): SubscriptionTable {
  const get = (id: number): Subscription | null => {
    const row = database.one('SELECT * FROM notify_subscriptions WHERE id = ?', id);
    return row === null ? null : subscriptionOf(row);
  };
  return {
    insert: (subscription) => {
      const { userId, channelId, target, isEnabled, language, events, createdAt } = subscription;
      const { id } = database.run(
        `INSERT INTO notify_subscriptions (user_id, channel_id, target, is_enabled, language, events, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
        userId,
        channelId,
        target,
        Number(isEnabled),
        language,
        JSON.stringify(events),
        createdAt,
      );
      return { ...subscription, id };
    },
    get,
    ofUser: (userId) =>
      database
        .all('SELECT * FROM notify_subscriptions WHERE user_id = ? ORDER BY id', userId)
        .map(subscriptionOf),
    activeOf: (channelId) =>
      database
        .all(
          `SELECT s.* FROM notify_subscriptions s JOIN users u ON u.id = s.user_id
           WHERE s.channel_id = ? AND s.is_enabled = 1 AND u.is_disabled = 0 ORDER BY s.id`,
          channelId,
        )
        .map(subscriptionOf),
    update: (id, change) =>
      database.transaction(() => {
        const subscription = get(id);
        if (subscription === null) return null;
        const next = { ...subscription, ...change };
        database.run(
          `UPDATE notify_subscriptions SET channel_id = ?, target = ?, is_enabled = ?, language = ?, events = ?
           WHERE id = ?`,
          next.channelId,
          next.target,
          Number(next.isEnabled),
          next.language,
          JSON.stringify(next.events),
          id,
        );
        return next;
      }),
    delete: (id) => database.run('DELETE FROM notify_subscriptions WHERE id = ?', id).changes > 0,
  };
}

function subscriptionOf(row: Row): Subscription {
  const read = new RowReader('notify_subscriptions', row);
  return {
    id: read.number('id'),
    userId: read.number('user_id'),
    channelId: read.number('channel_id'),
    target: read.text('target'),
    isEnabled: read.number('is_enabled') !== 0,
    language: read.word('language', notificationLanguages),
    events: read.json('events', EventTypes),
    createdAt: read.text('created_at'),
  };
}
