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
    insert: ({ name, displayName, role, passwordHash, isDisabled, createdAt, externalId }) => {
      const { changes, id } = database.run(
        `INSERT INTO users (name, display_name, role, password_hash, is_disabled, created_at, external_id)
         VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
        name,
        displayName,
        role,
        passwordHash,
        Number(isDisabled),
        createdAt,
        externalId,
      );
      return changes === 0 ? null : get(id);
    },
    get,
    byName: (name) => find('SELECT * FROM users WHERE name = ?', name),
    byExternalId: (externalId) => find('SELECT * FROM users WHERE external_id = ?', externalId),
    all: () => database.all('SELECT * FROM users ORDER BY name').map(userOf),
    update: (id, change) =>
      database.transaction(() => {
        const user = get(id);
        if (user === null) return null;
        const next = { ...user, ...change };
        database.run(
          `UPDATE users SET display_name = ?, role = ?, password_hash = ?, is_disabled = ?, external_id = ?,
             totp_secret = ?, totp_pending = ?, totp_last_step = ? WHERE id = ?`,
          next.displayName,
          next.role,
          next.passwordHash,
          Number(next.isDisabled),
          next.externalId,
          next.totpSecret,
          next.totpPending,
          next.totpLastStep,
          id,
        );
        return get(id);
      }),
    delete: (id) => database.run('DELETE FROM users WHERE id = ?', id).changes > 0,
    countActiveAdmins: () =>
      Number(
        database.one("SELECT count(*) AS admins FROM users WHERE role = 'admin' AND is_disabled = 0")?.admins,
      ),
    spendTotpStep: (id, step) =>
      database.run('UPDATE users SET totp_last_step = ? WHERE id = ? AND totp_last_step < ?', step, id, step)
        .changes > 0,
    setRecoveryCodes: (id, hashes) =>
      database.transaction(() => {
        database.run('DELETE FROM recovery_codes WHERE user_id = ?', id);
        for (const hash of hashes) {
          database.run('INSERT INTO recovery_codes (user_id, code_hash) VALUES (?, ?)', id, hash);
        }
      }),
    spendRecoveryCode: (id, hash) =>
      database.run('DELETE FROM recovery_codes WHERE user_id = ? AND code_hash = ?', id, hash).changes > 0,
    countRecoveryCodes: (id) =>
      Number(database.one('SELECT count(*) AS codes FROM recovery_codes WHERE user_id = ?', id)?.codes),
  };
}

function userOf(row: Row): User {
  const read = new RowReader('users', row);
  return {
    id: read.number('id'),
    name: read.text('name'),
    displayName: read.text('display_name'),
    role: read.word('role', roles),
    passwordHash: read.textOrNull('password_hash'),
    isDisabled: read.number('is_disabled') !== 0,
    createdAt: read.text('created_at'),
    externalId: read.textOrNull('external_id'),
    totpSecret: read.textOrNull('totp_secret'),
    totpPending: read.textOrNull('totp_pending'),
    totpLastStep: read.number('totp_last_step'),
  };
}
