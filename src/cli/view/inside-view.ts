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
      return entry.badBytes > 0 ? damagedLine(entry.path, entry, isUnicode) : null;
    case 'folder':
      return entry.badBytes > 0
        ? `Damaged ${printable(entry.path || 'root folder', isUnicode)}: names in it may be missing; the image does not have all of it.`
        : null;
    case 'skipped':
      return `Skipped ${printable(entry.path, isUnicode)}: ${printable(entry.reason, isUnicode)}`;
    case 'failed':
      return `Failed ${printable(entry.path, isUnicode)}: ${printable(entry.reason, isUnicode)}`;
  }
}

/** Says of a file that a part of it is not what the disc has. */
export function damagedLine(
  path: string,
  { badBytes, sizeBytes }: { readonly badBytes: number; readonly sizeBytes: number },
  isUnicode: boolean,
): string {
  return `Damaged ${printable(path, isUnicode)}: the image does not have ${badBytes} of its ${sizeBytes} bytes.`;
}
