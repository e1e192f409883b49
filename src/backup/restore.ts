import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { acquireLockFile, syncFile, syncFolder, writeFileAtomic, writingError } from '#engine/index.ts';
import { AppError, type BackupManifest, isAppError } from '#model/index.ts';
import { endSessionsIn, examineDatabase, migrationNames } from '#store/index.ts';
import { inStaging, invalid, readStagedJson, unpackBackup } from './backup-file.ts';
import type { BackupSecrets } from './make-backup.ts';
import { openText } from './sealed-secrets.ts';

/** What is there while a restore is under way. */
const marker = 'restore-unfinished.json';
const databaseFiles = ['disk2iso.db', 'disk2iso.db-wal', 'disk2iso.db-shm'];

/** What is wanted of a restore. */
export type RestoreWish = {
  readonly dataPath: string;
  /** Opens the sealed part. */
  readonly passphrase: string | null;
  /** Restore the rest, although there is a sealed part and no passphrase. */
  readonly withoutSecrets: boolean;
};

/** What a restore did. */
export type Restored = {
  readonly manifest: BackupManifest;
  /** Folder with what was there before; `null` if there was nothing. */
  readonly kept: string | null;
  /** Whether the key file came back. */
  readonly hasKey: boolean;
  /** Where the configuration file lies now; `null` if there was none in the backup. */
  readonly configPath: string | null;
};

/**
 * Checks a backup as a restore would, and changes nothing: it is unpacked elsewhere, in a folder that only this user may
 * look into. Errors: `BACKUP_INVALID`, `DATABASE_TOO_NEW`, `NOT_FOUND`, `FILE_READ_FAILED`, `NO_SPACE`; `INVALID_INPUT` for
 * a wrong passphrase.
 */
export function checkBackup(
  path: string,
  passphrase: string | null,
  folder: string = tmpdir(),
): Promise<BackupManifest> {
  return inStaging(folder, async (staging) => (await examine(path, staging, passphrase)).manifest);
}

/**
 * Puts a backup in the place of what a data folder holds; what it holds is moved aside first, into a folder beside it.
 * Everything is checked before anything is changed. Cut off anywhere, the data folder refuses to be used until a restore
 * was finished. Errors: those of `checkBackup`, `DATA_FOLDER_BUSY`, `NO_SPACE`, `OUTPUT_NOT_WRITABLE`.
 */
export async function restoreBackup(path: string, wish: RestoreWish): Promise<Restored> {
  const { dataPath } = wish;
  await mkdir(dataPath, { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
    throw writingError(cause, { field: 'data', path: dataPath });
  });
  const lock = await acquireLockFile(join(dataPath, 'server.lock'), { field: 'data' });
  if (lock === null) {
    const message = `A server uses the data folder ${dataPath}. Stop it first; nothing was changed.`;
    throw new AppError('DATA_FOLDER_BUSY', message, { details: { path: dataPath } });
  }
  try {
    return await inStaging(dataPath, async (staging) => {
      const { manifest, secrets } = await examine(path, staging, wish.passphrase);
      const isSealed = manifest.files.some(({ name }) => name === 'secrets.json');
      if (isSealed && secrets === null && !wish.withoutSecrets) {
        const message = `passphrase: ${path} holds the key file, sealed. Give the passphrase, or restore without the secrets.`;
        throw new AppError('INVALID_INPUT', message, { details: { field: 'passphrase' } });
      }
      endSessionsIn(join(staging, 'disk2iso.db'));
      return replace(staging, { manifest, secrets, dataPath });
    });
  } finally {
    await lock.release();
  }
}

/** Refuses a data folder in which a restore was cut off. Error: `RESTORE_UNFINISHED`. */
export function requireNoRestore(dataPath: string): void {
  if (!existsSync(join(dataPath, marker))) return;
  const message = `A restore of the data folder ${dataPath} was cut off. Run it again: what was there before is kept.`;
  throw new AppError('RESTORE_UNFINISHED', message, { details: { path: dataPath } });
}

