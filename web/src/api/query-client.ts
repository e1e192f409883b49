import { QueryCache, QueryClient } from '@tanstack/react-query';
import { ProblemError } from './client.ts';

/**
 * The cache of what the server said. Live events keep it true, so that nothing is asked again for being old; what the
 * server refused is not asked again by itself, what could not be reached is.
 */
export function createQueryClient(): QueryClient {
  const client = new QueryClient({
    queryCache: new QueryCache({
      // A session has ended: whoever is here logs in again.
      onError: (error, { queryKey }) => {
        const isOver = error instanceof ProblemError && error.problem.code === 'NOT_LOGGED_IN';
        if (isOver && queryKey[0] !== 'me') client.invalidateQueries({ queryKey: ['me'] }).catch(reportError);
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 60_000,
        refetchOnWindowFocus: false,
        retry: (count, error) => !(error instanceof ProblemError) && count < 2,
        retryDelay: 800,
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  });
  return client;
}
