/** Backups of a data folder: made, kept, checked, restored. */
export { Backups } from './backups.ts';
export { backupBeforeMigration } from './before-migration.ts';
export { type BackupSource, makeBackup } from './make-backup.ts';
export { checkBackup, type Restored, requireNoRestore, restoreBackup } from './restore.ts';
