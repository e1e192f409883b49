import { IconListCheck } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccess } from '../../access/AccessGate.tsx';
import { queries } from '../../api/queries.ts';
import type { IsoQuery } from '../../api/types.ts';
import { dayToTime, type IsoSearch } from '../../app/search.ts';
import { useFormat } from '../../format/use-format.ts';
import { ImportButton } from '../../imports/ImportButton.tsx';
import { BuildButton } from '../../rework/BuildButton.tsx';
import { Page, useWindowTitle } from '../../ui/Page.tsx';
import { QueryView } from '../../ui/States.tsx';
import { useRowKeys } from '../../ui/use-row-keys.ts';
import { useSelection } from '../../ui/use-selection.ts';
import { useShortList } from '../../ui/use-short-list.ts';
import { ExportLinks } from './ExportLinks.tsx';
import { IsoBulkBar } from './IsoBulkBar.tsx';
import { IsoFilters } from './IsoFilters.tsx';
import { IsoGrid } from './IsoGrid.tsx';
import { IsoTable } from './IsoTable.tsx';
import { NoIsos } from './NoIsos.tsx';

/** All images. */
export function LibraryPage() {
  const { t } = useTranslation();
  useWindowTitle(t('nav.library'));
  const format = useFormat();
  const { may } = useAccess();
  const search = useSearch({ from: '/library' });
  const navigate = useNavigate({ from: '/library' });
  const query = useInfiniteQuery({ ...queries.isos(queryOf(search)), placeholderData: keepPreviousData });
  const { data } = query;
  useShortList(queries.isos(queryOf(search)).queryKey);
  const isos = useMemo(() => data?.pages.flatMap(({ items }) => items) ?? [], [data]);
  const selection = useSelection(useMemo(() => isos.map(({ id }) => String(id)), [isos]));
  useRowKeys(selection.toggle);
  const first = data?.pages[0];
  const isFiltered = Object.keys(search).some((key) => key !== 'view' && key !== 'sort');
  const change = (part: { [K in keyof IsoSearch]?: IsoSearch[K] | undefined }) => {
    navigate({ search: (now) => ({ ...now, ...part }) as IsoSearch, replace: true }).catch(reportError);
  };
  const more = {
    hasMore: query.hasNextPage,
    onMore: () => {
      if (!query.isFetchingNextPage) query.fetchNextPage().catch(reportError);
    },
  };
  return (
    <Page
      title={t('nav.library')}
      actions={
        <>
          <Link to="/library/dats" className="btn">
            <IconListCheck size={18} aria-hidden="true" /> {t('dats.title')}
          </Link>
          <ImportButton />
          <BuildButton />
        </>
      }
    >
      <section className="card" aria-label={t('library.list')}>
        <IsoFilters search={search} onChange={change} />
        <QueryView query={query} lines={8}>
          {() =>
            isos.length === 0 ? (
              <NoIsos
                isFiltered={isFiltered}
                isTrash={search.only === 'trashed'}
                onClear={() => void navigate({ search: {} })}
              />
            ) : (
              <>
                <p className="list-count d-flex">
                  <span role="status">
                    {first === undefined
                      ? ''
                      : t(first.totalIsExact ? 'library.count' : 'library.countAtLeast', {
                          count: first.total,
                          number: format.number(first.total),
                        })}
                  </span>
                  <ExportLinks />
                </p>
                {may('operator') ? <IsoBulkBar isos={isos} selection={selection} /> : null}
                {search.view === 'list' ? (
                  <IsoTable isos={isos} selection={selection} {...more} />
                ) : (
                  <IsoGrid isos={isos} selection={selection} {...more} />
                )}
              </>
            )
          }
        </QueryView>
      </section>
    </Page>
  );
}

/** Bytes of an image of each size. */
const sizes = {
  small: { maxSize: 1_000_000_000 },
  middle: { minSize: 1_000_000_001, maxSize: 9_000_000_000 },
  large: { minSize: 9_000_000_001 },
} as const;

/** What the server is asked for each state. */
const states = {
  damaged: { damaged: true },
  verified: { verified: true },
  unverified: { verdict: 'never' },
  bad: { verdict: 'bad' },
  missing: { present: false },
  changed: { changed: true },
  known: { knownGood: true },
  notKnown: { knownGood: false },
  trashed: { trashed: true },
} as const;

function queryOf({ kind, q, only, size, from, to, tag, sort }: IsoSearch): IsoQuery {
  const begin = dayToTime(from, 'begin');
  const end = dayToTime(to, 'end');
  return {
    ...(kind === undefined ? {} : { diskType: kind }),
    ...(q === undefined ? {} : { q }),
    ...(begin === undefined ? {} : { from: begin }),
    ...(end === undefined ? {} : { to: end }),
    ...(size === undefined ? {} : sizes[size]),
    ...(only === undefined ? {} : states[only]),
    ...(tag === undefined ? {} : { tag: [tag] }),
    ...(sort === undefined ? {} : { sort, order: sort === 'size' ? 'desc' : 'asc' }),
  };
}
