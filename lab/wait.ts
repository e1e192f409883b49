import { setTimeout as sleep } from 'node:timers/promises';

/** How long is waited for what must come, in seconds. */
export const patience = { seconds: 900 };

/**
 * Asks again and again until the answer is something; that answer. Deadlines only bound how long a failure takes: an
 * emulated machine on a busy one is slow. Error: what was waited for, and what was seen last.
 */
export async function until<T>(
  what: string,
  ask: () => Promise<T | null | undefined | false>,
  {
    seconds = patience.seconds,
    everyMs = 1500,
    seen,
  }: { seconds?: number; everyMs?: number; seen?: () => unknown } = {},
): Promise<T> {
  for (const deadline = Date.now() + seconds * 1000; ; await sleep(everyMs)) {
    const answer = await ask();
    if (answer !== null && answer !== undefined && answer !== false) return answer;
    if (Date.now() > deadline) {
      const last = seen === undefined ? '' : `; last seen: ${JSON.stringify(seen())}`;
      throw new Error(`not within ${seconds} s: ${what}${last}`);
    }
  }
}
