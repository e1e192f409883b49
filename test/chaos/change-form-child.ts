/**
 * Changes the form of an image and is killed at a step: `change-form-child.ts <compress|expand> <folder> <step>`, steps
 * counted from 0; without a step it ends by itself and prints how many there were. Its files are those of `killedForms`.
 */
import { compressImage, expandImage } from '../../src/engine/index.ts';
import { filesIn } from './killed-forms.ts';

const [what = '', folder = '', at = ''] = process.argv.slice(2);
let step = 0;
const onStep = () => {
  if (String(step) === at) process.kill(process.pid, 'SIGKILL');
  step += 1;
};
const change = { folder, files: filesIn(), onStep };
await (what === 'compress' ? compressImage({ ...change, level: 1 }) : expandImage(change));
process.stdout.write(String(step));
