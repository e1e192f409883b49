import type { QueryClient } from '@tanstack/react-query';

/** Under this key the cache knows who is logged in; invalid when the server says that nobody is. */
export const meKey = ['me'];

/** Forgets what somebody else was told; not who is here, which the gate watches. */
export function forgetAll(cache: QueryClient): void {
  cache.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== meKey[0] });
}
