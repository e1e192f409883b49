import { mkdir, readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { BackupManifest } from '#model/index.ts';
import { migrationNames, schemaOf } from '#store/index.ts';
import { readManifest } from './backup-file.ts';
import { type BackupSource, defaultFolder, makeBackup } from './make-backup.ts';
import { checkBackup } from './restore.ts';

/** Of backups that begin with the same schema: what a start leaves that is cut off again and again. */
const keptOfSchema = 2;

/**
 * Makes a backup of a database that the next one who opens it will migrate; `null` if none will, or if an earlier start,
 * cut off before its end, has made it: whole, and younger than all that was written since. Errors: those of `makeBackup`:
 * nothing is migrated without it.
 */
export async function backupBeforeMigration(
  source: BackupSource,
  passphrase: string | null,
): Promise<string | null> {
  const schema = schemaOf(join(source.dataPath, 'disk2iso.db'));
  if (schema === null || schema === 0 || schema >= migrationNames().length) return null;
  const folder = defaultFolder(source.dataPath);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const earlier = await migrationsOf(folder, schema);
  if (await isCurrent(earlier[0], source, passphrase)) return null;
  const made = join(folder, await makeBackup(source, { reason: 'migration', folder, passphrase }));
  for (const { path } of earlier.slice(keptOfSchema - 1)) await unlink(path);
  return made;
}

type Earlier = { readonly path: string; readonly manifest: BackupManifest };

/** Backups before a migration of that schema, the newest first. */
async function migrationsOf(folder: string, schema: number): Promise<readonly Earlier[]> {
  const found: Earlier[] = [];
  for (const name of (await readdir(folder)).filter((one) => one.endsWith('-migration.tar.gz'))) {
    const path = join(folder, name);
    const manifest = await readManifest(path).catch(() => null); // Whatever it is, it is none that helps.
    if (manifest?.reason === 'migration' && manifest.schema === schema) found.push({ path, manifest });
  }
  return found.sort((a, b) => b.manifest.createdAt.localeCompare(a.manifest.createdAt));
}

/** Whether a backup is whole, has secrets in it if they are wanted, and nothing was written to the database since. */
async function isCurrent(
  earlier: Earlier | undefined,
  { dataPath }: BackupSource,
  passphrase: string | null,
): Promise<boolean> {
  if (earlier === undefined) return false;
  const { path, manifest } = earlier;
  const hasSecrets = manifest.files.some(({ name }) => name === 'secrets.json');
  if (hasSecrets !== (passphrase !== null)) return false;
  if (Date.parse(manifest.createdAt) <= (await lastWriteMs(join(dataPath, 'disk2iso.db')))) return false;
  return checkBackup(path, passphrase, defaultFolder(dataPath)).then(
    () => true,
    () => false, // Then another is made, which tells what is wrong.
  );
}

/** When the database was written to last; an empty journal is one that nobody has written to. */
async function lastWriteMs(path: string): Promise<number> {
  const journal = await stat(`${path}-wal`).catch(() => null); // There is none where it was closed in order.
  const { mtimeMs } = await stat(path);
  return journal === null || journal.size === 0 ? mtimeMs : Math.max(mtimeMs, journal.mtimeMs);
}
