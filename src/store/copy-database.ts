import { existsSync, readdirSync } from 'node:fs';
import { backup, DatabaseSync } from 'node:sqlite';
import { AppError } from '#model/index.ts';

const migrationFolder = new URL('migrations/', import.meta.url);

/** Larger than any database has pages: all in one step. */
const allPages = 0x7fff_ffff;

/** Names of the migrations in their order; their number is the schema that this program knows. */
export function migrationNames(): readonly string[] {
  return readdirSync(migrationFolder)
    .filter((name) => /^\d{4}-.*\.sql$/.test(name))
    .sort();
}

/** Schema of a database file, without changing it; `null` if there is no file. Error: `DATABASE_FAILED`. */
export function schemaOf(path: string): number | null {
  return existsSync(path) ? reading(path, versionOf) : null;
}

/**
 * Copies a database that others may be writing to, as it is at one moment, to a new file. By a connection of its own that
 * only reads, and in one step: a copy in several steps begins anew with each write of another connection, and may never
 * end. Nobody waits for it, the event loop neither. Errors: `DATABASE_FAILED`.
 */
export async function copyDatabase(from: string, to: string): Promise<void> {
  try {
    const source = new DatabaseSync(from, { readOnly: true, timeout: 5000 });
    try {
      await backup(source, to, { rate: allPages });
    } finally {
      source.close();
    }
  } catch (cause) {
    throw failed(from, cause);
  }
}

/** What SQLite itself finds wrong with a file; none if all is well. Its schema comes along. Error: `DATABASE_FAILED`. */
export function examineDatabase(path: string): {
  readonly schema: number;
  readonly complaints: readonly string[];
} {
  return reading(path, (database) => {
    const lines = [
      ...database.prepare('PRAGMA integrity_check').all(),
      ...database.prepare('PRAGMA foreign_key_check').all(),
    ];
    const complaints = lines
      .flatMap((line) => Object.values(line).map(String))
      .filter((word) => word !== 'ok');
    return { schema: versionOf(database), complaints };
  });
}

/**
 * Makes a copy fit to be worked with again: nobody is logged in any more, since somebody's session may have been ended
 * after the copy was made. Leaves one file, without a journal beside it. Error: `DATABASE_FAILED`.
 */
export function endSessionsIn(path: string): void {
  try {
    const database = new DatabaseSync(path);
    try {
      database.exec('PRAGMA journal_mode = DELETE');
      const hasSessions = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'sessions'").get();
      if (hasSessions !== undefined) database.exec('DELETE FROM sessions');
    } finally {
      database.close();
    }
  } catch (cause) {
    throw failed(path, cause);
  }
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.user_version ?? 0);
}

function reading<T>(path: string, work: (database: DatabaseSync) => T): T {
  try {
    const database = new DatabaseSync(path, { readOnly: true, timeout: 5000 });
    try {
      return work(database);
    } finally {
      database.close();
    }
  } catch (cause) {
    throw failed(path, cause);
  }
}

function failed(path: string, cause: unknown): AppError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new AppError('DATABASE_FAILED', `The database ${path} cannot be used: ${why}.`, {
    cause,
    details: { path },
  });
}
