import type { Query } from '@tanstack/react-query';

/** Lists with more pages than these are changed in place by events, and not asked for anew as a whole. */
export const longListPages = 4;

/** Whether a query is a list that was scrolled far down. */
export function isLongList({ state: { data } }: Pick<Query, 'state'>): boolean {
  const isInfinite =
    typeof data === 'object' && data !== null && 'pages' in data && Array.isArray(data.pages);
  return isInfinite && (data.pages as unknown[]).length > longListPages;
}
