import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { InsideSearch } from '../../app/search.ts';
import { insideQueries } from '../../preview/inside-queries.ts';
import { sortEntries } from './sort-entries.ts';

/** More names than these are not loaded by themselves: no browser could sort and keep them well. */
const mostNames = 200_000;

/** A folder of an image with all its names, sorted; they come a thousand at a time. */
export function useFolder(id: number, { path = '', view, sort = 'name', order = 'asc', q }: InsideSearch) {
  const { i18n } = useTranslation();
  const query = useInfiniteQuery(insideQueries.folder(id, { path, view }));
  const { data, hasNextPage, isFetching, error, fetchNextPage } = query;
  const all = useMemo(() => data?.pages.flatMap(({ entries }) => entries) ?? [], [data]);
  const mayLoad = hasNextPage && all.length < mostNames;
  useEffect(() => {
    if (mayLoad && !isFetching && error === null) fetchNextPage().catch(reportError);
  }, [mayLoad, isFetching, error, fetchNextPage]);
  const entries = useMemo(() => {
    const words = q?.toLowerCase();
    const fitting = words === undefined ? all : all.filter(({ name }) => name.toLowerCase().includes(words));
    return sortEntries(fitting, { sort, order }, i18n.language);
  }, [all, q, sort, order, i18n.language]);
  return { query, entries, count: all.length, isComplete: !hasNextPage, first: data?.pages[0] };
}
