import { readFileSync } from 'node:fs';
import type { RunnerProcess } from './runner-host.ts';

/** When a process began, in clock ticks since boot; `null` if there is none, or only its zombie. */
export function startTicksOf(pid: number): number | null {
  try {
    // proc_pid_stat(5): the name in brackets may hold anything; field 3 is the state, 22 the start.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? null : Number(fields[19]);
  } catch {
    return null; // It is gone, or another user's in a /proc that hides those: either way not ours.
  }
}

export function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}

/** Whether exactly this process still lives. A pid alone may belong to another one by now. */
export function isAlive({ pid, startTicks, bootId: boot }: RunnerProcess): boolean {
  return boot === bootId() && startTicksOf(pid) === startTicks;
}
