import type { Session, SessionTable } from './access-tables.ts';
import type { Database, Row } from './database.ts';
import { RowReader } from './row.ts';

/** Table `sessions`. */
export function sessionTable(database: Database): SessionTable {
  const find = (sql: string, value: string): Session | null => {
    const row = database.one(sql, value);
    return row === null ? null : sessionOf(row);
  };
  return {
    insert: (session) => {
      database.run(
        `INSERT INTO sessions (token_hash, id, user_id, created_at, last_seen_at, expires_at, address, agent)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        session.tokenHash,
        session.id,
        session.userId,
        session.createdAt,
        session.lastSeenAt,
        session.expiresAt,
        session.address,
        session.agent,
      );
    },
    byTokenHash: (tokenHash) => find('SELECT * FROM sessions WHERE token_hash = ?', tokenHash),
    get: (id) => find('SELECT * FROM sessions WHERE id = ?', id),
    ofUser: (userId) =>
      database
        .all('SELECT * FROM sessions WHERE user_id = ? ORDER BY created_at DESC', userId)
        .map(sessionOf),
    touch: (id, at, address) => {
      database.run('UPDATE sessions SET last_seen_at = ?, address = ? WHERE id = ?', at, address, id);
    },
    delete: (id) => database.run('DELETE FROM sessions WHERE id = ?', id).changes > 0,
    deleteStale: ({ seenBefore, endedBefore }) =>
      database.run('DELETE FROM sessions WHERE last_seen_at < ? OR expires_at < ?', seenBefore, endedBefore)
        .changes,
  };
}

function sessionOf(row: Row): Session {
  const read = new RowReader('sessions', row);
  return {
    id: read.text('id'),
    tokenHash: read.text('token_hash'),
    userId: read.number('user_id'),
    createdAt: read.text('created_at'),
    lastSeenAt: read.text('last_seen_at'),
    expiresAt: read.text('expires_at'),
    address: read.text('address'),
    agent: read.text('agent'),
  };
}
