/**
 * Moves an image and is killed at a step: `move-image-child.ts <root> <flat|folder> <same|other|no-links> <step>`, steps
 * counted from 0; without a step it ends by itself. Between both halves it notes the new place, as the server does.
 */
import { existsSync, readFileSync } from 'node:fs';
import { writeFileAtomic } from '../../src/engine/files/index.ts';
import { dropLeft } from '../../src/engine/image/left-behind.ts';
import { moveImage } from '../../src/engine/image/move-image.ts';
import { foldersIn, moveIn, type Place, type Shape } from './killed-moves.ts';

const [root = '', shape = '', place = '', at = ''] = process.argv.slice(2);
const how = { shape: shape as Shape, place: place as Place };
let step = 0;
const onStep = () => {
  if (String(step) === at) process.kill(process.pid, 'SIGKILL');
  step += 1;
};
const { note } = foldersIn(root, how.shape);
if (!existsSync(note)) {
  const moved = await moveImage({ ...moveIn(root, how), onStep });
  onStep();
  await writeFileAtomic(note, JSON.stringify(moved));
  onStep();
}
await dropLeft(JSON.parse(readFileSync(note, 'utf8')).left, onStep);
process.stdout.write(String(step));
