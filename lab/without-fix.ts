import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Fix } from './fixes.ts';
import { runProgram } from './run-program.ts';

/** What of the project is needed to run a scenario. */
const parts = [
  'package.json',
  'package-lock.json',
  'bin',
  'src',
  'lab',
  'test/support',
  'test/conformance',
  'web/dist',
];

/** A wait that a fix would have ended ends after that many seconds instead. */
const patienceSeconds = 150;

/**
 * Runs a fix's scenario on a copy of the project from which the fix is taken out; resolves to why it failed there.
 * `kept` is the lab's folder. Error: if the scenario passes or cannot be run,
 * or the fix is not where it is said to be.
 */
export async function runWithoutFix(
  fix: Fix,
  { root, kept, say }: { root: string; kept: string; say: (line: string) => void },
): Promise<string> {
  await mkdir(kept, { recursive: true });
  const copy = await mkdtemp(join(kept, 'without-fix-'));
  try {
    for (const part of parts) {
      await mkdir(dirname(join(copy, part)), { recursive: true });
      await runProgram('cp', ['-al', '--', join(root, part), join(copy, part)]);
    }
    await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));
    await lendWhatIsKept(kept, join(copy, '.lab'));
    await takeOut(fix, copy);
    const { exitCode, output } = await run(copy, fix.scenario, say);
    const reason = /FAILED: (.*)/.exec(output)?.[1];
    if (exitCode === 0) throw new Error(`${fix.scenario} does not fail without what ${fix.does}`);
    if (reason === undefined) throw new Error(`${fix.scenario} could not be run without what ${fix.does}`);
    return reason;
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

/** Replaces the fix in a file of the copy, which is a link to the original until then. */
async function takeOut({ file, text, without }: Fix, copy: string): Promise<void> {
  const path = join(copy, file);
  const before = await readFile(path, 'utf8');
  if (before.split(text).length !== 2) throw new Error(`${file} does not hold exactly once: ${text}`);
  await unlink(path);
  await writeFile(
    path,
    before.replace(text, () => without),
  );
}

/** The kernel, and what Node has compiled. */
async function lendWhatIsKept(kept: string, to: string): Promise<void> {
  await mkdir(to);
  for (const name of await readdir(kept)) {
    if (name.startsWith('boot-')) await symlink(join(kept, name), join(to, name));
    if (name === 'compiled') await runProgram('cp', ['-al', '--', join(kept, name), join(to, name)]);
  }
}

function run(
  copy: string,
  scenario: string,
  say: (line: string) => void,
): Promise<{ exitCode: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const words = ['lab/run.ts', '--patience', String(patienceSeconds), scenario];
    const child = spawn(process.execPath, words, { cwd: copy, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk;
      say(chunk.toString().trimEnd());
    });
    child.once('error', reject);
    child.once('close', (exitCode) => resolve({ exitCode, output }));
  });
}
