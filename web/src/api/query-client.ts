import { QueryClient } from '@tanstack/react-query';
import { ProblemError } from './client.ts';

/**
 * The cache of what the server said. Live events keep it true, so that nothing is asked again for being old; what the
 * server refused is not asked again by itself, what could not be reached is.
 */
export function createQueryClient(): QueryClient {
  return new QueryClient({
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
}
