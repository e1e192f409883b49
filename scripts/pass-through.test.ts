import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';

const file = join(import.meta.dirname, '..', 'bin', 'pass-through.cjs');
const parents: ChildProcess[] = [];

afterEach(() => {
  for (const parent of parents.splice(0)) parent.kill('SIGKILL');
});

/** Starts a Node that passes through to `script`, run by sh; resolves once the script has said its own process id. */
async function start(
  script: string,
): Promise<{ parent: ChildProcess; childPid: number; ending: Promise<unknown[]> }> {
  const code = `require(${JSON.stringify(file)}).passThrough('/bin/sh', ['-c', ${JSON.stringify(script)}], process.env)`;
  const parent = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  parents.push(parent);
  const ending = once(parent, 'exit');
  const [pid] = await once(parent.stdout, 'data');
  return { parent, childPid: Number(pid), ending };
}

/** Whether a process ends within 10 s. A dead one that nobody has waited for yet (state Z, proc(5)) counts as ended. */
async function waitUntilGone(pid: number): Promise<boolean> {
  const deadline = Date.now() + 10_000;
  while (Date.now() < deadline) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
    if (stat === null || / Z /.test(stat)) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}

describe('passThrough', () => {
  it("ends with the program's exit code", async () => {
    const { ending } = await start('echo $$; exit 7');
    expect(await ending).toEqual([7, null]);
  });

  it("ends by the program's signal", async () => {
    const { ending } = await start('echo $$; kill -KILL $$');
    expect(await ending).toEqual([null, 'SIGKILL']);
  });

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('passes %s on and waits for the end', async (signal) => {
    const { parent, ending } = await start(
      `trap 'exit 5' ${signal.slice(3)}; echo $$; while :; do sleep 0.05; done`,
    );
    parent.kill(signal);
    expect(await ending).toEqual([5, null]);
  });

  it('takes the program along when it is killed itself', async () => {
    const { parent, childPid, ending } = await start('echo $$; while :; do sleep 0.05; done');
    parent.kill('SIGKILL');
    await ending;
    expect(await waitUntilGone(childPid)).toBe(true);
  });

  it('says so when the program cannot be started', async () => {
    const code = `require(${JSON.stringify(file)}).passThrough('/nonexistent/program', [], process.env)`;
    const parent = spawn(process.execPath, ['-e', code], { stdio: 'ignore' });
    parents.push(parent);
    const [exitCode] = await once(parent, 'exit');
    expect(exitCode).not.toBe(0);
  });
});
