/** The database. All SQL is here. */
export type * from './access-tables.ts';
export type { DatabaseOptions } from './database.ts';
export { isSafeToLose, keepTrying } from './keep-trying.ts';
export { openStore } from './open-store.ts';
export type * from './store.ts';
