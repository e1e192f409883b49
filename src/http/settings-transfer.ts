import { Value } from 'typebox/value';
import {
  type Actor,
  DriveProfile,
  fieldProblems,
  invalidFields,
  type SettingsChange,
  type SettingsFile,
  type SettingsImport,
} from '#model/index.ts';
import type { HttpRooms } from './rooms.ts';

type Rooms = Pick<HttpRooms, 'system' | 'drives'>;

/** All settings and the profiles of all drives that were ever connected. */
export function exportSettings({ system, drives }: Rooms, version: string): SettingsFile {
  return {
    format: 'disk2iso-settings',
    formatVersion: 1,
    version,
    createdAt: new Date().toISOString(),
    settings: system.settings.current(),
    drives: drives.list().map(({ key, profile }) => ({ key, profile })),
  };
}

/**
 * Takes over what a file says, all of it or nothing; as a dry run only says what would change. Errors: `INVALID_INPUT`
 * with every field that is wrong here, in a dry run as well, and `FORBIDDEN`.
 */
export async function importSettings(
  { system, drives }: Rooms,
  actor: Actor,
  { file, isDryRun }: { file: SettingsFile; isDryRun: boolean },
): Promise<SettingsImport> {
  const now = system.settings.current();
  const problems = file.drives.flatMap(({ profile }, index) =>
    Value.Check(DriveProfile, profile)
      ? []
      : fieldProblems(DriveProfile, profile).map(({ field, message }) => ({
          field: `drives.${index}.${field}`,
          message,
        })),
  );
  if (problems.length > 0) throw invalidFields(problems);
  const next = await system.settings.preview(actor, file.settings);
  const known = new Map(drives.list().map((drive) => [drive.key, drive]));
  const wanted = file.drives.flatMap(({ key, profile }) => {
    const drive = known.get(key);
    if (drive === undefined) return [];
    const changes = changesBetween(drive.profile, profile);
    return changes.length === 0 ? [] : [{ key, name: drive.profile.name ?? drive.info.id, profile, changes }];
  });
  if (!isDryRun) {
    await system.settings.change(actor, file.settings);
    for (const { key, profile } of wanted) drives.setProfile(actor, key, profile);
  }
  return {
    isApplied: !isDryRun,
    settings: changesBetween(now, next),
    drives: wanted.map(({ key, name, changes }) => ({ key, name, changes })),
    unknownDrives: file.drives.map(({ key }) => key).filter((key) => !known.has(key)),
  };
}

/** Values that differ, by their place; lists are compared as a whole. */
function changesBetween(from: unknown, to: unknown, place = ''): SettingsChange[] {
  if (isRecord(from) && isRecord(to)) {
    const names = [...new Set([...Object.keys(from), ...Object.keys(to)])];
    return names.flatMap((name) =>
      changesBetween(from[name], to[name], place === '' ? name : `${place}.${name}`),
    );
  }
  return JSON.stringify(from) === JSON.stringify(to)
    ? []
    : [{ field: place, from: from ?? null, to: to ?? null }];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
