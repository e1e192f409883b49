/** What other programs see in an image, as trees to compare with ours. */
import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, readlink, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { FileSystemView } from '../../src/engine/fs/index.ts';
import { fileLine, type ImageTree } from './image-tree.ts';

const run = promisify(execFile);

/** The tree that libarchive's bsdtar or 7zz extracts from an image for one view, in a scratch folder that must not exist. */
export async function treeOfTool(image: string, view: FileSystemView, scratch: string): Promise<ImageTree> {
  await mkdir(scratch);
  try {
    // libarchive 3.6.2 cuts names of Joliet too early, and knows no UDF; 7zz shows Joliet wherever it is.
    if (view === 'udf' || view === 'joliet') {
      await run('7zz', ['x', view === 'udf' ? '-tudf' : '-tiso', '-y', '-bd', `-o${scratch}`, image], {
        env: utf8,
      });
    } else {
      const off = { 'rock-ridge': '', iso9660: '!rockridge,!joliet' }[view];
      const options = off === '' ? [] : ['--options', off];
      await run('bsdtar', [...options, '-x', '-f', image, '-C', scratch], { env: utf8 });
    }
    return await treeOfFolder(scratch);
  } finally {
    await run('chmod', ['-R', 'u+rwx', scratch]);
    await rm(scratch, { recursive: true });
  }
}

const utf8 = { ...process.env, LC_ALL: 'C.UTF-8' };

/** A folder on this machine as such a tree. */
export async function treeOfFolder(path: string, prefix = ''): Promise<ImageTree> {
  const tree: Record<string, string> = {};
  for (const entry of await readdir(path, { withFileTypes: true })) {
    const inside = join(path, entry.name);
    const name = prefix + entry.name;
    if (entry.isSymbolicLink()) tree[name] = `-> ${await readlink(inside)}`;
    else if (entry.isDirectory()) {
      Object.assign(tree, { [name]: 'folder' }, await treeOfFolder(inside, `${name}/`));
    } else tree[name] = fileLine(await readFile(inside));
  }
  return tree;
}
