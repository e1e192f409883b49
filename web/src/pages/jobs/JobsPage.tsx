import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccess } from '../../access/AccessGate.tsx';
import { queries } from '../../api/queries.ts';
import type { JobQuery } from '../../api/types.ts';
import { dayToTime, type JobSearch } from '../../app/search.ts';
import { useFormat } from '../../format/use-format.ts';
import { useWantJobs } from '../../live/LiveProvider.tsx';
import { Page, useWindowTitle } from '../../ui/Page.tsx';
import { QueryView } from '../../ui/States.tsx';
import { useSelection } from '../../ui/use-selection.ts';
import { useShortList } from '../../ui/use-short-list.ts';
import { BulkBar } from './BulkBar.tsx';
import { JobFilters } from './JobFilters.tsx';
import { JobTable } from './JobTable.tsx';
import { jobsOf } from './jobs-query.ts';
import { NoJobs } from './NoJobs.tsx';
import { QueueCard } from './QueueCard.tsx';

/** Most running jobs that are followed at once. */
const maxFollowed = 100;

/** All jobs: the queue, the history, what can be done with many of them. */
export function JobsPage() {
  const { t } = useTranslation();
  useWindowTitle(t('nav.jobs'));
  const format = useFormat();
  const { may } = useAccess();
  const search = useSearch({ from: '/jobs' });
  const navigate = useNavigate({ from: '/jobs' });
  const query = useInfiniteQuery({ ...queries.jobs(queryOf(search)), placeholderData: keepPreviousData });
  const { data } = query;
  useShortList(queries.jobs(queryOf(search)).queryKey);
  const jobs = useMemo(() => jobsOf(data), [data]);
  const selection = useSelection(useMemo(() => jobs.map(({ uuid }) => uuid), [jobs]));
  useWantJobs(
    jobs
      .filter(({ status }) => status === 'running')
      .slice(0, maxFollowed)
      .map(({ uuid }) => uuid),
  );
  const first = query.data?.pages[0];
  const isFiltered = Object.keys(search).some((key) => key !== 'sort' && key !== 'order');
  // Whoever asks for what waits may want to change its order.
  const isQueueShown = Object.entries(search).every(
    ([key, value]) => key === 'sort' || key === 'order' || (key === 'status' && value === 'queued'),
  );
  const change = (part: { [K in keyof JobSearch]?: JobSearch[K] | undefined }) => {
    navigate({ search: (now) => ({ ...now, ...part }) as JobSearch, replace: true }).catch(reportError);
  };
  return (
    <Page title={t('nav.jobs')}>
      {isQueueShown ? <QueueCard /> : null}
      <section className="card" aria-label={t('jobs.list')}>
        <JobFilters search={search} onChange={change} />
        <QueryView query={query} lines={8}>
          {() =>
            jobs.length === 0 ? (
              <NoJobs isFiltered={isFiltered} onClear={() => void navigate({ search: {} })} />
            ) : (
              <>
                <p className="list-count" role="status">
                  {first === undefined
                    ? ''
                    : t(first.totalIsExact ? 'jobs.count' : 'jobs.countAtLeast', {
                        count: first.total,
                        number: format.number(first.total),
                      })}
                </p>
                {may('operator') ? <BulkBar jobs={jobs} selection={selection} /> : null}
                <JobTable
                  jobs={jobs}
                  selection={selection}
                  sort={search}
                  onSort={change}
                  hasMore={query.hasNextPage}
                  onMore={() => {
                    if (!query.isFetchingNextPage) query.fetchNextPage().catch(reportError);
                  }}
                />
              </>
            )
          }
        </QueryView>
      </section>
    </Page>
  );
}

function queryOf({ status, kind, q, from, to, sort, order }: JobSearch): JobQuery {
  const begin = dayToTime(from, 'begin');
  const end = dayToTime(to, 'end');
  return {
    ...(status === undefined ? {} : { status: [status] }),
    ...(kind === undefined ? {} : { diskType: kind }),
    ...(q === undefined ? {} : { q }),
    ...(begin === undefined ? {} : { from: begin }),
    ...(end === undefined ? {} : { to: end }),
    ...(sort === undefined ? {} : { sort }),
    ...(order === undefined ? {} : { order }),
  };
}
