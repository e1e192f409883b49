import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const launcher = fileURLToPath(new URL('../../bin/disk2iso', import.meta.url));

/** Runs a tool of the system; its failure fails the test. */
export const run = promisify(execFile);

/** How a run of the command line ended. */
export type CliResult = { exitCode: number | null; stdout: string; stderr: string };

/** A running command line. `stdout()` and `stderr()` give what has come so far. */
export type RunningCli = {
  readonly child: ChildProcess;
  readonly ended: Promise<CliResult>;
  stdout(): string;
  stderr(): string;
};

/** Starts the real launcher as a child process, with pipes. */
export function startCli(
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): RunningCli {
  const child = spawn(process.execPath, [launcher, ...args], {
    cwd: options.cwd,
    env: { ...process.env, LC_ALL: 'C.UTF-8', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const texts = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    texts.stdout += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    texts.stderr += chunk;
  });
  const ended = new Promise<CliResult>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode) => resolve({ exitCode, ...texts }));
  });
  return { child, ended, stdout: () => texts.stdout, stderr: () => texts.stderr };
}

/** Runs the command line to its end. */
export function runCli(...args: readonly string[]): Promise<CliResult> {
  return startCli(args).ended;
}

/** Waits until something holds; fails after 20 s. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`${what} did not come`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A fresh folder that goes away with the test's folder of the system. */
export function makeFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'disk2iso-cli-test-'));
}

/** Makes a real ISO image with some files in it, `kilobytes` large plus a little. */
export async function makeImage(
  folder: string,
  { label = 'CLI_TEST', kilobytes = 2000 } = {},
): Promise<string> {
  const content = join(folder, 'content');
  await mkdir(content, { recursive: true });
  const bytes = Buffer.alloc(kilobytes * 1000);
  for (let index = 0; index < bytes.length; index += 4)
    bytes.writeUInt32LE((index * 2654435761) % 2 ** 32, index);
  await writeFile(join(content, 'numbers.bin'), bytes);
  await writeFile(join(content, 'read me.txt'), 'Nothing to see here.\n');
  const path = join(folder, 'disc.iso');
  await run('xorriso', ['-no_rc', '-as', 'mkisofs', '-quiet', '-V', label, '-R', '-o', path, content]);
  return path;
}

/** Every line of a text as the JSON object it must be. */
export function jsonLines(text: string): Record<string, unknown>[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => {
      const value: unknown = JSON.parse(line);
      if (typeof value !== 'object' || value === null) throw new Error(`not an object: ${line}`);
      return { ...value };
    });
}
