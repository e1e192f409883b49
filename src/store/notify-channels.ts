import { Type } from 'typebox';
import { ChannelSetup, literals, notificationLanguages, notificationTypes } from '#model/index.ts';
import type { Database, Row } from './database.ts';
import type { Channel, ChannelTable } from './notify-tables.ts';
import { RowReader } from './row.ts';

/** Schema of the column `events`. */
export const EventTypes = Type.Array(literals(notificationTypes));

/** Table `notify_channels`. */
export function channelTable(database: Database): ChannelTable {
  const find = (sql: string, value: string | number): Channel | null => {
    const row = database.one(sql, value);
    return row === null ? null : channelOf(row);
  };
  const get = (id: number) => find('SELECT * FROM notify_channels WHERE id = ?', id);
  return {
    insert: ({ name, isEnabled, isOffered, language, events, setup, secret, createdAt }) => {
      const { changes, id } = database.run(
        `INSERT INTO notify_channels (name, is_enabled, is_offered, language, events, setup, secret, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
        name,
        Number(isEnabled),
        Number(isOffered),
        language,
        JSON.stringify(events),
        JSON.stringify(setup),
        secret,
        createdAt,
      );
      return changes === 0 ? null : get(id);
    },
    get,
    byName: (name) => find('SELECT * FROM notify_channels WHERE name = ?', name),
    all: () => database.all('SELECT * FROM notify_channels ORDER BY name').map(channelOf),
    update: (id, change) =>
      database.transaction(() => {
        const channel = get(id);
        if (channel === null) return null;
        const next = { ...channel, ...change };
        database.run(
          `UPDATE notify_channels SET name = ?, is_enabled = ?, is_offered = ?, language = ?, events = ?, setup = ?,
             secret = ?, failures = ?, retry_at = ?, last_success_at = ?, last_error_at = ?, last_error = ?
           WHERE id = ?`,
          next.name,
          Number(next.isEnabled),
          Number(next.isOffered),
          next.language,
          JSON.stringify(next.events),
          JSON.stringify(next.setup),
          next.secret,
          next.failures,
          next.retryAt,
          next.lastSuccessAt,
          next.lastErrorAt,
          next.lastError,
          id,
        );
        return get(id);
      }),
    delete: (id) => database.run('DELETE FROM notify_channels WHERE id = ?', id).changes > 0,
  };
}

function channelOf(row: Row): Channel {
  const read = new RowReader('notify_channels', row);
  return {
    id: read.number('id'),
    name: read.text('name'),
    isEnabled: read.number('is_enabled') !== 0,
    isOffered: read.number('is_offered') !== 0,
    language: read.word('language', notificationLanguages),
    events: read.json('events', EventTypes),
    setup: read.json('setup', ChannelSetup),
    secret: read.textOrNull('secret'),
    createdAt: read.text('created_at'),
    failures: read.number('failures'),
    retryAt: read.textOrNull('retry_at'),
    lastSuccessAt: read.textOrNull('last_success_at'),
    lastErrorAt: read.textOrNull('last_error_at'),
    lastError: read.textOrNull('last_error'),
  };
}
