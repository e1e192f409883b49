import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { AppError } from '#model/index.ts';
import type { Row } from './database.ts';

/** Reads the columns of a row; one that is not what it must be is `DATABASE_FAILED`, naming it. */
export class RowReader {
  readonly #table: string;
  readonly #row: Row;

  constructor(table: string, row: Row) {
    this.#table = table;
    this.#row = row;
  }

  text(column: string): string {
    const value = this.#row[column];
    return typeof value === 'string' ? value : this.#refuse(column, value);
  }

  textOrNull(column: string): string | null {
    return this.#row[column] === null ? null : this.text(column);
  }

  number(column: string): number {
    const value = this.#row[column];
    return typeof value === 'number' ? value : this.#refuse(column, value);
  }

  numberOrNull(column: string): number | null {
    return this.#row[column] === null ? null : this.number(column);
  }

  /** A text that is one of these words. */
  word<const T extends string>(column: string, words: readonly T[]): T {
    const value = this.text(column);
    return words.find((word) => word === value) ?? this.#refuse(column, value);
  }

  wordOrNull<const T extends string>(column: string, words: readonly T[]): T | null {
    return this.#row[column] === null ? null : this.word(column, words);
  }

  json<T extends TSchema>(column: string, schema: T): Static<T> {
    const value: unknown = JSON.parse(this.text(column));
    return Value.Check(schema, value) ? value : this.#refuse(column, 'JSON of another shape');
  }

  jsonOrNull<T extends TSchema>(column: string, schema: T): Static<T> | null {
    return this.#row[column] === null ? null : this.json(column, schema);
  }

  #refuse(column: string, value: unknown): never {
    const id = this.#row.uuid ?? this.#row.id ?? this.#row.key ?? '?';
    throw new AppError(
      'DATABASE_FAILED',
      `The row ${String(id)} of table ${this.#table} cannot be understood: ${column} is ${String(value).slice(0, 100)}.`,
      { details: { table: this.#table, row: String(id), column } },
    );
  }
}