async function examine(path: string, staging: string, passphrase: string | null) {
  const manifest = await unpackBackup(path, staging);
  const known = migrationNames().length;
  if (manifest.schema > known) {
    throw new AppError(
      'DATABASE_TOO_NEW',
      `${path} is of disk2iso ${manifest.version} (schema ${manifest.schema}); this one knows schemas up to ${known}. Nothing was changed.`,
      { details: { path, schema: manifest.schema, known } },
    );
  }
  // A copy: looking at a database may leave files beside it.
  const database = join(staging, 'disk2iso.db');
  if (!existsSync(database)) throw invalid(path, 'there is no database in it');
  const { schema, complaints } = examineOr(path, database);
  if (complaints.length > 0)
    throw invalid(path, `its database is damaged (${complaints.slice(0, 3).join('; ')})`);
  if (schema !== manifest.schema) {
    throw invalid(path, `its database has schema ${schema}, and its manifest says ${manifest.schema}`);
  }
  return { manifest, secrets: await secretsOf(staging, passphrase) };
}

function examineOr(path: string, database: string) {
  try {
    return examineDatabase(database);
  } catch (cause) {
    if (!isAppError(cause, 'DATABASE_FAILED')) throw cause;
    throw invalid(path, 'its database cannot be opened', cause);
  }
}

async function secretsOf(staging: string, passphrase: string | null): Promise<BackupSecrets | null> {
  const sealed = await readStagedJson(join(staging, 'secrets.json'));
  if (sealed === null || passphrase === null) return null;
  const text = await openText(sealed, passphrase);
  if (text === null) {
    const message = 'passphrase: this is not the one that the backup was made with. Nothing was changed.';
    throw new AppError('INVALID_INPUT', message, { details: { field: 'passphrase' } });
  }
  const { key, config }: BackupSecrets = JSON.parse(text);
  return { key, config };
}

async function replace(
  staging: string,
  {
    manifest,
    secrets,
    dataPath,
  }: { manifest: BackupManifest; secrets: BackupSecrets | null; dataPath: string },
): Promise<Restored> {
  const key = secrets?.key ?? null;
  const config = await configOf(staging, secrets);
  // A file elsewhere belongs to the machine that it lay on.
  const isElsewhere = manifest.configPath !== null && isAbsolute(manifest.configPath);
  const configName = isElsewhere ? 'config-from-backup.json' : 'config.json';
  const going = [
    ...databaseFiles,
    ...(key === null ? [] : ['secret.key']),
    ...(config === null ? [] : [configName]),
  ];
  const kept = await keepOld(dataPath, going);
  const place = async (name: string, content: string | Buffer | null) => {
    const path = join(staging, name);
    if (content !== null) await writeFile(path, content);
    await chmod(path, 0o600);
    await syncFile(path);
    await rename(path, join(dataPath, name));
  };
  if (key !== null) await place('secret.key', Buffer.from(key, 'base64'));
  if (config !== null) await place(configName, config);
  await place('disk2iso.db', null);
  await syncFolder(dataPath);
  await rm(join(dataPath, marker));
  return {
    ...{ manifest, kept, hasKey: key !== null },
    configPath: config === null ? null : join(dataPath, configName),
  };
}

/**
 * Moves what is there into a folder beside it. What it is called is noted first: whoever goes on with a restore that was
 * cut off knows what was there before it from what it has brought itself.
 */
async function keepOld(dataPath: string, names: readonly string[]): Promise<string | null> {
  const path = join(dataPath, marker);
  const existing = names.filter((name) => existsSync(join(dataPath, name)));
  let kept: string | null;
  if (existsSync(path)) {
    kept = JSON.parse(await readFile(path, 'utf8')).kept;
  } else {
    const day = new Date().toISOString().slice(0, 10);
    kept = existing.length === 0 ? null : await mkdtemp(join(dataPath, `before-restore-${day}-`));
    await writeFileAtomic(path, `${JSON.stringify({ kept })}\n`, 'data');
  }
  for (const name of existing) {
    const [now, then] = [join(dataPath, name), kept === null ? null : join(kept, name)];
    if (then === null || existsSync(then)) await rm(now);
    else await rename(now, then);
  }
  return kept;
}

async function configOf(staging: string, secrets: BackupSecrets | null): Promise<string | null> {
  const config = await readStagedJson(join(staging, 'config.json'));
  if (config === null) return null;
  return `${JSON.stringify({ ...config, ...secrets?.config }, null, 2)}\n`;
}
