import { constants } from 'node:fs';
import { access, readdir, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { resolveBelow } from '#engine/index.ts';
import { AppError, type FolderListing } from '#model/index.ts';

const mostEntries = 1000;

/**
 * A folder below an allowed root, for choosing one. Hidden entries are left out. Without a path: the first root. Errors:
 * `PATH_NOT_ALLOWED`, `INVALID_INPUT`, `NOT_FOUND` for what is no folder or cannot be listed.
 */
export async function listFolder(roots: readonly string[], path: string | null): Promise<FolderListing> {
  const real = await resolveBelow(roots, path ?? roots[0] ?? '/');
  const entries = await readdir(real, { withFileTypes: true }).catch((cause: unknown) => {
    throw new AppError('NOT_FOUND', `path: ${real} is no folder that can be looked into.`, {
      cause,
      details: { field: 'path', path: real },
    });
  });
  const visible = entries
    .filter(({ name }) => !name.startsWith('.'))
    .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  const shown = visible.slice(0, mostEntries);
  const images = await Promise.all(
    shown
      .filter((entry) => entry.isFile() && /\.(iso|cue|toc)$/i.test(entry.name))
      .map(async ({ name }) => {
        const imagePath = join(real, name);
        const size = await stat(imagePath).then(
          (stats) => stats.size,
          () => 0, // It went away while we looked.
        );
        return { name, path: imagePath, sizeBytes: size };
      }),
  );
  return {
    path: real,
    parent: await parentOf(roots, real),
    isWritable: await isWritable(real),
    freeBytes: (await spaceOf(real)).freeBytes,
    folders: shown
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => ({ name, path: join(real, name) })),
    images,
    isCut: visible.length > shown.length,
  };
}

/** Free and whole space of the file system that a path is on; unknown where it is not there. */
export async function spaceOf(
  path: string,
): Promise<{ freeBytes: number | null; totalBytes: number | null }> {
  try {
    const { bavail, blocks, bsize } = await statfs(path);
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  } catch {
    return { freeBytes: null, totalBytes: null }; // Not mounted just now.
  }
}

async function parentOf(roots: readonly string[], path: string): Promise<string | null> {
  try {
    return path === dirname(path) ? null : await resolveBelow(roots, dirname(path));
  } catch (error) {
    if (error instanceof AppError && error.code === 'PATH_NOT_ALLOWED') return null;
    throw error;
  }
}

async function isWritable(path: string): Promise<boolean> {
  try {
    await access(path, constants.W_OK);
    return true;
  } catch {
    return false; // Whatever the reason, nothing can be placed there now.
  }
}
