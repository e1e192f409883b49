// The browser half of the set-up: web/dist is what the sources in web/ say. Plain JavaScript for Node 18.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, SetupError, say } from './common.mjs';

/** Folder of the browser interface. */
export const webFolder = join(root, 'web');

const marker = join(webFolder, 'dist', '.built-from');

/** Builds the browser interface if it is missing, or its sources have changed. `node` is the project's own. */
export function buildWeb(node) {
  if (!existsSync(join(webFolder, 'index.html'))) return;
  if (existsSync(marker) && readFileSync(marker, 'utf8') === sourceSum()) return;
  say('Building the browser interface (once, and again when its sources change) …');
  const result = spawnSync(node, [join(root, 'scripts', 'build-web.mjs')], { encoding: 'utf8' });
  if (result.status === 0) return;
  const words = `${result.stdout ?? ''}${result.stderr ?? ''}${result.error?.message ?? ''}`.trim();
  throw new SetupError(`${words}\n\nThe browser interface could not be built. Its words are above.`);
}

/** Notes what the build was made from; last, so that one that was cut off is done again. */
export function markBuilt() {
  writeFileSync(marker, sourceSum());
}

/** SHA-256 of all that a build depends on. */
function sourceSum() {
  const sum = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')));
  for (const path of filesIn(webFolder)) sum.update(path.slice(root.length)).update(readFileSync(path));
  return sum.digest('hex');
}

function filesIn(folder) {
  return readdirSync(folder)
    .sort()
    .filter((name) => name !== 'dist' && !/\.test\.tsx?$/.test(name))
    .map((name) => join(folder, name))
    .flatMap((path) => (statSync(path).isDirectory() ? filesIn(path) : [path]));
}
