import type { FsEntry, FsNode } from './file-system.ts';

/** Folders that a walk remembers having seen; a hostile disc could have endless ones. */
const mostFolders = 1_000_000;
/** Folders within folders; no standard allows as many, and no path could be as long. */
const deepest = 512;

/** A thing met on a walk; `node` is `null` where its description cannot be read. */
export type WalkedEntry = {
  /** Without a leading `/`; empty for where the walk began. */
  readonly path: string;
  readonly entry: FsEntry | null;
  readonly node: FsNode | null;
};

/** What a walk cannot go into. */
export type WalkTrouble = (path: string, why: 'seen before' | 'too deep' | 'too many') => void;

/**
 * Everything below a node, itself first, each folder before what is in it. A folder that is met again is not entered
 * again: loops end. Memory grows with the number of folders, not of files.
 */
export async function* walkFiles(
  start: { readonly path: string; readonly node: FsNode },
  { signal, onTrouble = () => undefined }: { signal?: AbortSignal; onTrouble?: WalkTrouble } = {},
): AsyncGenerator<WalkedEntry, void, undefined> {
  yield { path: start.path, entry: null, node: start.node };
  if (start.node.kind !== 'directory') return;
  const seen = new Set([start.node.identity]);
  const open = [{ path: start.path, entries: start.node.entries(signal)[Symbol.asyncIterator]() }];
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const { done, value: entry } = await top.entries.next();
    if (done) {
      open.pop();
      continue;
    }
    const node = await entry.node();
    const path = top.path === '' ? entry.name : `${top.path}/${entry.name}`;
    yield { path, entry, node };
    if (node?.kind !== 'directory') continue;
    if (seen.has(node.identity)) onTrouble(path, 'seen before');
    else if (open.length >= deepest) onTrouble(path, 'too deep');
    else if (seen.size >= mostFolders) onTrouble(path, 'too many');
    else {
      seen.add(node.identity);
      open.push({ path, entries: node.entries(signal)[Symbol.asyncIterator]() });
    }
  }
}
