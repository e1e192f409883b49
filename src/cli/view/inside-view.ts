import type { ExtractedEntry, FsNode } from '#engine/index.ts';
import { printable } from '../printable.ts';

/** What is told of an entry in JSON. */
export type EntryFacts = Pick<
  FsNode,
  'kind' | 'sizeBytes' | 'modifiedAt' | 'mode' | 'linkTarget' | 'streamCount'
> & { readonly path: string };

/** An entry without what only the reader needs. */
export function entryFacts(path: string, node: FsNode): EntryFacts {
  const { kind, sizeBytes, modifiedAt, mode, linkTarget, streamCount } = node;
  return { path, kind, sizeBytes, modifiedAt, mode, linkTarget, streamCount };
}

/** Width of the column of sizes: 9,999,999,999 bytes fit a DVD's files. */
const sizeColumns = 13;

/** An entry in a line: length, date in UTC, name; folders end with `/`, links tell where they lead. */
export function entryLine(path: string, node: FsNode, isUnicode: boolean): string {
  const size = node.kind === 'file' ? node.sizeBytes.toLocaleString('en-US') : '';
  const date = node.modifiedAt === null ? '' : node.modifiedAt.slice(0, 16).replace('T', ' ');
  const ending =
    node.kind === 'directory' ? '/' : node.kind === 'symlink' ? ` -> ${node.linkTarget ?? 'nowhere'}` : '';
  return `${size.padStart(sizeColumns)}  ${date.padEnd(16)}  ${printable(path + ending, isUnicode)}`;
}

/** What became of an entry in a line; nothing for what went well. */
export function extractedLine(entry: ExtractedEntry, isUnicode: boolean): string | null {
  switch (entry.status) {
    case 'written':
    case 'folder':
      return null;
    case 'skipped':
      return `Skipped ${printable(entry.path, isUnicode)}: ${printable(entry.reason, isUnicode)}`;
    case 'failed':
      return `Failed ${printable(entry.path, isUnicode)}: ${printable(entry.reason, isUnicode)}`;
  }
}
