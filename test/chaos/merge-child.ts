/**
 * Merges two images and is killed: `merge-child.ts <folder> <step>`, steps being what it tells, and the moment when it is
 * published, counted from 0; without a step it ends by itself and prints how many there were.
 */
import { join } from 'node:path';
import { mergeImages } from '../../src/engine/index.ts';

const [folder = '', at = ''] = process.argv.slice(2);
let step = 0;
const onStep = () => {
  if (String(step) === at) process.kill(process.pid, 'SIGKILL');
  step += 1;
};
const library = join(folder, 'library');
const result = await mergeImages(
  {
    imagePaths: [join(library, 'one.iso'), join(library, 'two.iso')],
    outputFolder: library,
    workFolder: join(folder, 'merging'),
    baseName: 'merged',
    checksums: ['sha256', 'md5'],
  },
  {
    signal: new AbortController().signal,
    onEvent: onStep,
    onPublished: async () => onStep(),
  },
);
if (result.status !== 'completed') throw new Error(result.message);
process.stdout.write(String(step));
