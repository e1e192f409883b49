import { readFileSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite';
import { AppError } from '#model/index.ts';
import { migrationNames } from './copy-database.ts';

/** A row as SQLite gives it. */
export type Row = Readonly<Record<string, SQLOutputValue>>;

/** How a database is opened. */
export type DatabaseOptions = {
  /** How long a call waits for another process; the event loop stands still meanwhile. */
  readonly busyTimeoutMs?: number;
  /** Sees every statement that is prepared: tests ask SQLite how it would run it. */
  readonly onStatement?: (sql: string) => void;
};

const migrationFolder = new URL('migrations/', import.meta.url);

/** SQLite with what we want of every call: one way to report errors, statements prepared once, nested transactions. */
export class Database {
  readonly path: string;
  readonly #sqlite: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #onStatement: (sql: string) => void;
  #depth = 0;

  /** Opens or makes the file and brings it up to date. Errors: see `Store`, and `DATABASE_TOO_NEW`. */
  constructor(path: string, { busyTimeoutMs = 2000, onStatement = () => undefined }: DatabaseOptions = {}) {
    this.path = path;
    this.#onStatement = onStatement;
    this.#sqlite = this.#guard(() => new DatabaseSync(path, { timeout: busyTimeoutMs }));
    try {
      this.#guard(() => {
        this.#sqlite.exec('PRAGMA journal_mode = WAL');
        this.#sqlite.exec('PRAGMA synchronous = FULL');
        this.#sqlite.exec('PRAGMA foreign_keys = ON');
        this.#sqlite.exec('PRAGMA cache_size = -65536');
      });
      this.#migrate();
    } catch (error) {
      this.#sqlite.close();
      throw error;
    }
  }

  /** The first row, `null` if there is none. */
  one(sql: string, ...values: readonly SQLInputValue[]): Row | null {
    return this.#guard(() => this.#prepare(sql).get(...values) ?? null);
  }

  all(sql: string, ...values: readonly SQLInputValue[]): readonly Row[] {
    return this.#guard(() => this.#prepare(sql).all(...values));
  }

  /** Changes something. Outside of a transaction it is one of its own. Returns how many rows, and the last one's id. */
  run(sql: string, ...values: readonly SQLInputValue[]): { readonly changes: number; readonly id: number } {
    const { changes, lastInsertRowid } = this.#guard(() => this.#prepare(sql).run(...values));
    return { changes: Number(changes), id: Number(lastInsertRowid) };
  }

  /** BEGIN IMMEDIATE: a transaction that begins by reading may fail to write later in spite of any timeout. */
  transaction<T>(work: () => T): T {
    if (this.#depth > 0) return this.#join(work);
    this.#guard(() => this.#sqlite.exec('BEGIN IMMEDIATE'));
    try {
      const result = this.#join(work);
      this.#guard(() => this.#sqlite.exec('COMMIT'));
      return result;
    } catch (error) {
      // SQLite itself has rolled back after some errors (full disk).
      if (this.#sqlite.isTransaction) this.#guard(() => this.#sqlite.exec('ROLLBACK'));
      throw error;
    }
  }

  close(): void {
    if (this.#sqlite.isOpen) this.#sqlite.close();
  }

  #join<T>(work: () => T): T {
    this.#depth += 1;
    try {
      const result = work();
      if (result instanceof Promise) {
        throw new TypeError('A transaction is over when its work returns: it cannot wait for a promise.');
      }
      return result;
    } finally {
      this.#depth -= 1;
    }
  }

  #prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#sqlite.prepare(sql);
    this.#onStatement(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #migrate(): void {
    const files = migrationNames();
    const version = Number(this.one('PRAGMA user_version')?.user_version ?? 0);
    if (version > files.length) {
      throw new AppError(
        'DATABASE_TOO_NEW',
        `${this.path} has version ${version}; this disk2iso knows versions up to ${files.length}. Start the newer disk2iso, or restore a backup.`,
        { details: { path: this.path, version, known: files.length } },
      );
    }
    for (const [index, name] of files.entries()) {
      if (index < version) continue;
      const sql = readFileSync(new URL(name, migrationFolder), 'utf8');
      this.transaction(() => {
        // Another process may have done it while we waited.
        if (Number(this.one('PRAGMA user_version')?.user_version) !== index) return;
        this.#guard(() => this.#sqlite.exec(sql));
        this.#guard(() => this.#sqlite.exec(`PRAGMA user_version = ${index + 1}`));
      });
    }
  }

  #guard<T>(work: () => T): T {
    try {
      return work();
    } catch (cause) {
      throw this.#explain(cause);
    }
  }

  /** SQLite's primary result codes: https://www.sqlite.org/rescode.html (5 BUSY, 6 LOCKED). */
  #explain(cause: unknown): unknown {
    if (!(cause instanceof Error) || !('errcode' in cause)) return cause;
    const code = Number(cause.errcode) & 0xff;
    const isBusy = code === 5 || code === 6;
    const message = isBusy
      ? `Another program holds the database ${this.path}; nothing was changed.`
      : `The database ${this.path} cannot be used: ${cause.message}.`;
    return new AppError(isBusy ? 'DATABASE_BUSY' : 'DATABASE_FAILED', message, {
      cause,
      details: { path: this.path, sqliteCode: Number(cause.errcode) },
    });
  }
}
