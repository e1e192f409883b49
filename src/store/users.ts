import { roles } from '#model/index.ts';
import type { User, UserTable } from './access-tables.ts';
import type { Database, Row } from './database.ts';
import { RowReader } from './row.ts';

/** Table `users`. */
export function userTable(database: Database): UserTable {
  const find = (sql: string, value: string | number): User | null => {
    const row = database.one(sql, value);
    return row === null ? null : userOf(row);
  };
  const get = (id: number) => find('SELECT * FROM users WHERE id = ?', id);
  return {
    insert: ({ name, displayName, role, passwordHash, isDisabled, createdAt }) => {
      const { changes, id } = database.run(
        `INSERT INTO users (name, display_name, role, password_hash, is_disabled, created_at)
         VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO NOTHING`,
        name,
        displayName,
        role,
        passwordHash,
        Number(isDisabled),
        createdAt,
      );
      return changes === 0 ? null : get(id);
    },
    get,
    byName: (name) => find('SELECT * FROM users WHERE name = ?', name),
    all: () => database.all('SELECT * FROM users ORDER BY name').map(userOf),
    update: (id, change) =>
      database.transaction(() => {
        const user = get(id);
        if (user === null) return null;
        const { displayName, role, passwordHash, isDisabled } = { ...user, ...change };
        database.run(
          'UPDATE users SET display_name = ?, role = ?, password_hash = ?, is_disabled = ? WHERE id = ?',
          displayName,
          role,
          passwordHash,
          Number(isDisabled),
          id,
        );
        return get(id);
      }),
    delete: (id) => database.run('DELETE FROM users WHERE id = ?', id).changes > 0,
    countActiveAdmins: () =>
      Number(
        database.one("SELECT count(*) AS admins FROM users WHERE role = 'admin' AND is_disabled = 0")?.admins,
      ),
  };
}

function userOf(row: Row): User {
  const read = new RowReader('users', row);
  return {
    id: read.number('id'),
    name: read.text('name'),
    displayName: read.text('display_name'),
    role: read.word('role', roles),
    passwordHash: read.text('password_hash'),
    isDisabled: read.number('is_disabled') !== 0,
    createdAt: read.text('created_at'),
  };
}
