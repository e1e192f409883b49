import type { Database } from './database.ts';
import type { SettingTable } from './store.ts';

/** Table `settings`: values as JSON. What they mean is for those who ask. */
export function settingTable(database: Database): SettingTable {
  return {
    get: (name) => {
      const row = database.one('SELECT value FROM settings WHERE name = ?', name);
      return row === null ? undefined : JSON.parse(String(row.value));
    },
    all: () =>
      Object.fromEntries(
        database
          .all('SELECT name, value FROM settings ORDER BY name')
          .map((row) => [String(row.name), JSON.parse(String(row.value))]),
      ),
    set: (name, value, at) => {
      database.run(
        `INSERT INTO settings (name, value, updated_at) VALUES (?, ?, ?)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at`,
        name,
        JSON.stringify(value),
        at,
      );
    },
    delete: (name) => {
      database.run('DELETE FROM settings WHERE name = ?', name);
    },
  };
}
