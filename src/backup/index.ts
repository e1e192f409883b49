/** Backups of a data folder: made, kept, checked, restored. */
export { Backups } from './backups.ts';
export { type BackupSource, backupBeforeMigration, makeBackup } from './make-backup.ts';
export { checkBackup, type Restored, requireNoRestore, restoreBackup } from './restore.ts';
