import { roles } from '#model/index.ts';
import type { ApiKey, ApiKeyTable } from './access-tables.ts';
import type { Database, Row } from './database.ts';
import { RowReader } from './row.ts';

/** Table `api_keys`. */
export function apiKeyTable(database: Database): ApiKeyTable {
  const find = (sql: string, value: string | number): ApiKey | null => {
    const row = database.one(sql, value);
    return row === null ? null : keyOf(row);
  };
  return {
    insert: (key) => {
      const { id } = database.run(
        `INSERT INTO api_keys (user_id, name, prefix, key_hash, role, created_at, expires_at)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
        key.userId,
        key.name,
        key.prefix,
        key.keyHash,
        key.role,
        key.createdAt,
        key.expiresAt,
      );
      return { ...key, id, lastUsedAt: null };
    },
    get: (id) => find('SELECT * FROM api_keys WHERE id = ?', id),
    byHash: (keyHash) => find('SELECT * FROM api_keys WHERE key_hash = ?', keyHash),
    all: () => database.all('SELECT * FROM api_keys ORDER BY id').map(keyOf),
    ofUser: (userId) =>
      database.all('SELECT * FROM api_keys WHERE user_id = ? ORDER BY id', userId).map(keyOf),
    touch: (id, at) => {
      database.run('UPDATE api_keys SET last_used_at = ? WHERE id = ?', at, id);
    },
    delete: (id) => database.run('DELETE FROM api_keys WHERE id = ?', id).changes > 0,
  };
}

function keyOf(row: Row): ApiKey {
  const read = new RowReader('api_keys', row);
  return {
    id: read.number('id'),
    userId: read.number('user_id'),
    name: read.text('name'),
    prefix: read.text('prefix'),
    keyHash: read.text('key_hash'),
    role: read.word('role', roles),
    createdAt: read.text('created_at'),
    expiresAt: read.textOrNull('expires_at'),
    lastUsedAt: read.textOrNull('last_used_at'),
  };
}
