/** Holds the write lock of a database for a while, as a backup program may: `hold-database.ts <file> <ms>`. */
import { DatabaseSync } from 'node:sqlite';

const [path = '', ms = '0'] = process.argv.slice(2);
const database = new DatabaseSync(path, { timeout: 10_000 });
database.exec('BEGIN IMMEDIATE');
setTimeout(() => {
  database.exec('ROLLBACK');
  database.close();
}, Number(ms));
