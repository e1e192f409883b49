// Line coverage of src/ by the tests and by all processes that they started: what vitest measured in its own processes
// (coverage/coverage-final.json) and what V8 wrote for the children (NODE_V8_COVERAGE). Fails below the threshold.
//
//   node scripts/merge-coverage.mjs <folder of the children> [threshold in per cent]
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Lines of each file that hold statements, and those of them that ran: Map of path to Map of line to whether it ran. */
export function linesOfIstanbul(report) {
  const files = new Map();
  for (const { path, statementMap, s } of Object.values(report)) {
    const lines = new Map();
    for (const [id, { start }] of Object.entries(statementMap)) {
      lines.set(start.line, (lines.get(start.line) ?? false) || s[id] > 0);
    }
    files.set(path, lines);
  }
  return files;
}

/**
 * Whether the code at an offset ran, by the ranges of one script. V8 gives nested ranges: the smallest around it counts.
 * Types are stripped by blanks, so that offsets are those of the file.
 */
export function ranAt(functions, offset) {
  let smallest = null;
  for (const { ranges } of functions) {
    for (const range of ranges) {
      if (offset < range.startOffset || offset >= range.endOffset) continue;
      const size = range.endOffset - range.startOffset;
      if (smallest === null || size <= smallest.size) smallest = { size, count: range.count };
    }
  }
  return smallest !== null && smallest.count > 0;
}

/** Adds what ran in a child to the lines of a file. */
export function addChild(lines, text, functions) {
  let offset = 0;
  for (const [index, line] of text.split('\n').entries()) {
    const first = offset + line.length - line.trimStart().length;
    if (lines.get(index + 1) === false && ranAt(functions, first)) lines.set(index + 1, true);
    offset += line.length + 1;
  }
}

/** Covered and all lines of the files below a folder. */
export function countLines(files, folder) {
  let covered = 0;
  let total = 0;
  for (const [path, lines] of files) {
    if (!path.startsWith(folder)) continue;
    total += lines.size;
    covered += [...lines.values()].filter(Boolean).length;
  }
  return { covered, total, percent: total === 0 ? 0 : (100 * covered) / total };
}

function main([childFolder, threshold = '85']) {
  const path = join(root, 'coverage', 'coverage-final.json');
  if (!existsSync(path)) {
    console.log('Nothing was measured: vitest writes its coverage only if all tests pass.');
    process.exitCode = 1;
    return;
  }
  const report = JSON.parse(readFileSync(path, 'utf8'));
  const files = linesOfIstanbul(report);
  const texts = new Map([...files.keys()].map((path) => [path, readFileSync(path, 'utf8')]));
  const names = readdirSync(childFolder).filter((name) => name.endsWith('.json'));
  for (const name of names) {
    for (const { url, functions } of readChild(join(childFolder, name))) {
      const path = url.startsWith('file:') ? fileURLToPath(url) : '';
      const lines = files.get(path);
      if (lines !== undefined) addChild(lines, texts.get(path), functions);
    }
  }
  const src = join(root, 'src') + sep;
  const paths = [...files.keys()].filter((path) => path.startsWith(src));
  const rooms = new Set(paths.map((path) => relative(src, path).split(sep)[0]));
  for (const room of [...rooms].sort()) {
    const { covered, total, percent } = countLines(files, join(src, room) + sep);
    console.log(`${room.padEnd(8)} ${percent.toFixed(1).padStart(5)} %  ${covered} of ${total} lines`);
  }
  const all = countLines(files, src);
  console.log(`src      ${all.percent.toFixed(1).padStart(5)} %  with ${names.length} child processes`);
  if (all.percent >= Number(threshold)) return;
  console.log(`Less than ${threshold} % of the lines of src ran in the tests.`);
  process.exitCode = 1;
}

/** What V8 wrote for one process; nothing for one that was killed while it wrote. */
function readChild(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).result;
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) main(process.argv.slice(2));
