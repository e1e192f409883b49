/** Trees of images as plain values, so that what different programs see can be compared with `toEqual`. */
import { createHash } from 'node:crypto';
import type { FileSystemReader } from '../../src/engine/fs/index.ts';
import { walkFiles } from '../../src/engine/fs/index.ts';
import { isLink, type UdfTree } from './udf-image.ts';

/** By path: `folder`, `-> target`, or length and SHA-256 of a file. */
export type ImageTree = Readonly<Record<string, string>>;

/** A file's line of an `ImageTree`. */
export function fileLine(bytes: Buffer): string {
  return `${bytes.length} ${createHash('sha256').update(bytes).digest('hex')}`;
}

/** All that a reader shows. */
export async function treeOfReader(reader: FileSystemReader): Promise<ImageTree> {
  const tree: Record<string, string> = {};
  for await (const { path, node } of walkFiles({ path: '', node: reader.root })) {
    if (path === '') continue;
    if (node === null) tree[path] = 'unreadable';
    else if (node.kind === 'directory') tree[path] = 'folder';
    else if (node.kind === 'symlink') tree[path] = `-> ${node.linkTarget}`;
    else if (node.kind === 'other') tree[path] = 'other';
    else {
      const hash = createHash('sha256');
      for await (const piece of (await reader.contentsOf(node)).read()) hash.update(piece);
      tree[path] = `${node.sizeBytes} ${hash.digest('hex')}`;
    }
  }
  return tree;
}

/** What the writer of an image was given. */
export function treeOfUdf(tree: UdfTree, prefix = ''): ImageTree {
  const flat: Record<string, string> = {};
  for (const [name, content] of Object.entries(tree)) {
    if (Buffer.isBuffer(content)) flat[prefix + name] = fileLine(content);
    else if (isLink(content)) flat[prefix + name] = `-> ${content.link}`;
    else Object.assign(flat, { [prefix + name]: 'folder' }, treeOfUdf(content, `${prefix}${name}/`));
  }
  return flat;
}
