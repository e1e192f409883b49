/**
 * Runs the scenarios of `lab/scenarios` in a guest with optical drives: `npm run test:lab -- [--selection] [--list] [NAME…]`.
 * NAME is the beginning of one; none is all. `--project FOLDER` tests another checkout. `--without-fix` shows of each that it
 * fails on a copy of the project without what it stands on (`fixes.ts`). `--patience SECONDS` bounds each wait.
 * What each did is printed, and kept in `.lab/transcripts`. Exit code 1 if one does not end as it should.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { bootFiles } from './boot-files.ts';
import { fixes } from './fixes.ts';
import { Lab, type Scenario, usualGuest } from './lab.ts';
import { makeProjectImage } from './project-image.ts';
import { scenarios } from './scenarios/index.ts';
import { patience } from './wait.ts';
import { runWithoutFix } from './without-fix.ts';

const root = join(import.meta.dirname, '..');
const kept = join(root, '.lab');

type Result = { readonly name: string; readonly seconds: number; readonly error: Error | null };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    selection: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    project: { type: 'string' },
    patience: { type: 'string' },
    'without-fix': { type: 'boolean', default: false },
  },
});

const chosen = scenarios.filter(
  ({ name, isSelected }) =>
    (!values.selection || isSelected === true) &&
    (positionals.length === 0 || positionals.some((word) => name.startsWith(word))),
);

if (values.patience !== undefined) {
  patience.seconds = Number(values.patience);
  if (!(patience.seconds >= 1)) throw new Error('--patience: seconds, from 1 on');
}

if (values.list) {
  for (const { name, isSelected } of scenarios) print(`${name}${isSelected === true ? ' (selection)' : ''}`);
} else if (chosen.length === 0) {
  print(`No scenario is called so. There are:\n${scenarios.map(({ name }) => `  ${name}`).join('\n')}`);
  process.exitCode = 1;
} else if (values['without-fix']) {
  await runAllWithoutFix(chosen);
} else {
  await runAll(chosen, resolve(values.project ?? root));
}

async function runAllWithoutFix(list: readonly Scenario[]): Promise<void> {
  await bootFiles(kept, print);
  // An interruption is for the one that runs; its copy of the project is deleted here.
  let isInterrupted = false;
  process.once('SIGINT', () => {
    isInterrupted = true;
  });
  const lines: string[] = [];
  let wrong = 0;
  for (const { name } of list) {
    if (isInterrupted) break;
    const fix = fixes.find(({ scenario }) => scenario === name);
    try {
      if (fix === undefined) throw new Error(`${name} stands on no fix in lab/fixes.ts`);
      const reason = await runWithoutFix(fix, { root, kept, say: print });
      lines.push(`ok   ${name} without what ${fix.does}: ${reason}`);
    } catch (error) {
      wrong += 1;
      lines.push(`FAIL ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const summary = `\n${lines.join('\n')}\n${lines.length - wrong} failed as they should, ${wrong} did not`;
  print(summary);
  await mkdir(join(kept, 'transcripts'), { recursive: true });
  await writeFile(join(kept, 'transcripts', 'without-fix.txt'), `${summary.trimStart()}\n`);
  process.exitCode = wrong === 0 && !isInterrupted ? 0 : 1;
}

async function runAll(list: readonly Scenario[], project: string): Promise<void> {
  const files = await bootFiles(kept, print);
  const folder = await mkdtemp(join(tmpdir(), 'disk2iso-lab-'));
  const image = join(folder, 'project.img');
  const cache = join(kept, 'compiled');
  await makeProjectImage(image, { project, cache });
  const lab = new Lab(folder, { files: { ...files, project: image }, cache });
  const began = Date.now();
  const results: Result[] = [];
  let isInterrupted = false;
  const stop = () => {
    print('interrupted');
    isInterrupted = true;
    void lab
      .cutPower()
      .then(() => rm(folder, { recursive: true, force: true }))
      .finally(() => process.exit(130));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  await mkdir(join(kept, 'transcripts'), { recursive: true });
  try {
    for (const scenario of list) {
      if (isInterrupted) break;
      results.push(await runOne(lab, scenario));
    }
  } finally {
    await lab.end();
    await rm(folder, { recursive: true, force: true });
  }
  print('');
  for (const { name, seconds, error } of results) {
    print(`${error === null ? 'ok  ' : 'FAIL'} ${name} ${seconds.toFixed(0)} s`);
  }
  const failures = results.flatMap(({ name, error }) =>
    error === null ? [] : [`failed: ${name}: ${error.message.replaceAll(/\s+/g, ' ').slice(0, 300)}`],
  );
  print(`The hardware lab took ${Math.round((Date.now() - began) / 1000)} s.`);
  // As `npm test` ends; within it, for its own last line.
  const counts = `${results.length - failures.length} passed, ${failures.length} failed`;
  const { DISK2ISO_TEST_COUNTS: countsFile } = process.env;
  if (countsFile === undefined) print(counts);
  else await writeFile(countsFile, `${[...failures, counts].join('\n')}\n`);
  process.exitCode = failures.length === 0 ? 0 : 1;
}

async function runOne(lab: Lab, scenario: Scenario): Promise<Result> {
  const { name, minutes = 40 } = scenario;
  const began = Date.now();
  const lines: string[] = [];
  lab.listen((line) => {
    const seconds = ((Date.now() - began) / 1000).toFixed(1).padStart(6);
    lines.push(`${seconds} ${line}`);
    print(`${seconds} ${line}`);
  });
  print(`\n${name}`);
  let error: Error | null = null;
  const limit = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => limit.reject(new Error(`not done within ${minutes} minutes`)),
    minutes * 60_000,
  );
  try {
    await Promise.race([work(lab, scenario), limit.promise]);
  } catch (cause) {
    error = cause instanceof Error ? cause : new Error(String(cause));
    lab.say(`FAILED: ${error.message}`);
    const words = await lab.lastWords().catch((other: unknown) => `(${String(other)})`);
    print(`${error.stack ?? ''}\n${words}`);
    // Whatever state the guest is in: the next scenario gets another.
    await lab.cutPower();
  } finally {
    clearTimeout(timer);
  }
  await writeFile(join(kept, 'transcripts', `${name}.txt`), `${lines.join('\n')}\n`);
  return { name, seconds: (Date.now() - began) / 1000, error };
}

async function work(lab: Lab, { guest = {}, run }: Scenario): Promise<void> {
  await lab.prepare({ ...usualGuest, ...guest });
  await run(lab);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
