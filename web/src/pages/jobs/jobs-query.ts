import type { InfiniteData } from '@tanstack/react-query';
import type { Job, Page } from '../../api/types.ts';

/** A list of jobs as pages get it. */
export type JobsQuery = {
  readonly data: InfiniteData<Page<Job>> | undefined;
  readonly error: unknown;
  readonly refetch: () => unknown;
};

/** All jobs that were loaded so far. */
export function jobsOf(data: JobsQuery['data']): readonly Job[] {
  return data?.pages.flatMap(({ items }) => items) ?? [];
}
