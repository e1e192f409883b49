import type { Job } from '../../api/types.ts';

/** Queued jobs in the order in which they begin: higher priority first, then by place. */
export function queueOrder(jobs: readonly Job[]): readonly Job[] {
  return jobs
    .filter(({ status }) => status === 'queued')
    .toSorted((a, b) => b.priority - a.priority || a.position - b.position);
}

/** What the server is told of a job that stands at `index` of this order now: before whom, or at the end with whose priority. */
export function moveOf(order: readonly Job[], index: number): { before: string | null; priority?: number } {
  const next = order[index + 1];
  if (next !== undefined) return { before: next.uuid };
  const last = order[index - 1];
  return last === undefined ? { before: null } : { before: null, priority: last.priority };
}
