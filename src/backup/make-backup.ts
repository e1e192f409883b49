import { readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { isAbsolute, join, relative } from 'node:path';
import type { BackupReason } from '#model/index.ts';
import { copyDatabase, schemaOf } from '#store/index.ts';
import { inStaging, packBackup } from './backup-file.ts';
import { sealText } from './sealed-secrets.ts';

/** Where everything that a backup holds comes from. */
export type BackupSource = {
  readonly dataPath: string;
  /** File that the configuration was read from; `null` without one. */
  readonly configPath: string | null;
  /** Fields of the configuration that are secret. */
  readonly secretFields: readonly string[];
  /** Of disk2iso. */
  readonly version: string;
  readonly now: () => Date;
};

/** What is wanted of one backup. */
export type BackupWish = {
  readonly reason: BackupReason;
  /** Folder that it goes to; it exists. */
  readonly folder: string;
  /** Seals key file and passwords, which are left out without it. */
  readonly passphrase: string | null;
};

/** What is sealed. */
export type BackupSecrets = {
  /** `secret.key`, base64; `null` if there was none. */
  readonly key: string | null;
  /** Secret fields of the configuration file. */
  readonly config: Readonly<Record<string, unknown>>;
};

/**
 * Makes a backup of a data folder, whether a server works with it or not: database, configuration file, and, sealed with
 * a passphrase, the key file and the configuration's secrets. Returns its name. No images: they are files of their own.
 * Errors: `NO_SPACE`, `OUTPUT_NOT_WRITABLE`, `DATABASE_FAILED`; nothing is left behind.
 */
export function makeBackup(
  source: BackupSource,
  { reason, folder, passphrase }: BackupWish,
): Promise<string> {
  return inStaging(folder, async (staging) => {
    const database = join(staging, 'disk2iso.db');
    const createdAt = source.now().toISOString();
    await copyDatabase(join(source.dataPath, 'disk2iso.db'), database);
    const schema = schemaOf(database) ?? 0;
    const { shown, secret } = await configOf(source);
    if (shown !== null) await writeFile(join(staging, 'config.json'), shown, { mode: 0o600 });
    if (passphrase !== null) {
      const secrets: BackupSecrets = { key: await keyOf(source.dataPath), config: secret };
      const sealed = await sealText(JSON.stringify(secrets), passphrase);
      await writeFile(join(staging, 'secrets.json'), `${JSON.stringify(sealed)}\n`, { mode: 0o600 });
    }
    const name = `disk2iso-${createdAt.replaceAll(/[-:.]/g, '')}-${reason}.tar.gz`;
    await packBackup(
      staging,
      [
        'disk2iso.db',
        ...(shown === null ? [] : (['config.json'] as const)),
        ...(passphrase === null ? [] : (['secrets.json'] as const)),
      ],
      {
        folder,
        to: join(folder, name),
        facts: {
          ...{ createdAt, reason, schema, version: source.version, hostname: hostname() },
          configPath: shown === null ? null : configNameOf(source),
        },
      },
    );
    return name;
  });
}

/** Where backups go if nothing else was set. */
export function defaultFolder(dataPath: string): string {
  return join(dataPath, 'backups');
}

/** Its path; below the data folder as seen from there, since that may lie elsewhere after a restore. */
function configNameOf({ configPath, dataPath }: BackupSource): string | null {
  if (configPath === null) return null;
  const inside = relative(dataPath, configPath);
  return inside.startsWith('..') || isAbsolute(inside) ? configPath : inside;
}

/** The configuration file without its secrets, and these apart. */
async function configOf({ configPath, secretFields }: BackupSource) {
  const text = configPath === null ? null : await readIfThere(configPath);
  if (text === null) return { shown: null, secret: {} };
  const all: Readonly<Record<string, unknown>> = JSON.parse(text.toString('utf8'));
  const isSecret = ([field]: readonly [string, unknown]) => secretFields.includes(field);
  const entries = Object.entries(all);
  return {
    shown: `${JSON.stringify(Object.fromEntries(entries.filter((entry) => !isSecret(entry))), null, 2)}\n`,
    secret: Object.fromEntries(entries.filter(isSecret)),
  };
}

async function keyOf(dataPath: string): Promise<string | null> {
  return (await readIfThere(join(dataPath, 'secret.key')))?.toString('base64') ?? null;
}

async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
