/**
 * Has the kernel mount the UDF images of `test/support/udf-samples.ts` and compares what it sees with what was written:
 * `node test/lab/mount-udf.ts [FOLDER]`, as root, on a Linux with the udf module and loop devices (the disc lab's guest is
 * one). FOLDER is for the images; a temporary one unless told. Exit code 1 if anything differs.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual, promisify } from 'node:util';
import { treeOfUdf } from '../support/image-tree.ts';
import { treeOfFolder } from '../support/outside-tools.ts';
import { makeUdfImage } from '../support/udf-image.ts';
import { sampleTree, udfSamples } from '../support/udf-samples.ts';

const run = promisify(execFile);
const folder = process.argv[2] ?? (await mkdtemp(join(tmpdir(), 'mount-udf-')));
const mountPoint = join(folder, 'mounted');
await mkdir(mountPoint, { recursive: true });
const say = (line: string) => process.stdout.write(`${line}\n`);

const expected = treeOfUdf(sampleTree);
for (const { name, options, kernel } of udfSamples) {
  if (!kernel) continue;
  const image = join(folder, `${name}.img`);
  await writeFile(image, makeUdfImage(sampleTree, options));
  try {
    await run('mount', ['-t', 'udf', '-o', 'loop,ro', image, mountPoint]);
    const seen = await treeOfFolder(mountPoint).finally(() => run('umount', [mountPoint]));
    const isSame = isDeepStrictEqual(seen, expected);
    say(`${isSame ? 'same     ' : 'DIFFERENT'} ${name}`);
    if (isSame) continue;
    for (const path of new Set([...Object.keys(seen), ...Object.keys(expected)])) {
      if (seen[path] !== expected[path]) say(`  ${path}: kernel ${seen[path]}, written ${expected[path]}`);
    }
  } catch (error) {
    say(`FAILED    ${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
  process.exitCode = 1;
}
