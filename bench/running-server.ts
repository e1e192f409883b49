import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../bin/disk2iso', import.meta.url));
const ticksPerSecond = 100;

/** What a process has used so far. */
export type Usage = { readonly memoryMB: number; readonly cpuSeconds: number };

/** The product's server in a process of its own, its data and images in two folders in `folder`, answering; with the flags of `npm start`. */
export async function startOwnServer(
  folder: string,
  words: readonly string[] = [],
): Promise<{ url: string; startMs: number; usage: () => Usage; stop: () => Promise<void> }> {
  const began = performance.now();
  const options = [
    '--port',
    '0',
    '--data',
    join(folder, 'data'),
    '--root',
    join(folder, 'images'),
    '--auth',
    'none',
  ];
  const rest = ['--requests-per-minute', '1000000', '--log', 'file', ...words];
  const child = spawn(process.execPath, ['--max-semi-space-size=1', program, 'serve', ...options, ...rest], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const url = await addressOf(child);
  while (!(await fetch(`${url}healthz`)).ok) await sleep(5);
  return {
    url: url.replace(/\/$/, ''),
    startMs: performance.now() - began,
    usage: () => usageOf(child.pid ?? 0),
    stop: async () => {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

/** proc(5): fields 14 and 15 of stat are ticks in user and kernel mode; VmRSS is in KiB. */
function usageOf(pid: number): Usage {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  const memory = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return { memoryMB: (Number(memory?.[1]) * 1024) / 1e6, cpuSeconds: ticks / ticksPerSecond };
}

async function addressOf(child: ChildProcess): Promise<string> {
  let said = '';
  if (child.stderr === null) throw new Error('no stderr');
  for await (const chunk of child.stderr) {
    said += String(chunk);
    const url = /ready: (\S+)/.exec(said)?.[1];
    if (url !== undefined) {
      child.stderr.resume();
      return url;
    }
  }
  throw new Error(`The server did not start: ${said}`);
}
