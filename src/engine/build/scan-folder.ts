import { constants } from 'node:fs';
import { access, lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '#model/index.ts';
import { readingError } from '../files/file-errors.ts';

/** A thing in a folder as it was when it was looked at. */
export type ScannedEntry = {
  readonly kind: 'file' | 'directory' | 'symlink';
  /** Of files; 0 of all others. */
  readonly sizeBytes: number;
  readonly linkTarget: string | null;
  /** Inode, size and times: whatever changes a thing changes this too. */
  readonly version: string;
};

/** All that is below a folder, by paths relative to it with `/` between names; not the folder itself. */
export type ScannedFolder = {
  readonly entries: ReadonlyMap<string, ScannedEntry>;
  readonly fileCount: number;
  readonly folderCount: number;
  readonly contentBytes: number;
};

/** More than any disc was ever made of; what is remembered of each would fill the memory. */
const mostEntries = 500_000;
const mostDepth = 200;

/**
 * Looks at everything below a folder without following any link. Errors: `INVALID_INPUT` for what no disc can hold as it
 * is (devices, pipes, names that are not UTF-8, far too much); `PERMISSION_DENIED` for what cannot be read.
 */
export async function scanFolder(folder: string, signal: AbortSignal): Promise<ScannedFolder> {
  const entries = new Map<string, ScannedEntry>();
  const open = [''];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    for (const name of await namesIn(join(folder, path))) {
      signal.throwIfAborted();
      const below = path === '' ? name : `${path}/${name}`;
      const entry = await scanEntry(join(folder, below));
      entries.set(below, entry);
      if (entries.size > mostEntries)
        throw refuse(folder, `holds more than ${mostEntries} files and folders`);
      if (entry.kind !== 'directory') continue;
      if (below.split('/').length > mostDepth)
        throw refuse(below, `lies more than ${mostDepth} folders deep`);
      open.push(below);
    }
  }
  const all = [...entries.values()];
  return {
    entries,
    fileCount: all.filter(({ kind }) => kind === 'file').length,
    folderCount: all.filter(({ kind }) => kind === 'directory').length,
    contentBytes: all.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  };
}

/** Paths that are not what they were, that are gone, or that have come: the first ten. */
export function changedPaths(before: ScannedFolder, after: ScannedFolder): string[] {
  const changed: string[] = [];
  for (const [path, entry] of before.entries) {
    if (after.entries.get(path)?.version !== entry.version) changed.push(path);
  }
  for (const path of after.entries.keys()) if (!before.entries.has(path)) changed.push(path);
  return changed.slice(0, 10);
}

/** Names as bytes: what Node cannot turn into text and back it could not open either. */
async function namesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder, { encoding: 'buffer' }).catch((cause: unknown) => {
    throw readingError(cause, folder);
  });
  return names.map((bytes) => {
    const name = bytes.toString('utf8');
    if (Buffer.from(name, 'utf8').equals(bytes)) return name;
    throw refuse(join(folder, name), 'has a name that is not valid UTF-8; rename it');
  });
}

async function scanEntry(path: string): Promise<ScannedEntry> {
  try {
    const stats = await lstat(path, { bigint: true });
    const version = `${stats.dev}:${stats.ino}:${stats.mode}:${stats.size}:${stats.mtimeNs}:${stats.ctimeNs}`;
    if (stats.isDirectory()) {
      // What is in it has versions of its own; reading it may touch its times.
      return { kind: 'directory', sizeBytes: 0, linkTarget: null, version: `${stats.dev}:${stats.ino}` };
    }
    if (stats.isSymbolicLink()) {
      return { kind: 'symlink', sizeBytes: 0, linkTarget: await readlink(path), version };
    }
    if (stats.isFile()) {
      await access(path, constants.R_OK);
      return { kind: 'file', sizeBytes: Number(stats.size), linkTarget: null, version };
    }
  } catch (cause) {
    throw readingError(cause, path);
  }
  throw refuse(path, 'is a device, a pipe or a socket; move it away, or choose another folder');
}

function refuse(path: string, reason: string): AppError {
  return new AppError('INVALID_INPUT', `folder: ${path} ${reason}.`, {
    details: { field: 'folder', path: path.toWellFormed() },
  });
}
