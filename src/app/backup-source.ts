import type { BackupSource } from '#backup/index.ts';
import { type Config, secretConfigFields } from './config.ts';

/** What a backup is made of, for the data folder of a configuration. */
export function backupSourceOf(config: Config, version: string): BackupSource {
  return {
    ...{ dataPath: config.data, configPath: config.configFile, secretFields: secretConfigFields },
    ...{ version, now: () => new Date() },
  };
}
