/** The database. All SQL is here. */
export type * from './access-tables.ts';
export { copyDatabase, endSessionsIn, examineDatabase, migrationNames, schemaOf } from './copy-database.ts';
export type * from './dat-tables.ts';
export type { DatabaseOptions } from './database.ts';
export { isSafeToLose, keepTrying } from './keep-trying.ts';
export type * from './notify-tables.ts';
export { openStore } from './open-store.ts';
export type * from './store.ts';
export type * from './target-tables.ts';
