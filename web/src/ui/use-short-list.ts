import { type InfiniteData, type QueryKey, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { longListPages } from '../live/long-lists.ts';

/** So near to the top (CSS pixels) nobody sees what lies far below. */
const nearTop = 600;

/**
 * A list that was scrolled far down is not asked for anew as a whole with every event. Back at its top it is cut to what is
 * seen there, and that is asked for anew.
 */
export function useShortList(queryKey: QueryKey): void {
  const cache = useQueryClient();
  const key = JSON.stringify(queryKey);
  useEffect(() => {
    const look = () => {
      if (window.scrollY > nearTop) return;
      const own = JSON.parse(key) as QueryKey;
      const data = cache.getQueryData<InfiniteData<unknown>>(own);
      if (data === undefined || data.pages.length <= longListPages) return;
      cache.setQueryData<InfiniteData<unknown>>(own, {
        pages: data.pages.slice(0, 1),
        pageParams: data.pageParams.slice(0, 1),
      });
      cache.invalidateQueries({ queryKey: own }).catch(reportError);
    };
    addEventListener('scroll', look, { passive: true });
    return () => removeEventListener('scroll', look);
  }, [cache, key]);
}
