import { setTimeout as sleep } from 'node:timers/promises';

/** One step of ending a process: the signal, and how long to wait for its effect before the next step. */
export type KillStep = { readonly signal: NodeJS.Signals; readonly waitMs: number };

/**
 * Ends a well-behaved tool with its state saved (ddrescue writes its map on SIGINT) and a stubborn one within 4.5 s,
 * so that a reader keeps its promise to stop within 5 s.
 */
export const defaultKillLadder: readonly KillStep[] = [
  { signal: 'SIGINT', waitMs: 2500 },
  { signal: 'SIGTERM', waitMs: 1000 },
  { signal: 'SIGKILL', waitMs: 1000 },
];

/**
 * Walks the ladder on a whole process group until none of it is left. Returns false if it survived the last step or
 * `signal` was aborted because the end was noticed elsewhere.
 */
export async function endProcessGroup(
  pid: number,
  ladder: readonly KillStep[],
  signal: AbortSignal,
): Promise<boolean> {
  for (const step of ladder) {
    if (!signalGroup(pid, step.signal)) return true;
    const deadline = performance.now() + step.waitMs;
    while (performance.now() < deadline) {
      try {
        await sleep(20, undefined, { signal });
      } catch {
        return false; // The waiting was called off: the caller saw the process end.
      }
      if (!signalGroup(pid, 0)) return true;
    }
  }
  return false;
}

/**
 * Sends a signal to a process group; false if there is no such group any more. A group that may not be signalled (all of
 * it changed its user, kill(2) EPERM) is still there: the ladder goes on and reports that it survived.
 */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ESRCH') return false;
    if (code === 'EPERM') return true;
    throw error;
  }
}
