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

/**
 * What a process has done so far, in clock ticks of processor time, and whether it waits for something other than us
 * (`R` ready to run, `D` waiting for a disk); `null` if it is gone.
 */
export function activityOf(pid: number): { readonly ticks: number; readonly isBusy: boolean } | null {
  try {
    // proc_pid_stat(5): field 3 is the state, 14 and 15 the time in user and kernel mode.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { ticks: Number(fields[11]) + Number(fields[12]), isBusy: ['R', 'D'].includes(fields[0] ?? '') };
  } catch {
    return null; // As above.
  }
}

export function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}

/** Whether exactly this process still lives. A pid alone may belong to another one by now. */
export function isAlive({ pid, startTicks, bootId: boot }: RunnerProcess): boolean {
  return boot === bootId() && startTicksOf(pid) === startTicks;
}
