import { NotificationEvent, outboxStates } from '#model/index.ts';
import type { Database, Row } from './database.ts';
import type { OutboxEntry, OutboxTable } from './notify-tables.ts';
import { listPage } from './page.ts';
import { RowReader } from './row.ts';

/** Table `notify_outbox`. */
export function outboxTable(database: Database): OutboxTable {
  const get = (id: number): OutboxEntry | null => {
    const row = database.one('SELECT * FROM notify_outbox WHERE id = ?', id);
    return row === null ? null : entryOf(row);
  };
  return {
    add: ({ messageId, channelId, subscriptionId, target, event, createdAt }) =>
      database.run(
        `INSERT INTO notify_outbox
           (message_id, channel_id, subscription_id, target, event_key, event, created_at, state, next_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, 'waiting', ?) ON CONFLICT (event_key, channel_id, target) DO NOTHING`,
        messageId,
        channelId,
        subscriptionId,
        target,
        event.key,
        JSON.stringify(event),
        createdAt,
        createdAt,
      ).changes > 0,
    get,
    list: ({ state, channelId }, page) => {
      const conditions = [
        ...(state === undefined ? [] : [['state = ?', state] as const]),
        ...(channelId === undefined ? [] : [['channel_id = ?', channelId] as const]),
      ];
      return listPage(
        database,
        {
          name: 'outbox',
          select: 'SELECT * FROM notify_outbox',
          from: 'FROM notify_outbox',
          conditions: conditions.map(([condition]) => condition),
          values: conditions.map(([, value]) => value),
          columns: ['id'],
          isAscending: false,
          map: entryOf,
          keyOf: ({ id }) => [id],
        },
        page,
      );
    },
    dueChannels: (now) =>
      database
        .all(
          `SELECT c.id FROM notify_channels c
           WHERE c.is_enabled = 1 AND (c.retry_at IS NULL OR c.retry_at <= ?) AND EXISTS (
             SELECT 1 FROM notify_outbox o WHERE o.channel_id = c.id AND o.state = 'waiting' AND o.next_at <= ?
           ) ORDER BY c.id`,
          now,
          now,
        )
        .map(({ id }) => Number(id)),
    nextDue: (channelId, now) => {
      const row = database.one(
        `SELECT * FROM notify_outbox WHERE channel_id = ? AND state = 'waiting' AND next_at <= ? ORDER BY id LIMIT 1`,
        channelId,
        now,
      );
      return row === null ? null : entryOf(row);
    },
    nextAt: (exceptChannels) => {
      const row = database.one(
        `SELECT min(max(o.next_at, coalesce(c.retry_at, ''))) AS at FROM notify_outbox o
         JOIN notify_channels c ON c.id = o.channel_id WHERE o.state = 'waiting' AND c.is_enabled = 1
           AND c.id NOT IN (SELECT value FROM json_each(?))`,
        JSON.stringify(exceptChannels),
      );
      return typeof row?.at === 'string' ? row.at : null;
    },
    update: (id, change) =>
      database.transaction(() => {
        const entry = get(id);
        if (entry === null) return false;
        const next = { ...entry, ...change };
        database.run(
          'UPDATE notify_outbox SET state = ?, attempts = ?, next_at = ?, last_error = ?, ended_at = ? WHERE id = ?',
          next.state,
          next.attempts,
          next.nextAt,
          next.lastError,
          next.endedAt,
          id,
        );
        return true;
      }),
    delete: (id) => database.run('DELETE FROM notify_outbox WHERE id = ?', id).changes > 0,
    counts: () =>
      database
        .all(
          `SELECT channel_id, state, count(*) AS messages FROM notify_outbox
           WHERE state IN ('waiting', 'given-up') GROUP BY channel_id, state`,
        )
        .map((row) => {
          const read = new RowReader('notify_outbox', row);
          return {
            channelId: read.number('channel_id'),
            state: read.word('state', outboxStates),
            messages: read.number('messages'),
          };
        }),
    deleteEnded: ({ state, types, before }, limit) =>
      database.run(
        `DELETE FROM notify_outbox WHERE id IN (
           SELECT id FROM notify_outbox
           WHERE ended_at < ? AND state = ? AND event ->> 'type' IN (SELECT value FROM json_each(?))
           ORDER BY ended_at LIMIT ?
         )`,
        before,
        state,
        JSON.stringify(types),
        limit,
      ).changes,
  };
}

function entryOf(row: Row): OutboxEntry {
  const read = new RowReader('notify_outbox', row);
  return {
    id: read.number('id'),
    messageId: read.text('message_id'),
    channelId: read.number('channel_id'),
    subscriptionId: read.numberOrNull('subscription_id'),
    target: read.text('target'),
    event: read.json('event', NotificationEvent),
    createdAt: read.text('created_at'),
    state: read.word('state', outboxStates),
    attempts: read.number('attempts'),
    nextAt: read.text('next_at'),
    lastError: read.textOrNull('last_error'),
    endedAt: read.textOrNull('ended_at'),
  };
}
