import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { create, extract, list } from 'tar';
import { Value } from 'typebox/value';
import { hasErrno, temporaryPath, writingError } from '#engine/index.ts';
import { AppError, BackupManifest, isAppError } from '#model/index.ts';

const manifestName = 'manifest.json';
type FileName = BackupManifest['files'][number]['name'];
/** What a manifest may be at most; it is read whole. */
const manifestLimit = 64 * 1024;

/** What a manifest says of its files follows from them. */
export type BackupFacts = Omit<BackupManifest, 'files' | 'format' | 'formatVersion'>;

/**
 * A folder to gather a backup in, on the file system where it is going to lie. It is removed in the end, whatever
 * happens. Error: `NO_SPACE`, `OUTPUT_NOT_WRITABLE`.
 */
export async function inStaging<T>(folder: string, work: (staging: string) => Promise<T>): Promise<T> {
  let staging = '';
  try {
    staging = await mkdtemp(join(folder, '.disk2iso-backup-'));
    return await work(staging);
  } catch (cause) {
    if (isAppError(cause)) throw cause;
    throw writingError(cause, { field: 'folder', path: folder });
  } finally {
    if (staging !== '') await rm(staging, { recursive: true, force: true });
  }
}

/**
 * Makes one file, a gzipped tar archive that only its owner may read, of files in a staging folder; its manifest stands
 * first. It has its name only when it is complete and durable.
 */
export async function packBackup(
  staging: string,
  names: readonly FileName[],
  { facts, to, folder }: { facts: BackupFacts; to: string; folder: string },
): Promise<void> {
  const files: BackupManifest['files'] = [];
  for (const name of names) {
    const path = join(staging, name);
    files.push({ name, sizeBytes: (await stat(path)).size, sha256: await sha256Of(path) });
  }
  const manifest: BackupManifest = { format: 'disk2iso-backup', formatVersion: 1, ...facts, files };
  await writeFile(join(staging, manifestName), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
  const unfinished = temporaryPath(folder);
  try {
    const mtime = new Date(facts.createdAt);
    const options = { cwd: staging, gzip: true, portable: true, mtime, file: unfinished, mode: 0o600 };
    await create(options, [manifestName, ...names]);
    await using file = await open(unfinished, 'r+');
    await file.chmod(0o600);
    await file.sync();
    await rename(unfinished, to);
    await using handle = await open(folder, 'r');
    await handle.sync();
  } finally {
    await rm(unfinished, { force: true });
  }
}

/** The manifest of a backup, without the rest of it. Errors: `BACKUP_INVALID`, `NOT_FOUND`. */
export async function readManifest(path: string): Promise<BackupManifest> {
  const chunks: Buffer[] = [];
  const input = createReadStream(path);
  const parser = list({
    strict: true,
    onReadEntry: (entry) => {
      if (chunks.length > 0 || entry.path !== manifestName || entry.size > manifestLimit) {
        entry.resume();
        input.destroy();
        return;
      }
      entry.on('data', (chunk: Buffer) => chunks.push(chunk));
      // What follows is not looked at.
      entry.on('end', () => input.destroy());
    },
  });
  await new Promise<void>((resolve, reject) => {
    input.once('error', (cause) => reject(unreadable(path, cause)));
    input.once('close', resolve);
    parser.on('error', () => input.destroy());
    input.pipe(parser);
  });
  return manifestOf(path, Buffer.concat(chunks).toString('utf8'));
}

/**
 * Unpacks a backup into a folder of its own and holds every file against the manifest: exactly those it names, with
 * the sums it names. Errors: `BACKUP_INVALID`, `NOT_FOUND`, `NO_SPACE`.
 */
export async function unpackBackup(path: string, staging: string): Promise<BackupManifest> {
  const manifest = await readManifest(path);
  const expected = [manifestName, ...manifest.files.map(({ name }) => name)];
  const found: string[] = [];
  try {
    await extract({
      file: path,
      cwd: staging,
      strict: true,
      filter: (name, entry) => {
        found.push(name);
        return expected.includes(name) && 'type' in entry && entry.type === 'File';
      },
    });
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && (cause.code === 'ENOSPC' || cause.code === 'EDQUOT')) {
      throw writingError(cause, { field: 'data', path: staging });
    }
    throw invalid(path, `it is cut off or damaged (${messageOf(cause)})`, cause);
  }
  if (found.sort().join() !== [...expected].sort().join()) {
    throw invalid(path, `it holds ${found.join(', ')}, and its manifest names ${expected.join(', ')}`);
  }
  for (const { name, sizeBytes, sha256 } of manifest.files) {
    const file = join(staging, name);
    const size = await stat(file).then(
      (facts) => (facts.isFile() ? facts.size : -1),
      () => -1,
    );
    if (size !== sizeBytes || (await sha256Of(file)) !== sha256) {
      throw invalid(path, `${name} in it is not what its manifest says`);
    }
  }
  return manifest;
}

/** The error for a file that is no backup, or a damaged one. */
export function invalid(path: string, why: string, cause?: unknown): AppError {
  return new AppError('BACKUP_INVALID', `${path} cannot be restored: ${why}.`, { cause, details: { path } });
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 18 })) hash.update(chunk);
  return hash.digest('hex');
}

function manifestOf(path: string, text: string): BackupManifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw invalid(path, 'it is no backup of disk2iso', cause);
  }
  if (Value.Check(BackupManifest, value)) return value;
  const version = typeof value === 'object' && value !== null && 'formatVersion' in value;
  throw invalid(
    path,
    version ? 'its manifest is of a form that this disk2iso does not know' : 'it has no manifest of disk2iso',
  );
}

function unreadable(path: string, cause: unknown): AppError {
  const options = { cause, details: { path } };
  if (hasErrno(cause, 'ENOENT')) return new AppError('NOT_FOUND', `There is no file ${path}.`, options);
  const { username } = userInfo();
  const why = hasErrno(cause, 'EACCES', 'EPERM')
    ? `the user ${username} may not. Give ${username} a copy in a folder that it may look into (install -o ${username} -m 600)`
    : messageOf(cause);
  return new AppError('FILE_READ_FAILED', `The file ${path} cannot be read: ${why}.`, options);
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/** JSON of a small file in a staging folder; `null` if there is none. */
export async function readStagedJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
