import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ImageTree, treeOfUdf } from '../../test/support/image-tree.ts';
import { makeUdfImage } from '../../test/support/udf-image.ts';
import { sampleTree, udfSamples } from '../../test/support/udf-samples.ts';
import type { Scenario } from '../lab.ts';
import type { Machine } from '../machine.ts';

/**
 * The UDF images with which our reader is tested come from a writer of our own: here Linux says that they are what it
 * calls UDF, and what is in them.
 */
export const writtenUdf: readonly Scenario[] = [
  {
    name: '10-written-udf',
    run: async (lab) => {
      const samples = udfSamples.filter(({ kernel }) => kernel);
      assert.ok(samples.length > 0);
      for (const { name, options } of samples) {
        const path = join(lab.machine.sharePath, 'written.img');
        await writeFile(path, makeUdfImage(sampleTree, options));
        const seen = await mountedTree(lab.machine, '/lab/written.img');
        await rm(path);
        assert.deepEqual(seen, treeOfUdf(sampleTree), name);
        lab.say(`${name}: Linux mounts it and sees the same ${Object.keys(seen).length} names and bytes`);
      }
    },
  },
];

/** What the guest's kernel shows of an image. */
async function mountedTree(machine: Machine, image: string): Promise<ImageTree> {
  const output = await machine.run(
    [
      `set -e; export LC_ALL=C; cp ${image} /tmp/written.img; mkdir -p /tmp/written`,
      'mount -t udf -o loop,ro /tmp/written.img /tmp/written; cd /tmp/written',
      "find . -mindepth 1 -type d -printf 'folder\\t%P\\n'",
      "find . -mindepth 1 -type l -printf '-> %l\\t%P\\n'",
      "find . -type f -printf '%s\\t%P\\n'",
      'echo; find . -type f -print0 | xargs -0 sha256sum',
      'cd /; umount /tmp/written; rm /tmp/written.img',
    ].join('\n'),
  );
  const [kinds = '', sums = ''] = output.split('\n\n');
  const hashes = new Map(sums.split('\n').map((line) => [line.slice(68), line.slice(0, 64)]));
  return Object.fromEntries(
    kinds.split('\n').map((line) => {
      const [what = '', path = ''] = line.split('\t');
      const hash = hashes.get(path);
      return [path, hash === undefined ? what : `${what} ${hash}`];
    }),
  );
}
