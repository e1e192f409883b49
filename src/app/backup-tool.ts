import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { checkBackup, makeBackup, type Restored, restoreBackup } from '#backup/index.ts';
import { AppError, type BackupManifest } from '#model/index.ts';
import { backupSourceOf } from './backup-source.ts';
import type { Config } from './config.ts';

/** Backups from the machine itself, whether a server works with the data folder or not. */
export type BackupTool = {
  /** Returns where it lies. Errors: `NOT_FOUND` without a database, and those of `makeBackup`. */
  make(folder: string | null, passphrase: string | null): Promise<string>;
  /** Errors: those of `checkBackup`. */
  check(path: string, passphrase: string | null): Promise<BackupManifest>;
  /** Errors: those of `restoreBackup`. */
  restore(path: string, passphrase: string | null, withoutSecrets: boolean): Promise<Restored>;
};

/** The backups of a configuration's data folder. `version`: of disk2iso. */
export function openBackupTool(config: Config, version: string): BackupTool {
  return {
    make: async (wanted, passphrase) => {
      requireDatabase(config.data);
      const folder = wanted ?? join(config.data, 'backups');
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const wish = { reason: 'manual', folder, passphrase: passphrase ?? config.backupPassphrase } as const;
      return join(folder, await makeBackup(backupSourceOf(config, version), wish));
    },
    check: (path, passphrase) => checkBackup(path, passphrase ?? config.backupPassphrase),
    restore: (path, passphrase, withoutSecrets) =>
      restoreBackup(path, {
        dataPath: config.data,
        passphrase: passphrase ?? config.backupPassphrase,
        withoutSecrets,
      }),
  };
}

/** Error: `NOT_FOUND` if there is no database in a data folder. */
export function requireDatabase(dataPath: string): void {
  const path = join(dataPath, 'disk2iso.db');
  if (existsSync(path)) return;
  throw new AppError(
    'NOT_FOUND',
    `There is no database in ${dataPath}. Start the server once, or name its folder with --data.`,
    { details: { path } },
  );
}
