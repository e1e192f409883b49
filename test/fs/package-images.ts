/**
 * Compares what our readers and others see in images that come with Debian packages (grub-rescue-pc, memtest86+, ipxe):
 * `node test/fs/package-images.ts [IMAGE...]`. Exit code 1 if anything differs, or if none of the images is there.
 */
import { access, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileSectorSource, openFileSystem } from '../../src/engine/index.ts';
import { type ImageTree, treeOfReader } from '../support/image-tree.ts';
import { treeOfTool } from '../support/outside-tools.ts';

const known = [
  '/usr/lib/grub-rescue/grub-rescue-cdrom.iso',
  '/usr/lib/memtest86+/memtest86+ia32.iso',
  '/usr/lib/memtest86+/memtest86+x64.iso',
  '/usr/lib/ipxe/ipxe.iso',
];
const named = process.argv.slice(2);
const folder = await mkdtemp(join(tmpdir(), 'package-images-'));
let looked = 0;

for (const image of named.length > 0 ? named : known) {
  const isThere = await access(image).then(
    () => true,
    () => false,
  );
  if (!isThere) continue;
  const source = await FileSectorSource.open(image);
  for (const view of (await openFileSystem(source)).facts.views) {
    looked += 1;
    const reader = await openFileSystem(source, { view });
    const ours: ImageTree = await treeOfReader(reader);
    const theirs = await treeOfTool(image, view, join(folder, `${looked}`));
    const paths = new Set([...Object.keys(ours), ...Object.keys(theirs)]);
    // 7zz adds a folder of its own for boot images.
    const differing = [...paths].filter((path) => ours[path] !== theirs[path] && !path.startsWith('[BOOT]'));
    const verdict = differing.length === 0 ? 'same' : `DIFFERENT in ${differing.join(', ')}`;
    process.stdout.write(`${image} ${view}: ${Object.keys(ours).length} names, ${verdict}\n`);
    if (differing.length > 0) process.exitCode = 1;
  }
  await source.close();
}
if (looked === 0) process.exitCode = 1;
