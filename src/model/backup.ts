import { type Static, Type } from 'typebox';
import { bytes, literals, nullable } from './schema.ts';

/** Why a backup was made. Those of each reason are rotated apart; those that a person asked for stay. */
export const backupReasons = ['manual', 'schedule', 'migration'] as const;
export type BackupReason = (typeof backupReasons)[number];

/** What stands first in every backup. */
export const BackupManifest = Type.Object(
  {
    format: Type.Literal('disk2iso-backup'),
    /** Of this layout. */
    formatVersion: Type.Literal(1),
    /** Of disk2iso. */
    version: Type.String({ maxLength: 100 }),
    /** Of the database. */
    schema: Type.Integer({ minimum: 1 }),
    createdAt: Type.String({ format: 'date-time' }),
    reason: literals(backupReasons),
    hostname: Type.String({ maxLength: 300 }),
    /** File that the configuration was read from, relative if in the data folder; `null` without one. */
    configPath: nullable(Type.String({ maxLength: 4096 })),
    files: Type.Array(
      Type.Object(
        {
          name: literals(['disk2iso.db', 'config.json', 'secrets.json']),
          sizeBytes: bytes,
          sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
        },
        { additionalProperties: false },
      ),
      { maxItems: 3 },
    ),
  },
  { additionalProperties: false },
);
export type BackupManifest = Static<typeof BackupManifest>;

/** A backup in the folder of backups. */
export const BackupView = Type.Object({
  name: Type.String(),
  createdAt: Type.String(),
  reason: literals(backupReasons),
  sizeBytes: bytes,
  /** `null`: the file cannot be read as a backup; then so are the other two. */
  version: nullable(Type.String()),
  schema: nullable(Type.Integer()),
  /** Whether the key file and passwords of the configuration are in it, sealed with a passphrase. */
  hasSecrets: nullable(Type.Boolean()),
});
export type BackupView = Static<typeof BackupView>;
