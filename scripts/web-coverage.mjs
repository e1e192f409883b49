// Line coverage of web/src/ by the component tests (coverage/coverage-final.json) and by what ran in Chromium in the browser
// tests, told by V8 for the built scripts and brought back to the sources by their source maps. Fails below the threshold.
//
//   node scripts/web-coverage.mjs <folder of what Chromium told> [threshold in per cent]
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { decode } from '@jridgewell/sourcemap-codec';
import { countLines, linesOfIstanbul } from './merge-coverage.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const assets = join(root, 'web', 'dist', 'assets');
const sources = join(root, 'web', 'src') + sep;

/**
 * Adds which characters of a script ran. V8 tells the ranges of functions from the outer to the inner, and in each the whole
 * before its parts: what comes later is more exact.
 */
export function addRuns(ran, functions) {
  const now = new Uint8Array(ran.length);
  for (const { ranges } of functions) {
    for (const { startOffset, endOffset, count } of ranges)
      now.fill(count > 0 ? 1 : 0, startOffset, endOffset);
  }
  for (const [offset, value] of now.entries()) if (value === 1) ran[offset] = 1;
}

/** Marks the lines of the sources of which a part ran. */
export function markLines(files, { text, map, ran, folder }) {
  const paths = map.sources.map((source) => resolve(folder, source));
  let lineStart = 0;
  const lineLengths = text.split('\n').map((line) => line.length + 1);
  for (const [line, segments] of decode(map.mappings).entries()) {
    for (const [column, source, originalLine] of segments) {
      if (source === undefined || ran[lineStart + column] !== 1) continue;
      const lines = files.get(paths[source]);
      if (lines?.get(originalLine + 1) === false) lines.set(originalLine + 1, true);
    }
    lineStart += lineLengths[line] ?? 0;
  }
}

function main([browserFolder, threshold = '80']) {
  const path = join(root, 'coverage', 'coverage-final.json');
  if (!existsSync(path) || !existsSync(browserFolder)) {
    console.log('Nothing was measured: vitest writes its coverage only if all tests pass.');
    process.exitCode = 1;
    return;
  }
  const all = linesOfIstanbul(JSON.parse(readFileSync(path, 'utf8')));
  const files = new Map([...all].filter(([path]) => path.startsWith(sources)));
  const alone = countLines(files, sources).percent;
  const runs = new Map();
  const names = readdirSync(browserFolder);
  for (const name of names) {
    for (const { url, functions } of JSON.parse(readFileSync(join(browserFolder, name), 'utf8'))) {
      const asset = join(assets, decodeURIComponent(new URL(url).pathname.split('/').at(-1) ?? ''));
      if (!existsSync(`${asset}.map`)) continue;
      const text = runs.get(asset)?.text ?? readFileSync(asset, 'utf8');
      const ran = runs.get(asset)?.ran ?? new Uint8Array(text.length);
      addRuns(ran, functions);
      runs.set(asset, { text, ran });
    }
  }
  for (const [asset, { text, ran }] of runs) {
    const map = JSON.parse(readFileSync(`${asset}.map`, 'utf8'));
    markLines(files, { text, map, ran, folder: dirname(asset) });
  }
  const folders = new Set([...files.keys()].map((path) => relative(sources, path).split(sep)[0]));
  for (const name of [...folders].sort()) {
    const { covered, total, percent } = countLines(files, join(sources, name));
    console.log(`${name.padEnd(10)} ${percent.toFixed(1).padStart(5)} %  ${covered} of ${total} lines`);
  }
  const { percent } = countLines(files, sources);
  console.log(
    `web/src    ${percent.toFixed(1).padStart(5)} %  by component tests (${alone.toFixed(1)} %) and ${names.length} browser windows`,
  );
  if (percent >= Number(threshold)) return;
  console.log(`Less than ${threshold} % of the lines of web/src ran in the tests.`);
  process.exitCode = 1;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) main(process.argv.slice(2));
