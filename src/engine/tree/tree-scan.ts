import type { Dirent } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { stemOf } from './stem.ts';

const deepest = 64;

/** A folder of a tree, with the files that may be images of the library. */
export type ScannedFolder = {
  readonly path: string;
  /** Regular files by name, in order. */
  readonly names: readonly string[];
  /** Links and special files: never followed. */
  readonly skipped: readonly string[];
};

/**
 * All folders of a tree that can be listed, the upper ones first, names in order. Hidden ones (the trash, unfinished work) are
 * left out; links are told and never followed. A folder that cannot be listed is told by `onUnreadable`.
 */
export async function* scanTree(
  root: string,
  { onUnreadable, signal }: { readonly onUnreadable: (path: string) => void; readonly signal: AbortSignal },
): AsyncGenerator<ScannedFolder> {
  const waiting: { readonly path: string; readonly depth: number }[] = [{ path: root, depth: 0 }];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    signal.throwIfAborted();
    const entries = await entriesOf(at.path);
    if (entries === null) {
      onUnreadable(at.path);
      continue;
    }
    const visible = entries.filter(({ name }) => !name.startsWith('.'));
    const files = visible.filter((entry) => entry.isFile()).map(({ name }) => name);
    const folders = visible.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    const skipped = visible
      .filter((entry) => !entry.isFile() && !entry.isDirectory())
      .map(({ name }) => name);
    yield { path: at.path, names: files.sort(), skipped: skipped.sort() };
    if (at.depth >= deepest) continue;
    for (const name of folders.sort().reverse())
      waiting.push({ path: join(at.path, name), depth: at.depth + 1 });
  }
}

async function entriesOf(path: string): Promise<readonly Dirent[] | null> {
  const entries: Dirent[] = [];
  try {
    for await (const entry of await opendir(path)) entries.push(entry);
  } catch {
    return null; // Whatever the reason, nobody can look into it now.
  }
  return entries;
}

/** Files of a folder that share their papers with another image: the same name but for the ending. */
export function rivalsOf(names: readonly string[]): ReadonlySet<string> {
  const byStem = new Map<string, string[]>();
  for (const name of names) {
    const stem = stemOf(name).toLowerCase();
    byStem.set(stem, [...(byStem.get(stem) ?? []), name]);
  }
  return new Set([...byStem.values()].flatMap((same) => same.slice(1)));
}
