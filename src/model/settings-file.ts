import { type Static, Type } from 'typebox';
import { DriveProfile } from './drive-profile.ts';

/** Settings and drive profiles as a file, for another machine or to go back to. There are no secrets among them. */
export const SettingsFile = Type.Object(
  {
    format: Type.Literal('disk2iso-settings'),
    /** Of this layout. */
    formatVersion: Type.Literal(1),
    /** Of the disk2iso that wrote it. */
    version: Type.String({ maxLength: 100 }),
    createdAt: Type.String({ format: 'date-time' }),
    /** Groups of settings; what is missing stays as it is. */
    settings: Type.Record(Type.String(), Type.Record(Type.String(), Type.Unknown())),
    drives: Type.Array(
      Type.Object(
        { key: Type.String({ minLength: 1, maxLength: 1000 }), profile: DriveProfile },
        { additionalProperties: false },
      ),
      { maxItems: 1000 },
    ),
  },
  { additionalProperties: false },
);
export type SettingsFile = Static<typeof SettingsFile>;

/** One value that an import changes, or would. */
export const SettingsChange = Type.Object({
  /** `retention.trashDays`; of a drive below its key. */
  field: Type.String(),
  from: Type.Unknown(),
  to: Type.Unknown(),
});
export type SettingsChange = Static<typeof SettingsChange>;

/** What an import did, or would do. */
export const SettingsImport = Type.Object({
  /** False after a dry run: nothing was changed. */
  isApplied: Type.Boolean(),
  settings: Type.Array(SettingsChange),
  drives: Type.Array(
    Type.Object({ key: Type.String(), name: Type.String(), changes: Type.Array(SettingsChange) }),
  ),
  /** Drives of the file that were never connected here: they are left out. */
  unknownDrives: Type.Array(Type.String()),
});
export type SettingsImport = Static<typeof SettingsImport>;
