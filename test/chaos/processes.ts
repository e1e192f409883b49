import { readdirSync, readFileSync } from 'node:fs';

/** A process, as /proc has it. */
export type ProcessFacts = {
  readonly pid: number;
  readonly parent: number;
  readonly state: string;
  readonly words: readonly string[];
};

/** All processes whose command line holds that word. Zombies are not counted. */
export function processesWith(word: string): readonly ProcessFacts[] {
  const found: ProcessFacts[] = [];
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const words = readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0');
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const [state = '', parent = '0'] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (state !== 'Z' && words.some((one) => one.includes(word))) {
        found.push({ pid: Number(name), parent: Number(parent), state, words });
      }
    } catch {
      // It ended while we were looking.
    }
  }
  return found;
}

/** Signals a process that may be gone; whether it was there. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    process.kill(pid, name);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}
