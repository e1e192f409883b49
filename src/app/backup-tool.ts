import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { checkBackup, makeBackup, type Restored, restoreBackup } from '#backup/index.ts';
import { AppError, type BackupManifest } from '#model/index.ts';
import { backupSourceOf } from './backup-source.ts';
import type { Config } from './config.ts';
import { requireDataOwner } from './data-owner.ts';

/** A backup that was made. */
export type MadeBackup = {
  /** Where it lies. */
  readonly path: string;
  /** Whether a configuration is in it. */
  readonly hasConfig: boolean;
  /** Whether key file and passwords are in it, sealed. */
  readonly hasSecrets: boolean;
};

/** Backups from the machine itself, whether a server works with the data folder or not. */
export type BackupTool = {
  /**
   * Errors: `NOT_FOUND` without a database, `OUTPUT_NOT_WRITABLE` for whoever the data folder does not belong to, and those
   * of `makeBackup`.
   */
  make(folder: string | null, passphrase: string | null): Promise<MadeBackup>;
  /** Errors: those of `checkBackup`. */
  check(path: string, passphrase: string | null): Promise<BackupManifest>;
  /** Errors: those of `restoreBackup`, `OUTPUT_NOT_WRITABLE` for whoever the data folder does not belong to. */
  restore(path: string, passphrase: string | null, withoutSecrets: boolean): Promise<Restored>;
};

/** The backups of a configuration's data folder. `version`: of disk2iso. */
export function openBackupTool(config: Config, version: string): BackupTool {
  return {
    make: async (wanted, given) => {
      await requireDataOwner(config.data, 'backup');
      requireDatabase(config.data);
      const folder = wanted ?? join(config.data, 'backups');
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const passphrase = given ?? config.backupPassphrase;
      const wish = { reason: 'manual', folder, passphrase } as const;
      const path = join(folder, await makeBackup(backupSourceOf(config, version), wish));
      return { path, hasConfig: config.configFile !== null, hasSecrets: passphrase !== null };
    },
    check: (path, passphrase) => checkBackup(path, passphrase ?? config.backupPassphrase),
    restore: async (path, passphrase, withoutSecrets) => {
      await requireDataOwner(config.data, 'restore');
      return restoreBackup(path, {
        dataPath: config.data,
        passphrase: passphrase ?? config.backupPassphrase,
        withoutSecrets,
      });
    },
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
