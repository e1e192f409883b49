// The steps of `npm run check` and `npm test`, each named and timed; all run even if one fails.
// Runs on the project's own Node with node_modules/.bin first in PATH (scripts/setup.mjs sees to both).
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const staticSteps = [
  ['format', 'biome', ['format', '.']],
  ['lint', 'biome', ['lint', '--error-on-warnings', '.']],
  ['types', 'tsc', ['--noEmit']],
  ['web types', 'tsc', ['-p', 'web']],
  ['rooms', 'node', ['scripts/check-rooms.mjs']],
  ['dead code', 'knip', []],
];

/** Coverage is measured in all tests only: it makes every program slower, and those that tests start twice as slow. */
const testSteps = {
  check: ['unit tests', 'vitest', ['run', '--project', 'unit', '--project', 'web']],
  test: ['tests', 'vitest', ['run']],
  'test:all': ['all tests', 'vitest', ['run', '--coverage']],
};

/** Scenarios with drives after the tests: a few where `--lab` says so, each of them after all tests. */
const labFlag = '--lab';

async function main() {
  const [kind = 'check', ...words] = process.argv.slice(2);
  const testStep = testSteps[kind];
  if (testStep === undefined) throw new Error(`unknown kind of check: ${kind}`);
  const vitestArgs = words.filter((word) => word !== labFlag);

  const countsFolder = mkdtempSync(join(tmpdir(), 'disk2iso-counts-'));
  const countsFile = join(countsFolder, 'counts.txt');
  const env = { ...process.env, DISK2ISO_TEST_COUNTS: countsFile };
  if (kind === 'test:all') env.DISK2ISO_TESTS = 'all';
  const isMeasured = kind === 'test:all' && vitestArgs.length === 0;
  const measured = [];
  if (isMeasured) {
    env.DISK2ISO_WEB_COVERAGE = join(countsFolder, 'browser');
    measured.push(['web coverage', 'scripts/web-coverage.mjs', env.DISK2ISO_WEB_COVERAGE]);
    env.DISK2ISO_CHILD_COVERAGE = join(countsFolder, 'children');
    measured.push(['coverage', 'scripts/merge-coverage.mjs', env.DISK2ISO_CHILD_COVERAGE]);
  }

  const results = [];
  for (const [name, program, args] of staticSteps) {
    const result = await runStep(name, program, args, { env, isQuiet: true });
    results.push(result);
    console.log(line(result));
    if (!result.isGood) console.log(result.output);
  }
  const [name, program, all] = testStep;
  // A few chosen tests reach a part of the code only: nothing is measured then.
  const args = isMeasured ? all : all.filter((word) => word !== '--coverage');
  results.push(await runStep(name, program, [...args, ...vitestArgs], { env, isQuiet: false }));
  for (const [name, program, folder] of measured) {
    results.push(await runStep(name, 'node', [program, folder], { env, isQuiet: false }));
  }
  const counts = [readCounts(countsFile)];
  const labArgs = labArgsOf(kind, words);
  if (labArgs !== null) {
    const labCounts = join(countsFolder, 'lab.txt');
    const labEnv = { ...env, DISK2ISO_TEST_COUNTS: labCounts };
    results.push(await runStep('hardware lab', 'node', labArgs, { env: labEnv, isQuiet: false }));
    counts.push(readCounts(labCounts));
  }

  console.log('');
  for (const result of results) console.log(line(result));
  for (const name of counts.flatMap(({ names }) => names)) console.log(name);
  console.log(sumOf(counts));
  rmSync(countsFolder, { recursive: true, force: true });
  process.exitCode = results.every((result) => result.isGood) ? 0 : 1;
}

/** What of the hardware lab is run, as arguments of node; `null`: nothing. */
function labArgsOf(kind, words) {
  if (words.includes(labFlag)) return ['lab/run.ts', '--selection'];
  if (kind !== 'test:all' || words.length > 0) return null;
  if (process.arch === 'x64') return ['lab/run.ts'];
  console.log('The hardware lab emulates a machine on x64 and runs on x64 only: left out.');
  return null;
}

/** Runs one step to its end. Quiet steps keep their words to themselves, for when they fail. */
function runStep(name, program, args, { env, isQuiet }) {
  const start = performance.now();
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      env,
      stdio: ['ignore', isQuiet ? 'pipe' : 'inherit', isQuiet ? 'pipe' : 'inherit'],
    });
    const chunks = [];
    child.stdout?.on('data', (chunk) => chunks.push(chunk));
    child.stderr?.on('data', (chunk) => chunks.push(chunk));
    const finish = (isGood, words) =>
      resolve({
        name,
        isGood,
        seconds: (performance.now() - start) / 1000,
        output: words + Buffer.concat(chunks).toString(),
      });
    child.once('error', (error) => finish(false, `${error.message}\n`));
    child.once('close', (code, signal) => finish(code === 0, signal === null ? '' : `ended by ${signal}\n`));
  });
}

function line({ name, isGood, seconds }) {
  return `${isGood ? 'ok  ' : 'FAIL'} ${name.padEnd(12)} ${seconds.toFixed(1)} s`;
}

/**
 * What scripts/count-reporter.ts or the lab wrote: counts in the last line, above them one line for each thing that
 * failed. A run that ended before it could write has failed.
 */
function readCounts(file) {
  let text = '';
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    // Never written.
  }
  const lines = text.trim().split('\n');
  const [, passed, failed, skipped = 0] = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/.exec(
    lines.pop(),
  ) ?? [null, 0, 1];
  return { passed: Number(passed), failed: Number(failed), skipped: Number(skipped), names: lines };
}

/** All counts in one line that a program can read. */
function sumOf(counts) {
  const sum = (which) => counts.reduce((all, count) => all + count[which], 0);
  const skipped = sum('skipped') > 0 ? `, ${sum('skipped')} skipped` : '';
  return `${sum('passed')} passed, ${sum('failed')} failed${skipped}`;
}

await main();
